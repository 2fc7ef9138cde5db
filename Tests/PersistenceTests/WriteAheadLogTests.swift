import Foundation
import GRDB
import Testing

@testable import Persistence

@Suite("The write-ahead log as a crash leaves it") struct WriteAheadLogTests {
    /// A folder with the files of a database that was cut off with 20 transactions in its log.
    private func withLog(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/cut", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pool = try DatabaseFile.open(path: folder + "/test.db", migrations: [])
        try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        for number in 0..<20 {
            try pool.write { db in
                try db.execute(sql: "CREATE TABLE t\(number) (bytes BLOB)")
                try db.execute(sql: "INSERT INTO t\(number) VALUES (randomblob(3000))")
            }
        }
        for name in ["test.db", "test.db-wal"] {
            try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(folder)/cut/\(name)")
        }
        try pool.close()
        try body(folder + "/cut/test.db")
    }

    private func tables(_ path: String) throws -> Int {
        try DatabaseFile.open(path: path, migrations: []).read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master WHERE name GLOB 't[0-9]*'") ?? 0
        }
    }

    @Test("a log that is whole, or cut short, loses nothing that could be told")
    func whole() throws {
        try withLog { path in
            #expect(WriteAheadLog.lostTransactions(path + "-wal") == 0)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
            try bytes.prefix(bytes.count - 5_000).write(to: URL(fileURLWithPath: path + "-wal"))
            #expect(WriteAheadLog.lostTransactions(path + "-wal") == 0)
            #expect(WriteAheadLog.lostTransactions(path + "-none") == 0)
            let found = try tables(path)
            #expect((1..<20).contains(found))
        }
    }

    @Test("transactions behind a changed byte are counted, the log is kept aside, and doctor says so")
    func changed() throws {
        try withLog { path in
            let log = path + "-wal"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: log))
            bytes[bytes.startIndex + bytes.count / 2] ^= 4
            try bytes.write(to: URL(fileURLWithPath: log))
            let lost = WriteAheadLog.lostTransactions(log)
            let pool = try DatabaseFile.open(path: path, migrations: [])
            let found = try pool.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master WHERE name GLOB 't[0-9]*'") ?? 0
            }
            // The transaction in which the byte lies may be one of those behind it, or end with the changed frame.
            #expect(lost > 0 && (found + lost == 20 || found + lost == 19), "\(found) there, \(lost) lost")
            let kept = try #require(WriteAheadLog.damaged(of: path).first)
            let folder = (path as NSString).deletingLastPathComponent
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kept)")) == bytes)
            let faults = try DatabaseFile.faults(pool, migrations: [])
            #expect(faults.contains { $0.contains(kept) })
            try pool.close()
            #expect(WriteAheadLog.keepDamaged(of: path) == 0)
        }
    }
}
