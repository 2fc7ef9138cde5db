import Citations
public import Foundation
import Kernel
import Library

/// An answer made of sentences from the library.
public struct QuotedAnswer: Codable, Sendable, Equatable {
    /// A sentence, letter by letter as it stands in the source.
    public struct Quote: Codable, Sendable, Equatable {
        /// From 1, in the order of the answer.
        public var number: Int
        public var text: String
        public var citation: Citation
        /// How surely this sentence answers, 0 to 1.
        public var confidence: Double
    }

    /// Where a quotation stands.
    public struct Citation: Codable, Sendable, Equatable {
        public var document: UUID
        public var title: String
        public var hasPages: Bool
        public var headingPath: [String]
        /// The parts of it on each page it touches.
        public var spans: [Span]
        /// The document's ISBN and the district's own number of it, where they are known.
        public var isbn: String?
        public var sku: String?
    }

    public struct Span: Codable, Sendable, Equatable {
        /// Physical page, or section, from 1.
        public var page: Int
        /// The printed page number.
        public var label: String?
        /// Scalars of the page's text, end excluded.
        public var start: Int
        public var end: Int
    }

    /// A passage that is near the question.
    public struct Nearby: Codable, Sendable, Equatable {
        public var text: String
        public var citation: Citation
    }

    /// Whether the library holds an answer.
    public var isFound: Bool
    /// How surely, 0 to 1.
    public var confidence: Double
    public var quotes: [Quote]
    /// The nearest passages, where no answer was found.
    public var nearby: [Nearby]
    /// Milliseconds of each step.
    public var trace: [String: Double]
}

/// Answers by quotation: the sentences of the best passages that answer, each checked against its page.
struct QuotedAnswers: Sendable {
    let library: Library

    /// Passages that are read for an answer.
    static let passages = 7
    /// Below this the library does not hold the answer.
    private static let threshold: Float = 0.4

    /// - Returns: the answer, and the passages that it was looked for in.
    func answer(_ question: String, domains: [String], in collections: Set<UUID>?) async throws -> (
        answer: QuotedAnswer, hits: [SearchHit]
    ) {
        let start = ContinuousClock.now
        let found = try await library.read(
            question, count: Self.passages, domains: domains, collections: collections)
        let selected = Selected(question, found)
        let best = selected.choices.first?.confidence ?? 0
        var answer = QuotedAnswer(
            isFound: best >= Self.threshold, confidence: Double(best), quotes: [], nearby: [], trace: found.trace)
        if answer.isFound {
            for choice in selected.inReadingOrder {
                let (hit, sentence) = selected.source(of: choice)
                var cited = try await citation(hit, sentence.range, text: selected.candidates[choice.candidate].text)
                if let heading = selected.heading(above: choice) {
                    cited?.headingPath = hit.headingPath.prefix(1).filter { $0 != heading } + [heading]
                }
                // A quotation that does not stand in its source is never shown.
                guard let cited else { continue }
                answer.quotes.append(
                    .init(
                        number: answer.quotes.count + 1, text: selected.candidates[choice.candidate].text,
                        citation: cited,
                        confidence: Double(choice.confidence)))
            }
        } else {
            for hit in found.hits.prefix(3) {
                let text = String(hit.text.unicodeScalars.prefix(400))
                let range = hit.start..<hit.start + text.unicodeScalars.count
                if let cited = try await citation(hit, range, text: text) {
                    answer.nearby.append(.init(text: text, citation: cited))
                }
            }
        }
        answer.trace["total"] = (ContinuousClock.now - start) / .milliseconds(1)
        return (answer, found.hits)
    }

    /// Where a global range of a hit's document stands on its pages; nil unless `text` stands there letter by letter.
    func citation(_ hit: SearchHit, _ range: Range<Int>, text: String) async throws -> QuotedAnswer.Citation? {
        let pages = try await library.pageTexts(hit.documentID, hit.firstPage...hit.lastPage)
        var spans: [QuotedAnswer.Span] = []
        var checks: [QuoteCheck.Span] = []
        for page in pages {
            let length = page.text.unicodeScalars.count
            let part = range.clamped(to: page.start..<page.start + length)
            guard !part.isEmpty else { continue }
            let local = part.lowerBound - page.start..<part.upperBound - page.start
            spans.append(.init(page: page.number, label: page.label, start: local.lowerBound, end: local.upperBound))
            checks.append(.init(pageText: page.text, range: local, separator: page.separator))
        }
        guard QuoteCheck.stands(text, in: checks) else { return nil }
        return .init(
            document: hit.documentID, title: hit.documentTitle, hasPages: hit.hasPages, headingPath: hit.headingPath,
            spans: spans, isbn: hit.isbn, sku: hit.sku)
    }
}

/// The sentences chosen from the passages of a search.
struct Selected: Sendable {
    let candidates: [QuoteSelection.Candidate]
    let choices: [QuoteSelection.Choice]
    private let hits: [SearchHit]

    init(_ question: String, _ found: SearchResult) {
        hits = found.hits
        var candidates: [QuoteSelection.Candidate] = []
        for (rank, hit) in found.hits.enumerated() {
            for (index, (sentence, text)) in zip(hit.sentences, hit.sentenceTexts).enumerated() {
                candidates.append(
                    .init(
                        passage: rank, index: index, text: text, similarity: sentence.similarity,
                        isQuotable: !sentence.isHeading && QuoteSelection.isStatement(text)))
            }
        }
        let selection = QuoteSelection(question: QuestionTerms(question), rarity: found.rarity)
        self.candidates = candidates
        choices = selection.choose(candidates, passages: found.hits.map { ($0.score, $0.similarity) })
    }

    /// The choices, the surest first, each with what goes on from it.
    var inReadingOrder: [QuoteSelection.Choice] { QuoteSelection.inReadingOrder(choices, of: candidates) }

    /// The nearest heading above a sentence inside its passage, where there is one below those it opens with.
    func heading(above choice: QuoteSelection.Choice) -> String? {
        let candidate = candidates[choice.candidate]
        let hit = hits[candidate.passage]
        guard let place = hit.sentences[..<candidate.index].lastIndex(where: \.isHeading) else { return nil }
        return candidates[choice.candidate - candidate.index + place].text
    }

    func source(of choice: QuoteSelection.Choice) -> (hit: SearchHit, sentence: SearchHit.Sentence) {
        let candidate = candidates[choice.candidate]
        return (hits[candidate.passage], hits[candidate.passage].sentences[candidate.index])
    }
}
