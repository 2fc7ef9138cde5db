/// What a text says no to.
struct Polarity: Sendable {
    /// Stems of what a "not", a "without" or an "except" stands before.
    private(set) var negated: Set<String> = []
    /// Those of them that are surely meant: the word right behind a "not", all behind a "without".
    private(set) var heads: Set<String> = []
    /// "Not … unless", "only": what is denied holds under a condition.
    private(set) var isConditional = false
    private(set) var hasNegation = false

    /// So many words of content behind a "not" are taken for what it denies.
    private static let reach = 4
    private static let negators: Set<String> = [
        "not", "never", "without", "cannot", "except", "excluding", "neither", "nor", "nobody", "none", "lack", "lacks",
        "lacking", "fail", "fails", "failed", "refuse", "refuses", "refused", "refusing", "unable", "sin", "nunca",
        "excepto", "salvo", "ni", "ningun", "ninguna",
    ]
    private static let wide: Set<String> = [
        "without", "except", "excluding", "sin", "excepto", "salvo", "no", "lacking",
    ]
    /// These deny what stands before them too: "knives are forbidden".
    private static let bans: Set<String> = [
        "prohibited", "forbidden", "banned", "prohibido", "prohibida", "prohibidos", "prohibidas",
    ]
    private static let conditions: Set<String> = ["unless", "until", "only", "before", "hasta", "solo", "antes"]

    init(_ words: [Word]) {
        var (left, isWide) = (0, false)
        for (index, word) in words.enumerated() {
            if Self.conditions.contains(word.text) { isConditional = true }
            if Self.isNegator(words, index) {
                (left, hasNegation, isWide) = (Self.reach, true, Self.wide.contains(word.text))
                continue
            }
            if Self.bans.contains(word.text) {
                hasNegation = true
                for other in words[..<index].suffix(8) { negated.insert(Stem.of(other.text)) }
            }
            if left > 0, !QuestionVocabulary.english.contains(word.text) || word.isAllCapitals && word.text.count > 1 {
                negated.insert(Stem.of(word.text))
                if isWide || left == Self.reach { heads.insert(Stem.of(word.text)) }
                left -= 1
            }
            if word.endsClause { left = 0 }
        }
        if words.contains(where: { $0.text == "without" || $0.text == "except" }),
            words.contains(where: { $0.text == "not" })
        {
            isConditional = true
        }
    }

    private static let bygone: Set<String> = [
        "former", "formerly", "previous", "obsolete", "superseded", "expired", "repealed", "myth", "myths", "false",
        "anterior", "derogado", "mitos",
    ]

    /// Whether a heading turns what stands below it: "Never allowed at the pool", "Former policy".
    static func turns(_ heading: String) -> Bool {
        let words = Word.all(heading)
        return words.indices.contains { isNegator(words, $0) || bans.union(bygone).contains(words[$0].text) }
    }

    private static func isNegator(_ words: [Word], _ index: Int) -> Bool {
        let word = words[index]
        if negators.contains(word.text) { return true }
        // "don't"
        if word.text == "t", word.joint == "'" || word.joint == "’" { return true }
        // "no pass", but "No. 5", "no, …"
        return word.text == "no" && !word.endsClause && index + 1 < words.count && !words[index + 1].hasDigit
    }

    /// How a sentence stands to a question.
    enum Agreement: Sendable {
        case agrees
        /// It says the opposite of what is asked about.
        case opposite
        /// It denies something that is asked about, which may answer.
        case denies
        case unknown
    }

    /// - Parameters:
    ///   - sentence: what the sentence denies, and all its stems.
    ///   - asked: the stems of the question.
    func agreement(with sentence: Polarity, holding stems: Set<String>, asked: [String], isYesNo: Bool) -> Agreement {
        if hasNegation, !negated.isEmpty {
            if !negated.isDisjoint(with: sentence.negated) { return .agrees }
            return heads.isDisjoint(with: stems) ? .unknown : .opposite
        }
        guard sentence.hasNegation, !isYesNo else { return .unknown }
        let denied = asked.filter { sentence.negated.contains($0) }
        guard !denied.isEmpty, !sentence.isConditional else { return .unknown }
        return .denies
    }
}
