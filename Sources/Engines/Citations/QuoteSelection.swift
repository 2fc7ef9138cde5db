import Foundation

/// Chooses the sentences that answer a question.
///
/// A sentence counts for its meaning (cosine to the question), for the share of the question's words that it and its
/// neighbours hold (weighted by rarity), for the passage it stands in, and for holding the kind of thing asked for. What
/// speaks of another thing of the kind (Form 12-C for 12-D), or says the opposite, counts against it.
public struct QuoteSelection: Sendable {
    /// A sentence, heading or entry of a passage.
    public struct Candidate: Sendable {
        /// Which passage it stands in, from 0 for the best.
        public var passage: Int
        /// Its place among the passage's sentences.
        public var index: Int
        public var text: String
        /// Cosine of sentence and question.
        public var similarity: Float
        /// Headings are read but not quoted.
        public var isHeading: Bool
        public var opening: PassageStructure.Opening

        public init(
            passage: Int, index: Int, text: String, similarity: Float, isHeading: Bool = false,
            opening: PassageStructure.Opening = .sentence
        ) {
            (self.passage, self.index, self.text) = (passage, index, text)
            (self.similarity, self.isHeading, self.opening) = (similarity, isHeading, opening)
        }

        func follows(_ other: Candidate) -> Bool { passage == other.passage && index == other.index + 1 }
    }

    /// A passage that candidates stand in.
    public struct Passage: Sendable {
        /// Its relevance; the first has the most.
        public var score: Float
        /// Cosine of its best window.
        public var similarity: Float
        /// The headings above it, outermost first.
        public var headings: [String]
        /// What its document is worth more or less than others: an earlier edition holds no longer.
        public var tilt: Float

        public init(score: Float, similarity: Float, headings: [String] = [], tilt: Float = 0) {
            (self.score, self.similarity, self.headings, self.tilt) = (score, similarity, headings, tilt)
        }
    }

    /// What is quoted: candidates that follow one another, mostly one. `score` chooses, `confidence` says how surely it
    /// answers, 0 to 1.
    public struct Choice: Sendable {
        public var candidate: Int
        /// The last of several.
        public var last: Int
        /// What leads into it and is not part of it: a table's head, a list's lead-in, the question that it answers.
        public var lead: Int?
        public var score: Float
        public var confidence: Float

        /// What is read first: the surest, and of those about as sure the one that answers best.
        var rank: Float {
            let odds = min(max(confidence, 0.001), 0.999)
            return log(odds / (1 - odds)) / 6 + Self.scoreShare * score
        }
        private static let scoreShare: Float = 1

        public init(candidate: Int, last: Int? = nil, lead: Int? = nil, score: Float, confidence: Float) {
            (self.candidate, self.last, self.lead) = (candidate, last ?? candidate, lead)
            (self.score, self.confidence) = (score, confidence)
        }
    }

    /// At most this many sentences are quoted.
    public static let most = 5
    /// A list is quoted with so many of its entries, and so many characters, at most.
    static let mostEntries = 12, mostCharacters = 1200
    /// A sentence with less than this share of the surest one's confidence is not quoted beside it, unless it goes on
    /// from one that is. Measured by
    /// `homeroom bench paged`: from a half on, answers lose sentences that were looked for.
    private static let surenessShare: Float = 0.25

    let question: QuestionTerms
    /// The rarity of each of the question's stems, in the library at large; the sum is 1.
    let rarity: [Float]
    private let unknown: Set<Int>

    /// - Parameters:
    ///   - rarity: an inverse document frequency for each of `question.words`, at least 0.
    ///   - unknown: places of words that the library does not hold.
    public init(question: QuestionTerms, rarity: [Float], unknown: Set<Int> = []) {
        self.question = question
        let weighted = zip(rarity, question.weights).map { $0 * $1 }
        let total = max(weighted.reduce(0, +), .leastNormalMagnitude)
        self.rarity = weighted.map { $0 / total }
        self.unknown = unknown
    }

    /// - Parameter passages: those that the candidates stand in, the best first.
    /// - Returns: at most `most` choices, best first, none much weaker than the best or much less sure than the surest.
    public func choose(_ candidates: [Candidate], passages: [Passage]) -> [Choice] {
        let choices = weigh(candidates, passages).sorted { $0.score > $1.score }
        guard let best = choices.first else { return [] }
        // Two editions of a book say the same thing; it is quoted once. A list that is quoted whole has its entries.
        var seen: Set<[String]> = []
        var taken: [Choice] = []
        for choice in choices.prefix(while: { $0.score > 0.6 * best.score }) {
            guard taken.count < 4 * Self.most else { break }
            let isPart = taken.contains { $0.candidate <= choice.last && choice.candidate <= $0.last }
            guard !isPart, seen.insert(tokens(of: choice, candidates)).inserted else { continue }
            taken.append(choice)
        }
        let floor = Self.surenessShare * (taken.prefix(Self.most).map(\.confidence).max() ?? 0)
        let sure = taken.filter { $0.confidence >= floor }.prefix(Self.most)
        // "It lasts three weeks." says little by itself; behind the sentence that it goes on from it is the answer.
        // The best stays whatever its confidence: whether there is an answer at all is judged by it.
        let kept = taken.filter { choice in
            choice.confidence >= floor || choice.candidate == best.candidate
                || sure.contains { candidates[choice.candidate].follows(candidates[$0.last]) }
        }
        return joining(Array(kept.prefix(Self.most)), candidates)
    }

    /// "The committee asks for new tiles. The cost is $4,870." Where the surest choice names what is asked about and the
    /// sentence right behind it holds the figure that is asked for, the two are one quotation.
    private func joining(_ choices: [Choice], _ candidates: [Candidate]) -> [Choice] {
        guard [.money, .number, .duration, .frequency, .time, .place].contains(question.expects),
            let surest = choices.indices.max(by: { choices[$0].confidence < choices[$1].confidence }),
            !isFitting(choices[surest], candidates)
        else { return choices }
        let last = choices[surest].last
        guard
            let next = choices.firstIndex(where: {
                candidates[$0.candidate].follows(candidates[last]) && isFitting($0, candidates)
            }), !candidates[last].text.contains(" | "), candidates[choices[next].candidate].opening == .sentence
        else { return choices }
        var joined = choices
        joined[surest].last = choices[next].last
        joined.remove(at: next)
        return joined
    }

    private func isFitting(_ choice: Choice, _ candidates: [Candidate]) -> Bool {
        candidates[choice.candidate...choice.last].contains {
            // A name may be any thing's; a label says that it is a place.
            question.expects == .place
                ? Expected(question).isRuledIn(by: $0.text) : Expected(question).isHeld(by: Word.all($0.text), $0.text)
        }
    }

    private func tokens(of choice: Choice, _ candidates: [Candidate]) -> [String] {
        ([choice.lead].compactMap(\.self) + Array(choice.candidate...choice.last))
            .flatMap { QuestionTerms.tokens(candidates[$0].text) }
    }

    /// Choices in the order to read them: the surest first, and right behind it what goes on from it in its passage;
    /// then the surest of the rest, and so on. A sentence that stands before a surer one waits for its own turn: who
    /// reads the first quotation, and opens the first page, finds the answer there.
    public static func inReadingOrder(_ choices: [Choice], of candidates: [Candidate]) -> [Choice] {
        var rest = choices.sorted { $0.rank > $1.rank }
        var order: [Choice] = []
        while !rest.isEmpty {
            var last = rest.removeFirst()
            order.append(last)
            while let next = rest.firstIndex(where: { candidates[$0.candidate].follows(candidates[last.last]) }) {
                last = rest.remove(at: next)
                order.append(last)
            }
        }
        return order
    }

    /// Whether a heading denies what stands below it, or says that it holds no longer: it is shown with what is quoted.
    public static func turns(_ heading: String) -> Bool { Polarity.turns(heading) }

    /// Whether a text says something.
    public static func isStatement(_ text: String) -> Bool { Statement.isOne(text) }

    // MARK: Weighing

    func coverage(_ held: [Float]) -> Float { zip(held, rarity).reduce(0) { $0 + $1.0 * $1.1 } }

    private func weigh(_ candidates: [Candidate], _ passages: [Passage]) -> [Choice] {
        settle(offers(candidates, passages))
    }

    func offers(_ candidates: [Candidate], _ passages: [Passage]) -> [PassageWeighing.Offer] {
        let finder = EvidenceFinder(question, unknown: unknown) {
            candidates.reduce(into: Set()) { $0.formUnion(QuestionTerms.tokens($1.text)) }
        }
        let readings = candidates.map { finder.read($0.text) }
        var offers: [PassageWeighing.Offer] = []
        var start = 0
        while start < candidates.count {
            var end = start + 1
            while end < candidates.count, candidates[end].passage == candidates[start].passage { end += 1 }
            let passage = passages[candidates[start].passage]
            offers += PassageWeighing(
                selection: self, finder: finder, candidates: candidates, readings: readings, range: start..<end,
                passage: passage, best: passages.first?.score ?? 1
            ).offers()
            start = end
        }
        return offers
    }
}

extension QuoteSelection {
    /// What lacks a name, a code or a number of the question that another choice holds.
    private static let lacking: Float = -0.17
    /// What holds all of several by itself: a long sentence is like no question, and may name all that one does.
    private static let holdingAll: Float = 0.05
    /// What says the opposite is not believed, however near it is.
    private static let mostOfOpposite: Float = 0.42

    /// Weighs the offers of all passages against each other.
    func settle(_ offers: [PassageWeighing.Offer]) -> [Choice] {
        let exact = question.forms.indices.filter { question.forms[$0] != .any }
        let wanted = exact.filter { place in
            offers.contains { $0.evidence.read[place] >= 0.65 && $0.evidence.code != .rival }
        }
        let coded = Set(offers.filter { $0.evidence.code == .held }.map(\.choice.last))
        return offers.map { offer in
            var tilt = offer.tilt
            if !wanted.isEmpty {
                let missing = wanted.count { offer.evidence.read[$0] < 0.35 }
                tilt += Self.lacking * Float(missing) / Float(wanted.count)
            }
            if exact.count > 1, exact.allSatisfy({ offer.evidence.own[$0] >= 0.65 }) { tilt += Self.holdingAll }
            // "It lasts three weeks" behind "The second tier …" speaks of the second tier.
            if !coded.isEmpty, offer.evidence.code == .absent, !coded.contains(offer.choice.candidate - 1) {
                tilt += Self.lacking
            }
            var choice = offer.choice
            let traits = offer.traits
            // A passage that holds the question's words scattered over its sentences is about the same things, but does
            // not say what is asked: it counts how closely they stand together.
            let shared = max(traits.whole, 0.05)
            let sureness =
                traits.similarity + 0.5 * traits.passageSimilarity + 0.2 * min(traits.own / shared, 1.2)
                + 0.35 * min(traits.around / shared, 1.2) + 0.4 * traits.own
            choice.score =
                traits.similarity + 0.9 * traits.own + 0.25 * (traits.around - traits.own) + 0.5 * traits.passage + tilt
            choice.confidence = 1 / (1 + exp(-6 * (sureness + tilt - 1.22)))
            if offer.evidence.agreement == .opposite { choice.confidence = min(choice.confidence, Self.mostOfOpposite) }
            return choice
        }
    }
}
