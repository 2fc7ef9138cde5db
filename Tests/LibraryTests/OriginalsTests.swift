import Foundation
import GRDB
import Kernel
import Persistence
import TestSupport
import Testing
import Vault

@testable import Library

/// What is kept of a file, whoever adds and removes it at the same moment.
@Suite("Originals") struct OriginalsTests {
    private let fixture: LibraryFixture
    private let origin = RequestOrigin(actor: "test", address: "test", requestID: "")

    init() throws { fixture = try LibraryFixture() }

    private func add(_ text: String, _ name: String, to collection: String) async throws -> UUID {
        try await fixture.library.store.add(
            Array(text.utf8), fileName: name, collection: collection, for: .operator, by: origin
        ).document.id
    }

    private func kept() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: fixture.folder.path + "/files").filter { $0.count > 30 }
    }

    @Test("the same bytes added, and removed elsewhere, at the same moment lose nothing that was acknowledged")
    func addedAndRemoved() async throws {
        for round in 0..<40 {
            let text = "# Norms \(round)\n\nBegin on time."
            let first = try await add(text, "a.md", to: "One")
            async let removed: Void = fixture.library.store.remove(first, for: .operator, by: origin)
            async let second = add(text, "b.md", to: "Two")
            let id = try await second
            try await removed
            let hash = try await fixture.database.read { db in
                try Data.fetchOne(db, sql: "SELECT hash FROM document WHERE id = ?", arguments: [id])
            }
            #expect(fixture.library.store.files.exists(try #require(hash)), "round \(round)")
        }
        #expect(try fixture.library.faults(deep: true).allSatisfy { !$0.contains("original") })
    }

    @Test("the same bytes added many times at once are all answered, and kept once")
    func together() async throws {
        let text = "# Together\n\nEverybody speaks once."
        try await withThrowingTaskGroup(of: UUID.self) { group in
            for number in 0..<60 {
                group.addTask { try await add(text, "a.md", to: number % 2 == 0 ? "One" : "Two") }
            }
            let ids = try await group.reduce(into: Set<UUID>()) { $0.insert($1) }
            #expect(ids.count == 2)
        }
        #expect(try kept().count == 1)
    }

    @Test("what somebody may not add leaves nothing on the disk")
    func refused() async throws {
        _ = try await add("# Public", "a.md", to: "One")
        let before = try kept()
        let stranger = Principal(
            person: UUID(), grants: [Grant(role: "coach", place: nil, permissions: [.readDocuments, .writeDocuments])])
        for number in 0..<5 {
            // What somebody may not read is not there for them.
            await #expect(throws: LibraryFailure.collectionNotFound) {
                try await fixture.library.store.add(
                    Array("x \(number)".utf8), fileName: "x.md", collection: "One", for: stranger, by: origin)
            }
        }
        await #expect(throws: LibraryFailure.alreadyHere(title: "a.md")) {
            try await fixture.database.write { db in try db.execute(sql: "UPDATE document SET state = 'ready'") }
            return try await add("# Public", "b.md", to: "One")
        }
        #expect(try kept() == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path + "/files/incoming").isEmpty)
    }

    @Test("a document moves to another collection with its file, and not where the mover may not write")
    func move() async throws {
        let id = try await add("# Norms\n\nBegin on time.", "a.md", to: "One")
        _ = try await add("# Other\n\nSomething else.", "b.md", to: "Two")
        let (one, two) = try await fixture.database.read { db in
            (
                try #require(try CollectionRecord.filter(Column("name") == "One").fetchOne(db)?.id),
                try #require(try CollectionRecord.filter(Column("name") == "Two").fetchOne(db)?.id)
            )
        }
        func details(_ collection: UUID) -> DocumentStore.Details {
            .init(title: nil, author: nil, isbn: nil, sku: nil, collection: collection)
        }
        let moved = try await fixture.library.store.edit(id, details(two), for: .operator, by: origin)
        #expect(moved.collection == "Two")
        try await fixture.database.write { db in
            try db.execute(
                sql: "INSERT INTO collectionReader (collectionID, mayWrite) VALUES (?, 1)", arguments: [two])
        }
        let writer = Principal(
            person: UUID(), grants: [Grant(role: "coach", place: nil, permissions: [.readDocuments, .writeDocuments])])
        await #expect(throws: LibraryFailure.collectionNotFound) {
            try await fixture.library.store.edit(id, details(one), for: writer, by: origin)
        }
    }

    @Test("files that no document names are set aside, brought back when one does, and destroyed after 30 days")
    func orphans() async throws {
        let id = try await add("# Kept\n\nFor a while.", "a.md", to: "One")
        let row = try await fixture.database.read { db in
            try #require(try DocumentRecord.filter(Column("id") == id).fetchOne(db))
        }
        // An older database is put back: it does not know the document.
        _ = try await fixture.database.write { db in try row.delete(db) }
        let health = fixture.library.health
        try health.tidy()
        #expect(!health.files.exists(row.hash) && health.files.orphanCount() == 1)
        try health.tidy()
        #expect(health.files.orphanCount() == 1)
        try await fixture.database.write { db in _ = try row.inserted(db) }
        try health.tidy()
        #expect(health.files.exists(row.hash) && health.files.orphanCount() == 0)
        _ = try await fixture.database.write { db in try row.delete(db) }
        try health.tidy()
        health.files.destroyOldOrphans(now: Date().addingTimeInterval(29 * 86_400))
        #expect(health.files.orphanCount() == 1)
        health.files.destroyOldOrphans(now: Date().addingTimeInterval(33 * 86_400))
        #expect(health.files.orphanCount() == 0)
    }

    @Test("a removal that a crash cut short is finished at the next start")
    func unfinished() async throws {
        let id = try await add("# Gone\n\nFor good.", "a.md", to: "One")
        try await fixture.database.write { db in
            let row = try #require(try DocumentRecord.filter(Column("id") == id).fetchOne(db))
            try row.delete(db)
            try db.execute(sql: "INSERT INTO fileRemoval VALUES (?, ?)", arguments: [row.hash, Date()])
        }
        try fixture.library.health.tidy()
        #expect(try kept().isEmpty && fixture.library.health.files.orphanCount() == 0)
    }

    @Test("an original that is gone, cut or changed by a bit is told, with the document's title")
    func damaged() async throws {
        let id = try await add("# Whole\n\nFor now.", "a.md", to: "One")
        #expect(try fixture.library.faults(deep: true).isEmpty)
        let path = fixture.folder.path + "/files/" + (try #require(try kept().first))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for broken in [Data(), whole.dropLast(), Data(whole.enumerated().map { $0 == 50 ? $1 ^ 1 : $1 })] {
            try broken.write(to: URL(fileURLWithPath: path))
            #expect(try fixture.library.faults(deep: true).contains { $0.contains("damaged") && $0.contains("a.md") })
        }
        // Adding the file again mends it.
        #expect(try await add("# Whole\n\nFor now.", "a.md", to: "One") == id)
        #expect(try fixture.library.faults(deep: true).isEmpty)
        unlink(path)
        #expect(try fixture.library.faults(deep: false).contains { $0.contains("missing") })
    }

    @Test("names of files lose what no name needs, and keep their ending")
    func names() throws {
        #expect(try FileName.checked("../../etc/a\u{202E}fdp\u{0}.exe") == "afdp.exe")
        #expect(try FileName.checked(String(repeating: "x", count: 500) + ".pdf").hasSuffix(".pdf"))
        for odd in ["", "/", "..", "\u{0}", "\u{200B}", String(repeating: "e\u{301}", count: 5000)] {
            #expect(throws: LibraryFailure.nameMissing) { try FileName.checked(odd) }
        }
    }
}
