import Foundation
public import GRDB
public import Kernel
import Logging
import Synchronization
public import Vault

/// Notes what people read and search, once for a thing, a person and an hour, in the audit trail. Only a district's
/// auditor reads these entries (`AuditAction.isActivity`).
public final class ActivityLog: Sendable {
    private struct Noted: Hashable { let actor: String, action: AuditAction, subject: String, hour: Int }

    private let database: any DatabaseWriter
    private let keyed: KeyedHash
    private let noted = Mutex<Set<Noted>>([])
    private let logger = Logger(label: "homeroom.audit")
    /// The hour in which this began: what was noted in it before is in the trail only.
    private let firstHour = ActivityLog.hour
    /// Beyond this many, hours that are over are forgotten.
    private static let capacity = 100_000

    /// - Parameter hash: of what was asked; short questions could be guessed from a hash that anybody can make.
    public init(database: any DatabaseWriter, hash: KeyedHash) { (self.database, keyed) = (database, hash) }

    /// What stands for a question: it shows later whether it was this one, to whoever has the master key.
    public func hash(_ question: String) -> String { Hexadecimal.encode(keyed(question)) }

    /// Hours since 1970.
    private static var hour: Int { Int(Date().timeIntervalSince1970 / 3600) }

    /// Notes that somebody did something with a thing. A disk that takes no writes does not keep anybody from reading.
    public func note(_ action: AuditAction, _ kind: String, _ subject: String, by origin: RequestOrigin) async {
        let (hour, firstHour) = (Self.hour, firstHour)
        let entry = Noted(actor: origin.actor, action: action, subject: subject, hour: hour)
        let isNew = noted.withLock { noted in
            if noted.count > Self.capacity { noted = noted.filter { $0.hour == hour } }
            return noted.insert(entry).inserted
        }
        guard isNew else { return }
        do {
            try await database.write { db in
                if hour == firstHour, try AuditTrail.holds(action, subject, by: origin.actor, inHour: hour, db) {
                    return
                }
                try AuditTrail.append(.init(action, kind, subject), by: origin, db)
            }
        } catch {
            noted.withLock { _ = $0.remove(entry) }
            logger.error("what was read could not be noted", metadata: ["error": "\(error)"])
        }
    }
}

extension AuditTrail {
    /// Whether somebody was noted in an hour to have done something with a thing.
    fileprivate static func holds(
        _ action: AuditAction, _ subject: String, by actor: String, inHour hour: Int, _ db: Database
    ) throws -> Bool {
        let begin = Date(timeIntervalSince1970: Double(hour) * 3600)
        let at = begin.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        // An hour of one person's entries, not all that the trail holds of them.
        return try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM auditEntry INDEXED BY auditEntry_actor
                  WHERE actor = ? AND number >= (SELECT number FROM auditEntry WHERE at >= ? ORDER BY at LIMIT 1)
                  AND action = ? AND subject = ?)
                """, arguments: [actor, at, action.rawValue, subject]) ?? false
    }
}
