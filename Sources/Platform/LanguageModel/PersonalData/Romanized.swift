/// Names of other scripts in Latin letters, as people write them.
enum Romanized {
    private static let cyrillic: [Unicode.Scalar: String] = [
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie",
        "ж": "zh", "з": "z",
        "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj",
        "ћ": "c",
        "џ": "dz",
    ]
    private static let greek: [Unicode.Scalar: String] = [
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
        "κ": "k", "λ": "l",
        "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
        "υ": "y", "φ": "f",
        "χ": "ch", "ψ": "ps", "ω": "o",
    ]
    private static let kana: [Unicode.Scalar: String] = {
        var kana: [Unicode.Scalar: String] = [:]
        let rows = [
            "あいうえお": ["a", "i", "u", "e", "o"], "かきくけこ": ["ka", "ki", "ku", "ke", "ko"],
            "さしすせそ": ["sa", "shi", "su", "se", "so"], "たちつてと": ["ta", "chi", "tsu", "te", "to"],
            "なにぬねの": ["na", "ni", "nu", "ne", "no"], "はひふへほ": ["ha", "hi", "fu", "he", "ho"],
            "まみむめも": ["ma", "mi", "mu", "me", "mo"], "らりるれろ": ["ra", "ri", "ru", "re", "ro"],
            "やゆよわをん": ["ya", "yu", "yo", "wa", "o", "n"], "がぎぐげご": ["ga", "gi", "gu", "ge", "go"],
            "ざじずぜぞ": ["za", "ji", "zu", "ze", "zo"], "だぢづでど": ["da", "ji", "zu", "de", "do"],
            "ばびぶべぼ": ["ba", "bi", "bu", "be", "bo"], "ぱぴぷぺぽ": ["pa", "pi", "pu", "pe", "po"],
            "ぁぃぅぇぉ": ["a", "i", "u", "e", "o"],
        ]
        for (letters, sounds) in rows {
            for (letter, sound) in zip(letters.unicodeScalars, sounds) {
                kana[letter] = sound
                if let other = Unicode.Scalar(letter.value + 0x60) { kana[other] = sound }
            }
        }
        return kana
    }()

    /// A word of Cyrillic or Greek letters, in small ones; Latin letters among them stay.
    static func word(_ key: String) -> String? {
        var key = key
        if let first = key.unicodeScalars.first, (0x370...0x3FF).contains(first.value) {
            for (from, to) in [
                ("ου", "u"), ("ει", "i"), ("οι", "i"), ("αι", "e"), ("μπ", "b"), ("γγ", "ng"), ("αυ", "av"),
                ("ευ", "ev"),
            ] {
                key = key.replacing(from, with: to)
            }
        }
        var result = ""
        for scalar in key.unicodeScalars {
            if let latin = cyrillic[scalar] ?? greek[scalar] {
                result += latin
            } else if scalar.isASCII {
                result.unicodeScalars.append(scalar)
            } else {
                return nil
            }
        }
        return result
    }

    /// Kana as Hepburn writes them, long vowels as short ones.
    static func kana(_ text: ArraySlice<Unicode.Scalar>) -> String? {
        var result = ""
        var doubles = false
        for scalar in text {
            switch scalar {
            case "ー": continue
            case "っ", "ッ": doubles = true
            case "ゃ", "ゅ", "ょ", "ャ", "ュ", "ョ":
                let vowel = ["ゃ": "a", "ャ": "a", "ゅ": "u", "ュ": "u"][String(scalar)] ?? "o"
                guard result.last == "i" else { return nil }
                result.removeLast()
                result += ["h", "j"].contains(String(result.last ?? " ")) ? vowel : "y" + vowel
            default:
                guard var sound = kana[scalar] else { return nil }
                if doubles { sound = String(sound.prefix(1)) + sound }
                doubles = false
                result += sound
            }
        }
        return result.isEmpty ? nil : short(result)
    }

    /// "Satou", "Satoh" and "Sato" are one name.
    static func short(_ name: String) -> String {
        name.replacing("ou", with: "o").replacing("oo", with: "o").replacing("uu", with: "u").replacing(
            "oh", with: "o")
    }

    // MARK: Spellings of a roster's names

    /// Latin spellings of a name of another script: a few, since everybody writes their own.
    static func spellings(_ name: String) -> [String] {
        let scalars = Array(name.lowercased().unicodeScalars)
        guard let letter = scalars.first(where: { !$0.isASCII }) else { return [] }
        if cyrillic[letter] != nil || greek[letter] != nil { return slavic(name.lowercased()) }
        let letters = scalars.filter { $0 != " " && $0 != "-" && $0 != "・" }
        if (0xAC00...0xD7A3).contains(letter.value) { return Hangul.spellings(letters) }
        if let kana = kana(letters[...]) { return [kana] }
        return Pinyin.reading(of: letters).map { [$0] } ?? []
    }

    /// "Seo jun", "Xiao ming": syllables that many write apart.
    static func parted(_ name: String) -> [String] {
        let parts = name.unicodeScalars.filter { UnspacedNames.isUnspaced($0) }.map {
            spellings(String($0)).first ?? ""
        }
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
            ? [parts.joined(separator: " ")] : []
    }

    private static func slavic(_ name: String) -> [String] {
        guard let plain = word(name.replacing("-", with: "")) else { return [] }
        let schemes: [[(String, String)]] = [
            [("ий", "y"), ("ый", "y"), ("ей", "ey"), ("ай", "ay"), ("й", "y"), ("ё", "yo")],
            [("ия", "ia"), ("я", "ia"), ("ю", "iu"), ("ий", "ii"), ("ей", "ei"), ("х", "h"), ("ц", "c")],
            [("ья", "ya"), ("ия", "iya"), ("е", "e"), ("ий", "iy"), ("х", "h"), ("г", "h"), ("и", "y")],
            [
                ("ия", "ia"), ("ья", "ia"), ("кс", "x"), ("х", "kh"), ("щ", "sch"), ("ж", "j"), ("ий", "y"),
                ("є", "ye"), ("ї", "yi"),
            ],
        ]
        var spellings = [plain]
        for scheme in schemes {
            var text = name.replacing("-", with: "")
            for (from, to) in scheme { text = text.replacing(from, with: to) }
            if let spelled = word(text), !spellings.contains(spelled) { spellings.append(spelled) }
        }
        // "Ekaterina" is also "Yekaterina".
        for spelled in spellings where spelled.hasPrefix("e") { spellings.append("y" + spelled) }
        return spellings
    }

    // MARK: Sounds

    /// What spellings of one name in Latin letters have in common.
    static func sound(_ key: String) -> String {
        var text = key
        for (from, to) in [
            ("shch", "s"), ("sch", "s"), ("sh", "s"), ("sz", "s"), ("tch", "c"), ("ch", "c"), ("cz", "c"),
            ("zh", "z"),
            ("kh", "h"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("ks", "x"), ("ts", "c"), ("tz", "c"),
            ("q", "k"),
            ("w", "v"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("yu", "u"), ("iu", "u"), ("yo", "o"),
            ("io", "o"),
            ("ye", "e"), ("ie", "e"), ("je", "e"), ("iy", "i"), ("yi", "i"), ("ii", "i"), ("ee", "i"),
            ("ey", "ei"),
            ("ay", "ai"), ("oo", "u"), ("ou", "u"), ("y", "i"), ("j", "i"),
        ] where text.contains(from) {
            text = text.replacing(from, with: to)
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            var scalar = scalar
            if scalar == "h", let last = result.last, "aeiou".unicodeScalars.contains(last) { continue }
            if scalar == "c", text.unicodeScalars.first != "c" || text.utf8.count > 4 { scalar = "k" }
            if result.last != scalar { result.append(scalar) }
        }
        return String(result)
    }

    /// Without the vowels at its end, to which languages put the endings of cases.
    static func stem(_ sound: String) -> String {
        var sound = sound[...]
        while sound.utf8.count > 3, let last = sound.last, "aeiou".contains(last) { sound.removeLast() }
        return String(sound)
    }

    // MARK: Consonants

    private static let consonants: [Unicode.Scalar: Character] = [
        "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "s", "ج": "j", "چ": "s", "ح": "h", "ه": "h",
        "خ": "x", "د": "d",
        "ذ": "d", "ض": "d", "ر": "r", "ز": "z", "ظ": "z", "ژ": "z", "س": "s", "ص": "s", "ش": "c",
        "غ": "g", "گ": "g",
        "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n",
    ]

    /// The consonants of an Arabic word; its article and a last "h" do not count.
    static func consonants(arabic key: String) -> String {
        var scalars = Array(key.unicodeScalars)
        if scalars.count > 4, scalars[0] == "ا", scalars[1] == "ل" { scalars.removeFirst(2) }
        if scalars.count > 2, scalars.last == "ه" { scalars.removeLast() }
        var result = ""
        var last: Unicode.Scalar?
        for scalar in scalars {
            guard let letter = consonants[scalar] else {
                last = scalar
                continue
            }
            if scalar != last { result.append(letter) }
            last = scalar
        }
        return result
    }

    static func consonants(latin key: String) -> String {
        var text = key
        for (from, to) in [
            ("kh", "x"), ("sh", "ç"), ("ch", "ç"), ("th", "s"), ("dh", "d"), ("gh", "ğ"), ("ph", "f"),
        ]
        where text.contains(from) {
            text = text.replacing(from, with: to)
        }
        var result = ""
        var last: Character?
        for letter in text {
            defer { last = letter }
            guard letter != last else { continue }
            switch letter {
            case "a", "e", "i", "o", "u", "y", "w": continue
            case "ç": result.append("c")
            case "ğ", "g": result.append(letter == "g" ? "j" : "g")
            case "q", "c": result.append("k")
            case "p": result.append("b")
            case "v": result.append("f")
            default: result.append(letter)
            }
        }
        if result.count > 1, key.hasSuffix("ah") || key.hasSuffix("eh") { result.removeLast() }
        return result
    }
}
