import Foundation
import GRDB
import Kernel
import TestSupport
import Testing
import Vault

@testable import Persistence

@Suite("Keys of subjects") struct SubjectKeysTests {
    private let files: KeyFolder
    private let mia = Subject.person(UUID()), jose = Subject.person(UUID())

    init() throws { files = try KeyFolder() }

    @Test("a key is made once, seals for its subject alone, and is there after a start")
    func kept() throws {
        let first = try files.open()
        #expect(try first.sealer(of: mia) == nil)
        let (one, two) = (try files.seal("one", for: mia, first), try files.seal("two", for: mia, first))
        _ = try files.seal("other", for: jose, first)
        // A meeting with a person's number is another subject.
        #expect(try first.sealer(of: Subject(.meeting, mia.id)) == nil)
        let again = try files.open()
        #expect(try read(one, of: mia, again) == "one" && read(two, of: mia, again) == "two")
        #expect(throws: Sealer.Forged.self) { try read(one, of: jose, again) }
        let mode = try FileManager.default.attributesOfItem(atPath: files.path)[.posixPermissions] as? Int
        #expect(try again.ages().keys == ["person": 2] && mode == 0o600)
        #expect(again.standing == .known)
    }

    @Test("the file keeps no log, overwrites what is deleted, and has each commit on the disk")
    func careful() throws {
        let pragmas = try files.open().queue.read { db in
            try ["journal_mode", "synchronous", "secure_delete"].map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
        }
        #expect(pragmas == ["delete", "3", "1"])
    }

    @Test(
        "a key that was made in a transaction which is taken back goes with it, and the next one makes another"
    )
    func orphan() throws {
        struct Failed: Error {}
        let keys = try files.open()
        #expect(throws: Failed.self) {
            try files.database.write { db in
                _ = try keys.sealer(toWriteFor: mia, in: db)
                throw Failed()
            }
        }
        #expect(try keys.sealer(of: mia) == nil && keys.ages().keys.isEmpty)
        let again = try files.open()
        #expect(again.standing == .ahead)
        let sealed = try files.seal("kept", for: mia, again)
        #expect(try read(sealed, of: mia, files.open()) == "kept")
    }

    @Test("a destroyed key is gone from memory and from the file, the others are sealed anew, and the trail tells it")
    func destroyed() throws {
        let keys = try files.open()
        let (hers, his) = (try files.seal("hers", for: mia, keys), try files.seal("his", for: jose, keys))
        #expect(try read(hers, of: mia, keys) == "hers")
        func stored() throws -> [Data] {
            try keys.queue.read { db in
                try Data.fetchAll(db, sql: "SELECT key FROM epoch UNION ALL SELECT key FROM subjectKey")
            }
        }
        let before = try stored()
        #expect(before.count == 3)
        try files.erase(mia, keys)
        #expect(try keys.sealer(of: mia) == nil && read(his, of: jose, keys) == "his")
        #expect(try keys.ages().epoch == 2 && keys.ages().keys == ["person": 1])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: files.path))
        for key in before { #expect(bytes.range(of: key) == nil) }
        for key in try stored() { #expect(bytes.range(of: key) != nil) }
        #expect(!FileManager.default.fileExists(atPath: files.path + "-journal"))
        #expect(try files.audited() == ["keys.destroyed"])
        // Who was never known leaves no trace.
        try files.erase(.person(UUID()), keys)
        #expect(try files.audited().count == 1 && keys.ages().epoch == 2)
    }

    @Test("who was erased never gets a new key; who was not, because the transaction failed, keeps theirs")
    func noNewKey() throws {
        struct Failed: Error {}
        let keys = try files.open()
        let sealed = try files.seal("kept", for: mia, keys)
        #expect(throws: Failed.self) {
            try files.database.write { db in
                try keys.destroy(mia, in: db)
                throw Failed()
            }
        }
        #expect(try read(sealed, of: mia, keys) == "kept")
        try files.erase(mia, keys)
        for opened in [keys, try files.open()] {
            #expect(throws: KeysFailure.destroyed) { try files.seal("more", for: mia, opened) }
            #expect(try opened.sealer(of: mia) == nil)
        }
    }

    @Test("an erasure that a crash cut short is ended at the next start, wherever it was cut")
    func crashes() throws {
        let keys = try files.open()
        _ = try files.seal("hers", for: mia, keys)
        let his = try files.seal("his", for: jose, keys)
        // Committed in homeroom.db, and nothing done yet.
        try files.database.write { db in try KeyLedger.ask(mia, db) }
        #expect(throws: KeysFailure.destroyed) { try files.seal("more", for: mia, keys) }
        let second = try files.open()
        #expect(try second.sealer(of: mia) == nil && read(his, of: jose, second) == "his")
        // Done in keys.db, and not noted in homeroom.db yet.
        try files.database.write { db in try KeyLedger.ask(jose, db) }
        #expect(try second.removeKeys(of: [jose])?.destroyed == 1)
        let third = try files.open()
        #expect(third.standing == .ahead)
        #expect(try third.sealer(of: jose) == nil && third.queue.read(third.store.generation) == files.generation())
        let waiting = try files.database.read { db in try KeyLedger.asked(db) }
        #expect(waiting.isEmpty)
        let soon = try third.faults(files.database, now: Date().addingTimeInterval(2 * 3600))
        #expect(soon.isEmpty, "\(soon)")
    }

    @Test("keys are sealed anew by hand, which is noted; after a year without, health asks for it")
    func rotated() throws {
        let keys = try files.open()
        let sealed = try files.seal("hers", for: mia, keys)
        let count = try files.database.writeWithoutTransaction { db in
            try keys.rotate(by: RequestOrigin(actor: "ada", address: "10.0.0.1", requestID: "r"), in: db)
        }
        #expect(count == 1)
        #expect(try keys.ages().epoch == 2 && read(sealed, of: mia, files.open()) == "hers")
        #expect(try files.audited() == ["keys.rotated"])
        let epochs = try keys.queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM epoch") }
        #expect(epochs == 1, "what sealed them before is gone")
        let now = Date()
        #expect(try keys.faults(files.database, now: now.addingTimeInterval(360 * 86_400)).isEmpty)
        let late = try keys.faults(files.database, now: now.addingTimeInterval(370 * 86_400))
        #expect(late.count == 1 && late[0].contains("homeroom key rotate"))
    }
}
