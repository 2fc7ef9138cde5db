import Foundation
import Kernel
import Vault

/// Bytes that are collected and then read once more, too many for memory: on the disk, sealed with a key that is only in
/// memory, in a file that has no name any more. Nothing is left of it when the last reference goes, or the power.
struct SealedSpool {
    /// What was collected, to be read piece by piece.
    struct Content: Sendable {
        /// All bytes.
        let count: Int
        private let file: NamelessFile
        private let pieces: [(start: Int, length: Int)]
        private let sealer: Sealer

        fileprivate init(
            _ file: NamelessFile, _ pieces: [(start: Int, length: Int)], _ sealer: Sealer, count: Int
        ) {
            (self.file, self.pieces, self.sealer, self.count) = (file, pieces, sealer, count)
        }

        var pieceCount: Int { pieces.count }

        /// The bytes of a piece. Blocks.
        /// - Throws: `DurableFile.Failure`, `Sealer.Forged`.
        func piece(_ index: Int) throws -> [UInt8] {
            let sealed = try file.read(pieces[index].start, pieces[index].length)
            return try sealer.open(sealed, for: "spool \(index)")
        }
    }

    private static let pieceSize = 1 << 20
    private let file: NamelessFile
    private let sealer: Sealer
    private var waiting: [UInt8] = []
    private var pieces: [(start: Int, length: Int)] = []
    private var end: Int = 0
    private(set) var count = 0

    /// - Parameters:
    ///   - folder: where there is room for it.
    ///   - sealer: a key of its own.
    /// - Throws: `DurableFile.Failure`.
    init(folder: String, sealer: Sealer) throws {
        (file, self.sealer) = (try NamelessFile(folder: folder), sealer)
    }

    /// - Throws: `DurableFile.Failure`.
    mutating func add(_ bytes: some Collection<UInt8>) throws {
        waiting += bytes
        count += bytes.count
        if waiting.count >= Self.pieceSize { try flush() }
    }

    /// - Throws: `DurableFile.Failure`.
    mutating func finish() throws -> Content {
        try flush()
        return Content(file, pieces, sealer, count: count)
    }

    private mutating func flush() throws {
        guard !waiting.isEmpty else { return }
        let sealed = sealer.seal(waiting, for: "spool \(pieces.count)")
        try file.write(sealed, at: end)
        pieces.append((end, sealed.count))
        end += Int(sealed.count)
        waiting = []
    }
}

/// A file that is open and stands in no folder: it goes when it is closed.
private final class NamelessFile: Sendable {
    private let descriptor: Int32
    /// What it was called, for errors.
    private let path: String

    init(folder: String) throws {
        path = "\(folder)/spool.\(UUID().uuidString).part"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DurableFile.Failure(operation: "create", path: path, code: errno) }
        unlink(path)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8], at start: Int) throws {
        let code: Int32 = bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = pwrite(
                    descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, start + Int(sent))
                if count < 0, errno != EINTR { return errno }
                sent += max(count, 0)
            }
            return 0
        }
        guard code == 0 else { throw DurableFile.Failure(operation: "write", path: path, code: code) }
    }

    func read(_ start: Int, _ length: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        let code: Int32 = bytes.withUnsafeMutableBytes { buffer in
            var taken = 0
            while taken < length {
                let count = pread(
                    descriptor, buffer.baseAddress?.advanced(by: taken), length - taken, start + Int(taken))
                if count < 0, errno != EINTR { return errno }
                if count == 0 { return EIO }
                taken += max(count, 0)
            }
            return 0
        }
        guard code == 0 else { throw DurableFile.Failure(operation: "read", path: path, code: code) }
        return bytes
    }
}
