import Foundation
import GRDB
import Jobs
import Library
import Persistence
import Testing

@testable import Search

@Suite("What is read for an answer") struct ContextSelectionTests {
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
        let joined = ContextSelection.joined(hits)
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
        let database = try DatabaseFile.inMemory(migrations: Library.migrations + JobQueue.migrations)
        let (one, other) = (UUID(), UUID())
        let hits = [
            hit(1, one, start: 0, "a", score: 1), hit(2, one, start: 100, "b", score: 0.995),
            hit(3, other, start: 0, "c", score: 0.99), hit(4, other, start: 50, "a", score: 0.98),
        ]
        let chosen = try ContextSelection(database: database).choose(hits, count: 3, domains: [])
        #expect(chosen.map(\.text) == ["a", "c", "b"])
    }
}
