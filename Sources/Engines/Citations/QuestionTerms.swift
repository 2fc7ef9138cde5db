/// What a question asks with: its words of content, and the kind of thing it asks for.
public struct QuestionTerms: Sendable {
    /// The words that carry content, lower-cased and stemmed, in order, each once.
    public let stems: [String]
    /// Those words as they were typed, lower-cased, without accents.
    public let words: [String]
    /// What kind of answer is asked for.
    public let expects: Expectation
    /// How much each of the words counts beside its rarity, 1 for most.
    let weights: [Float]
    /// What a text must hold of each word beyond its stem.
    let forms: [Form]
    /// The numbered and lettered things that are asked for: "Form 12-D", "Group B", "grade 4".
    let codes: [Code]
    let polarity: Polarity
    /// Whether it is answered by yes or no.
    let isYesNo: Bool
    /// The stems of the thing that "which" or "what is the" asks for, its noun last: "serial", "number".
    let asked: [String]
    /// Whether it asks at all: words typed for a search do not.
    let isAsked: Bool
    /// What stands in quotation marks, two words or more.
    let phrases: [[String]]
    /// Numbers of sections that are asked for: "12.3.2".
    let sections: [String]
    /// The words of the question, fillers and all.
    let all: [Word]

    /// The kind of thing that would answer.
    public enum Expectation: Sendable { case number, money, duration, frequency, time, person, place, reason, anything }

    /// How exactly a word must be met.
    enum Form: Sendable, Equatable {
        /// Any word of the same stem.
        case any
        /// A name, a code or an acronym: what does not hold it is about something else.
        case exact
        /// One that looks like a filler in small letters: "IT", "May", "Group A".
        case cased
    }

    /// English words that carry no content in a question.
    static var stopWords: Set<String> { QuestionVocabulary.english }

    public init(_ question: String) {
        let all = Word.all(question)
        let isSpanish = Self.isSpanish(question, all)
        let isIdeographic = Ideographs.count(question) * 2 > question.count
        let stops =
            isIdeographic
            ? QuestionVocabulary.ideographs : isSpanish ? QuestionVocabulary.spanish : QuestionVocabulary.english
        let capitals = Capitals(all)
        let kept = all.indices.filter { !stops.contains(all[$0].text) || capitals.isName($0, in: all) }
        var seen: Set<String> = []
        let content = (kept.isEmpty ? Array(all.indices) : kept).filter { seen.insert(all[$0].text).inserted }
        words = content.map { all[$0].text }
        stems = words.map(Stem.of)
        forms = content.map { index in
            if stops.contains(all[index].text) { return .cased }
            if QuestionVocabulary.titles.contains(all[index].text) { return .any }
            return capitals.isExact(index, in: all) ? .exact : .any
        }
        let asking = Self.asking(in: question)
        weights = zip(words, forms).map { word, form in
            let weight: Float =
                form != .any
                ? 1.4
                : QuestionVocabulary.titles.contains(word) ? 0.1 : QuestionVocabulary.faint.contains(word) ? 0.3 : 1
            return asking.map { $0.contains(word) } ?? true ? weight : weight * Self.toldShare
        }
        codes = Code.all(in: all)
        polarity = Polarity(all)
        expects = Self.expectation(all.map(\.text))
        isYesNo = all.first.map { Self.yesNo.contains($0.text) } ?? false
        isAsked = all.contains { Self.asking.contains($0.text) } || question.contains("?")
        phrases = question.matches(of: /["“”«]([^"“”«»]+)["“”»]/).map { Self.tokens(String($0.output.1)) }.filter {
            $0.count > 1
        }
        sections = question.matches(of: /\b\d{1,3}(?:\.\d{1,3}){1,4}\b/).map { String($0.output) }
        self.all = all
        asked = Self.asked(all.map(\.text))
    }

    /// Whether a word is a name, a code or an acronym.
    func isExact(_ place: Int) -> Bool { forms[place] == .exact }

    /// What is told before a question counts for less: "They turned down our transfer. Which form do we use to appeal?"
    private static let toldShare: Float = 0.4

    /// The words of the sentences that ask; nil where all do or none does.
    private static func asking(in question: String) -> Set<String>? {
        var (asking, told, start) = (Set<String>(), 0, question.startIndex)
        for match in question.matches(of: /[.!?…]+(?:\s+|$)/) {
            let words = tokens(String(question[start..<match.range.upperBound]))
            start = match.range.upperBound
            // "Mr. Okonkwo" is no sentence.
            if question[match.range].contains("?") { asking.formUnion(words) } else if words.count > 2 { told += 1 }
        }
        return asking.isEmpty || told == 0 ? nil : asking
    }

    private static func asked(_ words: [String]) -> [String] {
        guard let ask = words.firstIndex(where: { ["which", "what", "who", "cual", "que", "quien"].contains($0) })
        else {
            return []
        }
        let verbs: Set = ["is", "are", "was", "were", "es", "son", "era"]
        var start = ask + 1
        let isEquation = start < words.count && verbs.contains(words[start])
        if words[ask] == "who" || words[ask] == "quien" { guard isEquation else { return [] } }
        if isEquation { start += 1 }
        while start < words.count,
            ["the", "a", "an", "my", "our", "your", "el", "la", "los", "las"].contains(words[start])
        {
            start += 1
        }
        let noun = words.dropFirst(start).prefix(4).prefix {
            !QuestionVocabulary.english.contains($0) && !QuestionVocabulary.spanish.contains($0)
        }
        return noun.map(Stem.of)
    }

    private static let asking: Set<String> = [
        "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "que", "quien", "quienes", "cual",
        "cuales",
        "cuando", "donde", "como", "cuanto", "cuantos", "cuanta", "cuantas",
    ]

    /// Runs of letters and digits, lower-cased, accents folded.
    public static func tokens(_ text: String) -> [String] { Word.all(text).map(\.text) }

    private static let yesNo: Set<String> = [
        "is", "are", "was", "were", "do", "does", "did", "can", "could", "may", "must", "should", "will", "would",
        "has",
        "have", "am", "puede", "pueden", "puedo", "hay", "es", "debe",
    ]

    private static func isSpanish(_ question: String, _ words: [Word]) -> Bool {
        if question.unicodeScalars.contains("¿") { return true }
        func share(_ known: Set<String>) -> Int { words.count { known.contains($0.text) } }
        return share(QuestionVocabulary.spanish) > share(QuestionVocabulary.english)
    }

    private static let moneyWords: Set<String> = [
        "cost", "costs", "pay", "paid", "price", "prices", "fee", "fees", "dues", "fine", "deposit", "rental", "rent",
        "salary",
        "tuition", "charge", "owe",
    ]
    private static let measures: Set<String> = ["many", "old", "far", "large", "big", "high", "fast", "tall", "wide"]
    private static let timeNouns: Set<String> = ["year", "date", "century", "decade", "month", "day", "time"]
    private static let payers: Set<String> = ["i", "we", "you", "they", "family", "families", "parents", "students"]
    private static let placeNouns: Set<String> = ["room", "rooms", "building", "classroom", "hall", "location"]
    private static let numberNouns: Set<String> = [
        "percentage", "percent", "number", "size", "amount", "age", "population",
    ]

    private static func expectation(_ words: [String]) -> Expectation {
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            switch word {
            case "when", "cuando": return .time
            case "who", "whom", "whose", "quien", "quienes": return .person
            case "where", "donde", "adonde": return .place
            case "why": return .reason
            case "cuanto", "cuanta", "cuantos", "cuantas": return .number
            case "how":
                switch next {
                case "much":
                    let isPrice = index + 2 < words.count && ["is", "are", "was"].contains(words[index + 2])
                    return isPrice || words.contains { moneyWords.contains($0) } ? .money : .number
                case "long": return .duration
                case "often": return .frequency
                case "soon", "early", "late": return .time
                default: if measures.contains(next) { return .number }
                }
            case "cost", "costs", "price", "fee", "cuesta": return .money
            case "pay", "owe":
                if index > 0, payers.contains(words[index - 1]), next != "for" || index + 2 < words.count {
                    return .money
                }
            case "extension": return .number
            case "what", "which":
                if Self.timeNouns.contains(next) { return .time }
                if Self.numberNouns.contains(next) { return .number }
                if Self.placeNouns.contains(next) { return .place }
            default: continue
            }
        }
        return .anything
    }
}

/// What the capitals of a question tell of its words.
private struct Capitals {
    /// Written in capitals, or with a capital to each word: capitals tell nothing.
    private let isPlain: Bool

    /// A title has capitals here too.
    private static let verbs: Set<String> = [
        "is", "are", "was", "were", "do", "does", "did", "can", "has", "have", "will", "should", "es", "son", "esta",
    ]

    init(_ words: [Word]) {
        let long = words.filter { $0.text.count > 3 && !$0.hasDigit }
        let capitals = long.count(where: \.isCapitalised)
        isPlain =
            !(words.count(where: \.isAllCapitals) * 2 > words.count && words.count > 1)
            && !(long.count > 2 && capitals == long.count
                && !words.contains { Self.verbs.contains($0.text) && !$0.isCapitalised })
    }

    /// Whether a word that is mostly a filler names something here.
    func isName(_ index: Int, in words: [Word]) -> Bool {
        let word = words[index]
        let before = index > 0 && !words[index - 1].endsClause ? words[index - 1] : nil
        let after = index + 1 < words.count && !word.endsClause ? words[index + 1] : nil
        if word.isLetter,
            word.text == "a" || word.text == "i" || word.text == "e" || word.text == "o" || word.text == "y"
        {
            guard let before, !isFiller(before) else { return false }
            // "Group A", "room a"; but "form a committee".
            if word.isCompound { return true }
            if isPlain, word.isCapitalised {
                return word.text != "i" || QuestionVocabulary.named.contains(before.text)
                    || before.isCapitalised && index > 1
            }
            return QuestionVocabulary.named.contains(before.text)
                && (after.map { QuestionVocabulary.english.contains($0.text) } ?? true)
        }
        if let follower = after, QuestionVocabulary.followers[word.text]?.contains(follower.text) == true,
            before.map({ !["do", "does", "can", "will", "did", "for", "to"].contains($0.text) || word.isAllCapitals })
                ?? true
        {
            return true
        }
        if word.text == "may", let before, QuestionVocabulary.beforeMonths.contains(before.text) { return true }
        if word.text == "will", let before, ["did", "mr", "ms", "mrs", "dr"].contains(before.text) { return true }
        guard isPlain, word.isCapitalised else { return false }
        if word.isAllCapitals, word.text.count > 1 { return !QuestionVocabulary.stressed.contains(word.text) }
        return !word.opensSentence && word.text.count > 2
    }

    /// Whether what does not hold this word of content is about something else: numbers, codes, acronyms, names.
    func isExact(_ index: Int, in words: [Word]) -> Bool {
        let word = words[index]
        if word.hasDigit { return true }
        if word.isLetter { return index > 0 }
        guard isPlain else { return false }
        if word.isAllCapitals { return word.text.count > 1 }
        return word.isCapitalised && !word.opensSentence
    }

    private func isFiller(_ word: Word) -> Bool {
        QuestionVocabulary.english.contains(word.text) && !(word.isAllCapitals && isPlain && word.text.count > 1)
    }
}
