import Foundation
import GRDB
import Kernel
import TestSupport
import Testing
import Vault

@testable import Persistence

@Suite("Keeping the trail's end") struct AuditKeeperTests {
    private let folder: TemporaryFolder
    private let key: SigningKey
    private let database: DatabaseQueue

    init() throws {
        folder = try TemporaryFolder()
        key = try MasterKey(path: folder.path + "/key", create: true).signingKey(context: "audit")
        database = try DatabaseFile.inMemory(migrations: [])
    }

    private func keeper() -> AuditKeeper {
        AuditKeeper(
            database: database, key: key, files: .init(newest: folder.path + "/head", all: folder.path + "/heads"),
            second: { nil })
    }

    private func add(_ count: Int) throws {
        try database.write { db in
            for _ in 0..<count { try AuditTrail.append(.init(.settingsChanged), by: .appliance, db) }
        }
    }

    private func cut(to last: Int) throws {
        try database.write { db in
            try db.execute(sql: "DROP TRIGGER auditEntry_kept; DELETE FROM auditEntry WHERE number > \(last)")
            try db.execute(
                sql: """
                    CREATE TRIGGER auditEntry_kept BEFORE DELETE ON auditEntry
                      BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
                    """)
        }
    }

    @Test("a trail that was cut is never signed past, however much is added, by this process or the next")
    func laundered() async throws {
        let first = keeper()
        try add(10)
        try await first.keep()
        try cut(to: 5)
        try add(8)
        #expect(try await first.keep() == nil)
        let second = keeper()
        #expect(try await second.keep() == nil)
        second.close()
        #expect(second.fault?.contains("entry 10") == true)
        #expect(try await keeper().verify(given: []).faults.contains { $0.contains("made anew") })
        #expect(AuditKeeper.checkpoints(in: folder.path + "/head").map(\.number) == [10])
    }

    @Test("an emptied trail, and one whose heads are gone, are not whole")
    func emptied() async throws {
        let first = keeper()
        try add(10)
        try await first.keep()
        try cut(to: 0)
        #expect(try await keeper().verify(given: []).faults.contains { $0.contains("entries 1 to 10 are cut off") })
        try await database.write { db in
            try AuditTrail.append(.init(.settingsChanged), by: .appliance, db)
            try db.execute(
                sql: "DROP TRIGGER auditEntry_unchanged; UPDATE auditEntry SET at = '2026-01-01T00:00:00.000Z'")
        }
        unlink(folder.path + "/head")
        let faults = try await keeper().verify(given: []).faults
        #expect(faults.contains { $0.contains("audit.head is missing") })
        #expect(faults.contains { $0.contains("a trigger") })
    }

    @Test("where the newest word is gone nothing is signed, by this process or the next, until somebody says why")
    func headGone() async throws {
        let first = keeper()
        try add(10)
        try await first.keep()
        try cut(to: 5)
        for names in [["head"], ["head", "heads"]] {
            for name in names { unlink(folder.path + "/" + name) }
            for _ in 0..<2 {
                let next = keeper()
                #expect(try await !next.verify(given: []).faults.isEmpty)
                #expect(try await next.keep() == nil)
                next.close()
            }
        }
        let origin = RequestOrigin(actor: "operator", address: "console", requestID: "")
        let last = keeper()
        #expect(try await last.accept("the disk was cleaned by mistake", by: origin, in: database))
        #expect(try await keeper().verify(given: []).faults.isEmpty)
    }

    @Test("a damaged line among the words kept is a fault, and can be accepted; the file is set aside")
    func damagedHeads() async throws {
        let first = keeper()
        try add(3)
        try await first.keep()
        first.close()
        let path = URL(fileURLWithPath: folder.path + "/heads")
        let text = try String(contentsOf: path, encoding: .utf8).replacing("\"number\":3", with: "\"number\":2")
        try Data(text.utf8).write(to: path)
        let second = keeper()
        #expect(try await second.verify(given: []).faults.contains { $0.contains("not signed") })
        let origin = RequestOrigin(actor: "operator", address: "console", requestID: "")
        #expect(try await second.accept("a bit of the disk was flipped", by: origin, in: database))
        #expect(try await second.verify(given: []).faults.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).contains { $0.hasPrefix("heads.") })
    }

    @Test(
        "a gap that somebody accepted is told in the trail, and its end is signed again; a forged word accepts nothing")
    func accepted() async throws {
        let first = keeper()
        try add(10)
        try await first.keep()
        try cut(to: 5)
        try await database.write { db in
            try AuditTrail.append(
                .init(
                    .gapAccepted,
                    details: ["number": "10", "hash": "00", "at": "2099-01-01T00:00:00Z", "signature": "00"]),
                by: .appliance, db)
        }
        #expect(try await first.keep() == nil)
        let origin = RequestOrigin(actor: "operator", address: "console", requestID: "")
        #expect(try await first.accept("a backup of Monday was put back", by: origin, in: database))
        #expect(try await !first.accept("a backup of Monday was put back", by: origin, in: database))
        #expect(try await first.verify(given: []).faults.isEmpty)
        #expect(first.fault == nil && first.newest?.number == 7)
        try cut(to: 6)
        #expect(try await !keeper().verify(given: []).faults.isEmpty)
    }
}
