import Foundation
import GRDB
import Testing
import Vault

@testable import Persistence

@Suite("Sealed columns") struct SealedTests {
    private let files: KeyFolder
    private let column = SealedColumn<String>("person.email")
    private let row = UUID()

    init() throws { files = try KeyFolder() }

    @Test("a sealed value opens in its row and column only")
    func bound() throws {
        let (keys, ann) = (try files.open(), Subject.person(UUID()))
        let sealer = try files.database.write { try keys.sealer(toWriteFor: ann, in: $0) }
        let sealed = column.seal("ann@lincoln.example", row: row, with: sealer)
        #expect(try column.open(sealed, row: row, with: sealer) == "ann@lincoln.example")
        #expect(throws: Sealer.Forged.self) { try column.open(sealed, row: UUID(), with: sealer) }
        #expect(throws: Sealer.Forged.self) {
            try SealedColumn<String>("person.userName").open(sealed, row: row, with: sealer)
        }
        let bytes = SealedColumn<Data>("person.photo").seal(Data([0xFF]), row: row, with: sealer)
        #expect(throws: Sealer.Forged.self) {
            try SealedColumn<String>("person.photo").open(.init(bytes: bytes.bytes), row: row, with: sealer)
        }
    }

    @Test("many keys are read at once: those that there are; and whose keys were destroyed is known")
    func readAtOnce() throws {
        let keys = try files.open()
        let people = (0..<3).map { _ in Subject.person(UUID()) }
        let made = try files.database.write { try keys.sealers(toWriteFor: people[..<2], in: $0) }
        let sealed = column.seal("x", row: row, with: try #require(made[people[1]]))
        #expect(try keys.sealers(of: [Subject]()).isEmpty)
        let found = try keys.sealers(of: people + people)
        #expect(Set(found.keys) == Set(people[..<2]))
        #expect(try column.open(sealed, row: row, with: try #require(found[people[1]])) == "x")
        try files.erase(people[1], keys)
        #expect(try Set(keys.sealers(of: people).keys) == [people[0]])
        #expect(try keys.destroyed(.person) == [people[1].id] && keys.destroyed(.meeting).isEmpty)
    }

    @Test("many keys are made at once, and the erased get none")
    func many() throws {
        let keys = try files.open()
        let people = (0..<3).map { _ in Subject.person(UUID()) }
        let first = try files.database.write { try keys.sealers(toWriteFor: people, in: $0) }
        #expect(first.count == 3)
        try files.erase(people[0], keys)
        let second = try files.database.write { try keys.sealers(toWriteFor: people + people, in: $0) }
        #expect(Set(second.keys) == Set(people[1...]))
        let sealed = column.seal("x", row: row, with: try #require(first[people[1]]))
        #expect(try column.open(sealed, row: row, with: try #require(second[people[1]])) == "x")
    }
}
