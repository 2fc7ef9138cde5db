import Extraction
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
import Web

@testable import Library
@testable import Search

/// A library on a disk, with a person who keeps a collection for themselves.
private struct ShelfFixture: Sendable {
    let folder: TemporaryFolder
    let database: DatabasePool
    let keys: SubjectKeys
    let library: Library
    let owner = ShelfFixture.reader()
    let shelf: UUID

    /// What stands in a private document and nowhere else: in its title, a heading, its text and its file's name.
    static let words = ["quaxolotl", "snorkelwack", "brindlewump", "zyzzyva"]
    static let text = """
        # Quaxolotl notes

        ## Snorkelwack

        The brindlewump meets the facilitator on Tuesdays, before anybody else is in the building.
        """

    init() async throws {
        folder = try TemporaryFolder()
        database = try DatabaseFile.open(
            path: folder.path + "/homeroom.db",
            migrations: Library.migrations + JobQueue.migrations + IdempotencyKeys.migrations)
        let key = try MasterKey(path: folder.path + "/key", create: true)
        keys = try SubjectKeys.inMemory(sealer: key.sealer(context: "subjects"))
        library = try Library(
            database: database, files: folder.path + "/files", indexFolder: folder.path + "/index",
            sealer: key.sealer(context: "files"), keys: keys, worker: Worker(executable: HomeroomBinary.path),
            encoder: sharedEncoder.get(), places: NoDistrict(), gate: OutboundGate(),
            activity: ActivityLog(database: database, hash: key.keyedHash(context: "activity")), names: AuditNames(),
            settings: .init())
        let shares = CollectionShares(database: database, places: NoDistrict())
        shelf = try await shares.make(
            .init(name: "Shelf", place: nil, isPrivate: true), for: owner, by: .appliance
        ).collection.id
    }

    static func reader() -> Principal {
        Principal(
            person: UUID(),
            grants: [Grant(role: "educator", place: nil, permissions: [.readDocuments, .writeDocuments])])
    }

    func add(_ text: String, _ name: String, to collection: String) async throws -> UUID {
        let embedded = try await library.embed(LibraryFixture.document(text))
        return try await library.insert([(embedded, fileName: name)], collection: collection)[0]
    }

    func find(_ question: String, in scope: SearchScope = .everything) async throws -> [SearchHit] {
        try await library.passages.search(question, count: 5, in: scope, isStudents: true).hits
    }

    /// Those of the words that lie in the clear in some file of the folder.
    func found() throws -> Set<String> {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).compactMap {
            FileManager.default.contents(atPath: folder.path + "/" + $0)
        }
        return Set(
            Self.words.filter { word in
                files.contains { file in
                    [word, word.capitalized].contains { file.range(of: Data($0.utf8)) != nil }
                }
            })
    }

    func edit(_ document: UUID, to collection: UUID) async throws {
        let details = DocumentStore.Details(title: nil, author: nil, isbn: nil, sku: nil, collection: collection)
        _ = try await library.store.edit(document, details, for: .operator, by: .appliance)
    }
}

@Suite("What private collections hold") struct SealedCollectionsTests {
    @Test("lies sealed, and is found by its owner, by word and by meaning, and by nobody else")
    func sealed() async throws {
        let fixture = try await ShelfFixture()
        let document = try await fixture.add(ShelfFixture.text, "zyzzyva.md", to: "Shelf")
        let (library, source) = (fixture.library, fixture.library.passages.source)
        #expect(library.passages.vectorCount == 0)
        #expect(try fixture.found() == [])
        let own = SearchScope(collections: try await source.readable(for: fixture.owner))
        for question in ["What does the brindlewump do?", "When is the person who leads met early in the week?"] {
            let hit = try #require(try await fixture.find(question, in: own).first)
            #expect(hit.documentID == document)
            #expect(hit.documentTitle == "Quaxolotl notes")
            #expect(hit.headingPath.last == "Snorkelwack")
            #expect(hit.firstPage == 1 && hit.text.contains("brindlewump") && !hit.sentences.isEmpty)
        }
        let page = try #require(try await source.pageTexts(document, 1...1).first)
        #expect(page.text.contains("brindlewump") && page.start == 0)
        let entry = try await library.store.document(document, in: own.collections, for: fixture.owner.person)
        #expect(entry.document.fileName == "zyzzyva.md")
        #expect(entry.document.outline.contains("Snorkelwack"))
        let view = try await library.pages.page(document, 1, highlight: nil, in: own.collections)
        #expect(!view.layout.paragraphs.isEmpty)
        // Somebody else, and whoever manages collections but not accounts.
        let manager = Principal(
            id: "manager", permissions: [.readDocuments, .writeDocuments, .manageCollections])
        for other in [ShelfFixture.reader(), manager] {
            let scope = SearchScope(collections: try await source.readable(for: other))
            #expect(try await fixture.find("What does the brindlewump do?", in: scope).isEmpty)
        }
        library.passages.close()
        #expect(try fixture.found() == [])
        #expect(try library.faults(deep: false).allSatisfy { $0.contains("original") }, "the word index is whole")
    }

    @Test("ranks as the same text does in a published collection")
    func fairly() async throws {
        let fixture = try await ShelfFixture()
        let published = try await fixture.add(ShelfFixture.text, "a.md", to: "Library")
        let own = try await fixture.add(ShelfFixture.text, "b.md", to: "Shelf")
        for filler in ["Teams agree on norms and keep them.", "Students may retake a test within two weeks."] {
            _ = try await fixture.add("# Filler\n\n" + filler, "\(filler.prefix(5)).md", to: "Library")
        }
        for question in ["brindlewump", "Whom does it meet before others come in?", "Quaxolotl"] {
            let hits = try await fixture.find(question)
            let (clear, sealed) = (
                try #require(hits.first { $0.documentID == published }),
                try #require(hits.first { $0.documentID == own })
            )
            #expect(abs(clear.score - sealed.score) < 0.02, "\(question): \(clear.score) \(sealed.score)")
            #expect(abs(clear.similarity - sealed.similarity) < 0.01)
            #expect(clear.text == sealed.text && clear.start == sealed.start)
            #expect(clear.sentences.map(\.range) == sealed.sentences.map(\.range))
        }
    }

    @Test("stored in the clear by an earlier release is found as before, and sealed without leaving a word behind")
    func upgrade() async throws {
        let fixture = try await ShelfFixture()
        let library = fixture.library
        let document = try await fixture.add(ShelfFixture.text, "zyzzyva.md", to: "Old")
        _ = try await fixture.add("# Norms\n\nTeams agree on norms and keep them.", "norms.md", to: "Library")
        let vectors = library.passages.vectorCount
        library.passages.close()
        try await fixture.database.write { db in
            try db.execute(
                sql: "UPDATE collection SET ownerID = ? WHERE name = 'Old'", arguments: [fixture.owner.person])
            try SealingJob.queueMissing(db)
        }
        #expect(try fixture.found() == Set(ShelfFixture.words))
        let before = try #require(try await fixture.find("What does the brindlewump do?").first)
        let job = SealingJob(database: fixture.database, sealing: library.store.sealing, search: library.passages)
        // Twice: it may be broken off anywhere.
        for _ in 0..<2 { try await job.run { _ in } }
        let after = try #require(try await fixture.find("What does the brindlewump do?").first)
        #expect(after.documentID == document)
        #expect(after.number == before.number)
        #expect(after.documentTitle == before.documentTitle && after.text == before.text)
        #expect(library.passages.vectorCount < vectors)
        #expect(try fixture.found() == [])
        let jobs = try await fixture.database.read { db in
            try SealingJob.kind.jobs(about: SealingJob.everything).fetchCount(db)
        }
        #expect(jobs == 1)
    }

    @Test("changes its form when it is moved between a private collection and a published one")
    func moving() async throws {
        let fixture = try await ShelfFixture()
        let library = fixture.library
        let document = try await fixture.add(ShelfFixture.text, "zyzzyva.md", to: "Shelf")
        let published = try await library.collection(named: "Library")
        let stranger = SearchScope(collections: [published])
        let number = try #require(try await fixture.find("brindlewump").first).number
        try await fixture.edit(document, to: published)
        #expect(library.passages.vectorCount > 0)
        #expect(library.passages.opened.held.documents == 0, "what is published is not held open")
        #expect(try await fixture.find("brindlewump", in: stranger).first?.number == number)
        let words = try await fixture.database.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM passageText WHERE passageText MATCH 'brindlewump'")
        }
        #expect(words == 1)
        let page = try #require(try await library.passages.source.pageTexts(document, 1...1).first)
        #expect(page.text.contains("brindlewump"))
        try await fixture.edit(document, to: fixture.shelf)
        #expect(library.passages.vectorCount == 0)
        #expect(try await fixture.find("brindlewump", in: stranger).isEmpty)
        #expect(try await fixture.find("brindlewump").first?.number == number)
        let job = SealingJob(database: fixture.database, sealing: library.store.sealing, search: library.passages)
        try await job.run { _ in }
        #expect(try fixture.found() == [])
    }

    @Test("goes with its owner: the rows, and the key that opens what a copy of the database still holds")
    func erasure() async throws {
        let fixture = try await ShelfFixture()
        _ = try await fixture.add(ShelfFixture.text, "zyzzyva.md", to: "Shelf")
        #expect(try await fixture.find("brindlewump").count == 1)
        let subject = DocumentSealing.subject(of: fixture.shelf)
        #expect(try fixture.keys.sealer(of: subject) != nil)
        let person = try #require(fixture.owner.person)
        try await fixture.database.write { db in try fixture.library.erase(person, db) }
        #expect(try fixture.keys.sealer(of: subject) == nil)
        #expect(fixture.library.passages.opened.held.documents == 0)
        let blocks = try await fixture.database.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM sealedBlock")
        }
        #expect(blocks == 0)
        try await fixture.library.passages.catchUp()
        #expect(try await fixture.find("brindlewump").isEmpty)
    }

    @Test("is open in memory only while it is searched, and within a bar")
    func memory() async throws {
        let fixture = try await ShelfFixture()
        let search = fixture.library.passages
        for name in ["a.md", "b.md"] { _ = try await fixture.add(ShelfFixture.text, name, to: "Shelf") }
        let owners = try search.index.allowed(in: .everything, fixture.database).sealed
        #expect(owners.count == 2)
        #expect(search.opened.held.documents == 0, "nothing is opened before somebody asks")
        let both = SealedIndex(passages: search.sealed, source: search.source, most: SealedIndex.most)
        #expect(try both.open(owners, fixture.database).parts.count == 2)
        let bytes = both.held.bytes
        #expect(bytes > 2000 && bytes < 1 << 20)
        let one = SealedIndex(passages: search.sealed, source: search.source, most: bytes * 3 / 4)
        for owner in [owners[0], owners[1], owners[0]] {
            #expect(try one.open([owner], fixture.database).parts.map(\.document) == [owner.document])
            #expect(one.held.documents == 1)
        }
        #expect(try one.open(owners, fixture.database).isPart)
        both.dropUnused(now: .now + .seconds(60))
        #expect(both.held.documents == 2)
        both.dropUnused(now: .now + .seconds(31 * 60))
        #expect(both.held.bytes == 0 && both.held.documents == 0)
    }

    @Test("is not sent to an embedder")
    func embedders() async throws {
        let fixture = try await ShelfFixture()
        _ = try await fixture.add(ShelfFixture.text, "zyzzyva.md", to: "Shelf")
        let clear = try await fixture.database.read(PassageRecord.clearCount)
        #expect(clear == 0)
        let missing = try await fixture.database.read { db in
            try Int.fetchOne(db, sql: Embedders.missingCount, arguments: [1])
        }
        #expect(missing == 0)
    }
}
