import Citations
import Foundation
import Kernel
import Search

/// Answers by quotation: the sentences of the best passages that answer, each checked against its page.
struct ExtractiveAnswers: Sendable {
    let search: PassageSearch

    /// Passages that are read for an answer.
    static let passages = 7
    /// Below this the library does not hold the answer.
    private static let threshold: Float = 0.4

    /// - Returns: the answer, and the passages that it was looked for in.
    func answer(
        _ question: String, domains: [String], in scope: SearchScope, isStudents: Bool
    ) async throws -> (
        answer: QuotedAnswer, hits: [SearchHit]
    ) {
        let start = ContinuousClock.now
        let found = try await search.read(
            question, count: Self.passages, preferring: domains, in: scope, isStudents: isStudents)
        let selected = SentenceSelection(question, found)
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
