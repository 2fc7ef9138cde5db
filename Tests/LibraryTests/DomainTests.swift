import Foundation
import GRDB
import Kernel
import Persistence
import Testing

@testable import Library

@Suite("Domains") struct DomainTests {
    @Test("seven come along, and every passage and question gets its own")
    func labels() async throws {
        let fixture = try LibraryFixture()
        let library = fixture.library
        #expect(try await library.allDomains().count == 7)
        let text = "How teams set norms for their meetings, who keeps the agenda, and what members promise each other."
        _ = try await fixture.add(text)
        let stored = try await fixture.database.read { db in
            try String.fetchAll(db, sql: "SELECT domain FROM passageDomain")
        }
        #expect(stored.contains("teams"))
        #expect(try await library.domains(of: "How do we set norms for our team?").domains.first == "teams")
        #expect(try await library.domains(of: "What is the boiling point of mercury?").domains.isEmpty)
    }

    @Test("other domains label the library anew; what cannot be used is refused")
    func edited() async throws {
        let fixture = try LibraryFixture()
        _ = try await fixture.add("Bread is baked from flour, water, salt and yeast in a hot oven.")
        let domains = fixture.library.domains
        try await domains.set(
            [Domain(id: "baking", name: "Baking", description: "Bread, dough and ovens.", examples: [])],
            isTrial: false,
            by: .appliance)
        try await domains.label(report: { _ in })
        let stored = try await fixture.database.read { db in
            try String.fetchAll(db, sql: "SELECT domain FROM passageDomain")
        }
        #expect(stored == ["baking"])
        let queued = try await fixture.database.write { db in
            try db.execute(sql: "DELETE FROM job")
            try Domains.queueMissing(db)
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM job")
        }
        #expect(queued == 0, "all is labelled by these")
        for odd in [[], [Domain(id: "Bad Id", name: "x", description: "y", examples: [])]] {
            await #expect(throws: LibraryFailure.domainsUnusable) {
                try await domains.set(odd, isTrial: false, by: .appliance)
            }
        }
    }
}

@Suite("What is read for an answer") struct ReadingTests {
    private func hit(_ number: Int64, _ document: UUID, start: Int, _ text: String, score: Float) -> SearchHit {
        SearchHit(
            number: number, documentID: document, documentTitle: "T", hasPages: false, firstPage: 1, lastPage: 1,
            headingPath: [], start: start, text: text, score: score, similarity: score,
            sentences: [.init(range: start..<start + text.count, isHeading: false, similarity: score)])
    }

    @Test("neighbours are joined, in their order, where the better one stood; their sentences keep their places")
    func joined() {
        let (one, other) = (UUID(), UUID())
        let hits = [
            hit(3, one, start: 22, "third ten.", score: 0.9), hit(9, other, start: 0, "elsewhere", score: 0.8),
            hit(1, one, start: 0, "first ten.", score: 0.7), hit(2, one, start: 11, "second te.", score: 0.6),
        ]
        let joined = Reading.joined(hits)
        #expect(joined.count == 2 && joined[0].text == "first ten.\nsecond te.\nthird ten.")
        #expect(joined[0].score == 0.9 && joined[1].documentID == other)
        let scalars = Array(joined[0].text)
        for sentence in joined[0].sentences {
            let local = sentence.range.lowerBound - joined[0].start..<sentence.range.upperBound - joined[0].start
            #expect(["first ten.", "second te.", "third ten."].contains(String(scalars[local])))
        }
    }

    @Test("of what is about as near, the question's domains and other documents come first; the same text comes once")
    func chosen() async throws {
        let fixture = try LibraryFixture()
        let (one, other) = (UUID(), UUID())
        let hits = [
            hit(1, one, start: 0, "a", score: 1), hit(2, one, start: 100, "b", score: 0.995),
            hit(3, other, start: 0, "c", score: 0.99), hit(4, other, start: 50, "a", score: 0.98),
        ]
        let chosen = try Reading(database: fixture.database).choose(hits, count: 3, domains: [])
        #expect(chosen.map(\.text) == ["a", "c", "b"])
    }
}

@Suite("Book numbers") struct ISBNTests {
    @Test("are found in an imprint when their check digit is right")
    func found() {
        #expect(ISBN.find(in: ["Imprint. ISBN 978-1-936763-95-5 (pbk.)"]) == "9781936763955")
        #expect(ISBN.find(in: ["none", "ISBN-10: 0-306-40615-2"]) == "0306406152")
        #expect(ISBN.find(in: ["ISBN 978-1-936763-95-4"]) == nil)
        #expect(ISBN.isSound("080442957X") && !ISBN.isSound("123"))
    }
}
