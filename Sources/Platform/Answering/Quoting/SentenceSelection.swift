import Citations
import Search

/// The sentences chosen from the passages of a search.
struct SentenceSelection: Sendable {
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
