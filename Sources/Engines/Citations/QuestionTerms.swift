/// What a question asks with: its words of content, and the kind of thing it asks for.
public struct QuestionTerms: Sendable {
    /// The words that carry content, lower-cased and stemmed, in order, each once.
    public let stems: [String]
    /// Those words as they were typed, lower-cased.
    public let words: [String]
    /// What kind of answer is asked for.
    public let expects: Expectation

    /// The kind of thing that would answer.
    public enum Expectation: Sendable { case number, time, person, place, reason, anything }

    /// English words that carry no content in a question.
    static let stopWords: Set<String> = [
        "a", "an", "the", "of", "to", "in", "on", "at", "is", "are", "was", "were", "be", "been", "being", "am", "did",
        "do", "does", "done", "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "for", "and",
        "or", "but", "by", "with", "from", "that", "this", "these", "those", "it", "its", "as", "has", "have", "had",
        "not", "can", "could", "would", "should", "will", "may", "might", "must", "i", "we", "you", "they", "he", "she",
        "our", "your", "their", "his", "her", "my", "us", "them", "me", "if", "then", "than", "so", "about", "into",
        "there", "any", "some", "s", "t", "also",
    ]

    public init(_ question: String) {
        let all = Self.tokens(question)
        let content = all.filter { !Self.stopWords.contains($0) }
        var seen: Set<String> = []
        words = (content.isEmpty ? all : content).filter { seen.insert($0).inserted }
        stems = words.map(Stem.of)
        expects = Self.expectation(all)
    }

    /// Runs of letters and digits, lower-cased, accents folded.
    public static func tokens(_ text: String) -> [String] {
        var result: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                let byte = UInt8(scalar.value)
                switch byte {
                case 0x30...0x39, 0x61...0x7A: word.unicodeScalars.append(scalar)
                case 0x41...0x5A: word.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
                default:
                    if !word.isEmpty { result.append(word) }
                    word = ""
                }
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                word += scalar.properties.lowercaseMapping
            } else if scalar.properties.generalCategory != .nonspacingMark {
                if !word.isEmpty { result.append(word) }
                word = ""
            }
        }
        if !word.isEmpty { result.append(word) }
        return result
    }

    private static let measures: Set<String> = [
        "many", "much", "long", "old", "far", "large", "big", "high", "often", "fast",
    ]
    private static let timeNouns: Set<String> = ["year", "date", "century", "decade", "month", "day", "time"]
    private static let numberNouns: Set<String> = [
        "percentage", "percent", "number", "size", "amount", "age", "population",
    ]

    private static func expectation(_ words: [String]) -> Expectation {
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            switch word {
            case "when": return .time
            case "who", "whom", "whose": return .person
            case "where": return .place
            case "why": return .reason
            case "how" where Self.measures.contains(next): return .number
            case "what", "which":
                if Self.timeNouns.contains(next) { return .time }
                if Self.numberNouns.contains(next) { return .number }
            default: continue
            }
        }
        return .anything
    }
}

/// A light English stemmer: endings of number, tense and person fall (Harman's S-stemmer with -ed, -ing and -ly).
/// It only has to bring a question's words and a sentence's together; the index has a stemmer of its own.
enum Stem {
    static func of(_ word: String) -> String {
        var letters = Array(word.utf8)
        func ends(_ suffix: String) -> Bool {
            letters.count > suffix.utf8.count + 2 && letters.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        }
        guard letters.allSatisfy({ $0 < 0x80 }), letters.count > 3 else { return word }
        if ends("ies") {
            letters.removeLast(3); letters.append(0x79)
        } else if ends("sses") {
            letters.removeLast(2)
        } else if ends("s"), !ends("ss"), !ends("us") {
            letters.removeLast()
        }
        if ends("ing") {
            letters.removeLast(3)
        } else if ends("ed") {
            letters.removeLast(2)
        } else if ends("ly") {
            letters.removeLast(2)
        }
        if ends("ation") { letters.removeLast(5) } else if ends("ion") { letters.removeLast(3) }
        if letters.count > 3, letters.last == 0x65 { letters.removeLast() }
        if letters.count > 3, letters[letters.count - 1] == letters[letters.count - 2] { letters.removeLast() }
        return String(decoding: letters, as: UTF8.self)
    }
}
