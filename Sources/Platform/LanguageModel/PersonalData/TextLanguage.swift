/// Whether a text is Spanish around a word, by the small words of both languages.
struct TextLanguage {
    /// How many small words of Spanish and English stand before each word.
    private let spanish: [Int32], english: [Int32]

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    private static let spanishWords = words(
        """
        el la los las un una unos unas de del y e que en con por para su sus se lo le les al esta este es son fue ha han
        muy mas mi mis tu como pero cuando hoy ayer manana senor senora profesor profesora maestra maestro alumno alumna
        nino nina mama papa hijo hija no si ya porque tiene entre sobre sin hasta desde donde quien tambien nos me dice
        dijo estan abuela abuelo tia tio hermana hermano hola buenas buenos gracias
        """)
    private static let englishWords = words(
        """
        the of and to in is was for on with at her his she he it that this are were be been has had have by from or not
        but they we you i my our their an as will would can could please when who which what about after before did does
        dr mr mrs ms
        """)

    init(_ words: [TextWord]) {
        var spanish: [Int32] = [0]
        var english: [Int32] = [0]
        spanish.reserveCapacity(words.count + 1)
        english.reserveCapacity(words.count + 1)
        for (index, word) in words.enumerated() {
            // "de la Cruz" is Spanish anywhere.
            let isParticle =
                NameCues.particles.contains(word.key) && index + 1 < words.count
                && words[index + 1].isCapital
                && words[index + 1].before == .blank
            spanish.append(spanish[index] + (Self.spanishWords.contains(word.key) && !isParticle ? 1 : 0))
            english.append(english[index] + (Self.englishWords.contains(word.key) ? 1 : 0))
        }
        (self.spanish, self.english) = (spanish, english)
    }

    func isSpanish(_ index: Int) -> Bool {
        guard index + 1 < spanish.count else { return false }
        let low = max(0, index - 12)
        let high = min(spanish.count - 1, index + 13)
        let count = spanish[high] - spanish[low]
        return count > 0 && count > english[high] - english[low]
    }
}
