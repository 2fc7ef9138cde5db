import Foundation

/// Names in the letters that those use who cannot type all of theirs.
enum OtherSpellings {
    private static let letters: [Unicode.Scalar: String] = [
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe",
        "å": "aa", "Å": "Aa",
        "æ": "a", "Æ": "A", "œ": "o", "ß": "s", "đ": "dj", "Đ": "Dj", "þ": "t", "Þ": "T", "č": "ch",
        "Č": "Ch",
        "š": "sh",
        "Š": "Sh", "ž": "zh", "Ž": "Zh", "ş": "sh", "Ş": "Sh", "ç": "ch", "Ç": "Ch", "ñ": "ny",
        "Ñ": "Ny",
    ]

    static func of(_ name: RosterNames.Name) -> [RosterNames.Name] {
        let isPlain =
            name.given.utf8.allSatisfy { $0 < 128 } && name.family.utf8.allSatisfy { $0 < 128 }
        guard !isPlain else { return Self.short(name) }
        let (givens, families) = (Romanized.spellings(name.given), Romanized.spellings(name.family))
        if let given = givens.first, let family = families.first {
            // Each spelling once, and beside the commonest of the other name.
            let parted = Romanized.parted(name.given).map { RosterNames.Name(given: $0, family: family) }
            return parted + givens.map { .init(given: $0, family: family) }
                + families.dropFirst().map { .init(given: given, family: $0) }
        }
        let (given, family) = (spelled(name.given), spelled(name.family))
        guard given != name.given || family != name.family else { return [] }
        return [.init(given: given, family: family)]
    }

    /// "Mueller" is also "Müller", which is looked for as "Muller".
    private static func short(_ name: RosterNames.Name) -> [RosterNames.Name] {
        guard name.family.utf8.count > 5 else { return [] }
        var letters = Array(name.family.utf8)
        let place = letters.indices.dropFirst().first { index in
            let before = letters[index - 1]
            return letters[index] == UInt8(ascii: "e") && "aou".utf8.contains(before)
                && !(before == UInt8(ascii: "u") && index > 1 && letters[index - 2] | 32 == UInt8(ascii: "q"))
        }
        guard let place else { return [] }
        letters.remove(at: place)
        return [.init(given: name.given, family: String(decoding: letters, as: UTF8.self))]
    }

    private static func spelled(_ text: String) -> String {
        text.precomposedStringWithCanonicalMapping.unicodeScalars.map { letters[$0] ?? String($0) }
            .joined()
    }
}
