import Foundation
public import GRDB
public import Kernel
import Logging
public import ServiceLifecycle
import Synchronization
public import Vault

/// Signs the audit trail's end every few seconds and keeps the word outside the database: the newest in one file of the
/// data folder, one in ten minutes in another that only grows, and, where an administrator named one, in a second place.
///
/// It never signs past a word that the trail does not hold: a trail that was cut stays cut for everybody to see, until
/// somebody says why (`homeroom audit accept`).
public final class AuditKeeper: Service {
    /// Where checkpoints are kept.
    public struct Files: Sendable {
        /// The newest alone.
        public let newest: String
        /// One a line, only ever added to.
        public let all: String

        public init(newest: String, all: String) { (self.newest, self.all) = (newest, all) }
    }

    private struct State {
        var newest: AuditCheckpoint?
        var lastAppended: AuditCheckpoint?
        /// Why nothing is signed any more.
        var fault: String?
        /// Why the last copy was not made.
        var copyFault: String?
        var verification: SharedRun<Found>?
    }

    private let database: any DatabaseReader
    private let key: SigningKey
    private let files: Files
    /// A file to add lines to, or `syslog`; asked each time.
    private let second: @Sendable () async -> String?
    private let logger = Logger(label: "homeroom.audit")
    private let state = Mutex(State())
    /// Files are written and read on a thread of its own, one after the other.
    private let offload = Offload("homeroom.audit", width: 1)
    /// The trail is read whole on another: what is signed every few seconds does not wait for it.
    private let reading = Offload("homeroom.audit.verification", width: 1)
    /// Words are added to the growing file after so many seconds or entries.
    private static let every = (seconds: 600.0, entries: Int64(1000))

    /// Reads what is kept. Blocks.
    /// - Parameter second: where else checkpoints go.
    public init(
        database: any DatabaseReader, key: SigningKey, files: Files, second: @escaping @Sendable () async -> String?
    ) {
        (self.database, self.key, self.files, self.second) = (database, key, files, second)
        let (all, last) = (Self.checkpoints(in: files.all), Self.checkpoints(in: files.newest))
        let newest = (all + last).max { $0.number < $1.number }
        var start = State(newest: newest, lastAppended: all.last)
        if last.isEmpty {
            // A new trail gets its first word before its first entry, so that none without one is ever in order.
            let isEmpty = try? database.read { db in try AuditEntry.limit(1).isEmpty(db) }
            let isNew = newest == nil && isEmpty == true
            if isNew {
                let word = AuditTrail.beginning(key)
                do { try DurableFile.write(Self.line(word), to: files.newest) } catch {
                    logger.error("the audit trail's first word could not be kept", metadata: ["error": "\(error)"])
                }
                start.newest = word
            } else {
                start.fault = Self.headMissing
            }
        }
        state.withLock { $0 = start }
    }

    private static let headMissing =
        "audit.head is missing: nothing shows whether the trail's end was cut off. If you know why, say so: "
        + "homeroom audit accept --reason …"

    public var publicKey: [UInt8] { key.publicKey }

    /// The newest checkpoint that is kept.
    public var newest: AuditCheckpoint? { state.withLock { $0.newest } }

    /// Why nothing is signed any more; nil while all is well.
    public var fault: String? { state.withLock { $0.fault } }

    /// Why the signed ends are not copied to where they should be; nil while they are, and where there is no such place.
    public var copyFault: String? { state.withLock { $0.copyFault } }

    public func run() async throws {
        var copied = Date.distantPast
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
            let isEnding = Task.isShuttingDownGracefully
            do {
                guard let point = try await keep(isEnding: isEnding) else { continue }
                if isEnding || abs(Date().timeIntervalSince(copied)) > 60, let second = await second() {
                    try await copyAside(point, to: second)
                    copied = Date()
                }
            } catch is CancellationError {
                break
            } catch { logger.error("the audit checkpoint could not be kept", metadata: ["error": "\(error)"]) }
        }
    }

    private func copyAside(_ point: AuditCheckpoint, to second: String) async throws {
        do {
            try await offload { [self] in try copy(point, to: second) }
            state.withLock { $0.copyFault = nil }
        } catch {
            state.withLock {
                $0.copyFault =
                    "the signed ends of the audit trail are not copied to \(second): \(error). Mend that, or name "
                    + "another place: homeroom audit copy PATH"
            }
            throw error
        }
    }

    /// Signs and keeps the trail's end, where it has grown and holds all that was signed before.
    /// - Returns: the new word; nil where there is none.
    /// - Throws: database and file errors.
    @discardableResult
    public func keep(isEnding: Bool = false) async throws -> AuditCheckpoint? {
        guard fault != Self.headMissing else { return nil }
        let known = newest
        let (point, fault) = try await database.read { [key] db -> (AuditCheckpoint?, String?) in
            if let known, try !AuditTrail.holds(known, by: key.publicKey, db) {
                return (nil, "the trail no longer holds entry \(known.number), which was signed at \(known.at)")
            }
            return (try AuditTrail.checkpoint(key, db), nil)
        }
        let isNews = state.withLock { state in
            defer { state.fault = fault }
            return fault != nil && state.fault == nil
        }
        if isNews { logger.error("the audit trail was cut; nothing is signed until it is accepted") }
        guard let point, point.number != known?.number || point.hash != known?.hash else { return nil }
        try await offload { [self] in try store(point, isEnding: isEnding) }
        return point
    }

    /// Keeps the trail's end at the end of a run, when nothing else runs any more. Blocks.
    public func close() {
        guard fault == nil,
            let point = try? database.read({ [key, newest] db -> AuditCheckpoint? in
                if let newest, try !AuditTrail.holds(newest, by: key.publicKey, db) { return nil }
                return try AuditTrail.checkpoint(key, db)
            })
        else { return }
        try? store(point, isEnding: true)
    }

    /// What is wrong with the trail, judged by all words that are kept. Blocks.
    private func faults() throws -> (entries: Int64, faults: [String]) {
        // The newest word may be the last of the others: each is judged once.
        let all = Self.checkpoints(in: files.all)
        let kept = all + Self.checkpoints(in: files.newest).filter { $0 != all.last }
        var (entries, faults) = try AuditTrail.faults(database, checkpoints: kept, publicKey: publicKey)
        if fault == Self.headMissing || Self.checkpoints(in: files.newest).isEmpty { faults.append(Self.headMissing) }
        return (entries, faults)
    }

    /// What is wrong with the trail, judged by all words that are kept and those given. Everybody who asks at the same
    /// time shares one reading of the trail.
    public func verify(given: [AuditCheckpoint]) async throws -> (entries: Int64, faults: [String]) {
        let run = state.withLock { state in
            if let run = state.verification { return run }
            let run = SharedRun { [weak self] in
                guard let self else { throw CancellationError() }
                return try await reading { try Found(self.faults()) }
            }
            state.verification = run
            return run
        }
        let found = try await run.value()
        guard !given.isEmpty else { return (found.entries, found.faults) }
        let unmet = try await database.read { [publicKey] db in
            try AuditTrail.unmet(given, found.entries, by: publicKey, db)
        }
        return (found.entries, Array((unmet + found.faults).prefix(100)))
    }

    private struct Found: Sendable {
        let entries: Int64, faults: [String]

        init(_ found: (entries: Int64, faults: [String])) { (entries, faults) = found }
    }

    /// Says why the trail lacks what was signed, in an entry of its own that this appliance signs; from then on the
    /// trail's end is signed again. An older database that was put back is the usual reason.
    /// All words kept so far are then set aside in a file of their own, and new ones begin.
    /// - Returns: false where nothing is lacking.
    public func accept(_ reason: String, by origin: RequestOrigin, in writer: any DatabaseWriter) async throws -> Bool {
        guard try await !verify(given: []).faults.isEmpty else { return false }
        let lost = newest ?? AuditTrail.beginning(key)
        try await writer.write { [key] db in
            try AuditTrail.append(
                .init(.gapAccepted, "audit", "", details: AuditTrail.acceptance(of: lost, reason, key)), by: origin, db)
        }
        let point = try await database.read { [key] db in try AuditTrail.checkpoint(key, db) }
        try await offload { [self] in
            let name = Date().formatted(.iso8601.dateTimeSeparator(.standard)).replacing(":", with: "")
            if FileManager.default.fileExists(atPath: files.all) {
                guard rename(files.all, files.all + "." + name) == 0 else {
                    throw DurableFile.Failure(operation: "rename", path: files.all, code: errno)
                }
            }
            state.withLock { ($0.fault, $0.newest, $0.lastAppended) = (nil, nil, nil) }
            if let point { try store(point, isEnding: true) }
        }
        return true
    }

    // MARK: Files

    private func store(_ point: AuditCheckpoint, isEnding: Bool) throws {
        let line = try Self.line(point)
        try DurableFile.write(line, to: files.newest)
        let last = state.withLock { state in
            state.newest = point
            return state.lastAppended
        }
        let isDue =
            last.map { last in
                let seconds = (try? Date(last.at, strategy: .iso8601)).map { abs(Date().timeIntervalSince($0)) }
                return isEnding || point.number - last.number >= Self.every.entries
                    || seconds ?? .infinity >= Self.every.seconds
            } ?? true
        guard isDue, last?.hash != point.hash else { return }
        try Self.append(line, to: files.all)
        state.withLock { $0.lastAppended = point }
    }

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
        try Self.append(line, to: second)
    }

    private static func append(_ line: Data, to path: String) throws {
        let handle = Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard handle >= 0 else { throw DurableFile.Failure(operation: "open", path: path, code: errno) }
        defer { Foundation.close(handle) }
        let written = line.withUnsafeBytes { Foundation.write(handle, $0.baseAddress, $0.count) }
        guard written == line.count, fsync(handle) == 0 else {
            throw DurableFile.Failure(operation: "append", path: path, code: errno)
        }
    }

    /// The checkpoints in a file, one a line.
    public static func checkpoints(in path: String) -> [AuditCheckpoint] {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        return bytes.split(separator: 0x0A).compactMap { try? JSONDecoder().decode(AuditCheckpoint.self, from: $0) }
    }
}
