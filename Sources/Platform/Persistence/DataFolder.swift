import Foundation
public import Kernel

/// The folder that holds everything, and the lock by which one process owns it.
public final class DataFolder: Sendable {
    /// Why the folder cannot be used.
    public enum Failure: UserFacingError, Equatable {
        case locked(path: String, holder: String)
        case notUsable(path: String, reason: String)

        public var status: Int { 503 }
        public var code: String {
            switch self {
            case .locked: "data.locked"
            case .notUsable: "data.notUsable"
            }
        }
        public var message: String {
            switch self {
            case .locked(let path, let holder):
                "The data folder \(path) is in use by \(holder). Wait for it to end, or stop it."
            case .notUsable(let path, let reason):
                "The data folder \(path) cannot be used: \(reason). Check that it exists and belongs to this user."
            }
        }
    }

    public let path: String
    private let lock: Int32

    /// Takes the folder, making it where it does not exist. The lock ends with the process, however it ends.
    /// - Parameter holder: what this process is, for others to read, such as `homeroom serve`.
    /// - Throws: `Failure`.
    public init(path: String, holder: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw Failure.notUsable(path: path, reason: "it cannot be made") }
        let lockPath = path + "/lock"
        lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Failure.notUsable(path: path, reason: String(cString: strerror(errno))) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let named = FileManager.default.contents(atPath: lockPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
            close(lock)
            throw Failure.locked(path: path, holder: named.isEmpty ? "another process" : named)
        }
        let name = Array("\(holder) (process \(getpid()))".utf8)
        ftruncate(lock, 0)
        pwrite(lock, name, name.count, 0)
    }

    deinit { close(lock) }

    /// Whether some process owns the folder now.
    public static func isLocked(_ path: String) -> Bool {
        let handle = open(path + "/lock", O_RDWR | O_CLOEXEC)
        guard handle >= 0 else { return false }
        defer { close(handle) }
        return flock(handle, LOCK_EX | LOCK_NB) != 0
    }

    public var database: String { path + "/homeroom.db" }
    public var masterKey: String { path + "/master.key" }
    public var files: String { path + "/files" }
    /// The newest signed word of the audit trail's end.
    public var auditHead: String { path + "/audit.head" }
    /// The vector index's files, made from the database.
    public var index: String { path + "/index" }
    /// Commands speak to the running server here; only the owner can reach it.
    public static func socket(in path: String) -> String { path + "/homeroom.sock" }
}
