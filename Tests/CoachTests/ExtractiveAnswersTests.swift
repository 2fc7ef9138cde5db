import Answering
import Citations
import Coach
import Extraction
import Foundation
import Library
import Persistence
import Sandbox
import Search
import TestSupport
import Testing
import TextEncoder
import Vault

@Suite("Quoted answers") struct QuotedAnswersTests {
    @Test("are sentences of the source, letter by letter, at the places they name")
    func verbatim() async throws {
        let fixture = try await CoachFixture()
        let (coach, library) = (fixture.coach, fixture.library)
        for question in ["How long does the second tier last?", "Who makes the agenda?", "What are norms?"] {
            let answer = try await coach.answer(question)
            #expect(answer.isFound)
            #expect((1...QuoteSelection.most).contains(answer.quotes.count))
            #expect(answer.quotes.map(\.number) == Array(1...answer.quotes.count))
            for quote in answer.quotes {
                var spans: [QuoteCheck.Span] = []
                for span in quote.citation.spans {
                    let pages = try await library.passages.source.pageTexts(
                        quote.citation.document, span.page...span.page)
                    let page = try #require(pages.first)
                    spans.append(.init(pageText: page.text, range: span.start..<span.end, separator: page.separator))
                }
                #expect(QuoteCheck.stands(quote.text, in: spans))
            }
        }
    }

    @Test(
        "hold what was asked for",
        arguments: [
            ("How long does the second tier of support last?", "three to four weeks"),
            ("How many members should a team have?", "Four to six members"),
            ("When does the team look at the results?", "within two days"),
            ("Who makes the agenda?", "made by the facilitator"),
        ])
    func answers(question: String, expected: String) async throws {
        let answer = try await CoachFixture().coach.answer(question)
        #expect(answer.quotes.contains { $0.text.contains(expected) }, "\(answer.quotes.map(\.text))")
    }

    @Test("say so when the library does not hold the answer, and offer what is near")
    func notFound() async throws {
        let answer = try await CoachFixture().coach.answer(
            "What is the melting point of tungsten carbide?")
        #expect(!answer.isFound)
        #expect(answer.quotes.isEmpty)
        #expect(!answer.nearby.isEmpty)
        #expect(answer.confidence < 0.5)
    }
}
