/// What becomes of single characters.
enum CharacterCleaning {
    /// The scalars that stand for `scalar` in clean text: ligatures resolved, odd blanks made plain, invisible ones gone.
    /// A soft hyphen stays, for the line joiner to see.
    static func normalise(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0x20...0x7E: [scalar]
        case 0x09, 0x0A, 0x0D, 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: [" "]
        case 0xAD: [scalar]
        case 0xFB00: ["f", "f"]
        case 0xFB01: ["f", "i"]
        case 0xFB02: ["f", "l"]
        case 0xFB03: ["f", "f", "i"]
        case 0xFB04: ["f", "f", "l"]
        case 0xFB05, 0xFB06: ["s", "t"]
        case 0xFB1D...0xFDFF, 0xFE70...0xFEFC: PresentationForms.letters(of: scalar)
        case 0x2010, 0x2011: ["-"]
        case 0...0x1F, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFFD, 0xFFFC: []
        default: scalar.properties.generalCategory == .privateUse ? [] : [scalar]
        }
    }

    /// Clean text of a file without positions: soft hyphens go as well, letters and their marks are one.
    static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar.value != 0xAD {
            if Composition.isMark(scalar), let base = scalars.last, let letter = Composition.composed(base, scalar) {
                scalars.removeLast()
                scalars.append(letter)
                continue
            }
            for kept in normalise(scalar) where !(kept == " " && (scalars.last ?? " ") == " ") { scalars.append(kept) }
        }
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }
}

/// Hebrew and Arabic letters in the shapes that print gives them, and the letters that they are.
enum PresentationForms {
    static func letters(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0xFDF2: Array("الله".unicodeScalars)
        // Vowel signs on a stroke of their own.
        case 0xFE70...0xFE7F: []
        case 0xFEF5...0xFEFC:
            [lam, [0x622, 0x623, 0x625, 0x627][Int(scalar.value - 0xFEF5) / 2]].compactMap(Unicode.Scalar.init)
        default: known[scalar].map { [$0] } ?? [scalar]
        }
    }

    private static let lam: UInt32 = 0x644

    /// The first form's code, then each letter with how many forms it has, in the order of Unicode's charts.
    private static let charts: [(UInt32, [(String, Int)])] = [
        (
            0xFE80,
            [
                ("ء", 1), ("آأؤإ", 2), ("ئ", 4), ("ا", 2), ("ب", 4), ("ة", 2), ("تثجحخ", 4), ("دذرز", 2),
                ("سشصضطظعغفقكلمنه", 4), ("وى", 2), ("ي", 4),
            ]
        ),
        (
            0xFB50,
            [
                ("ٱ", 2), ("ٻپڀٺٿٹڤڦڄڃچڇ", 4), ("ڍڌڎڈژڑ", 2), ("کگڳڱ", 4), ("ں", 2), ("ڻ", 4), ("ۀ", 2), ("ہھ", 4),
                ("ےۓ", 2),
            ]
        ),
        (0xFBD3, [("ڭ", 4), ("ۇۆۈ", 2), ("ٷ", 1), ("ۋۅۉ", 2), ("ې", 4)]), (0xFBFC, [("ی", 4)]),
        (0xFB1D, [("י", 1)]), (0xFB20, [("עאדהכלםרת", 1)]), (0xFB2A, [("ש", 4), ("א", 3), ("בגדהוז", 1)]),
        (0xFB38, [("טיךכל", 1)]), (0xFB3E, [("מ", 1)]), (0xFB40, [("נס", 1)]), (0xFB43, [("ףפ", 1)]),
        (0xFB46, [("צקרשתובכפ", 1)]),
    ]

    private static let known: [Unicode.Scalar: Unicode.Scalar] = {
        var result: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (first, letters) in charts {
            var code = first
            for (names, forms) in letters {
                for letter in names.unicodeScalars {
                    for _ in 0..<forms {
                        if let form = Unicode.Scalar(code) { result[form] = letter }
                        code += 1
                    }
                }
            }
        }
        return result
    }()
}
