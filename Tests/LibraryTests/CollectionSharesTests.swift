import Foundation
import GRDB
import Jobs
import Kernel
import Persistence
import Search
import TestSupport
import Testing
import Vault
import Web

@testable import Library

/// A district with two schools, a team in one of them, and names for everybody.
private struct SmallDistrict: DistrictDirectory {
    let root = UUID(), elm = UUID(), oak = UUID(), team = UUID()

    func path(_ id: UUID) -> Place? {
        switch id {
        case root: Place(path: [root])
        case elm, oak: Place(path: [root, id])
        case team: Place(path: [root, elm, team])
        default: nil
        }
    }
    func place(_ id: UUID, _ db: Database) throws -> Place? { path(id) }
    func district(_ db: Database) throws -> UUID? { root }
    func names(of people: some Collection<UUID>, _ db: Database) throws -> [UUID: String] { [:] }
    func allNames(_ db: Database) throws -> [(given: String, family: String)] { [] }
    let version = 0

    private static let reading: Set<Permission> = [.readDocuments]
    private static let writing: Set<Permission> = [.readDocuments, .writeDocuments]
    private static let managing = writing.union([.manageCollections])

    func principal(_ role: String, at place: UUID, _ permissions: Set<Permission>) -> Principal {
        Principal(person: UUID(), grants: [Grant(role: role, place: path(place), permissions: permissions)])
    }
    func educator(at place: UUID) -> Principal { principal("educator", at: place, Self.reading) }
    func librarian(at place: UUID) -> Principal { principal("librarian", at: place, Self.writing) }
    func coach(at place: UUID) -> Principal { principal("coach", at: place, Self.managing) }
}

@Suite("Who reads and writes which collection") struct CollectionSharesTests {
    private let district = SmallDistrict()
    private let database: DatabaseQueue
    private let shares: CollectionShares
    private let sealing: DocumentSealing

    init() throws {
        database = try DatabaseFile.inMemory(
            migrations: Library.migrations + JobQueue.migrations + IdempotencyKeys.migrations)
        shares = CollectionShares(database: database, places: district)
        let folder = try TemporaryFolder()
        let key = try MasterKey(path: folder.path + "/key", create: true)
        sealing = DocumentSealing(keys: try SubjectKeys.inMemory(sealer: key.sealer(context: "subjects")))
    }

    private func make(_ name: String, at place: UUID?, isPrivate: Bool = false, isOpen: Bool = true, by user: Principal)
        async throws -> UUID
    {
        try await shares.make(
            .init(name: name, place: place, isPrivate: isPrivate, isOpen: isOpen), for: user, by: .appliance
        ).collection.id
    }

    private func reads(_ user: Principal, _ id: UUID) async throws -> Bool {
        try await shares.readable(for: user)?.contains(id) ?? true
    }

    private func writes(_ user: Principal, _ id: UUID) async throws -> Bool {
        try await database.read { db in
            let found = try #require(try CollectionRecord.fetchOne(db, key: id))
            return try shares.mayWrite(found, user, db)
        }
    }

    private func add(to name: String, opening: Bool, _ user: Principal) async throws -> UUID {
        try await database.write { db in
            try shares.collection(named: name, opening: opening, toWriteFor: user, by: .appliance, db).id
        }
    }

    private func reach(_ id: UUID) async throws -> CollectionReach {
        try await database.read { db in
            try CollectionShares.readers(of: try #require(try CollectionRecord.fetchOne(db, key: id)), db)
        }
    }

    @Test("adding makes the standard collection for those who manage it, and opens it only for them and when asked")
    func standard() async throws {
        let (all, elm) = (district.coach(at: district.root), district.educator(at: district.elm))
        #expect(try await shares.mayAddToStandard(all))
        for user in [elm, district.librarian(at: district.elm), district.coach(at: district.elm)] {
            #expect(try await !shares.mayAddToStandard(user))
        }
        let id = try await add(to: "Library", opening: false, all)
        #expect(try await reach(id) == .managers)
        #expect(try await reads(all, id))
        #expect(try await !reads(elm, id))
        #expect(try await add(to: "Library", opening: true, all) == id)
        #expect(try await reach(id) == .everybody)
        #expect(try await reads(elm, id))
        // Who may only write does not decide who reads.
        let shelf = try await make("Shelf", at: nil, isOpen: false, by: all)
        let librarian = district.librarian(at: district.elm)
        _ = try await shares.setReaders(
            shelf, [.init(place: district.elm, role: "librarian", person: nil, mayWrite: true)], for: all,
            by: .appliance)
        #expect(try await reach(shelf) == .some)
        #expect(try await add(to: "Shelf", opening: false, librarian) == shelf)
        await #expect(throws: LibraryFailure.notYours) { try await add(to: "Shelf", opening: true, librarian) }
    }

    @Test("the district's, a school's and a team's are read by those who belong there")
    func places() async throws {
        let all = district.coach(at: district.root)
        let everybodys = try await make("All", at: nil, by: all)
        let elms = try await make("Elm", at: district.elm, by: all)
        let teams = try await make("Team", at: district.team, by: all)
        let (elm, oak, team) = (
            district.educator(at: district.elm), district.educator(at: district.oak),
            district.educator(at: district.team)
        )
        for (user, expected) in [
            (elm, [true, true, false]), (oak, [true, false, false]), (team, [true, true, true]),
        ] {
            let seen = [
                try await reads(user, everybodys), try await reads(user, elms), try await reads(user, teams),
            ]
            #expect(seen == expected)
            #expect(try await shares.list(for: user).count == expected.filter { $0 }.count)
        }
        let student = district.principal("student", at: district.elm, [.manageOwnAccount])
        #expect(try await shares.readable(for: student) == [], "without the permission nothing is readable")
    }

    @Test("a new one is read by nobody but who manages it, until it is opened")
    func closed() async throws {
        let coach = district.coach(at: district.elm)
        let id = try await make("Leadership only", at: district.elm, isOpen: false, by: coach)
        #expect(try await reads(coach, id))
        #expect(try await !reads(district.educator(at: district.elm), id))
        _ = try await shares.setReaders(
            id, [.init(place: district.elm, role: nil, person: nil, mayWrite: false)], for: coach, by: .appliance)
        #expect(try await reads(district.educator(at: district.elm), id))
    }

    @Test("a private one is its owner's alone, until they name readers")
    func ownership() async throws {
        let (owner, other) = (district.coach(at: district.elm), district.coach(at: district.elm))
        let own = try await make("Mine", at: nil, isPrivate: true, by: owner)
        #expect(try await reads(owner, own))
        #expect(try await writes(owner, own))
        #expect(try await !reads(other, own))
        #expect(try await !reads(district.educator(at: district.elm), own))
        await #expect(throws: LibraryFailure.collectionNotFound) {
            try await shares.setReaders(
                own, [.init(place: nil, role: nil, person: other.person, mayWrite: false)], for: other, by: .appliance)
        }
        _ = try await shares.setReaders(
            own, [.init(place: nil, role: nil, person: other.person, mayWrite: false)], for: owner, by: .appliance)
        #expect(try await reads(other, own))
        #expect(try await !writes(other, own))
        #expect(try await reads(owner, own), "one cannot lock oneself out")
    }

    @Test("one who manages a school's collection, or their own, does not open it to the district")
    func beyond() async throws {
        let (all, coach) = (district.coach(at: district.root), district.coach(at: district.elm))
        let teacher = district.educator(at: district.team)
        let elms = try await make("Elm's", at: district.elm, isOpen: false, by: coach)
        let own = try await make("Coach's", at: nil, isPrivate: true, by: coach)
        func open(_ id: UUID, to place: UUID?, role: String? = nil, by user: Principal) async throws {
            _ = try await shares.setReaders(
                id, [.init(place: place, role: role, person: nil, mayWrite: false)], for: user, by: .appliance)
        }
        for id in [elms, own] {
            for place in [nil, district.root, district.oak] {
                await #expect(throws: LibraryFailure.readersBeyond) { try await open(id, to: place, by: coach) }
            }
            await #expect(throws: LibraryFailure.readersBeyond) {
                try await open(id, to: nil, role: "educator", by: coach)
            }
            try await open(id, to: district.team, by: coach)
            #expect(try await reads(teacher, id))
        }
        try await open(elms, to: nil, by: all)
        // What the district opened stays open when a school's coach saves the list again.
        try await open(elms, to: nil, by: coach)
    }

    @Test("an edition is passed over for the district's and its own place's later ones, not for anybody's")
    func editions() async throws {
        let (all, coach) = (district.coach(at: district.root), district.coach(at: district.elm))
        let policies = try await make("Policies", at: nil, by: all)
        let elms = try await make("Elm", at: district.elm, by: coach)
        let own = try await make("Own", at: nil, isPrivate: true, by: coach)
        func add(_ name: String, to collection: UUID) async throws -> Int64 {
            try await database.write { db in
                var record = DocumentRecord(
                    id: .timeOrdered(), collectionID: collection, fileName: name,
                    hash: Data((0..<32).map { _ in UInt8.random(in: 0...255) }), byteCount: 1,
                    state: .ready, addedAt: Date())
                record.noteEdition()
                try record.insert(db)
                return try #require(try Int64.fetchOne(db, sql: "SELECT max(number) FROM document"))
            }
        }
        func later(than document: Int64) async throws -> Int? {
            try await database.read { db in
                try Editions.find([document], question: "How many absences?", in: nil, sealing, db)[document]?.later
            }
        }
        let old = try await add("Attendance Policy 2025-26.md", to: policies)
        let elmsOld = try await add("Bell Schedule 2025-26.md", to: elms)
        for collection in [elms, own] { _ = try await add("Attendance Policy 2026-27.md", to: collection) }
        _ = try await add("Bell Schedule 2026-27.md", to: own)
        #expect(try await later(than: old) == 0)
        #expect(try await later(than: elmsOld) == 0)
        _ = try await add("Attendance Policy 2026-27.md", to: policies)
        _ = try await add("Bell Schedule 2026-27.md", to: policies)
        #expect(try await later(than: old) == 1)
        #expect(try await later(than: elmsOld) == 1)
        // A draft takes nothing's place, and what was decided takes the draft's.
        let decided = try await add("Phone Rules.md", to: policies)
        let draft = try await add("Phone Rules draft.md", to: policies)
        #expect(try await later(than: decided) == 0)
        #expect(try await later(than: draft) == 1)
    }

    @Test("readers are named by role and place together; writers need the permission too")
    func readers() async throws {
        let all = district.coach(at: district.root)
        let id = try await make("Coaches of Elm", at: nil, by: all)
        _ = try await shares.setReaders(
            id, [.init(place: district.elm, role: "librarian", person: nil, mayWrite: true)], for: all, by: .appliance)
        #expect(try await reads(district.librarian(at: district.elm), id))
        #expect(try await writes(district.librarian(at: district.team), id), "a team's librarian is Elm's too")
        #expect(try await !reads(district.librarian(at: district.oak), id))
        #expect(try await !reads(district.educator(at: district.elm), id))
        let namesake = district.principal("librarian", at: district.elm, [.readDocuments])
        #expect(try await !writes(namesake, id))
    }

    @Test("a reader's role is a role and their place a place")
    func oddReaders() async throws {
        let all = district.coach(at: district.root)
        let id = try await make("Coaches of Oak", at: nil, by: all)
        for odd in [
            CollectionShares.ReaderWish(
                place: nil, role: String(repeating: "x", count: 2_000_000), person: nil, mayWrite: false),
            .init(place: UUID(), role: nil, person: nil, mayWrite: false),
        ] {
            await #expect(throws: LibraryFailure.readerUnusable) {
                _ = try await shares.setReaders(id, [odd], for: all, by: .appliance)
            }
        }
    }

    @Test("who manages collections at a school manages that school's, and no others")
    func managers() async throws {
        let all = district.coach(at: district.root)
        let (elms, oaks) = (
            try await make("Elm", at: district.elm, by: all), try await make("Oak", at: district.oak, by: all)
        )
        let elmCoach = district.coach(at: district.elm)
        _ = try await shares.rename(
            elms, .init(name: "Elm's", place: nil, isPrivate: nil), for: elmCoach, by: .appliance)
        await #expect(throws: LibraryFailure.collectionNotFound) {
            try await shares.remove(oaks, for: elmCoach, by: .appliance) { _, _ in }
        }
        await #expect(throws: LibraryFailure.notYours) {
            _ = try await make("For all", at: nil, by: elmCoach)
        }
    }

    @Test("lists, search, answers, pages and counts leave out what may not be read")
    func everywhere() async throws {
        let fixture = try LibraryFixture()
        let text = try LibraryFixture.document("# Secret\n\nThe budget of the team is four hundred dollars a year.")
        let embedded = try await fixture.library.embed(text)
        let id = try #require(try await fixture.library.insert([(embedded, "a.md")], collection: "Elm's").first)
        let elms = try await fixture.library.collection(named: "Elm's")
        try await fixture.database.write { db in
            try db.execute(sql: "UPDATE collectionReader SET placeID = ?", arguments: [district.elm])
        }
        let shares = CollectionShares(database: fixture.database, places: district)
        for (place, isReadable) in [(district.elm, true), (district.oak, false)] {
            let readable = try await shares.readable(for: district.educator(at: place))
            #expect(readable == (isReadable ? [elms] : []))
            let listed = try await fixture.library.store.list(limit: 10, before: nil, in: readable, for: nil)
            #expect(listed.map(\.document.id) == (isReadable ? [id] : []))
            let found = try await fixture.library.passages.search(
                "What is the team's budget?", count: 5, in: SearchScope(collections: readable), isStudents: false)
            #expect(found.hits.isEmpty == !isReadable)
            let page = await Result { try await fixture.library.pages.page(id, 1, highlight: nil, in: readable) }
            #expect(((try? page.get()) != nil) == isReadable)
            let user = district.educator(at: place)
            let picture = await Result {
                try await fixture.library.pages.picture(id, 1, width: 100, in: readable, for: user)
            }
            #expect(throws: isReadable ? LibraryFailure.pageNotDrawn : .documentNotFound) { try picture.get() }
        }
    }

    @Test("whether a word stands in a closed document does not show in what others find", arguments: [false, true])
    func wordsOfClosedDocuments(inTitle: Bool) async throws {
        var told: [[Float]] = []
        for word in ["layoff", "picnic, music and many a word more about it"] {
            let fixture = try LibraryFixture()
            for (collection, text) in [
                ("Open", "# Notices\n\nEvery notice of the office is sent in March. The office opens at eight."),
                (
                    "Closed",
                    "# \(inTitle ? word : "Plan")\n\nThe \(word) of the office is planned for March, in two parts."
                ),
            ] {
                let embedded = try await fixture.library.embed(try LibraryFixture.document(text))
                _ = try await fixture.library.insert([(embedded, "\(collection).md")], collection: collection)
            }
            let open = try await fixture.library.collection(named: "Open")
            let found = try await fixture.library.passages.search(
                "Is a layoff planned in March?", count: 5, in: SearchScope(collections: [open]), isStudents: false)
            #expect(found.hits.count == 1)
            told.append(found.rarity + found.hits.map(\.score) + found.unknown.sorted().map { Float($0) })
        }
        #expect(told[0] == told[1])
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
