import Answering
import Citations
import Coach
import Extraction
import Foundation
import GRDB
import Library
import Search
import Testing

@Suite("Answers from private collections") struct SealedAnswersTests {
    @Test("quote a sealed document, letter by letter, beside a published one")
    func mixed() async throws {
        let fixture = try await CoachFixture()
        try await fixture.database.write { db in
            try db.execute(
                sql: "INSERT INTO collection (id, name, ownerID) VALUES (?, 'Shelf', ?)",
                arguments: [UUID(), UUID()])
        }
        let text = "# Harvest fair\n\nThe harvest fair begins at half past nine in the gymnasium. Bring pies."
        let document = try Array(text.utf8).withUnsafeBytes { try Extraction.read($0, fileName: "fair.md") }
        let embedded = try await fixture.library.embed(document)
        let id = try await fixture.library.insert([(embedded, fileName: "fair.md")], collection: "Shelf")[0]
        let answer = try await fixture.coach.answer("When does the harvest fair begin?")
        let quote = try #require(answer.quotes.first { $0.citation.document == id })
        #expect(quote.text.contains("half past nine"))
        let span = try #require(quote.citation.spans.first)
        let page = try #require(
            try await fixture.library.passages.source.pageTexts(id, span.page...span.page).first)
        #expect(
            QuoteCheck.stands(
                quote.text,
                in: [.init(pageText: page.text, range: span.start..<span.end, separator: page.separator)]))
        // What is published is answered as before, while something sealed is open.
        let published = try await fixture.coach.answer("Who makes the agenda?")
        #expect(published.quotes.contains { $0.text.contains("made by the facilitator") })
    }
}
