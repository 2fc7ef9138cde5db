import Foundation
public import GRDB
import Kernel
import Logging
public import Outbound
public import Persistence
import Synchronization

/// Sends each entry of the audit trail on, in order, to where an administrator named. How far it came is kept in the
/// database, in a transaction after each batch has arrived: an entry may arrive twice, and none is left out.
public final class AuditForwarder: Sendable {
    static let migrations = [
        SchemaMigration("2026-11-27T50 operations: how far the trail was sent on") { db in
            try db.execute(
                sql: """
                    CREATE TABLE auditForwarding (
                      id INTEGER PRIMARY KEY CHECK (id = 1),
                      number INTEGER NOT NULL CHECK (number >= 0),
                      at TEXT, failedAt TEXT, problem TEXT) STRICT;
                    INSERT INTO auditForwarding (id, number) VALUES (1, 0);
                    """)
        }
    ]

    /// How far the trail was sent on.
    struct Progress: Sendable, Equatable {
        /// The last entry that arrived, and when; 0 before the first.
        var number: Int64, at: Date?
        /// Since when nothing arrives, and why; nil while all is well.
        var failedAt: Date?, problem: String?
        /// The trail's last entry.
        var newest: Int64
    }

    private let database: any DatabaseWriter
    private let gate: OutboundGate
    private let open: Set<String>
    private let logger = Logger(label: "homeroom.audit")
    private let offload = Offload("homeroom.audit.forwarding", width: 1)
    /// When something was last tried in vain.
    private let tried = Mutex<Date?>(nil)
    /// Entries of a batch.
    private let batch: Int
    /// What failed is tried again after so many seconds.
    private static let again: TimeInterval = 30

    /// - Parameters:
    ///   - actions: all that the trail notes.
    ///   - batch: most entries sent before it is noted how far it came.
    public init(database: any DatabaseWriter, gate: OutboundGate, actions: [AuditAction], batch: Int = 200) {
        (self.database, self.gate, self.batch) = (database, gate, batch)
        open = Set(actions.filter { !$0.isActivity }.map(\.rawValue))
    }

    static func progress(_ db: Database) throws -> Progress {
        let row = try Row.fetchOne(db, sql: "SELECT number, at, failedAt, problem FROM auditForwarding WHERE id = 1")
        let newest = try Int64.fetchOne(db, sql: "SELECT max(number) FROM auditEntry") ?? 0
        return Progress(
            number: row?["number"] ?? 0, at: row?["at"], failedAt: row?["failedAt"], problem: row?["problem"],
            newest: newest)
    }

    /// Sets where to, inside a transaction. A trail that was sent nowhere is sent on from now, or from its beginning.
    /// - Throws: `OperationsFailure.forwardingUnfit`, database errors.
    func set(_ new: AuditForwarding, fromStart: Bool, by origin: RequestOrigin, _ db: Database) throws {
        let old = try AuditForwarding.setting.value(db)
        tried.withLock { $0 = nil }
        let start: Int64? =
            fromStart ? 0 : old.form == .off && new.form != .off ? try Self.progress(db).newest : nil
        try AuditForwarding.setting.set(new, at: nil, by: origin, db)
        try db.execute(
            sql: """
                UPDATE auditForwarding SET number = coalesce(?, number), failedAt = NULL, problem = NULL WHERE id = 1
                """, arguments: [start])
    }

    /// Sends all that has not arrived yet. What fails is noted, and tried again a while later.
    /// - Throws: database errors, `CancellationError`.
    func forward() async throws {
        while !Task.isCancelled {
            let (setting, progress, entries) = try await database.read { [batch] db in
                let (setting, progress) = (try AuditForwarding.setting.value(db), try Self.progress(db))
                guard setting.form != .off else { return (setting, progress, [AuditEntry]()) }
                return (setting, progress, try AuditTrail.entries(after: progress.number, limit: batch, db))
            }
            guard let last = entries.last else { return }
            if progress.problem != nil, let tried = tried.withLock({ $0 }), abs(tried.timeIntervalSinceNow) < Self.again
            {
                return
            }
            do {
                try await send(entries.map { ForwardedEntry($0, open: open) }, by: setting)
            } catch let error where !(error is CancellationError) {
                return try await note("\(error)", progress, setting)
            }
            try await database.write { db in
                // Whoever has set another target or beginning meanwhile is heard.
                try db.execute(
                    sql: """
                        UPDATE auditForwarding SET number = ?, at = ?, failedAt = NULL, problem = NULL
                        WHERE id = 1 AND number = ?
                        """, arguments: [last.number, Date(), progress.number])
            }
        }
    }

    private func note(_ problem: String, _ progress: Progress, _ setting: AuditForwarding) async throws {
        tried.withLock { $0 = Date() }
        guard progress.problem != problem else { return }
        logger.error("the audit trail cannot be sent on", metadata: ["error": "\(problem)"])
        try await database.write { db in
            guard try AuditForwarding.setting.value(db) == setting else { return }
            try db.execute(
                sql: """
                    UPDATE auditForwarding SET failedAt = coalesce(failedAt, ?), problem = ? WHERE id = 1
                    """, arguments: [Date(), problem])
        }
    }

    private func send(_ entries: [ForwardedEntry], by setting: AuditForwarding) async throws {
        switch setting.form {
        case .off: return
        case .file:
            let lines = try entries.reduce(into: Data()) { $0 += try SyslogMessage.json($1) + [0x0A] }
            try await offload { [path = setting.path ?? ""] in try ForwardingFile.append(lines, to: path) }
        case .syslog:
            let messages = try messages(entries, longest: SyslogMessage.longest)
            try await offload { try Syslog.send(messages) }
        case .udp:
            try await delivery(setting, .udp).send(
                messages(entries, longest: SyslogMessage.longestDatagram), purpose: "audit", classes: ["audit"])
        case .tcp, .tls:
            try await delivery(setting, setting.form == .tls ? .tls : .tcp).send(
                messages(entries, longest: SyslogMessage.longest).map(SyslogMessage.counted), purpose: "audit",
                classes: ["audit"])
        }
    }

    private func messages(_ entries: [ForwardedEntry], longest: Int) throws -> [Data] {
        let host = ProcessInfo.processInfo.hostName
        return try entries.map { try SyslogMessage.encode($0, host: host, longest: longest) }
    }

    private func delivery(_ setting: AuditForwarding, _ transport: OutboundDelivery.Transport) -> OutboundDelivery {
        OutboundDelivery(
            to: setting.host ?? "", port: setting.port ?? setting.form.standardPort ?? 0, over: transport, by: gate)
    }

    /// What is amiss; nil while all is well.
    /// - Throws: database errors.
    func fault() async throws -> String? {
        try await database.read { db in
            let (setting, progress) = (try AuditForwarding.setting.value(db), try Self.progress(db))
            guard setting.form != .off, let problem = progress.problem, let since = progress.failedAt else {
                return nil
            }
            return "the audit trail has not been sent on to \(setting.target) since \(since.formatted(.iso8601)): "
                + "\(problem). Entries that wait: \(progress.newest - progress.number). It is tried again by itself; "
                + "send it elsewhere, or nowhere, with: homeroom audit forward"
        }
    }
}
