/// Something numbered or lettered: "Form 12-D", "Group B", "grade 4", "the fourth grade", "§ 99.31".
///
/// Such things are easily taken for their neighbours: a sentence on Form 12-C is about as near to a question on Form
/// 12-D as the right one, by its words and by its meaning.
struct Code: Sendable, Equatable {
    /// The stem of what is numbered; nil where the number says enough by itself.
    var head: String?
    /// "12-D" is "12", "d".
    var parts: [String]

    /// What a text says of a code.
    enum Relation: Sendable { case held, rival, absent }

    /// Those that a question names.
    static func all(in words: [Word]) -> [Code] {
        var found: [Code] = []
        var index = 0
        while index < words.count {
            if let number = ordinals[words[index].text], index + 1 < words.count, !words[index].endsClause {
                found.append(Code(head: Self.head(words[index + 1].text), parts: [number]))
                index += 2
                continue
            }
            let before = index > 0 && !words[index - 1].endsClause ? words[index - 1] : nil
            let head = before.flatMap { QuestionVocabulary.english.contains($0.text) || $0.hasDigit ? nil : $0 }
            guard let (parts, next) = read(words, index, after: head), !isYears(parts) else {
                index += 1
                continue
            }
            let isTelling = parts.count > 1 || words[index].hasDigit && !words[index].isNumber
            if let head, isTelling || QuestionVocabulary.named.contains(singular(head.text)) || head.isCapitalised {
                found.append(Code(head: Self.head(head.text), parts: parts))
            } else if isTelling {
                found.append(Code(head: nil, parts: parts))
            }
            index = next
        }
        return found
    }

    /// What a text's words say of it.
    func relation(to words: [Word]) -> Relation {
        if parts.count > 1, Self.holds(words, parts) { return .held }
        var isRival = false
        for index in words.indices {
            guard let head else {
                // "§ 99.37" for "§ 99.31".
                guard parts.count > 1, !words[index].isCompound, let (other, _) = Self.read(words, index, after: nil)
                else { continue }
                if other.count == parts.count, other.first == parts.first { isRival = true }
                continue
            }
            // "For the second offense" for "the second time".
            if head == Self.times, let number = Self.ordinals[words[index].text], parts.count == 1 {
                if number == parts[0] { return .held }
                isRival = true
            }
            // "Q1" for the first quarter.
            if parts.count == 1, let number = Self.shortened(words[index].text, as: head) {
                if number == parts[0] { return .held }
                isRival = true
            }
            guard Self.head(words[index].text) == head else { continue }
            if index > 0, let number = Self.ordinals[words[index - 1].text], parts.count == 1 {
                if number == parts[0] { return .held }
                if Self.isOfOneKind(number, parts[0]) { isRival = true }
            }
            switch behind(words, index + 1) {
            case .held: return .held
            case .rival: isRival = true
            case .absent: break
            }
        }
        return isRival ? .rival : .absent
    }

    /// What the numbers behind the head say: "grades 3, 4 and 6", "grades 3 through 5".
    private func behind(_ words: [Word], _ start: Int) -> Relation {
        var (index, isRival, isRange) = (start, false, false)
        var last: [String]?
        while index < words.count, let (other, next) = Self.read(words, index, after: words[start - 1]) {
            if other == parts { return .held }
            if isRange, let low = last?.first.flatMap({ Int($0) }), let high = other.first.flatMap({ Int($0) }),
                let own = parts.first.flatMap({ Int($0) }), parts.count == 1, low < high, (low...high).contains(own)
            {
                return .held
            }
            // "Grades 3-5" is read as one code of two parts.
            if other.count == 2, parts.count == 1, let low = Int(other[0] == "k" ? "0" : other[0]),
                let high = Int(other[1]),
                let own = Int(parts[0]), low < high, (low...high).contains(own)
            {
                return .held
            }
            // "Grades K-2" is of one kind with grade 4 by its end.
            if Self.isOfOneKind(other[0], parts[0]) || other.count == 2 && Self.isOfOneKind(other[1], parts[0]) {
                isRival = true
            }
            last = other
            index = next
            isRange = index < words.count && Self.ranges.contains(words[index].text)
            if index < words.count, isRange || Self.joints.contains(words[index].text) { index += 1 }
        }
        return isRival ? .rival : .absent
    }

    /// Whether a text holds a code of several parts.
    private static func holds(_ words: [Word], _ parts: [String]) -> Bool {
        guard words.count >= parts.count else { return false }
        return (0...words.count - parts.count).contains { start in
            parts.indices.allSatisfy {
                words[start + $0].text == parts[$0] && ($0 == 0 || words[start + $0].isCompound)
            }
        }
    }

    /// A number, a letter, a Roman number or several of them joined, from a place on; nil where there is none.
    private static func read(_ words: [Word], _ index: Int, after head: Word?) -> (parts: [String], next: Int)? {
        let word = words[index]
        let isNamed = head.map { QuestionVocabulary.named.contains(singular($0.text)) } ?? false
        let isFirst: Bool =
            if word.hasDigit {
                word.text.count <= 6
            } else if word.isLetter {
                word.isCapitalised && head != nil || isNamed && word.text != "a" && word.text != "i"
            } else {
                head != nil && word.isAllCapitals && word.text.allSatisfy { "ivx".contains($0) }
                    || isNamed && numbers[word.text] != nil
            }
        guard isFirst else { return nil }
        var parts = [plain(word.text)]
        var next = index + 1
        while next < words.count, words[next].isCompound, words[next].hasDigit || words[next].text.count <= 2 {
            parts.append(plain(words[next].text))
            next += 1
        }
        return (parts, next)
    }

    static func plain(_ text: String) -> String {
        if let number = numbers[text] { return number }
        let bare = text.drop { $0 == "0" }
        return bare.isEmpty ? text : String(bare)
    }

    private static func singular(_ text: String) -> String {
        text.count > 3 && text.hasSuffix("s") && !text.hasSuffix("ss") && text != "bus" ? String(text.dropLast()) : text
    }

    /// "2025-26", "2024".
    private static func isYears(_ parts: [String]) -> Bool {
        parts[0].count == 4 && Int(parts[0]).map { (1900...2099).contains($0) } ?? false
            && parts.dropFirst().allSatisfy { Int($0) != nil }
    }

    /// The stem of what is numbered, whichever way it is written: "graders", "gr. 4", "Per 6".
    static func head(_ word: String) -> String { Stem.of(forms[word] ?? word) }

    private static let forms = [
        "grader": "grade", "graders": "grade", "gr": "grade", "per": "period", "rm": "room", "qtr": "quarter",
        "sem": "semester", "bldg": "building", "sec": "section", "ch": "chapter", "wk": "week",
    ]
    private static let times = Stem.of("time")
    /// Letters that stand for what is numbered.
    private static let letters = ["quarter": "q", "semester": "s", "period": "p", "trimester": "t", "unit": "u"].reduce(
        into: [String: String]()
    ) { $0[Stem.of($1.key)] = $1.value }

    /// The number of "q1" where a quarter is meant.
    private static func shortened(_ word: String, as head: String) -> String? {
        guard let letter = letters[head], word.utf8.count == 2, word.hasPrefix(letter), let digit = word.last,
            digit.isNumber
        else { return nil }
        return String(digit)
    }

    private static func isOfOneKind(_ one: String, _ other: String) -> Bool {
        (one.first?.isNumber ?? false) == (other.first?.isNumber ?? false)
    }

    private static let ranges: Set<String> = ["through", "to", "a"]
    private static let joints: Set<String> = ["and", "or", "y", "o"]
    private static let numbers = [
        "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
        "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
    ]
    private static let ordinals = [
        "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
        "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12", "1st": "1", "2nd": "2",
        "3rd": "3", "4th": "4", "5th": "5", "6th": "6", "7th": "7", "8th": "8", "9th": "9", "10th": "10", "11th": "11",
        "12th": "12",
    ]
}
