import Foundation
import GRDB
import Kernel
import Testing
import Vault

@testable import Persistence

@Suite("The audit trail") struct AuditTrailTests {
    private let origin = RequestOrigin(actor: "somebody", address: "10.0.0.1", requestID: "r")

    private func trail(_ count: Int) throws -> DatabaseQueue {
        let database = try DatabaseFile.inMemory(migrations: [])
        try database.write { db in
            for number in 1...count {
                try AuditTrail.append(.init(.settingsChanged, "document", "d\(number)"), by: origin, db)
            }
        }
        return database
    }

    private func key() throws -> SigningKey {
        try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true).signingKey(context: "audit")
    }

    /// Does what somebody with the file and without this program can do.
    private func tamper(_ database: DatabaseQueue, _ sql: String) throws {
        try database.write { db in
            try db.execute(sql: "DROP TRIGGER auditEntry_unchanged; DROP TRIGGER auditEntry_kept; " + sql)
        }
    }

    @Test("what somebody sends does not make an entry grow")
    func bounded() throws {
        let database = try trail(1)
        let long = String(repeating: "é", count: 1_000_000)
        try database.write { db in
            try AuditTrail.append(.init(.settingsChanged, "document", "d", details: ["new": long]), by: origin, db)
        }
        let bytes = try database.read { db in
            try Int.fetchOne(db, sql: "SELECT max(length(CAST(details AS BLOB))) FROM auditEntry")
        }
        #expect(bytes ?? .max < 70_000)
    }

    @Test("refuses changes and removals")
    func appendOnly() throws {
        let database = try trail(3)
        for sql in ["UPDATE auditEntry SET actor = 'x'", "DELETE FROM auditEntry WHERE number = 3"] {
            #expect(throws: DatabaseError.self) { try database.write { db in try db.execute(sql: sql) } }
        }
    }

    @Test("shows where a byte was changed, entries were swapped or removed, and the end was cut off")
    func tampering() throws {
        let key = try key()
        let cases: [(sql: String, place: String)] = [
            ("UPDATE auditEntry SET subject = 'd6' WHERE number = 5", "entry 5 was changed"),
            ("DELETE FROM auditEntry WHERE number = 4", "entry 4 is missing"),
            ("DELETE FROM auditEntry WHERE number > 7", "entries 8 to 10 are cut off"),
            (
                """
                UPDATE auditEntry SET number = 100 WHERE number = 2; UPDATE auditEntry SET number = 2 WHERE number = 3;
                UPDATE auditEntry SET number = 3 WHERE number = 100
                """, "entry 2"
            ),
        ]
        for (sql, place) in cases {
            let database = try trail(10)
            let point = try #require(try database.read { db in try AuditTrail.checkpoint(key, db) })
            #expect(
                try AuditTrail.faults(database, checkpoints: [point], publicKey: key.publicKey).faults.isEmpty)
            try tamper(database, sql)
            let faults = try AuditTrail.faults(database, checkpoints: [point], publicKey: key.publicKey).faults
            #expect(faults.contains { $0.contains(place) }, "\(sql): \(faults)")
        }
    }

    @Test("a trail made anew from some entry on does not fit the checkpoint, and a forged checkpoint is told")
    func remade() throws {
        let key = try key()
        let database = try trail(10)
        let point = try #require(try database.read { db in try AuditTrail.checkpoint(key, db) })
        try tamper(database, "DELETE FROM auditEntry WHERE number > 5")
        try database.write { db in
            for _ in 6...10 { try AuditTrail.append(.init(.exported), by: origin, db) }
        }
        let faults = try AuditTrail.faults(database, checkpoints: [point], publicKey: key.publicKey).faults
        // Beside what keeps entries from being removed, which whoever did this took away.
        #expect(faults.count == 2 && faults.contains { $0.contains("made anew") }, "\(faults)")
        let forged = try #require(try database.read { db in try AuditTrail.checkpoint(self.key(), db) })
        #expect(
            try AuditTrail.faults(database, checkpoints: [forged], publicKey: key.publicKey).faults
                .contains { $0.contains("not signed") })
    }
}
