import Extraction
import Foundation
import GRDB
import Jobs
import Kernel
import LanguageModel
import Library
import Outbound
import Persistence
import TestSupport
import Testing
import TextEncoder
import Vault

@testable import Search

/// Sources of a test: each is a document of its own in one of two collections.
private struct SomeSources: PassageSource {
    var known: [PassageOwner] = []

    func owners(_ db: Database) throws -> [PassageOwner] { known }
    func details(of owners: Set<Int64>, question: String, in collections: Set<UUID>?, _ db: Database) throws
        -> [Int64: SourceDetails]
    {
        Dictionary(
            known.filter { owners.contains($0.number) }.map {
                let details = SourceDetails(
                    id: $0.id, title: $0.title, hasPages: false, isbn: nil, sku: nil, edition: HitEdition())
                return ($0.number, details)
            }, uniquingKeysWith: { $1 })
    }
    func readable(for user: Principal) async throws -> Set<UUID>? { [] }
    func present(_ documents: Set<UUID>, in collections: Set<UUID>?) async throws -> Set<UUID> { [] }
    func titles(of documents: Set<UUID>) async throws -> [String] { [] }
    func pageTexts(_ document: UUID, _ numbers: ClosedRange<Int>) async throws -> [PageText] { [] }
}

@Suite("Where a search looks") struct ScopeTests {
    private let folder: TemporaryFolder
    private let database: DatabaseQueue
    private let search: PassageSearch
    private let owners: [PassageOwner]

    /// Six short texts of two subjects, in turn in two collections.
    init() async throws {
        folder = try TemporaryFolder()
        database = try DatabaseFile.inMemory(migrations: Library.migrations + JobQueue.migrations)
        let key = try MasterKey(path: folder.path + "/key", create: true)
        let encoder = try TextEncoder()
        let embedding = PassageEmbedding(encoder: encoder)
        let collections = [UUID(), UUID()]
        let texts = (0..<6).map {
            "# Note \($0)\n\n\($0 < 3 ? "Teams agree on norms" : "Students retake a test"), note \($0)."
        }
        var owners: [PassageOwner] = []
        for (index, text) in texts.enumerated() {
            let document = try Array(text.utf8).withUnsafeBytes { try Extraction.read($0, fileName: "a.md") }
            let entries = try await embedding.passages(of: document)
            let owner = PassageOwner(
                number: Int64(index + 1), id: UUID(), collection: collections[index % 2], title: "Note \(index)",
                sealedFor: nil)
            owners.append(owner)
            try await database.write { db in
                if index < 2 {
                    try db.execute(
                        sql: "INSERT INTO collection (id, name) VALUES (?, ?)",
                        arguments: [owner.collection, "\(index)"])
                }
                try db.execute(
                    sql: """
                        INSERT INTO document (number, id, collectionID, fileName, hash, byteCount, state, addedAt)
                        VALUES (?, ?, ?, 'a.md', ?, 0, 'ready', '2026-11-27')
                        """,
                    arguments: [owner.number, owner.id, owner.collection, Data(blake2b256(Array("\(index)".utf8)))])
                for (ordinal, entry) in entries.enumerated() {
                    var passage = try PassageRecord(of: owner.number, ordinal: ordinal, entry)
                    try passage.insertWithWords(db)
                    try Domains.store([index < 3 ? "teams" : "grading"], of: passage.number ?? 0, db)
                }
                try PassageRecord.noteChange(of: owner.number, db)
            }
        }
        self.owners = owners
        search = try PassageSearch(
            database: database, source: SomeSources(known: owners), folder: nil, encoder: encoder,
            sealer: key.sealer(context: "files"),
            keys: try SubjectKeys.inMemory(sealer: key.sealer(context: "subjects")), gate: OutboundGate(),
            people: PeopleNames(database: database, directory: NoDistrict()))
        try await search.catchUp()
    }

    private func found(_ scope: SearchScope) async throws -> Set<UUID> {
        Set(
            try await search.search("Which note is it?", count: 10, in: scope, isStudents: false).hits.map(\.documentID)
        )
    }

    @Test(
        "everything, some collections, some documents of them, some domains: nothing beside it is found, by any evidence"
    )
    func scopes() async throws {
        let all = Set(owners.map(\.id))
        #expect(try await found(.everything) == all)
        let first = owners[0].collection
        #expect(
            try await found(SearchScope(collections: [first]))
                == Set(owners.filter { $0.collection == first }.map(\.id)))
        #expect(try await found(SearchScope(collections: [])).isEmpty)
        // A document that may not be read is not found because it is named.
        let named = SearchScope(collections: [first], documents: [owners[0].id, owners[1].id])
        #expect(try await found(named) == [owners[0].id])
        #expect(try await found(SearchScope(collections: nil, documents: [])).isEmpty)
        let grading = SearchScope(collections: nil, domains: ["grading"])
        #expect(try await found(grading) == Set(owners[3...].map(\.id)))
        let both = SearchScope(collections: [first], documents: [owners[2].id, owners[4].id], domains: ["teams"])
        #expect(try await found(both) == [owners[2].id])
        #expect(try await found(SearchScope(collections: nil, domains: ["none"])).isEmpty)
        #expect(try await found(SearchScope(collections: nil, domains: [])).isEmpty)
    }

    @Test("words that stand only outside the scope are unknown, and do not count")
    func words() async throws {
        let teams = SearchScope(collections: nil, domains: ["teams"])
        let result = try await search.search("Who may retake?", count: 10, in: teams, isStudents: false)
        #expect(result.unknown.count == 1 && result.hits.allSatisfy { $0.text.contains("norms") })
        #expect(
            try await search.search("Who may retake?", count: 10, in: .everything, isStudents: false).unknown.isEmpty)
    }
}
