/// Tells whether a question is in English, as far as a few words can tell.
///
/// The encoder that sorts questions into domains was trained on English: of a question in another language it says too
/// easily that it belongs to none.
enum QuestionLanguage {
    private static let english: Set<String> = [
        "the", "of", "and", "to", "in", "is", "that", "for", "it", "with", "was", "are", "be", "on", "what", "how",
        "why",
        "who", "when", "where", "which", "do", "does", "did", "should", "can", "will", "would", "my", "our", "we",
        "you",
        "i", "an", "at", "this", "there", "about",
    ]
    private static let other: Set<String> = [
        "de", "la", "el", "los", "las", "que", "qué", "y", "por", "para", "con", "una", "un", "uno", "como", "cómo",
        "del",
        "se", "es", "en", "mi", "su", "cuándo", "cuando", "dónde", "quién", "cuál", "son", "al", "lo",
        "le", "les", "des", "du", "et", "est", "pour", "dans", "une", "comment", "quoi", "mon", "nos",
        "der", "die", "das", "und", "ist", "wie", "ein", "eine", "für", "mit", "von", "zu", "wir", "ich",
        "o", "os", "da", "do", "em", "um", "uma", "não", "é", "di", "il", "che", "per", "non",
    ]

    static func isEnglish(_ question: String) -> Bool {
        let words = question.lowercased().split { !$0.isLetter }.map(String.init)
        guard words.allSatisfy({ $0.unicodeScalars.allSatisfy { $0.value < 0x250 } }) else { return false }
        let (own, foreign) = (words.count { english.contains($0) }, words.count { other.contains($0) })
        return own > 0 && own > foreign
    }
}
