import Foundation
import GRDB
import Kernel
import TestSupport
import Testing
import Vault

@testable import Persistence

/// A folder with homeroom.db and keys.db, opened as often as a test likes.
private struct KeyFolder {
    let folder: TemporaryFolder
    let database: DatabasePool
    private let master: MasterKey

    var path: String { folder.path + "/keys.db" }

    init() throws {
        folder = try TemporaryFolder()
        database = try DatabaseFile.open(path: folder.path + "/homeroom.db", migrations: [])
        master = try MasterKey(path: folder.path + "/master.key", create: true)
    }

    func open(accepting reason: String? = nil) throws -> SubjectKeys {
        try SubjectKeys.open(
            path: path, sealer: master.sealer(context: "subjects"), database: database, accepting: reason)
    }

    /// Seals a text for somebody, as a feature would.
    func seal(_ text: String, for subject: Subject, _ keys: SubjectKeys) throws -> [UInt8] {
        try database.write { db in try keys.sealer(toWriteFor: subject, in: db).seal(Array(text.utf8), for: "text") }
    }

    func erase(_ subject: Subject, _ keys: SubjectKeys) throws {
        try database.write { db in try keys.destroy(subject, in: db) }
    }

    func audited() throws -> [String] {
        try database.read { db in try String.fetchAll(db, sql: "SELECT action FROM auditEntry ORDER BY number") }
    }

    func generation() throws -> Int64 { try database.read(KeyLedger.generation) }
}

private func read(_ sealed: [UInt8], of subject: Subject, _ keys: SubjectKeys) throws -> String? {
    try keys.sealer(of: subject).map { String(decoding: try $0.open(sealed, for: "text"), as: UTF8.self) }
}

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
        #expect(try again.ages().keys == ["person": 2] && mode != nil)
        #expect(again.standing == .known)
    }

    @Test("the file keeps no log, overwrites what is deleted, and has each commit on the disk")
    func careful() throws {
        let pragmas = try files.open().queue.read { db in
            try ["journal_mode", "synchronous", "secure_delete"].map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
        }
        #expect(pragmas == ["delete", "3", "1"])
    }

    @Test("a key is on the disk though the transaction that asked for it fails; it seals nothing, and serves the next one")
    func orphan() throws {
        struct Failed: Error {}
        let keys = try files.open()
        #expect(throws: Failed.self) {
            try files.database.write { db in
                _ = try keys.sealer(toWriteFor: mia, in: db)
                throw Failed()
            }
        }
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
        let waiting = try files.database.read { db in try KeyLedger.asked(carriedOut: false, db) }
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

@Suite("Another keys.db") struct OtherKeysTests {
    private let files: KeyFolder
    private let mia = Subject.person(UUID()), jose = Subject.person(UUID())

    init() throws { files = try KeyFolder() }

    private func copy(_ source: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.copyItem(atPath: source, toPath: target)
    }

    @Test("an older one is refused until somebody says why; then keys that were destroyed go again")
    func older() throws {
        let aside = files.folder.path + "/aside"
        let hers: [UInt8]
        do {
            let keys = try files.open()
            hers = try files.seal("hers", for: mia, keys)
            try copy(files.path, to: aside)
            _ = try files.seal("his", for: jose, keys)
            try files.erase(mia, keys)
        }
        let newest = files.folder.path + "/newest"
        try copy(files.path, to: newest)
        try copy(aside, to: files.path)
        let known = try files.generation()
        let refused = #expect(throws: KeysFailure.self) { try files.open() }
        #expect(refused == .older(path: files.path, changes: 2, known: known))
        #expect(refused?.message.contains("homeroom key accept") == true)
        let accepted = try files.open(accepting: "The disk failed.")
        #expect(accepted.standing == .accepted)
        #expect(try accepted.sealer(of: mia) == nil, "she was erased since the copy was made")
        #expect(try accepted.sealer(of: jose) == nil, "his key is lacking in it")
        #expect(throws: KeysFailure.destroyed) { try files.seal("more", for: mia, accepted) }
        #expect(try files.audited().suffix(2) == ["keys.accepted", "keys.destroyed"])
        #expect(try files.open().standing == .known)
        // One that turns up later is of another line.
        try copy(newest, to: files.path)
        #expect(throws: KeysFailure.self) { try files.open() }
        _ = hers
    }

    @Test("a missing or empty one is refused, and nothing is made in its place")
    func missing() throws {
        do { _ = try files.seal("hers", for: mia, try files.open()) }
        try FileManager.default.removeItem(atPath: files.path)
        #expect(throws: KeysFailure.missing(path: files.path)) { try files.open() }
        #expect(!FileManager.default.fileExists(atPath: files.path))
        try Data().write(to: URL(fileURLWithPath: files.path))
        #expect(throws: KeysFailure.missing(path: files.path)) { try files.open() }
        let fresh = try files.open(accepting: "The disk failed.")
        #expect(try fresh.standing == .accepted && fresh.sealer(of: mia) == nil)
        #expect(try files.open().standing == .known)
    }

    @Test("a newer one than homeroom.db knows is what a restored homeroom.db finds")
    func newer() throws {
        let sealed: [UInt8]
        do {
            sealed = try files.seal("hers", for: mia, try files.open())
            try files.database.write { db in try db.execute(sql: "UPDATE keyGeneration SET generation = 1") }
        }
        let keys = try files.open()
        #expect(try keys.standing == .ahead && read(sealed, of: mia, keys) == "hers" && files.generation() == 2)
    }

    @Test("another district's, another program's and a damaged one are refused by name")
    func foreign() throws {
        do { _ = try files.seal("hers", for: mia, try files.open()) }
        let other = try KeyFolder()
        do { _ = try other.seal("x", for: mia, try other.open()) }
        let own = try Data(contentsOf: URL(fileURLWithPath: files.path))
        try copy(other.path, to: files.path)
        #expect(throws: KeysFailure.otherDistrict(path: files.path)) { try files.open() }
        try FileManager.default.removeItem(atPath: files.path)
        do {
            let queue = try DatabaseQueue(path: files.path)
            try queue.write { db in try db.execute(sql: "CREATE TABLE theirs (a TEXT)") }
        }
        #expect(throws: KeysFailure.otherDistrict(path: files.path)) { try files.open() }
        try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: files.path))
        let damaged = #expect(throws: KeysFailure.self) { try files.open() }
        #expect(damaged?.code == "keys.damaged")
        try own.write(to: URL(fileURLWithPath: files.path))
        _ = try files.open()
    }

    @Test("keys that homeroom.db held itself are taken in once, and never those that were destroyed since")
    func adopted() throws {
        let keys = try files.open()
        let old: [Subject: [UInt8]] = [mia: randomBytes(32), jose: randomBytes(32)]
        func adopt() throws -> Int { try files.database.write { db in try keys.adopt(old, in: db) } }
        #expect(try adopt() == 2)
        let sealed = try files.seal("his", for: jose, keys)
        #expect(try adopt() == 0, "a crash before they left homeroom.db")
        #expect(try read(sealed, of: jose, keys) == "his")
        try files.erase(mia, keys)
        #expect(try adopt() == 0, "an old homeroom.db was put back")
        #expect(try keys.sealer(of: mia) == nil)
    }
}
