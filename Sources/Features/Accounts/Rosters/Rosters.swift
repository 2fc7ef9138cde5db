import Extraction
import Foundation
import GRDB
import Kernel
import Persistence
import Vault
import Web

/// Takes roster deliveries in.
struct Rosters: Sendable {
    let store: AccountStore
    let reader: RosterReader

    /// How a delivery is taken.
    struct Wish: Sendable {
        /// Only say what would change.
        var isTrial = false
        /// Go on though many would be suspended.
        var isForced = false
        /// `upload`, `console` or `folder`.
        var way = "upload"
    }

    /// Thrown to undo a trial's transaction; carries what it found.
    private struct Undone: Error { let report: RosterReport }

    /// Takes a delivery in: all of it in one transaction, or nothing.
    /// - Parameter archive: a zip archive of OneRoster's CSV files.
    /// - Throws: `AccountsFailure.roster`.
    func take(_ archive: [UInt8], _ wish: Wish, by origin: RequestOrigin) async throws -> RosterReport {
        let start = ContinuousClock.now
        let (roster, hash) = try await reader.read(archive)
        do {
            let (report, ended) = try await store.write { db in
                var change = RosterChange(roster, store.people, store.permissions, db)
                try change.run()
                var report = change.report
                report.seconds = (ContinuousClock.now - start) / .seconds(1)
                let policy = try AccountsPolicy.setting.value(db)
                let reasons = change.alarm.reasons(percent: policy.rosterLossPercent)
                if !reasons.isEmpty {
                    guard wish.isForced else {
                        report.stopped =
                            reasons.joined(separator: " ") + " Nothing was changed. Is the delivery whole? "
                            + "If it is, import it with force."
                        throw Undone(report: report)
                    }
                    report.notes.insert(contentsOf: reasons.map { "By force: " + $0 }, at: 0)
                }
                if wish.isTrial { throw Undone(report: report) }
                report.isApplied = true
                let ended = Set(change.suspended + change.readdressed)
                for person in ended { try AccountStore.endSessions(of: person, db) }
                try keep(try JSONEncoder.wire.encode(report), .timeOrdered(), at: Date(), hash, db)
                // A few are kept to look back at.
                try db.execute(
                    sql:
                        "DELETE FROM rosterImport WHERE id NOT IN (SELECT id FROM rosterImport ORDER BY id DESC LIMIT 50)"
                )
                try note(report, hash, wish, .done, by: origin, db)
                return (report, ended)
            }
            if !ended.isEmpty { store.sessions.forget { ended.contains($0.person) } }
            return report
        } catch let undone as Undone {
            if undone.report.stopped != nil, !wish.isTrial {
                try await store.database.write { db in
                    try note(undone.report, hash, wish, .refused, by: origin, db)
                }
            }
            return undone.report
        }
    }

    private func note(
        _ report: RosterReport, _ hash: Data, _ wish: Wish, _ outcome: AuditOutcome, by origin: RequestOrigin,
        _ db: Database
    ) throws {
        try AuditTrail.append(
            .init(
                .rosterImported, "roster", Hexadecimal.encode(hash), place: try store.access.tree(db).district,
                outcome: outcome,
                details: [
                    "way": wish.way, "added": "\(report.people.added)", "changed": "\(report.people.changed)",
                    "moved": "\(report.moved)", "left": "\(report.people.left)", "problems": "\(report.problemCount)",
                    "enrolments": "+\(report.enrolments.added) -\(report.enrolments.left)",
                ]), by: origin, db)
    }

    /// The imports that were done, the latest first.
    func list() async throws -> [(id: UUID, at: Date, report: RosterReport)] {
        try await store.database.read { db in
            try Row.fetchAll(db, sql: "SELECT id, at, report FROM rosterImport ORDER BY id DESC").compactMap { row in
                let id: UUID = row["id"]
                let text = try? store.sealer.open(row["report"] as Data, for: Self.place(id))
                let report = text.flatMap { try? JSONDecoder.wire.decode(RosterReport.self, from: Data($0)) }
                return report.map { (id, row["at"], $0) }
            }
        }
    }

    private static func place(_ id: UUID) -> String { "rosterImport.report.\(id.uuidString)" }

    /// Keeps a report, sealed: what it says of rows names people by their numbers.
    /// - Throws: database errors.
    func keep(_ report: Data, _ id: UUID, at date: Date, _ hash: Data, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO rosterImport (id, at, fileHash, report) VALUES (?, ?, ?, ?)",
            arguments: [id, date, hash, Data(store.sealer.seal(report, for: Self.place(id)))])
    }

    /// The hash of the delivery taken last.
    func lastHash() async throws -> Data? {
        try await store.database.read { db in
            try Data.fetchOne(db, sql: "SELECT fileHash FROM rosterImport ORDER BY id DESC LIMIT 1")
        }
    }

    /// Erases those who left so long ago that the district's rule says so.
    func eraseLeavers() async throws {
        try await store.write { db in
            let policy = try AccountsPolicy.setting.value(db)
            let since = Date().addingTimeInterval(-Double(policy.eraseAfterDays) * 86_400)
            let gone = try UUID.fetchAll(
                db,
                sql: """
                    SELECT id FROM person JOIN rosterLeaver ON personID = id
                    WHERE state = 'suspended' AND suspendedAt < ? LIMIT 1000
                    """, arguments: [since])
            for id in gone {
                let place = try store.school(of: id, db)
                try store.erase(id, db)
                try AuditTrail.append(
                    .init(.personErased, "person", id.auditName, place: place, details: ["by": "retention"]),
                    by: .appliance, db)
            }
        }
    }
}
