import Foundation
public import GRDB
import Kernel
import Logging
public import ServiceLifecycle
public import Vault

/// Signs the audit trail's end every few seconds and keeps the word outside the database: in a file of the data folder
/// that holds the newest, and, where an administrator named one, in a second place that grows.
public struct AuditKeeper: Service {
    private let database: any DatabaseReader
    private let key: SigningKey
    private let file: String
    /// A file to add lines to, or `syslog`.
    private let second: @Sendable () -> String?
    private let logger = Logger(label: "homeroom.audit")

    /// - Parameters:
    ///   - file: where the newest checkpoint is kept.
    ///   - second: where else, asked each time.
    public init(
        database: any DatabaseReader, key: SigningKey, file: String, second: @escaping @Sendable () -> String?
    ) {
        (self.database, self.key, self.file, self.second) = (database, key, file, second)
    }

    public var publicKey: [UInt8] { key.publicKey }

    public func run() async throws {
        var (kept, copied): (Int64, Date) = (newest?.number ?? 0, .distantPast)
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
            let isEnding = Task.isShuttingDownGracefully
            do {
                guard let point = try await database.read({ [key] db in try AuditTrail.checkpoint(key, db) }),
                    point.number > kept
                else { continue }
                try write(point)
                kept = point.number
                if isEnding || Date().timeIntervalSince(copied) > 60, let second = second() {
                    try copy(point, to: second)
                    copied = Date()
                }
            } catch { logger.error("the audit checkpoint could not be kept", metadata: ["error": "\(error)"]) }
        }
    }

    /// Keeps the trail's end now.
    /// - Throws: database and file errors.
    public func keep() throws {
        if let point = try database.read({ [key] db in try AuditTrail.checkpoint(key, db) }) { try write(point) }
    }

    private func write(_ point: AuditCheckpoint) throws { try DurableFile.write(Self.line(point), to: file) }

    private static func line(_ point: AuditCheckpoint) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(point) + Data("\n".utf8)
    }

    private func copy(_ point: AuditCheckpoint, to second: String) throws {
        let line = try Self.line(point)
        if second == "syslog" {
            return Syslog.send("homeroom audit " + String(decoding: line.dropLast(), as: UTF8.self))
        }
        let handle = open(second, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard handle >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        defer { close(handle) }
        let written = line.withUnsafeBytes { Foundation.write(handle, $0.baseAddress, $0.count) }
        guard written == line.count, fsync(handle) == 0 else { throw POSIXError(.EIO) }
    }

    /// The newest checkpoint in the data folder.
    public var newest: AuditCheckpoint? { Self.checkpoints(in: file).last }

    /// The checkpoints in a file, one a line.
    public static func checkpoints(in path: String) -> [AuditCheckpoint] {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        return bytes.split(separator: 0x0A).compactMap { try? JSONDecoder().decode(AuditCheckpoint.self, from: $0) }
    }
}

/// The system's log (RFC 3164 over /dev/log), where there is one.
private enum Syslog {
    static func send(_ text: String) {
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array("/dev/log".utf8)) }
        // Facility 10 (security), severity 5 (notice).
        let line = Array("<85>\(text)".utf8)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    socket, line, line.count, Int32(truncatingIfNeeded: MSG_DONTWAIT), $0,
                    socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
