import Foundation
public import Kernel

/// The folder that holds everything, and the lock by which one process owns it.
public final class DataFolder: Sendable {
    /// Why the folder cannot be used.
    public enum Failure: UserFacingError, Equatable {
        case locked(path: String, holder: String)
        case notUsable(path: String, reason: String)
        /// The folder belongs to another user of the machine.
        case otherOwner(path: String, owner: UInt32)
        /// The folder held a district, and its database is gone or empty; what is still there.
        case databaseMissing(path: String, left: String)
        /// The folder held a district, and its key is gone.
        case keyMissing(path: String)
        /// `master.key` is not the one that this database was made with.
        case otherKey(path: String)
        /// The database is another district's.
        case otherDistrict(path: String)
        /// The database is damaged, in SQLite's words.
        case databaseDamaged(path: String, reason: String)

        public var status: Int { 503 }
        public var code: String {
            switch self {
            case .locked: "data.locked"
            case .notUsable: "data.notUsable"
            case .otherOwner: "data.otherOwner"
            case .databaseMissing: "data.databaseMissing"
            case .keyMissing: "data.keyMissing"
            case .otherKey: "data.otherKey"
            case .otherDistrict: "data.otherDistrict"
            case .databaseDamaged: "data.databaseDamaged"
            }
        }
        public var message: String {
            switch self {
            case .locked(let path, let holder):
                "The data folder \(path) is in use by \(holder). Wait for it to end, or stop it."
            case .notUsable(let path, let reason):
                "The data folder \(path) cannot be used: \(reason)."
            case .otherOwner(let path, let owner):
                "The data folder \(path) belongs to another user (number \(owner)): what this one writes there, the "
                    + "server could not open. Run the command as that user, such as: sudo -u '#\(owner)' homeroom …"
            case .databaseMissing(let path, let left):
                "The data folder \(path) held a district (\(left)), and homeroom.db is missing or empty. Nothing was "
                    + "changed. Put homeroom.db back from a backup, with its -wal file where there is one, and start "
                    + "again. For a new district take an empty folder: --data DIR"
            case .keyMissing(let path):
                "\(path) is missing. It belongs to homeroom.db, and without it nothing sealed can be opened. Nothing "
                    + "was changed. Put it back from the copy you keep, and start again."
            case .otherKey(let path):
                "\(path) is not the key that homeroom.db was made with: nobody could sign in, and no original could be "
                    + "opened. Nothing was changed. Put the right master.key back from the copy you keep."
            case .otherDistrict(let path):
                "\(path) is another data folder's database. Put back the one that belongs here, or move the whole "
                    + "folder it came from. Nothing was changed."
            case .databaseDamaged(let path, let reason):
                "\(path) is damaged: \(reason). Nothing was changed. Put homeroom.db back from a backup, without the "
                    + "-wal and -shm files that lie beside it now (move these aside), and start again."
            }
        }
    }

    public let path: String
    private let lock: Int32
    /// The folder itself, locked too: a file called `lock` may be deleted by a tidy hand.
    private let folderLock: Int32

    /// Takes the folder, making it where it does not exist. The lock ends with the process, however it ends.
    /// - Parameter holder: what this process is, for others to read, such as `homeroom serve`.
    /// - Throws: `Failure`.
    public init(path: String, holder: String) throws {
        self.path = path
        // Whatever is made from here on is for this user alone.
        umask(0o077)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch let error as CocoaError where error.underlying is POSIXError {
            throw Failure.notUsable(
                path: path, reason: Self.cause((error.underlying as? POSIXError)?.code.rawValue ?? 0))
        } catch { throw Failure.notUsable(path: path, reason: "it cannot be made. Check the folders above it") }
        try Self.restrict(path)
        let lockPath = path + "/lock"
        lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Failure.notUsable(path: path, reason: Self.cause(errno)) }
        folderLock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard flock(lock, LOCK_EX | LOCK_NB) == 0, Self.isFree(folderLock) else {
            let named = FileManager.default.contents(atPath: lockPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
            close(lock)
            if folderLock >= 0 { close(folderLock) }
            throw Failure.locked(path: path, holder: named.isEmpty ? "another process" : named)
        }
        let name = Array("\(holder) (process \(getpid()))".utf8)
        ftruncate(lock, 0)
        pwrite(lock, name, name.count, 0)
    }

    deinit {
        close(lock)
        if folderLock >= 0 { close(folderLock) }
    }

    /// Takes the lock of an open folder. Where a file system locks no folders (NFS), the file's lock must do.
    private static func isFree(_ folder: Int32) -> Bool {
        folder < 0 || flock(folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    }

    /// Why the system refuses the folder, and the cure, in words for people.
    private static func cause(_ code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: "its disk is full. Make room on it, 100 MB at least, and try again"
        case EROFS:
            "its disk is read-only and takes no writes. Mount it for writing, and try again; a disk that was "
                + "writable before may fail: look into the system's log"
        case EACCES, EPERM: "this user may not write there. Run as the user it belongs to, which `ls -ld` names"
        case EIO: "its disk fails. Look into the system's log, and restore a backup on another disk"
        case EMFILE, ENFILE: "too many files are open. Raise the limit: ulimit -n 4096, LimitNOFILE"
        default: String(cString: strerror(code)) + ". Check that it exists and belongs to this user"
        }
    }

    /// Takes from other users of the machine what an older release, or a hand, left open to them.
    private static func restrict(_ path: String) throws(Failure) {
        var information = stat()
        guard stat(path, &information) == 0 else {
            throw .notUsable(path: path, reason: cause(errno))
        }
        guard information.st_uid == geteuid() else { throw .otherOwner(path: path, owner: information.st_uid) }
        let names = [
            "", "/homeroom.db", "/homeroom.db-wal", "/homeroom.db-shm", "/audit.head", "/audit.heads", "/keys.db",
            "/keys.db-journal",
        ]
        for name in names where stat(path + name, &information) == 0 && information.st_mode & 0o077 != 0 {
            guard chmod(path + name, information.st_mode & 0o700) == 0 else {
                throw .notUsable(
                    path: path + name,
                    reason: "others can read it, and that cannot be changed. Run: chmod go= \(path + name)")
            }
        }
    }

    /// Refuses a folder that held a district and lacks its database or its key, before anything is made or removed.
    /// - Throws: `Failure.databaseMissing`, `.keyMissing`.
    public func checkWhole() throws(Failure) {
        let manager = FileManager.default
        func size(_ path: String) -> Int { ((try? manager.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0 }
        let originals = (try? manager.subpathsOfDirectory(atPath: files).filter { $0.contains("/") }.count) ?? 0
        let left = [
            manager.fileExists(atPath: masterKey) ? "master.key" : nil,
            originals > 0 ? "\(originals) originals" : nil,
            manager.fileExists(atPath: auditHead) ? "audit.head" : nil,
            manager.fileExists(atPath: marker) ? "district.json" : nil,
            size(database + "-wal") > 0 ? "homeroom.db-wal" : nil,
            size(keys) > 0 ? "keys.db" : nil,
        ].compactMap { $0 }
        if size(database) == 0 {
            guard left.isEmpty else {
                throw .databaseMissing(path: path, left: left.joined(separator: ", ") + ": still there")
            }
        } else if !manager.fileExists(atPath: masterKey), manager.fileExists(atPath: marker) || originals > 0 {
            throw .keyMissing(path: masterKey)
        }
    }

    /// Whether some process owns the folder now.
    public static func isLocked(_ path: String) -> Bool {
        [open(path + "/lock", O_RDWR | O_CLOEXEC), open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)].contains { handle in
            guard handle >= 0 else { return false }
            defer { close(handle) }
            return flock(handle, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
        }
    }

    public var database: String { path + "/homeroom.db" }
    public var masterKey: String { path + "/master.key" }
    /// The keys of people and other subjects, apart from what they seal.
    public var keys: String { path + "/keys.db" }
    public var files: String { path + "/files" }
    /// Says which district the folder holds, for the day that the database is gone.
    public var marker: String { path + "/district.json" }
    /// Signed words of how far the audit trail had come, one a line; it only grows.
    public var auditHeads: String { path + "/audit.heads" }
    /// The newest signed word of the audit trail's end.
    public var auditHead: String { path + "/audit.head" }
    /// The vector index's files, made from the database.
    public var index: String { path + "/index" }
    /// Commands speak to the running server here; only the owner can reach it. See `LocalSocket` for how it is named.
    public static func socket(in path: String) -> String { path + "/homeroom.sock" }
}

extension DataFolder {
    /// Whether a file lies, or would lie, in a data folder, links followed: what others write does not belong there.
    public static func holds(_ file: String, folder: String) -> Bool {
        func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path + "/" }
        let own = real(folder)
        return real(file).hasPrefix(own) || real((file as NSString).deletingLastPathComponent).hasPrefix(own)
    }
}
