import Foundation

/// What a piece of a passage holds of a question.
struct Evidence: Sendable {
    /// For each of the question's words how much of it the piece holds, 0 to 1.
    var own: [Float]
    /// The same with what it is read with: a list's lead-in, a table's head, the headings above.
    var read: [Float]
    var code = Code.Relation.absent
    var agreement = Polarity.Agreement.unknown
    /// Holds the kind of thing that is asked for.
    var fits = false
    /// Asks, and so does not answer.
    var asks = false
    /// Holds what the question has in quotation marks.
    var holdsPhrase = false
    /// A fact whose value says nothing that the question does not say: "Student: Ana Ruiz" for "Where does Ana Ruiz go?".
    var isEcho = false
    /// A fact whose label names another kind of thing than is asked for: "Place: …" for "When …?".
    var isMislabelled = false
    /// A fact whose label is what is asked for: "Instrument: bass clarinet".
    var isLabelled = false

    /// Adds what is held by something that it is read with.
    mutating func add(_ held: [Float], _ share: Float, where counts: (Int) -> Bool = { _ in true }) {
        for place in read.indices where counts(place) { read[place] = max(read[place], share * held[place]) }
    }
}

/// Finds what pieces hold of a question.
struct EvidenceFinder: Sendable {
    let question: QuestionTerms
    /// Words that a misspelled word of the question may mean, by its place.
    private let meant: [Int: Set<String>]
    private let related: [Set<String>]

    /// How much of a word counts that stands only in the lead-in of an entry, in its heading, or above a sentence.
    private static let leadShare: Float = 0.9, headingShare: Float = 0.7, aboveShare: Float = 0.4
    /// A word that means the same counts for so much.
    private static let synonymShare: Float = 0.6

    /// - Parameters:
    ///   - unknown: places of words that the library does not hold: they may be misspelled.
    ///   - vocabulary: the words of the passages.
    init(_ question: QuestionTerms, unknown: Set<Int>, vocabulary: () -> Set<String>) {
        self.question = question
        var meant: [Int: Set<String>] = [:]
        if !unknown.isEmpty {
            let known = vocabulary()
            for place in unknown where question.words.indices.contains(place) {
                let near = Spelling.near(question.words[place], in: known)
                if !near.isEmpty { meant[place] = Set(near.map(Stem.of)) }
            }
        }
        self.meant = meant
        related = question.stems.map { Synonyms.of($0) }
    }

    /// A piece, cut into words once.
    struct Reading: Sendable {
        var words: [Word]
        var stems: Set<String>
        var polarity: Polarity
        var held: [Float]
        /// Asks, and so does not answer.
        var asks: Bool
    }

    func read(_ text: String) -> Reading {
        let words = Word.all(text)
        let stems = Set(words.map { Stem.of($0.text) })
        let held = question.words.indices.map { place -> Float in
            switch question.forms[place] {
            case .cased:
                return words.contains { $0.text == question.words[place] && $0.isCapitalised && fitsCase(place, $0) }
                    ? 1 : 0
            case .any, .exact:
                if stems.contains(question.stems[place]) { return 1 }
                if let meant = meant[place], !meant.isDisjoint(with: stems) { return 0.9 }
                return related[place].isDisjoint(with: stems) ? 0 : Self.synonymShare
            }
        }
        return Reading(words: words, stems: stems, polarity: Polarity(words), held: held, asks: Self.asks(text))
    }

    private static func asks(_ text: String) -> Bool {
        text.last { !"”’\"')".contains($0) }.map { "?？".contains($0) } ?? false
    }

    private func fitsCase(_ place: Int, _ word: Word) -> Bool {
        question.words[place].count < 2 || word.isAllCapitals
            || !question.all.contains {
                $0.text == question.words[place] && $0.isAllCapitals
            }
    }

    /// - Parameters:
    ///   - above: readings of the headings above, the nearest last.
    func evidence(
        _ reading: Reading, text: String, kind: PassageStructure.Kind, lead: (reading: Reading, text: String)?,
        above: [Reading]
    ) -> Evidence {
        let isEntry = kind == .entry || kind == .rowHead
        var evidence = Evidence(own: reading.held, read: reading.held)
        if let lead { evidence.add(lead.reading.held, Self.leadShare) }
        for heading in above { evidence.add(heading.held, isEntry ? Self.headingShare : Self.aboveShare) }
        evidence.code = relation(reading, text, lead, above)
        evidence.agreement = question.polarity.agreement(
            with: reading.polarity, holding: reading.stems, asked: question.stems,
            isYesNo: question.isYesNo || !question.isAsked)
        evidence.holdsPhrase = question.phrases.contains { Self.holds($0, reading.words) }
        evidence.fits = Expected(question).isHeld(by: reading.words, text)
        evidence.isEcho = echoes(text)
        evidence.isMislabelled = Expected(question).isRuledOut(by: text)
        evidence.asks = reading.asks
        return evidence
    }

    /// Whether a fact's label is what the question asks for: "Instrument: …" for "Which instrument …?".
    func names(_ text: String) -> Bool {
        guard !question.asked.isEmpty, Statement.isFact(text), let colon = text.firstRange(of: ": ") else {
            return false
        }
        let label = QuestionTerms.tokens(String(text[..<colon.lowerBound])).map(Stem.of)
        guard let last = label.last, let noun = question.asked.last, label.count <= question.asked.count + 2 else {
            return false
        }
        return last == noun && (label.allSatisfy(question.asked.contains) || question.asked.allSatisfy(label.contains))
    }

    /// Whether a fact names only what the question names.
    func echoes(_ text: String) -> Bool {
        if !question.isYesNo, text.utf8.count <= 80, let last = text.last, !".!?:|".contains(last), !text.contains(":"),
            PassageContext.isNamed(text)
        {
            let known = Set(question.all.map(\.text))
            return QuestionTerms.tokens(text).dropFirst().allSatisfy { known.contains($0) || $0 == "name" }
        }
        guard !question.isYesNo, text.utf8.count <= 120, let colon = text.firstRange(of: ": ") else { return false }
        let known = Set(question.all.map { Stem.of($0.text) })
        let value = QuestionTerms.tokens(String(text[colon.upperBound...]))
        let label = QuestionTerms.tokens(String(text[..<colon.lowerBound]))
        guard !value.isEmpty, label.count <= 4, !label.contains(where: { known.contains(Stem.of($0)) }) else {
            return false
        }
        if value.allSatisfy({ known.contains(Stem.of($0)) }) { return true }
        // "Employee: Chidi Okonkwo" for "When is Mr. Okonkwo back?".
        return question.expects != .person && value.count <= 3 && value.contains { known.contains(Stem.of($0)) }
            && Word.all(String(text[colon.upperBound...])).allSatisfy { $0.isCapitalised && !$0.hasDigit }
            && !question.asked.contains { label.map(Stem.of).contains($0) }
    }

    private static func holds(_ phrase: [String], _ words: [Word]) -> Bool {
        guard words.count >= phrase.count else { return false }
        return (0...words.count - phrase.count).contains { start in
            phrase.indices.allSatisfy { words[start + $0].text == phrase[$0] }
        }
    }

    /// The worst of what is said of the question's codes: by the piece itself, else by what it is read with.
    private func relation(
        _ reading: Reading, _ text: String, _ lead: (reading: Reading, text: String)?, _ above: [Reading]
    ) -> Code.Relation {
        var worst: Code.Relation?
        for code in question.codes {
            var relation = code.relation(to: reading.words)
            if relation == .absent { relation = code.relation(toWeek: text) }
            if relation == .absent { relation = code.relation(toItem: text) }
            if relation == .absent, let lead {
                relation = code.relation(toRow: text, under: lead.text)
                if relation == .absent { relation = code.relation(to: lead.reading.words) }
            }
            for heading in above.reversed() where relation == .absent { relation = code.relation(to: heading.words) }
            switch (worst, relation) {
            case (nil, _), (.held, _), (.absent, .rival): worst = relation
            default: break
            }
        }
        return worst ?? .absent
    }
}

extension Code {
    /// What a table's row says of a code whose name stands in the table's head: "4 | 10:50" below "Period | Start".
    func relation(toRow row: String, under head: String) -> Relation {
        guard let name = self.head, row.contains(" | "), head.contains(" | ") else { return .absent }
        let (cells, heads) = (Self.cells(row), Self.cells(head).map { Word.all($0) })
        // "MA+30" is a column of its own, and no row of the column "MA".
        if heads.contains(where: { $0.count > 1 && relation(to: $0) == .held }) { return .held }
        for (cell, title) in zip(cells, heads) where title.contains(where: { Self.head($0.text) == name }) {
            let tokens = QuestionTerms.tokens(cell).map(Self.plain)
            if tokens == parts { return .held }
            if tokens.count <= 2, let first = tokens.first, first.first?.isNumber ?? false || first.count == 1 {
                return .rival
            }
        }
        return .absent
    }

    /// What a numbered item says of a step or a rule: "6. Lock the cabinet" of step 6.
    func relation(toItem text: String) -> Relation {
        guard let name = self.head, Self.counted.contains(name), parts.count == 1 else { return .absent }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let behind = text[digits.endIndex...]
        guard (1...3).contains(digits.count), behind.hasPrefix(". ") || behind.hasPrefix(") ") else { return .absent }
        return Self.plain(String(digits)) == parts[0] ? .held : .rival
    }

    private static let counted = Set(["step", "rule", "item", "paso", "regla"].map(Stem.of))

    /// What a week of a calendar says of a day: "19 | 20 | 21 Flu shots | 22" for October 21.
    func relation(toWeek row: String) -> Relation {
        guard let name = self.head, Self.months.contains(name), parts.count == 1, row.contains("|") else {
            return .absent
        }
        let days = Self.cells(row).map { cell in cell.split(separator: " ").first.flatMap { Int($0) } }
        let numbers = days.compactMap(\.self)
        guard numbers.count >= 2, numbers.count <= 7, numbers.allSatisfy({ (1...31).contains($0) }),
            zip(numbers, numbers.dropFirst()).allSatisfy({ $1 == $0 + 1 })
        else { return .absent }
        return numbers.contains { String($0) == parts[0] } ? .held : .rival
    }

    private static let months = Set(QuestionVocabulary.monthsAndDays.map(Stem.of))

    private static func cells(_ row: String) -> [String] {
        row.split(separator: "|", omittingEmptySubsequences: false).map { String($0) }
    }
}
