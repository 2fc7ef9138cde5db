import Foundation
import Kernel
import Vault

/// The files as they were given, each sealed, under the hash of its content: `files/ab/cdef…`.
///
/// A file is staged outside any transaction, since sealing and syncing takes long, and is put in place or removed only
/// inside a write transaction: these come one after the other, so that no removal meets an addition of the same bytes.
struct OriginalFiles: Sendable {
    let folder: String
    let sealer: Sealer

    /// A sealed file that is not in its place yet.
    struct Staged: Sendable {
        fileprivate let path: String
        let hash: Data
    }

    /// Where files go that no document names, by the day they were found.
    private var orphans: String { (folder as NSString).deletingLastPathComponent + "/orphans" }
    private var incoming: String { folder + "/incoming" }

    /// Seals and keeps a file durably, out of the way. Blocks.
    func stage(_ bytes: [UInt8], hash: Data) throws -> Staged {
        try makeFolder(incoming)
        let staged = Staged(path: incoming + "/" + UUID().uuidString, hash: hash)
        try DurableFile.write(Data(sealer.seal(bytes, for: place(hash))), to: staged.path)
        return staged
    }

    /// Puts a staged file in its place. Call it inside the transaction that names it.
    func keep(_ staged: Staged) throws {
        let path = self.path(staged.hash)
        try makeFolder((path as NSString).deletingLastPathComponent)
        guard rename(staged.path, path) == 0 else {
            throw DurableFile.Failure(operation: "rename", path: path, code: errno)
        }
        try DurableFile.syncFolder(of: path)
    }

    /// Throws away a staged file that is not wanted.
    func discard(_ staged: Staged) { unlink(staged.path) }

    private func makeFolder(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try DurableFile.syncFolder(of: path)
        try DurableFile.syncFolder(of: folder)
    }

    /// A file's bytes, authenticated for the hash they were sealed under. Blocks.
    /// - Throws: `LibraryFailure.originalMissing`, `.originalDamaged`.
    func read(_ hash: Data) throws -> [UInt8] {
        guard let sealed = FileManager.default.contents(atPath: path(hash)) else {
            throw LibraryFailure.originalMissing
        }
        do { return try sealer.open(sealed, for: place(hash)) } catch { throw LibraryFailure.originalDamaged }
    }

    /// Destroys a file. Call it inside a transaction that finds that no row names it.
    func destroy(_ hash: Data) { unlink(path(hash)) }

    func exists(_ hash: Data) -> Bool { FileManager.default.fileExists(atPath: path(hash)) }

    /// Files that no hash in `known` names, as a crash between file and row, or an older database, leaves them.
    func strays(known: Set<String>) -> [String] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return folders.filter { $0.count == 2 }.flatMap { prefix in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + prefix)) ?? [])
                .filter { !known.contains(prefix + $0) }.map { prefix + "/" + $0 }
        }
    }

    // MARK: Orphans

    /// Days that orphans are kept.
    static let orphanDays = 30

    /// What a crash left staged was never acknowledged; what is half written never will be.
    func clearIncoming() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: incoming)) ?? [] {
            unlink(incoming + "/" + name)
        }
    }

    /// Moves strays aside, into a folder named by the day.
    /// - Returns: how many.
    func setAside(_ strays: [String], on day: Date = Date()) throws -> Int {
        guard !strays.isEmpty else { return 0 }
        let today = orphans + "/" + Self.name(of: day)
        try makeFolder(orphans)
        try makeFolder(today)
        var count = 0
        for stray in strays {
            if stray.hasSuffix(".part") {
                unlink(folder + "/" + stray)
            } else if rename(folder + "/" + stray, today + "/" + stray.replacing("/", with: "")) == 0 {
                count += 1
            }
        }
        try DurableFile.syncFolder(of: today + "/")
        return count
    }

    /// Destroys orphans that were set aside more than 30 days ago. A folder from the future is left: a clock jumped.
    func destroyOldOrphans(now: Date = Date()) {
        for (name, day) in orphanDays() where now.timeIntervalSince(day) > Double(Self.orphanDays + 1) * 86_400 {
            try? FileManager.default.removeItem(atPath: orphans + "/" + name)
        }
    }

    /// Puts an orphan back in its place, where a row names it again after all.
    func reclaim(_ hash: Data) -> Bool {
        for (name, _) in orphanDays() {
            let path = orphans + "/" + name + "/" + Hexadecimal.encode(hash)
            guard FileManager.default.fileExists(atPath: path) else { continue }
            try? makeFolder((self.path(hash) as NSString).deletingLastPathComponent)
            if rename(path, self.path(hash)) == 0 { return true }
        }
        return false
    }

    /// How many files are kept aside.
    func orphanCount() -> Int {
        orphanDays().reduce(0) { count, day in
            count + ((try? FileManager.default.contentsOfDirectory(atPath: orphans + "/" + day.name))?.count ?? 0)
        }
    }

    private func orphanDays() -> [(name: String, day: Date)] {
        ((try? FileManager.default.contentsOfDirectory(atPath: orphans)) ?? []).compactMap { name in
            (try? Date(name, strategy: Self.dayStyle)).map { (name, $0) }
        }
    }

    private static let dayStyle = Date.ISO8601FormatStyle().year().month().day()
    private static func name(of day: Date) -> String { day.formatted(dayStyle) }

    private func path(_ hash: Data) -> String {
        let name = Hexadecimal.encode(hash)
        return folder + "/" + name.prefix(2) + "/" + name.dropFirst(2)
    }

    private func place(_ hash: Data) -> String { "file " + Hexadecimal.encode(hash) }
}
