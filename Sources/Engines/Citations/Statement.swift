/// Tells what says something from names, titles and scraps.
enum Statement {
    /// Whether a text says something: four words at least, and not mostly names and titles, as on a title page, in an
    /// imprint or in a list of books, nor a chapter's synopsis. What is set in capitals throughout is judged by its words.
    static func isOne(_ text: String) -> Bool {
        let words = text.split(separator: " ").filter { $0.contains(where: \.isLetter) }
        if words.count < 4, Ideographs.count(text) >= 6 { return !isContentsLine(text) }
        guard words.count >= 4, !isContentsLine(text), !Synopsis.isOne(text, words: words.count) else { return false }
        if isShouted(text) { return isSentence(text) }
        let capitals = words.count { $0.first { $0.isLetter }?.isUppercase ?? false }
        return capitals * 20 < words.count * 13
    }

    private static let announcers: Set<String> = [
        "following", "below", "follows", "siguiente", "siguientes", "abajo",
    ]
    private static let pointers: Set<String> = ["these", "this", "here", "list", "estos", "estas", "esto", "lista"]

    /// Whether a sentence with a colon at its end says something without what the colon leads to.
    static func isWhole(_ text: String) -> Bool {
        let tokens = QuestionTerms.tokens(text)
        return tokens.count >= 10 && !tokens.contains(where: announcers.contains)
            && !tokens.suffix(4).contains(where: pointers.contains) && isOne(text)
    }

    /// A line of a table of contents, as `ContentsLines` writes it: it names a page and says nothing.
    static func isContentsLine(_ text: String) -> Bool { text.contains(" ··· ") }

    static func isShouted(_ text: String) -> Bool {
        var (small, capital) = (0, 0)
        for scalar in text.unicodeScalars {
            if scalar.properties.isLowercase { small += 1 } else if scalar.properties.isUppercase { capital += 1 }
        }
        return capital > 0 && small * 20 <= capital
    }

    private static let verbs: Set<String> = [
        "must", "may", "is", "are", "will", "shall", "can", "should", "do", "does", "not", "has", "have", "be", "was",
        "were", "please", "cannot", "need", "needs", "allowed", "required", "wear", "bring", "call", "see", "use",
        "keep",
        "debe", "deben", "puede", "pueden", "es", "son", "esta", "estan", "no", "sera",
    ]

    /// Whether words in capitals make a sentence: a verb that is used for rules, and words between.
    private static func isSentence(_ text: String) -> Bool {
        let tokens = QuestionTerms.tokens(text)
        let fillers = tokens.count {
            QuestionVocabulary.english.contains($0) || QuestionVocabulary.spanish.contains($0)
        }
        let hasVerb = tokens.contains { verbs.contains($0) }
        let isClosed = text.unicodeScalars.last.map { ".!".unicodeScalars.contains($0) } ?? false
        return fillers >= 1 && (hasVerb || isClosed && fillers >= 2)
    }

    /// "Mascot: Heron": a name of a few words, a colon, and what it is.
    static func isFact(_ text: String) -> Bool {
        guard let colon = text.firstRange(of: ": ") else { return false }
        let (label, value) = (text[..<colon.lowerBound], text[colon.upperBound...])
        return label.split(separator: " ").count <= 6 && label.contains(where: \.isLetter)
            && value.contains { $0.isLetter || $0.isNumber }
    }

    /// What stands before the colon of a fact, in small letters.
    static func label(_ text: String) -> String? {
        guard isFact(text), let colon = text.firstRange(of: ": ") else { return nil }
        return text[..<colon.lowerBound].lowercased()
    }

    /// Whether an entry holds more than its mark: two words, or a word and a number.
    static func saysAnything(_ text: String) -> Bool {
        if isContentsLine(text) { return false }
        var (words, figures) = (0, 0)
        for word in text.split(separator: " ") {
            if word.contains(where: \.isNumber) { figures += 1 }
            if word.count(where: \.isLetter) > 1 { words += max(1, Ideographs.count(word) / 2) }
        }
        return words >= 2 || words == 1 && figures >= 1
    }
}
