/// Guesses a text's language from its most frequent words.
enum Language {
    private static let frequent: [String: Set<Substring>] = [
        "en": ["the", "of", "and", "to", "in", "is", "that", "for", "it", "with", "as", "was", "are", "be", "on"],
        "es": ["de", "la", "que", "el", "en", "y", "los", "del", "se", "las", "por", "un", "para", "con", "una"],
        "fr": ["de", "la", "le", "et", "les", "des", "en", "un", "du", "une", "que", "est", "pour", "dans", "qui"],
        "de": ["der", "die", "und", "in", "den", "von", "zu", "das", "mit", "sich", "des", "auf", "für", "ist", "im"],
        "it": ["di", "e", "il", "la", "che", "in", "un", "per", "è", "del", "non", "una", "sono", "con", "le"],
        "pt": ["de", "a", "o", "que", "e", "do", "da", "em", "um", "para", "com", "não", "uma", "os", "no"],
        "nl": ["de", "en", "van", "het", "een", "in", "is", "dat", "op", "te", "zijn", "voor", "met", "niet", "aan"],
    ]

    /// - Returns: an ISO 639-1 code, or nil where no language stands out.
    static func guess(_ pages: [ExtractedPage]) -> String? {
        let text = pages.lazy.map(\.text).joined(separator: " ").prefix(20_000).lowercased()
        let words = text.split { !$0.isLetter }
        guard words.count >= 20 else { return nil }
        let shares = frequent.mapValues { known in Double(words.count { known.contains($0) }) / Double(words.count) }
        guard let best = shares.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), best.value > 0.12 else {
            return nil
        }
        return best.key
    }

    /// Whether words of a text are English rather than Spanish, by those that every text has.
    static func isEnglish(_ words: Set<String>) -> Bool {
        func count(_ language: String) -> Int { frequent[language]?.count { words.contains(String($0)) } ?? 0 }
        return count("en") > count("es")
    }
}
