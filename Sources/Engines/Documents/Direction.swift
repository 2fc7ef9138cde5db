/// Which way text runs.
enum Direction: String {
    case leftToRight = "ltr"
    case rightToLeft = "rtl"

    /// That of a paragraph: of its first letter (Unicode Standard Annex 9, rules P2 and P3); nil where it has none.
    init?(of text: String) {
        for scalar in text.unicodeScalars {
            if Self.isRightToLeft(scalar) {
                self = .rightToLeft
                return
            }
            if scalar.properties.isAlphabetic {
                self = .leftToRight
                return
            }
        }
        return nil
    }

    /// That of a language (BCP 47).
    init(language: String) {
        let name = language.lowercased().prefix { $0 != "-" && $0 != "_" }
        let known: Set<Substring> = ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"]
        self = known.contains(name) ? .rightToLeft : .leftToRight
    }

    /// Hebrew to Arabic with their presentation forms, and the scripts of the supplementary plane that run this way:
    /// the default classes R and AL of `DerivedBidiClass.txt`. Digits and points of vowels settle nothing.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200F, 0x061C: true
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            scalar.properties.isAlphabetic && scalar.properties.canonicalCombiningClass == .notReordered
        default: false
        }
    }
}
