import Foundation
import GRDB
import Testing

@testable import Persistence

@Suite("Checksums of the database's pages") struct PageSumTests {
    /// A database of some hundred pages, closed, so that all of them lie in its file.
    private func withDatabase(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/test.db"
        let pool = try DatabaseFile.open(path: path, migrations: [])
        try fill(pool)
        try pool.close()
        try body(path)
    }

    private func fill(_ pool: DatabasePool) throws {
        try pool.write { db in
            try db.execute(sql: "CREATE TABLE word (number INTEGER PRIMARY KEY, bytes BLOB)")
            for number in 0..<2_000 {
                try db.execute(sql: "INSERT INTO word VALUES (?, randomblob(200))", arguments: [number])
            }
        }
        try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }

    private func flip(_ path: String, at offset: UInt64) throws {
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: offset)
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data([byte ^ 0x10]))
    }

    @Test("any flipped bit is found, wherever it lies")
    func flips() throws {
        try withDatabase { path in
            let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64)
            // Pages of values are where nothing but a sum can tell.
            for offset in stride(from: 4_096 + 1_234, to: size, by: Int(size) / 40) {
                try flip(path, at: offset)
                let reader = try DatabaseQueue(path: path)
                let faults = try reader.unsafeRead(PageSums.check)
                #expect(!faults.isEmpty, "at \(offset)")
                try reader.close()
                try flip(path, at: offset)
            }
            let pool = try DatabaseFile.open(path: path, migrations: [])
            try flip(path, at: size - 2_000)
            // Reading goes on, and it is known.
            _ = try pool.read { db in try Int.fetchOne(db, sql: "SELECT sum(length(hex(bytes))) FROM word") }
            #expect(PageSums.haveFaults)
            let faults = try DatabaseFile.faults(pool, migrations: [])
            #expect(faults.contains { $0.contains("one page does not hold what Homeroom wrote") }, "\(faults)")
        }
    }

    @Test("a page that was written to another's place is found")
    func misplaced() throws {
        try withDatabase { path in
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            try file.seek(toOffset: 20 * 4_096)
            let page = try #require(try file.read(upToCount: 4_096))
            try file.seek(toOffset: 21 * 4_096)
            try file.write(contentsOf: page)
            try file.close()
            let reader = try DatabaseQueue(path: path)
            let faults = try reader.unsafeRead(PageSums.check)
            #expect(faults.first?.contains("(22)") == true, "\(faults)")
        }
    }

    @Test("a database of a release before gets its sums at the next start, and keeps what it holds")
    func older() throws {
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/test.db"
        let old = try DatabasePool(path: path)
        try old.write { db in try db.execute(sql: "PRAGMA application_id = \(DatabaseFile.applicationID)") }
        try fill(old)
        try old.close()
        #expect(!PageSums.hasSums(path))
        let pool = try DatabaseFile.open(path: path, migrations: [])
        #expect(PageSums.hasSums(path))
        let rows = try pool.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM word") }
        #expect(rows == 2_000)
        try pool.close()
        try flip(path, at: 50 * 4_096 + 99)
        let reader = try DatabaseQueue(path: path)
        let faults = try reader.unsafeRead(PageSums.check)
        #expect(!faults.isEmpty)
    }
}
