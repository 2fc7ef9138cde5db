/// Korean syllables and the many ways of writing them in Latin letters.
enum Hangul {
    static func isSyllable(_ scalar: Unicode.Scalar) -> Bool {
        (0xAC00...0xD7A3).contains(scalar.value)
    }

    private static func parts(_ scalar: Unicode.Scalar) -> (onset: Int, vowel: Int, coda: Int) {
        let index = Int(scalar.value) - 0xAC00
        return (index / 588, index % 588 / 28, index % 28)
    }

    // MARK: One key for Hangul and for Latin letters

    private static let onsets =
        Array("kknttlmppss").map(String.init) + ["", "c", "c", "c", "k", "t", "p", "h"]
    /// Vowels in four classes, as hardly anybody tells more of them apart in Latin letters.
    private static let vowels = Array("AEAEOEOEOAEEOOOEIOOII").map(String.init)
    private static let codas: [String] = [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
        "t", "t", "N",
        "t",
        "t", "k", "t", "p", "t",
    ]

    static func key(_ syllables: ArraySlice<Unicode.Scalar>) -> String {
        syllables.map { scalar in
            let (onset, vowel, coda) = parts(scalar)
            return onsets[onset] + vowels[vowel] + codas[coda]
        }.joined()
    }

    private static let spelled: [(String, String)] = [
        ("yeo", "O"), ("yae", "E"), ("you", "O"), ("yoo", "O"), ("woo", "O"), ("weo", "O"),
        ("wae", "E"), ("eui", "I"),
        ("ae", "E"), ("ai", "E"), ("ay", "E"), ("eo", "O"), ("eu", "O"), ("oe", "E"), ("oi", "E"),
        ("oo", "O"),
        ("ou", "O"),
        ("oh", "O"), ("uh", "O"), ("ur", "O"), ("ui", "I"), ("wi", "I"), ("ee", "I"), ("yi", "I"),
        ("ya", "A"),
        ("ye", "E"),
        ("yo", "O"), ("yu", "O"), ("wa", "A"), ("we", "E"), ("wo", "O"), ("ah", "A"), ("ar", "A"),
        ("wu", "O"),
        ("a", "A"),
        ("e", "E"), ("i", "I"), ("o", "O"), ("u", "O"), ("ng", "N"), ("ch", "c"), ("sh", "s"),
        ("ck", "k"), ("kh", "k"),
        ("g", "k"), ("k", "k"), ("d", "t"), ("t", "t"), ("b", "p"), ("p", "p"), ("j", "c"), ("z", "c"),
        ("r", "l"),
        ("l", "l"), ("m", "m"), ("n", "n"), ("s", "s"), ("h", "h"), ("c", "k"),
    ]

    /// Of a name in Latin letters; nil where it cannot be Korean.
    static func key(latin name: String) -> String? {
        var rest = name[...]
        var result = ""
        while !rest.isEmpty {
            guard let (from, to) = spelled.first(where: { rest.hasPrefix($0.0) }) else { return nil }
            let isVowelNext = rest.dropFirst(2).first.map { "aeiouyw".contains($0) } ?? false
            // "Ar" and the like before a vowel begin the next syllable: "Areum"; so does the "g" of "Hangil".
            if ["ar", "ur", "oh", "uh", "ah"].contains(from), isVowelNext {
                result += from == "ar" || from == "ah" ? "A" : "O"
                rest = rest.dropFirst()
                continue
            }
            if result.last?.description != to || "AEIO".contains(to) { result += to }
            rest = rest.dropFirst(from.count)
        }
        return result
    }

    /// Families whose Latin spelling begins otherwise than they are spoken.
    static func families(_ key: String) -> [String] {
        key.hasPrefix("I") || key.hasPrefix("O")
            ? [key, "l" + key] : key.hasPrefix("n") ? [key, "l" + key.dropFirst()] : [key]
    }

    // MARK: Spellings of a roster's names

    private static let initials = [
        "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p",
        "h",
    ]
    private static let middles = [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
        "wi", "yu", "eu",
        "ui", "i",
    ]
    private static let finals = [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
        "t", "t", "ng",
        "t", "t",
        "k", "t", "p", "t",
    ]
    private static let known = [
        "김": ["kim"], "이": ["lee", "yi", "rhee"], "박": ["park", "pak"], "최": ["choi", "choe"],
        "정": ["jung", "jeong", "chung"],
        "강": ["kang"], "조": ["cho", "jo"], "윤": ["yoon", "yun"], "장": ["jang", "chang"],
        "임": ["lim", "im"],
        "한": ["han"],
        "오": ["oh"], "서": ["seo", "suh"], "신": ["shin"], "권": ["kwon"], "황": ["hwang"],
        "안": ["ahn", "an"],
        "송": ["song"],
        "유": ["yoo", "yu"], "류": ["ryu", "yoo"], "전": ["jeon", "jun"], "홍": ["hong"],
        "고": ["ko", "go"], "문": ["moon"],
        "양": ["yang"], "손": ["son", "sohn"], "배": ["bae"], "백": ["baek", "paik"], "허": ["heo", "hur"],
        "노": ["noh", "roh"],
        "심": ["shim"], "우": ["woo"], "구": ["koo"], "주": ["joo"], "민": ["min"], "진": ["jin"],
        "차": ["cha"],
    ]

    static func spellings(_ letters: [Unicode.Scalar]) -> [String] {
        guard letters.allSatisfy(isSyllable), letters.count < 5 else { return [] }
        if letters.count == 1, let known = known[String(String.UnicodeScalarView(letters))] {
            return known
        }
        var plain = ""
        for letter in letters {
            let (onset, vowel, coda) = parts(letter)
            plain += initials[onset] + middles[vowel] + finals[coda]
        }
        var spellings = [plain]
        for (from, to) in [
            ("eo", "u"), ("u", "oo"), ("yeo", "you"), ("g", "k"), ("eu", "u"), ("si", "shi"), ("eo", "o"),
        ] {
            let other = plain.replacing(from, with: to)
            if !spellings.contains(other) { spellings.append(other) }
        }
        // "Seo-jun" is 서준, too, and "Yoo-jin" 유진.
        let both = plain.replacing("eo", with: "u").replacing("yu", with: "yoo").replacing(
            "woo", with: "woo")
        if !spellings.contains(both) { spellings.append(both) }
        return spellings
    }
}
