public import Foundation
import Synchronization

/// Files that must be whole or absent after a crash: written beside their place, fsynced, renamed, the folder fsynced.
public enum DurableFile {
    private static let written = Atomic<Int>(0)

    /// What went wrong, with the file and the system's word for it.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public let operation: String
        public let path: String
        public let code: Int32

        public init(operation: String, path: String, code: Int32) {
            (self.operation, self.path, self.code) = (operation, path, code)
        }

        public var description: String { "\(operation) \(path): \(String(cString: strerror(code)))" }
    }

    /// Puts `bytes` at `path`, in place of what was there. A failed fsync is not tried again: the file is not replaced.
    /// - Throws: `Failure`.
    public static func write(_ bytes: some ContiguousBytes, to path: String, mode: mode_t = 0o600) throws {
        try write(to: path, mode: mode) { file in
            try bytes.withUnsafeBytes { buffer in
                var sent = 0
                while sent < buffer.count {
                    let count = Foundation.write(file, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
                    if count < 0, errno != EINTR { throw failure("write", path) }
                    sent += max(count, 0)
                }
            }
        }
    }

    /// Puts what `body` writes at `path`, in place of what was there.
    /// - Parameter body: gets a file that is open for reading and writing, and empty.
    /// - Throws: `Failure`, and what `body` throws.
    public static func write(to path: String, mode: mode_t = 0o600, _ body: (Int32) throws -> Void) throws {
        // A name of its own: two may write the same file at once, and the last rename holds.
        let number = written.add(1, ordering: .relaxed).newValue
        let temporary = path + ".\(getpid()).\(number).part"
        let file = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure("create", temporary) }
        do {
            defer { close(file) }
            try body(file)
            guard fsync(file) == 0 else { throw failure("fsync", temporary) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let error = failure("rename", path)
            unlink(temporary)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Makes a folder's entries durable.
    /// - Throws: `Failure`.
    public static func syncFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw failure("open", folder) }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw failure("fsync", folder) }
    }

    private static func failure(_ operation: String, _ path: String) -> Failure {
        Failure(operation: operation, path: path, code: errno)
    }
}
