import Foundation
import Kernel

/// A file that only grows, and that others may rename to keep their logs short: then it begins anew under its name.
/// Blocks: for a thread of its own.
enum ForwardingFile {
    /// Adds lines, whole and on the disk, or fails. The file is opened for each batch, so that one that was renamed, or
    /// moved away and made anew, is found under its name.
    /// - Throws: `DurableFile.Failure`, `NotPlain`.
    static func append(_ lines: Data, to path: String) throws {
        // A pipe without a reader must not hold the thread up.
        let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0 else { throw failure("look at", path) }
        guard information.st_mode & S_IFMT == S_IFREG else { throw NotPlain(path: path) }
        let size = information.st_size
        var bytes = Data()
        // A line that a crash cut off must not run into the next, which is sent again whole.
        var last: UInt8 = 0x0A
        if size > 0, pread(file, &last, 1, size - 1) == 1, last != 0x0A { bytes.append(0x0A) }
        bytes += lines
        try bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = Foundation.write(file, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    let failure = failure("write", path)
                    // A batch is there as a whole or not at all: its beginning would be repeated at each try, and half
                    // a line is none.
                    ftruncate(file, size)
                    throw failure
                }
                sent += count
            }
        }
        guard fsync(file) == 0 else { throw failure("fsync", path) }
        // A file that is new is there after a crash only once its folder says so.
        if size == 0 { try DurableFile.syncFolder(of: path) }
    }

    /// What is there is a folder, a pipe or a device.
    struct NotPlain: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) is no plain file" }
    }

    private static func failure(_ operation: String, _ path: String) -> DurableFile.Failure {
        DurableFile.Failure(operation: operation, path: path, code: errno)
    }
}
