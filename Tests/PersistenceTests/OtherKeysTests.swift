import Foundation
import GRDB
import Kernel
import TestSupport
import Testing
import Vault

@testable import Persistence

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
        do {
            let keys = try files.open()
            _ = try files.seal("hers", for: mia, keys)
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
    }

    @Test("an acceptance that breaks off before keys.db counts it is refused again; after that the keys still go")
    func brokenOff() throws {
        let aside = files.folder.path + "/aside"
        do {
            let keys = try files.open()
            _ = try files.seal("hers", for: mia, keys)
            try copy(files.path, to: aside)
            _ = try files.seal("his", for: jose, keys)
            try files.erase(mia, keys)
        }
        try copy(aside, to: files.path)
        let known = try files.generation()
        // As far as homeroom.db: what follows is asked for, and the file is still the older one.
        try files.database.write { db in
            try KeyLedger.askAgain(db)
            try KeyLedger.setUnchecked(true, db)
        }
        #expect(throws: KeysFailure.self) { try files.open() }
        // As far as keys.db: the next start takes it, and destroys what was destroyed.
        do {
            let queue = try DatabaseQueue(path: files.path)
            try queue.write { db in
                try db.execute(sql: "UPDATE generation SET number = ?", arguments: [known + 1])
            }
        }
        let keys = try files.open()
        #expect(try keys.standing == .ahead && keys.sealer(of: mia) == nil)
        #expect(try files.database.read(keys.needCheck))
        #expect(try files.database.read(files.open().needCheck), "until it was done")
        try files.database.write(keys.noteChecked)
        #expect(try !files.database.read(files.open().needCheck))
    }

    @Test("one that is cut off, lacks an epoch, or is no file is refused as it is")
    func unusable() throws {
        do { _ = try files.seal("hers", for: mia, try files.open()) }
        let own = try Data(contentsOf: URL(fileURLWithPath: files.path))
        try own.prefix(1).write(to: URL(fileURLWithPath: files.path))
        #expect(throws: KeysFailure.damaged(path: files.path, reason: "it is cut off")) { try files.open() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: files.path)).count == 1)
        try own.write(to: URL(fileURLWithPath: files.path))
        do {
            let queue = try DatabaseQueue(path: files.path, configuration: .init())
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA foreign_keys = OFF; UPDATE subjectKey SET epoch = 7")
            }
        }
        #expect((#expect(throws: KeysFailure.self) { try files.open() })?.code == "keys.damaged")
        try FileManager.default.removeItem(atPath: files.path)
        try FileManager.default.createDirectory(atPath: files.path, withIntermediateDirectories: false)
        #expect(throws: KeysFailure.notReadable(path: files.path)) { try files.open() }
    }

    @Test("whose key was never in it is remembered as destroyed too")
    func neverThere() throws {
        let keys = try files.open()
        try files.erase(mia, keys)
        let adopted = try files.database.write { db in
            try db.execute(sql: "DELETE FROM keyDestruction")
            return try keys.adopt([mia: randomBytes(32)], in: db)
        }
        #expect(adopted == 0)
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
