/// Letters whose bytes were read as those of another encoding: "MarÃ­a", "JosÃ©", "WÃ³jcik".
struct BrokenLetters {
    private var lead: Unicode.Scalar?
    private var isAfterLetter = false
    /// Whether the first half was read.
    var isOpen: Bool { lead != nil }

    struct Letter {
        let scalars: [Unicode.Scalar]
        /// Whether the scalar at hand is its second half; else that half is one that nobody sees, and was dropped.
        let isWhole: Bool
    }

    /// What Windows-1252 shows for the bytes 0x80 to 0x9F.
    private static let windows: [Unicode.Scalar: UInt32] = [
        "€": 0x80, "‚": 0x82, "ƒ": 0x83, "„": 0x84, "…": 0x85, "†": 0x86, "‡": 0x87, "ˆ": 0x88, "‰": 0x89, "Š": 0x8A,
        "‹": 0x8B, "Œ": 0x8C, "Ž": 0x8E, "‘": 0x91, "’": 0x92, "“": 0x93, "”": 0x94, "•": 0x95, "–": 0x96, "—": 0x97,
        "˜": 0x98, "™": 0x99, "š": 0x9A, "›": 0x9B, "œ": 0x9C, "ž": 0x9E, "Ÿ": 0x9F,
    ]

    /// - Parameter scalars: the plain text so far, which ends with the first half's.
    mutating func next(_ scalar: Unicode.Scalar, after scalars: [Unicode.Scalar]) -> Letter? {
        if let first = lead {
            lead = nil
            let byte = (0x80...0xBF).contains(scalar.value) ? scalar.value : Self.windows[scalar]
            if let byte, let whole = Unicode.Scalar((first.value & 0x1F) << 6 | byte & 0x3F) {
                return Letter(scalars: PlainText(String(whole)).scalars, isWhole: true)
            }
            // "MarÃa": the second half of "í" is a soft hyphen.
            if first == "Ã", isAfterLetter, scalar.isASCII, scalar.properties.isLowercase {
                return Letter(scalars: ["i"], isWhole: false)
            }
            return nil
        }
        // Only those with which letters of Europe begin.
        if scalar == "Ã" || scalar == "Å" || scalar == "Ä" {
            lead = scalar
            isAfterLetter = scalars.last?.properties.isLowercase ?? false
        }
        return nil
    }
}
