import Foundation
import Kernel
import Vault

/// The files as they were given, each sealed, under the hash of its content: `files/ab/cdef…`.
struct OriginalFiles: Sendable {
    let folder: String
    let sealer: Sealer

    /// Keeps a file durably. Nothing happens where it is kept already.
    func keep(_ bytes: [UInt8], hash: Data) throws {
        let path = self.path(hash)
        guard !FileManager.default.fileExists(atPath: path) else { return }
        let parent = (path as NSString).deletingLastPathComponent
        if !FileManager.default.fileExists(atPath: parent) {
            try FileManager.default.createDirectory(
                atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try DurableFile.syncFolder(of: parent)
            try DurableFile.syncFolder(of: folder)
        }
        try DurableFile.write(Data(sealer.seal(bytes, for: place(hash))), to: path)
    }

    /// A file's bytes, checked against its hash.
    func read(_ hash: Data) throws -> [UInt8] {
        guard let sealed = FileManager.default.contents(atPath: path(hash)) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try sealer.open(sealed, for: place(hash))
    }

    /// Forgets a file. Call it when the row that named it is gone.
    func forget(_ hash: Data) { unlink(path(hash)) }

    func exists(_ hash: Data) -> Bool { FileManager.default.fileExists(atPath: path(hash)) }

    /// Files that no hash in `known` names, as a crash between file and row leaves them.
    func strays(known: Set<String>) -> [String] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return folders.flatMap { prefix in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + prefix)) ?? [])
                .filter { !known.contains(prefix + $0) }.map { folder + "/" + prefix + "/" + $0 }
        }
    }

    private func path(_ hash: Data) -> String {
        let name = Hexadecimal.encode(hash)
        return folder + "/" + name.prefix(2) + "/" + name.dropFirst(2)
    }

    private func place(_ hash: Data) -> String { "file " + Hexadecimal.encode(hash) }
}
