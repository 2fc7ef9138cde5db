import Foundation

/// Chooses the sentences that answer a question.
///
/// A sentence counts for its meaning (cosine to the question), for the share of the question's words it and its
/// neighbours hold (weighted by rarity), for the passage it stands in, and for holding the kind of thing asked for.
public struct QuoteSelection: Sendable {
    /// A sentence that may be quoted.
    public struct Candidate: Sendable {
        /// Which passage it stands in, from 0 for the best.
        public var passage: Int
        /// Its place among the passage's sentences.
        public var index: Int
        public var text: String
        /// Cosine of sentence and question.
        public var similarity: Float
        /// Headings and fragments are read but not quoted.
        public var isQuotable: Bool

        public init(passage: Int, index: Int, text: String, similarity: Float, isQuotable: Bool) {
            (self.passage, self.index, self.text) = (passage, index, text)
            (self.similarity, self.isQuotable) = (similarity, isQuotable)
        }

        func follows(_ other: Candidate) -> Bool { passage == other.passage && index == other.index + 1 }
    }

    /// A sentence chosen: `score` chooses, `confidence` says how surely it answers, 0 to 1.
    public struct Choice: Sendable {
        public var candidate: Int
        public var score: Float
        public var confidence: Float
    }

    /// Weights set by hand from what each part can say: meaning and words count alike, the rest tips the scale.
    private enum Weight {
        static let similarity: Float = 1, coverage: Float = 0.9, neighbours: Float = 0.25, passage: Float = 0.5
        static let expectation: Float = 0.12
    }

    /// At most this many sentences are quoted.
    public static let most = 5
    /// A sentence with less than this share of the surest one's confidence is not quoted beside it, unless it goes on
    /// from one that is. Measured by
    /// `homeroom bench paged`: from a half on, answers lose sentences that were looked for.
    private static let surenessShare: Float = 0.25

    private let question: QuestionTerms
    /// The rarity of each of the question's stems, in the library at large; the sum is 1.
    private let rarity: [Float]

    /// - Parameter rarity: an inverse document frequency for each of `question.words`, at least 0.
    public init(question: QuestionTerms, rarity: [Float]) {
        self.question = question
        let total = max(rarity.reduce(0, +), .leastNormalMagnitude)
        self.rarity = rarity.map { $0 / total }
    }

    /// - Parameter passages: the relevance of each passage, highest first, and the cosine of its best window.
    /// - Returns: at most `most` sentences, best first, none much weaker than the best or much less sure than the surest.
    public func choose(_ candidates: [Candidate], passages: [(score: Float, similarity: Float)]) -> [Choice] {
        let held = candidates.map { self.held(in: $0.text) }
        let top = max(passages.first?.score ?? 1, .leastNormalMagnitude)
        var whole = [Set<Int>](repeating: [], count: passages.count)
        for (index, candidate) in candidates.enumerated() { whole[candidate.passage].formUnion(held[index]) }
        var choices: [Choice] = []
        for (index, candidate) in candidates.enumerated() where candidate.isQuotable {
            let own = coverage(held[index])
            let around = coverage(held[index].union(neighbours(of: index, in: candidates).flatMap { held[$0] }))
            let passage = passages[candidate.passage]
            let fits = self.fits(candidate.text)
            var score = Weight.similarity * candidate.similarity + Weight.coverage * own
            score += Weight.neighbours * (around - own) + Weight.passage * passage.score / top
            if fits { score += Weight.expectation }
            choices.append(
                Choice(
                    candidate: index, score: score,
                    confidence: Self.confidence(
                        similarity: candidate.similarity, passageSimilarity: passage.similarity, own: own,
                        around: around,
                        whole: coverage(whole[candidate.passage]))))
        }
        choices.sort { $0.score > $1.score }
        guard let best = choices.first else { return [] }
        // Two editions of a book say the same thing; it is quoted once.
        var seen: Set<[String]> = []
        let distinct = choices.prefix { $0.score > 0.6 * best.score }.filter {
            seen.insert(QuestionTerms.tokens(candidates[$0.candidate].text)).inserted
        }
        let floor = Self.surenessShare * (distinct.prefix(Self.most).map(\.confidence).max() ?? 0)
        let sure = distinct.filter { $0.confidence >= floor }.prefix(Self.most)
        // "It lasts three weeks." says little by itself; behind the sentence that it goes on from it is the answer.
        // The best stays whatever its confidence: whether there is an answer at all is judged by it.
        let kept = distinct.filter { choice in
            choice.confidence >= floor || choice.candidate == best.candidate
                || sure.contains { candidates[choice.candidate].follows(candidates[$0.candidate]) }
        }
        return Array(kept.prefix(Self.most))
    }

    /// Choices in the order to read them: the surest first, and right behind it what goes on from it in its passage;
    /// then the surest of the rest, and so on. A sentence that stands before a surer one waits for its own turn: who
    /// reads the first quotation, and opens the first page, finds the answer there.
    public static func inReadingOrder(_ choices: [Choice], of candidates: [Candidate]) -> [Choice] {
        var rest = choices.sorted { ($0.confidence, $0.score) > ($1.confidence, $1.score) }
        var order: [Choice] = []
        while !rest.isEmpty {
            var last = rest.removeFirst()
            order.append(last)
            while let next = rest.firstIndex(where: { candidates[$0.candidate].follows(candidates[last.candidate]) }) {
                last = rest.remove(at: next)
                order.append(last)
            }
        }
        return order
    }

    /// Whether a text says something: four words at least, and not mostly names and titles, as on a title page, in an
    /// imprint or in a list of books, nor a chapter's synopsis.
    public static func isStatement(_ text: String) -> Bool {
        let words = text.split(separator: " ").filter { $0.contains(where: \.isLetter) }
        let capitals = words.count { $0.first { $0.isLetter }?.isUppercase ?? false }
        return words.count >= 4 && capitals * 20 < words.count * 13 && !Synopsis.isOne(text, words: words.count)
    }

    // MARK: Evidence

    /// Which of the question's stems a text holds.
    private func held(in text: String) -> Set<Int> {
        let stems = Set(QuestionTerms.tokens(text).map(Stem.of))
        return Set(question.stems.indices.filter { stems.contains(question.stems[$0]) })
    }

    private func coverage(_ held: Set<Int>) -> Float { held.reduce(0) { $0 + rarity[$1] } }

    private func neighbours(of index: Int, in candidates: [Candidate]) -> [Int] {
        [index - 2, index - 1, index + 1].filter { other in
            candidates.indices.contains(other) && candidates[other].passage == candidates[index].passage
        }
    }

    /// Whether a text holds the kind of thing that the question asks for.
    private func fits(_ text: String) -> Bool {
        switch question.expects {
        case .anything: return false
        case .number:
            return text.contains(where: \.isNumber)
                || QuestionTerms.tokens(text).contains { Self.numberWords.contains($0) && !question.words.contains($0) }
        case .time:
            return text.contains { $0.isNumber } || QuestionTerms.tokens(text).contains { Self.timeWords.contains($0) }
        case .person, .place:
            // A name that the question did not give: a capital inside the sentence.
            return text.split(separator: " ").dropFirst().contains { word in
                let bare = word.drop { !$0.isLetter }
                guard bare.first?.isUppercase == true else { return false }
                return QuestionTerms.tokens(String(bare)).first.map { !question.words.contains($0) } ?? false
            }
        case .reason:
            return QuestionTerms.tokens(text).contains { Self.reasonWords.contains($0) }
        }
    }

    private static let numberWords: Set<String> = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty",
        "thirty", "forty", "fifty", "hundred", "thousand", "million", "billion", "half", "third", "quarter", "dozen",
    ]
    private static let timeWords: Set<String> = [
        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
        "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "century", "decade",
        "year", "after", "before", "during", "until", "since", "when",
    ]
    private static let reasonWords: Set<String> = [
        "because", "since", "therefore", "so", "due", "reason", "cause", "caused", "causes", "order", "purpose", "thus",
    ]

    /// A logistic of the evidence: likeness of the sentence and of its passage, and how closely the passage's words of
    /// the question stand together. A passage that holds them scattered over its sentences is about the same things, but
    /// does not say what is asked. The centre lies between a sentence that answers (about 1.9) and one from a library
    /// about something else (below 1).
    private static func confidence(
        similarity: Float, passageSimilarity: Float, own: Float, around: Float, whole: Float
    ) -> Float {
        let shared = max(whole, 0.05)
        let evidence = similarity + 0.5 * passageSimilarity + 0.4 * own / shared + 0.6 * around / shared
        return 1 / (1 + exp(-6 * (evidence - 1.35)))
    }
}
