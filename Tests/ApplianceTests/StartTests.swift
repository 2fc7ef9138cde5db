import Foundation
import GRDB
import HTTPTypes
import Library
import Persistence
import Search
import TestSupport
import Testing
import Vault

@testable import homeroom

/// What a start does with a folder in which something is missing, foreign or damaged: nothing, but say so.
@Suite("Starting") struct StartTests {
    private let data: TemporaryFolder
    private var folder: String { data.path + "/d" }

    /// A folder with a document in it.
    init() async throws {
        data = try TemporaryFolder()
        try await Self.fill(data.path + "/d")
    }

    private static func fill(_ path: String) async throws {
        let appliance = try Appliance(path: path, holder: "test", settings: .init(), passwords: .least)
        let client = try await InProcessClient(appliance).setUp(appliance)
        _ = try await client.send(.get, "session")
        try await appliance.library.passages.catchUp()
        let sealer = try MasterKey(path: path + "/master.key", create: false).sealer(context: "files")
        let bytes = Array("# Norms\n\nBegin on time.".utf8)
        let hash = blake2b256(bytes)
        let name = Hexadecimal.encode(hash)
        // As an upload leaves it.
        try FileManager.default.createDirectory(
            atPath: path + "/files/" + name.prefix(2), withIntermediateDirectories: true)
        try Data(sealer.seal(bytes, for: "file " + name)).write(
            to: URL(fileURLWithPath: path + "/files/" + name.prefix(2) + "/" + name.dropFirst(2)))
        try await appliance.database.write { db in
            try db.execute(sql: "INSERT INTO collection (id, name) VALUES (randomblob(16), 'One')")
            try db.execute(
                sql: """
                    INSERT INTO document (id, collectionID, fileName, hash, byteCount, state, addedAt)
                    SELECT randomblob(16), id, 'norms.md', ?, 24, 'ready', '2026-01-01' FROM collection
                    """, arguments: [Data(hash)])
        }
        appliance.close()
    }

    private func start() throws {
        _ = try Appliance(path: folder, holder: "test", settings: .init(), passwords: .least)
    }

    private func contents() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
            !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal")
        }.sorted()
    }

    private func remove(_ name: String) {
        for ending in ["", "-wal", "-shm"] { unlink(folder + "/" + name + ending) }
    }

    @Test("a missing or empty database is refused with what is left, and nothing is removed or made")
    func noDatabase() throws {
        remove("homeroom.db")
        let before = try contents()
        for _ in 0..<2 {
            let error = #expect(throws: DataFolder.Failure.self) { try start() }
            guard case .databaseMissing(_, let left)? = error else { throw try #require(error) }
            #expect(left.contains("1 originals") && left.contains("master.key"))
            #expect(try contents().filter { $0 != "homeroom.db" } == before)
            // Once more with an empty one.
            try Data().write(to: URL(fileURLWithPath: folder + "/homeroom.db"))
        }
        let run = try HomeroomBinary.run(["doctor", "--data", folder])
        #expect(run.status == 2 && run.output.contains("Put homeroom.db back"), "\(run)")
    }

    @Test("a missing key, and another one, are refused by name")
    func wrongKey() throws {
        let path = folder + "/master.key"
        let right = try Data(contentsOf: URL(fileURLWithPath: path))
        unlink(path)
        #expect(throws: DataFolder.Failure.keyMissing(path: path)) { try start() }
        #expect(!FileManager.default.fileExists(atPath: path))
        _ = try MasterKey(path: path, create: true)
        #expect(throws: DataFolder.Failure.otherKey(path: path)) { try start() }
        unlink(path)
        try right.write(to: URL(fileURLWithPath: path))
        chmod(path, 0o600)
        try start()
    }

    @Test("another key is noticed too where a release before this one left no word of it")
    func wrongKeyOfEarlierRelease() throws {
        let database = try DatabaseQueue(path: folder + "/homeroom.db")
        try database.write { db in try db.execute(sql: "UPDATE applianceIdentity SET keyCheck = NULL") }
        try database.close()
        unlink(folder + "/district.json")
        unlink(folder + "/audit.head")
        let path = folder + "/master.key"
        let right = try Data(contentsOf: URL(fileURLWithPath: path))
        unlink(path)
        _ = try MasterKey(path: path, create: true)
        #expect(throws: DataFolder.Failure.otherKey(path: path)) { try start() }
        try right.write(to: URL(fileURLWithPath: path))
        try start()
    }

    @Test("another district's database is refused")
    func otherDistrict() async throws {
        let other = data.path + "/other"
        try await Self.fill(other)
        remove("homeroom.db")
        for name in ["homeroom.db", "master.key"] {
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
            try FileManager.default.copyItem(atPath: other + "/" + name, toPath: folder + "/" + name)
            // With the key that belongs here too: it is not the key that has to be put back.
            #expect(throws: DataFolder.Failure.otherDistrict(path: folder + "/homeroom.db")) { try start() }
        }
    }

    @Test("a setting that cannot be read stops the start, and can be let begin anew")
    func unreadableSetting() throws {
        let database = try DatabaseQueue(path: folder + "/homeroom.db")
        try database.write { db in
            try db.execute(sql: "INSERT INTO setting VALUES ('outbound', '{\"nothingLeaves\":\"very\"}')")
        }
        try database.close()
        let error = #expect(throws: Settings.Unreadable.self) { try start() }
        #expect(error?.message.contains("--reset-setting outbound") == true)
        _ = try Appliance(
            path: folder, holder: "test", settings: .init(), passwords: .least, resetting: "outbound")
        try start()
    }

    @Test("the folder and all that is in it are for their owner alone, also where an earlier release left them open")
    func modes() throws {
        chmod(folder, 0o755)
        chmod(folder + "/homeroom.db", 0o644)
        try start()
        for name in ["", "/homeroom.db", "/keys.db", "/master.key", "/district.json", "/files"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + name)
            #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o077 == 0, "\(name)")
        }
    }

    @Test("doctor sees a damaged page of the database and a trigger that is gone")
    func doctor() throws {
        #expect(try HomeroomBinary.run(["doctor", "--data", folder]).output.contains("of your scans") == false)
        let database = try DatabaseQueue(path: folder + "/homeroom.db")
        try database.write { db in try db.execute(sql: "DROP TRIGGER auditEntry_kept") }
        try database.close()
        let dropped = try HomeroomBinary.run(["doctor", "--data", folder])
        #expect(dropped.status == 2 && dropped.output.contains("trigger auditEntry_kept is missing"), "\(dropped)")

        let file = try #require(FileHandle(forUpdatingAtPath: folder + "/homeroom.db"))
        let place = try file.seekToEnd() - 1_000
        try file.seek(toOffset: place)
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: place)
        try file.write(contentsOf: Data([byte ^ 1]))
        try file.close()
        let flipped = try HomeroomBinary.run(["doctor", "--data", folder])
        #expect(flipped.status == 2 && flipped.output.contains("not hold what Homeroom wrote"), "\(flipped)")
    }
}
