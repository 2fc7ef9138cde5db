/// Accents that are printed as signs of their own over their letters, as TeX's older fonts have them, or that follow
/// their letters as combining marks: they and their letter are one character.
enum AccentMarks {
    /// The combining mark of an accent.
    private static let marks: [Unicode.Scalar: Unicode.Scalar] = [
        "\u{B4}": "\u{301}", "`": "\u{300}", "\u{2CB}": "\u{300}", "\u{2CA}": "\u{301}", "\u{A8}": "\u{308}",
        "^": "\u{302}", "\u{2C6}": "\u{302}", "~": "\u{303}", "\u{2DC}": "\u{303}", "\u{B8}": "\u{327}",
        "\u{2C7}": "\u{30C}", "\u{2D8}": "\u{306}", "\u{2D9}": "\u{307}", "\u{2DA}": "\u{30A}", "\u{2DD}": "\u{30B}",
        "\u{AF}": "\u{304}", "\u{2DB}": "\u{328}",
    ]

    static func joined(_ run: [PlacedCharacter]) -> [PlacedCharacter] {
        // Most lines have none: asked before anything is looked up.
        let mayHold = run.contains { item in
            let value = item.scalar.value
            return value > 0x7D ? value == 0x7E || (0xA8...0x36F).contains(value) : value == 0x5E || value == 0x60
        }
        guard mayHold else { return run }
        var result: [PlacedCharacter] = []
        var waiting: (accent: PlacedCharacter, mark: Unicode.Scalar)?
        for item in run {
            if let (accent, mark) = waiting {
                waiting = nil
                if let letter = Self.letter(item, under: accent, mark: mark) {
                    // A blank before an accent that was set back over its letter is none.
                    if result.last?.scalar == " ", let before = result.dropLast().last,
                        letter.left - before.right < 0.1 * letter.size
                    {
                        result.removeLast()
                    }
                    result.append(letter)
                    continue
                }
                result.append(accent)
            }
            guard let mark = mark(of: item.scalar) else {
                result.append(item)
                continue
            }
            if let last = result.last, let letter = letter(last, under: item, mark: mark) {
                result[result.count - 1] = letter
            } else {
                waiting = (item, mark)
            }
        }
        if let (accent, _) = waiting { result.append(accent) }
        return result
    }

    private static func mark(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        (0x300...0x36F).contains(scalar.value) ? scalar : marks[scalar]
    }

    /// The letter with its accent, where the accent stands over or under it.
    private static func letter(
        _ item: PlacedCharacter, under accent: PlacedCharacter, mark: Unicode.Scalar
    ) -> PlacedCharacter? {
        guard item.scalar.properties.isAlphabetic else { return nil }
        let (middle, width) = ((accent.left + accent.right) / 2, item.right - item.left)
        let isCombining = (0x300...0x36F).contains(accent.scalar.value)
        let reach = isCombining ? 0.6 * width : 0
        guard middle > item.left - reach - 0.05 * width, middle < item.right + reach + 0.05 * width else { return nil }
        let base: Unicode.Scalar = item.scalar == "\u{131}" ? "i" : item.scalar == "\u{237}" ? "j" : item.scalar
        guard let whole = Composition.composed(base, mark) else { return nil }
        var letter = item
        letter.scalar = whole
        return letter
    }
}
