import Documents
import Foundation
import Kernel

/// A delivery on disk: a zip archive, or a folder of CSV files.
public struct RosterFolder: Sendable {
    let path: String
    let isFolder: Bool
    /// The tables, with the folders that they lie in; empty where it is an archive.
    let tables: [String]
    let changedAt: Date

    /// Disks, and those over a network above all, answer when they like.
    static let offload = Offload("homeroom.roster-folder", width: 1)

    /// - Throws: `AccountsFailure.roster` where there is neither.
    public init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw AccountsFailure.roster("\(path) is not there.")
        }
        self.path = path
        self.isFolder = isFolder.boolValue
        tables = isFolder.boolValue ? try Self.tables(in: path) : []
        let files = isFolder.boolValue ? tables.map { path + "/" + $0 } : [path]
        changedAt =
            try files.map {
                try FileManager.default.attributesOfItem(atPath: $0)[.modificationDate] as? Date ?? .distantFuture
            }.max() ?? .distantFuture
    }

    /// What an administrator names as the folder to look at must be one, and be readable by this process.
    /// - Throws: `AccountsFailure.invalid`.
    static func check(_ path: String) async throws {
        try await offload {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw AccountsFailure.invalid(
                    "The roster folder \(path) does not exist on the server. Make it, or correct the path.")
            }
            guard isFolder.boolValue else {
                throw AccountsFailure.invalid("\(path) is a file. Name the folder that deliveries are put into.")
            }
            guard (try? names(in: path)) != nil else {
                throw AccountsFailure.invalid(
                    "The server may not read the roster folder \(path). Let the account it runs under read it.")
            }
        }
    }

    /// The folder itself where it holds a manifest, or else the newest delivery in it.
    /// - Throws: `AccountsFailure.roster` where it cannot be read.
    static func newest(in folder: String) throws -> RosterFolder? {
        let names = try names(in: folder)
        if names.contains(where: { $0.lowercased() == "manifest.csv" }) { return try RosterFolder(path: folder) }
        return try names.filter { name in
            name.lowercased().hasSuffix(".zip")
                || (try? Self.names(in: folder + "/" + name))?.contains { $0.lowercased() == "manifest.csv" } == true
        }.map { try RosterFolder(path: folder + "/" + $0) }.max { $0.changedAt < $1.changedAt }
    }

    private static func names(in folder: String) throws -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw AccountsFailure.roster("The folder \(folder) cannot be read.")
        }
    }

    /// The tables in a folder and in those in it, as deep as an unpacked archive puts them.
    private static func tables(in folder: String, depth: Int = 0) throws -> [String] {
        try names(in: folder).sorted().flatMap { name -> [String] in
            let lower = name.lowercased()
            if lower.hasSuffix(".csv") { return RosterReader.names.contains(String(lower.dropLast(4))) ? [name] : [] }
            var isFolder: ObjCBool = false
            guard depth < 3, !name.hasPrefix("."),
                FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder), isFolder.boolValue
            else { return [] }
            return try tables(in: folder + "/" + name, depth: depth + 1).map { name + "/" + $0 }
        }
    }

    /// The delivery as one archive.
    /// - Throws: `AccountsFailure.roster`, file errors.
    public func archive() throws -> [UInt8] {
        guard isFolder else { return Array(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)) }
        guard tables.contains(where: { $0.lowercased().hasSuffix("manifest.csv") }) else {
            throw AccountsFailure.roster(
                "There is no manifest.csv in \(path), nor in the folders in it. A OneRoster delivery has one beside the "
                    + "other files.")
        }
        var archive = StoredArchive()
        for name in tables {
            archive.add(name, try Data(contentsOf: URL(fileURLWithPath: path + "/" + name), options: .mappedIfSafe))
        }
        return archive.bytes
    }
}
