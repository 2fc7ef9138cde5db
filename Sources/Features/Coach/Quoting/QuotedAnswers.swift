import Citations
public import Foundation
import Kernel
import Search

/// An answer made of sentences from the library.
public struct QuotedAnswer: Codable, Sendable, Equatable {
    /// A sentence, letter by letter as it stands in the source.
    public struct Quote: Codable, Sendable, Equatable {
        /// From 1, in the order of the answer.
        public var number: Int
        public var text: String
        /// What leads into it, where it is short and says little by itself: the sentence above a list, the head of a
        /// table, the question that it answers; letter by letter too. Before it a heading that says no to all of it.
        public var lead: String?
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
        /// From when the document holds, where it or its name tells: `2025/26`, `2026-03`, `v2`.
        public var edition: String?
        /// Whether the library holds a later edition.
        public var isEarlierEdition: Bool?
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
    let search: PassageSearch

    /// Passages that are read for an answer.
    static let passages = 7
    /// Below this the library does not hold the answer.
    private static let threshold: Float = 0.4

    /// - Returns: the answer, and the passages that it was looked for in.
    func answer(_ question: String, domains: [String], in collections: Set<UUID>?) async throws -> (
        answer: QuotedAnswer, hits: [SearchHit]
    ) {
        let start = ContinuousClock.now
        let found = try await search.read(
            question, count: Self.passages, preferring: domains, in: SearchScope(collections: collections))
        let selected = Selected(question, found)
        let best = selected.choices.map(\.confidence).max() ?? 0
        var answer = QuotedAnswer(
            isFound: best >= Self.threshold, confidence: Double(best), quotes: [], nearby: [], trace: found.trace)
        if answer.isFound {
            for choice in selected.inReadingOrder {
                let (hit, range, text) = selected.source(of: choice)
                var cited = try await citation(hit, range, text: text)
                if let heading = selected.heading(above: choice) {
                    cited?.headingPath = hit.headingPath.prefix(1).filter { $0 != heading } + [heading]
                }
                // A quotation that does not stand in its source is never shown.
                guard let cited else { continue }
                answer.quotes.append(
                    .init(
                        number: answer.quotes.count + 1, text: text, lead: selected.lead(of: choice), citation: cited,
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
        let pages = try await search.source.pageTexts(hit.documentID, hit.firstPage...hit.lastPage)
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
            spans: spans, isbn: hit.isbn, sku: hit.sku, edition: hit.edition.name,
            isEarlierEdition: hit.edition.later > 0 ? true : nil)
    }
}

/// The sentences chosen from the passages of a search.
struct Selected: Sendable {
    let candidates: [QuoteSelection.Candidate]
    let choices: [QuoteSelection.Choice]
    private let hits: [SearchHit]

    /// What a sentence of an earlier edition loses against the same of a later one, and of another one than asked for.
    private static let earlier: Float = -0.15, passedOver: Float = -0.4

    init(_ question: String, _ found: SearchResult) {
        hits = found.hits
        var candidates: [QuoteSelection.Candidate] = []
        for (rank, hit) in found.hits.enumerated() {
            let openings = hit.openings
            for (index, (sentence, text)) in zip(hit.sentences, hit.sentenceTexts).enumerated() {
                candidates.append(
                    .init(
                        passage: rank, index: index, text: text, similarity: sentence.similarity,
                        isHeading: sentence.isHeading, opening: openings[index]))
            }
        }
        let selection = QuoteSelection(
            question: QuestionTerms(question), rarity: found.rarity, unknown: found.unknown)
        self.candidates = candidates
        choices = selection.choose(
            candidates,
            passages: found.hits.map {
                .init(
                    score: $0.score, similarity: $0.similarity, headings: [$0.documentTitle] + $0.headingPath,
                    tilt: Self.tilt($0.edition))
            })
    }

    private static func tilt(_ edition: HitEdition) -> Float {
        if edition.isAskedFor { return 0 }
        return edition.isPassedOver ? passedOver : edition.later > 0 ? earlier : 0
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

    /// What leads into a choice. Headings stand in the citation anyway; one that says no, as "Never allowed at the pool",
    /// is never parted from what it forbids.
    func lead(of choice: QuoteSelection.Choice) -> String? {
        let lead = choice.lead.flatMap {
            candidates[$0].isHeading && !candidates[$0].text.hasSuffix("?") ? nil : candidates[$0].text
        }
        guard let heading = heading(above: choice) ?? hits[candidates[choice.candidate].passage].headingPath.last,
            QuoteSelection.turns(heading), !candidates[choice.candidate].isHeading
        else { return lead }
        return lead.map { "\(heading): \($0)" } ?? heading
    }

    /// The text of a choice, which may be several sentences, and where it stands.
    func source(of choice: QuoteSelection.Choice) -> (hit: SearchHit, range: Range<Int>, text: String) {
        let (first, last) = (candidates[choice.candidate], candidates[choice.last])
        let hit = hits[first.passage]
        let range = hit.sentences[first.index].range.lowerBound..<hit.sentences[last.index].range.upperBound
        return (hit, range, hit.text(of: range))
    }
}
