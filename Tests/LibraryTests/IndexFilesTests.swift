import Foundation
import GRDB
import Jobs
import Kernel
import Outbound
import Persistence
import Sandbox
import TestSupport
import Testing
import Vault
import VectorIndex

@testable import Library
@testable import Search

@Suite("The index and the database") struct IndexFilesTests {
    private let folder: TemporaryFolder
    private let database: DatabaseQueue

    init() throws {
        folder = try TemporaryFolder()
        database = try DatabaseFile.inMemory(migrations: Library.migrations + JobQueue.migrations)
    }

    private func open() throws -> Library {
        let key = try MasterKey(path: folder.path + "/key", create: true)
        return try Library(
            database: database, files: folder.path + "/files", indexFolder: folder.path + "/index",
            sealer: key.sealer(context: "files"),
            keys: try SubjectKeys.inMemory(sealer: key.sealer(context: "subjects")),
            worker: Worker(executable: HomeroomBinary.path),
            encoder: sharedEncoder.get(), places: NoDistrict(), gate: OutboundGate(),
            activity: ActivityLog(database: database, hash: key.keyedHash(context: "activity")), names: AuditNames(),
            settings: .init())
    }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/index")) ?? []).sorted()
    }

    private func add(_ name: String, to library: Library) async throws -> UUID {
        try await library.insert(LibraryFixture.document("# \(name)\n\nWhat teams say about \(name)."), fileName: name)
    }

    @Test("after any stop the index equals the database: caught up from a file, or made anew where that is damaged")
    func catchingUp() async throws {
        var library = try open()
        let first = try await add("reading", to: library)
        _ = try await add("algebra", to: library)
        library.passages.close()
        #expect(files == ["sentences-2.hnsw", "windows-2.hnsw"])
        // Changes after the file was written; then the process dies.
        _ = try await add("attendance", to: library)
        try await library.store.remove(first, for: .operator, by: .appliance)
        library = try open()
        #expect(
            library.passages.index.vectors.windows.groups.count == 2
                && library.passages.index.vectors.windows.count == 2)
        #expect(
            try await library.passages.search("attendance", count: 3, in: .everything, isStudents: false).hits.first?
                .documentTitle
                == "attendance")
        #expect(
            try await library.passages.search("reading", count: 3, in: .everything, isStudents: false).hits.allSatisfy {
                $0.documentID != first
            })
        library.passages.close()
        #expect(files == ["sentences-2.hnsw", "sentences-4.hnsw", "windows-2.hnsw", "windows-4.hnsw"])
        // The newest is torn: the one before serves, and what came since is added.
        let newest = URL(fileURLWithPath: folder.path + "/index/windows-4.hnsw")
        try Data(contentsOf: newest).dropLast(100).write(to: newest)
        library = try open()
        #expect(library.passages.index.vectors.windows.groups.count == 2)
        #expect(files == ["sentences-2.hnsw", "windows-2.hnsw"])
        // Nothing is left: all is made from the database.
        for file in files { unlink(folder.path + "/index/" + file) }
        library = try open()
        #expect(library.passages.index.vectors.windows.count == 2)
        #expect(try !library.passages.index.isBehind(database))
    }

    @Test("a file that knows more than the database, as after a restore, is not used")
    func ahead() async throws {
        let library = try open()
        let id = try await add("reading", to: library)
        library.passages.close()
        try await library.store.remove(id, for: .operator, by: .appliance)
        library.passages.close()
        try await database.write { db in
            try db.execute(
                sql: "DELETE FROM documentChange; UPDATE sqlite_sequence SET seq = 0 WHERE name = 'documentChange'")
        }
        let restored = try open()
        #expect(restored.passages.index.count == 0 && files.isEmpty)
    }
}
