import Extraction
import Foundation
import Kernel
import Logging
import ServiceLifecycle
import Vault

/// What goes on beside the requests: sessions' times are stored, the roster's folder is looked at, and those who left
/// are erased when their time has come.
struct AccountsUpkeep: Service {
    let sessions: Sessions
    let rosters: Rosters
    private let logger = Logger(label: "homeroom.accounts")

    func run() async throws {
        var (last, refused): (Date, Data?) = (.distantPast, nil)
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                try await sessions.store(sessions.store.sessions.takeUsed())
                refused = try await look(refused: refused)
                if Date().timeIntervalSince(last) > 6 * 3600 {
                    try await rosters.eraseLeavers()
                    last = Date()
                }
            } catch { logger.error("upkeep failed", metadata: ["error": "\(error)"]) }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(30)) }
        }
        try await sessions.store(sessions.store.sessions.takeUsed())
    }

    /// Takes in what lies in the roster's folder, once it has lain still for a minute and is not what was taken last.
    /// - Returns: the hash of a delivery that was refused, so that it is not tried again.
    private func look(refused: Data?) async throws -> Data? {
        guard let folder = try rosters.store.access.policy().rosterFolder,
            let found = try RosterFolder.newest(in: folder), Date().timeIntervalSince(found.changedAt) > 60
        else { return refused }
        let archive = try found.archive()
        let hash = Data(blake2b256(archive))
        guard hash != refused, try await rosters.lastHash() != hash else { return refused }
        do {
            let report = try await rosters.take(archive, .init(way: "folder"), by: .appliance)
            if let stopped = report.stopped {
                logger.warning("the roster's delivery was not taken", metadata: ["reason": "\(stopped)"])
                return hash
            }
            logger.notice(
                "the roster's delivery was taken",
                metadata: ["added": "\(report.people.added)", "left": "\(report.people.left)"])
            return nil
        } catch let failure as AccountsFailure {
            logger.warning("the roster's delivery was not taken", metadata: ["reason": "\(failure.message)"])
            return hash
        }
    }
}

/// A delivery on disk: a zip archive, or a folder of CSV files.
public struct RosterFolder: Sendable {
    let path: String
    let isFolder: Bool
    let changedAt: Date

    /// - Throws: `AccountsFailure.roster` where there is neither.
    public init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw AccountsFailure.roster("\(path) is not there.")
        }
        self.path = path
        self.isFolder = isFolder.boolValue
        let files = isFolder.boolValue ? try Self.tables(in: path).map { path + "/" + $0 } : [path]
        changedAt =
            try files.map {
                try FileManager.default.attributesOfItem(atPath: $0)[.modificationDate] as? Date ?? .distantFuture
            }.max() ?? .distantFuture
    }

    /// The folder itself where it holds a manifest, or else the newest archive in it.
    static func newest(in folder: String) throws -> RosterFolder? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        if names.contains("manifest.csv") { return try RosterFolder(path: folder) }
        return try names.filter { $0.lowercased().hasSuffix(".zip") }.map { try RosterFolder(path: folder + "/" + $0) }
            .max { $0.changedAt < $1.changedAt }
    }

    private static func tables(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
            name.hasSuffix(".csv") && RosterReader.names.contains(String(name.dropLast(4)))
        }.sorted()
    }

    /// The delivery as one archive.
    /// - Throws: file errors.
    public func archive() throws -> [UInt8] {
        guard isFolder else { return Array(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)) }
        var archive = StoredArchive()
        for name in try Self.tables(in: path) {
            archive.add(name, try Data(contentsOf: URL(fileURLWithPath: path + "/" + name), options: .mappedIfSafe))
        }
        return archive.bytes
    }
}
