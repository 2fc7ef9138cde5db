import Foundation
import GRDB
import Persistence
import Testing

@Suite("The data folder and its database") struct PersistenceTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test("one owner at a time; the second learns who the first is")
    func lock() throws {
        try withFolder { path in
            do {
                let first = try DataFolder(path: path, holder: "homeroom test")
                #expect(DataFolder.isLocked(path))
                let expected = "homeroom test (process \(getpid()))"
                #expect(throws: DataFolder.Failure.locked(path: path, holder: expected)) {
                    try DataFolder(path: path, holder: "second")
                }
                withExtendedLifetime(first) {}
            }
            #expect(!DataFolder.isLocked(path))
            _ = try DataFolder(path: path, holder: "third")
        }
    }

    @Test("the lock holds when its file is deleted")
    func deletedLock() throws {
        try withFolder { path in
            let first = try DataFolder(path: path, holder: "first")
            try FileManager.default.removeItem(atPath: path + "/lock")
            #expect(DataFolder.isLocked(path))
            #expect(throws: DataFolder.Failure.self) { try DataFolder(path: path, holder: "second") }
            withExtendedLifetime(first) {}
        }
    }

    @Test("the database is opened as promised")
    func settings() throws {
        try withFolder { path in
            let folder = try DataFolder(path: path, holder: "test")
            let pool = try DatabaseFile.open(path: folder.database, migrations: [])
            func pragmas(_ names: [String], _ db: Database) throws -> [String?] {
                try names.map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
            }
            let names = ["journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete"]
            let writer = try pool.writeWithoutTransaction { db in try pragmas(names, db) }
            #expect(writer == ["wal", "2", "1", "0", "1"])
            let reader = try pool.read { db in try pragmas(["query_only"], db) }
            #expect(reader == ["1"])
            let faults = try DatabaseFile.faults(pool, migrations: [])
            #expect(faults.isEmpty)
        }
    }

    @Test("another program's database is left alone")
    func foreign() throws {
        try withFolder { path in
            let folder = try DataFolder(path: path, holder: "test")
            let other = try DatabaseQueue(path: folder.database)
            try other.write { db in try db.execute(sql: "CREATE TABLE theirs (x)") }
            try other.close()
            #expect(throws: DatabaseFile.Foreign.self) { try DatabaseFile.open(path: folder.database, migrations: []) }
        }
    }

    @Test("steps run in the order of their ids, each once")
    func migrations() throws {
        let steps = [
            SchemaMigration("2026-02-01 b") { db in try db.execute(sql: "INSERT INTO log VALUES ('b')") },
            SchemaMigration("2026-01-01 a") { db in
                try db.execute(sql: "CREATE TABLE log (x) ; INSERT INTO log VALUES ('a')")
            },
        ]
        let queue = try DatabaseFile.inMemory(migrations: steps)
        try makeMigrator(steps).migrate(queue)
        #expect(try queue.read { db in try String.fetchAll(db, sql: "SELECT x FROM log") } == ["a", "b"])
    }
}
