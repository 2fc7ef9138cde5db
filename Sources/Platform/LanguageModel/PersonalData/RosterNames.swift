/// The names of a district's people, so that each word of a text can be looked up.
public struct RosterNames: Sendable {
    public struct Name: Sendable, Equatable {
        public var given: String, family: String
        public init(given: String, family: String) { (self.given, self.family) = (given, family) }
    }

    /// A word of somebody's name.
    struct Token {
        let number: UInt32
        var isGiven = false, isFamily = false
        /// Whether small words such as "de la" stand before it in somebody's name.
        var hasParticle = false
        /// A word of the language, too.
        let isCommon: Bool
        /// A common word that has a capital without being a person: a month, a place.
        let isProper: Bool
    }

    private var tokens: [String: Token] = [:]
    /// A given and a family word of one person.
    private var pairs: Set<UInt64> = []
    /// Beginnings of Cyrillic names, to which endings of cases are put.
    private var stems: [String: String] = [:]
    /// Which initial stands before or after which family.
    private var familyInitials: Set<UInt64> = []
    /// The first three letters of all words, packed: most words of a text begin with none of them.
    private var beginnings = Array(repeating: false, count: 1 << 15)
    /// Initials of given and family names.
    private var initials: Set<String> = []
    private(set) var unspaced = UnspacedNames()

    public init(_ names: some Sequence<Name> = []) {
        for name in names {
            let givenPlain = PlainText(name.given), familyPlain = PlainText(name.family)
            if UnspacedNames.isUnspaced(givenPlain.scalars) || UnspacedNames.isUnspaced(familyPlain.scalars) {
                unspaced.add(given: givenPlain.scalars, family: familyPlain.scalars)
            }
            add(TextWord.split(givenPlain.scalars), TextWord.split(familyPlain.scalars))
        }
    }

    private mutating func add(_ given: [TextWord], _ family: [TextWord]) {
        // One letter is an initial, and tells nothing alone.
        let givenWords = given.filter {
            $0.range.count > 1 && !(given.count > 1 && NameCues.particles.contains($0.key))
        }
        var familyKeys: [String] = []
        var particle = false
        for word in family {
            if family.count > 1, NameCues.particles.contains(word.key) {
                particle = true
                continue
            }
            // "Kowalczyk Jr."
            if family.count > 1, ["jr", "sr", "ii", "iii"].contains(word.key) { continue }
            guard word.range.count > 1 || family.count == 1 else { continue }
            familyKeys.append(word.key)
            note(word.key, isGiven: false, particle: particle)
            particle = false
        }
        // "De la Cruz" is also "Delacruz", and "García López" "Garcialopez".
        if family.count > 1 {
            let joined = family.map(\.key).joined()
            familyKeys.append(joined)
            note(joined, isGiven: false)
        }
        // "O'Brien" is also "O Brien".
        if let word = family.first, ["o", "d", "l", "n"].contains(word.key.prefix(1)),
            word.range.count == word.key.unicodeScalars.count + 1
        {
            let rest = String(word.key.dropFirst())
            familyKeys.append(rest)
            note(rest, isGiven: false, particle: true)
        }
        var givenKeys = givenWords.map(\.key)
        if let first = givenKeys.first {
            givenKeys += Nicknames.short[first] ?? []
            if let formal = Nicknames.formal[first] { givenKeys.append(formal) }
        }
        if givenWords.count > 1 { givenKeys.append(givenWords.map(\.key).joined()) }
        for key in givenKeys { note(key, isGiven: true) }
        for family in familyKeys {
            for word in givenWords {
                if let number = tokens[family]?.number, let initial = word.key.unicodeScalars.first, initial.isASCII {
                    familyInitials.insert(UInt64(number) << 8 | UInt64(initial.value))
                }
            }
        }
        // "Smith-Jones" and "García López" go together as given and family names do.
        for (one, other) in zip(familyKeys, familyKeys.dropFirst()) {
            if let pair = pair(one, other) { pairs.insert(pair) }
        }
        for given in givenKeys {
            for family in familyKeys { if let pair = pair(given, family) { pairs.insert(pair) } }
        }
        if let one = given.first?.key.first, let other = family.first?.key.first {
            initials.insert(String([one, other]))
            if given.count > 1, let middle = given[1].key.first { initials.insert(String([one, middle, other])) }
        }
    }

    private mutating func note(_ key: String, isGiven: Bool, particle: Bool = false) {
        let isProper = CommonWords.proper.contains(key)
        var token =
            tokens[key]
            ?? Token(
                number: UInt32(tokens.count), isCommon: isProper || CommonWords.all.contains(key), isProper: isProper)
        if isGiven { token.isGiven = true } else { token.isFamily = true }
        if particle { token.hasParticle = true }
        tokens[key] = token
        if let beginning = Self.beginning(Array(key.utf8)[...]) { beginnings[beginning] = true }
        if let first = key.unicodeScalars.first, (0x400...0x52F).contains(first.value), key.count >= 4 {
            stems[Self.stem(key)] = key
        }
    }

    private func pair(_ given: String, _ family: String) -> UInt64? {
        guard let given = tokens[given], let family = tokens[family] else { return nil }
        return UInt64(given.number) << 32 | UInt64(family.number)
    }

    // MARK: Looking up

    func token(_ word: TextWord) -> Token? {
        if let token = tokens[word.key] ?? word.lookalike.flatMap({ tokens[$0] }) { return token }
        guard let first = word.key.unicodeScalars.first, !first.isASCII else { return nil }
        if (0x400...0x52F).contains(first.value), word.range.count >= 4 {
            return Self.stemsOf(word.key).lazy.compactMap { stems[$0] }.first.flatMap { tokens[$0] }
        }
        // Arabic writes "and", "for", "by" and "the" together with the word.
        if (0x600...0x6FF).contains(first.value) {
            for prefix in ["وال", "لل", "ال", "و", "ل", "ب", "ف", "ك"] where word.key.hasPrefix(prefix) {
                if let token = tokens[String(word.key.dropFirst(prefix.count))] { return token }
            }
        }
        return nil
    }

    /// A family in the plural: "the Kowalczyks", "los Reyeses".
    func plural(_ word: TextWord) -> Token? {
        guard word.isCapital, word.key.hasSuffix("s"), word.key.utf8.count > 3 else { return nil }
        if let token = tokens[String(word.key.dropLast())], token.isFamily || !token.isCommon { return token }
        guard word.key.hasSuffix("es") else { return nil }
        return tokens[String(word.key.dropLast(2))].flatMap { $0.isFamily ? $0 : nil }
    }

    /// Whether one person has both, in this or the other order.
    func arePair(_ one: Token, _ other: Token) -> Bool {
        arePair(given: one, family: other) || arePair(given: other, family: one)
    }

    func arePair(given: Token, family: Token) -> Bool {
        pairs.contains(UInt64(given.number) << 32 | UInt64(family.number))
    }

    func areInitials(_ key: String) -> Bool { initials.contains(key) }

    /// A name whose parts are run together: "miakowalczyk", "mkowalczyk", "kowalczykm".
    func isRunTogether(_ key: String, isHandle: Bool) -> Bool {
        let bytes = Array(key.utf8)
        guard (6...40).contains(bytes.count), bytes.allSatisfy({ $0 < 128 }), !CommonWords.all.contains(key) else {
            return false
        }
        func part(_ range: Range<Int>) -> Token? {
            guard let beginning = Self.beginning(bytes[range]), beginnings[beginning] else { return nil }
            return tokens[String(decoding: bytes[range], as: UTF8.self)]
        }
        func isFamily(_ token: Token?, initial: UInt8) -> Bool {
            guard let token, token.isFamily, !token.isCommon else { return false }
            return familyInitials.contains(UInt64(token.number) << 8 | UInt64(initial))
        }
        // "Sharing" is no S. Haring.
        let isForm = key.hasSuffix("ing") || key.hasSuffix("ed") || key.hasSuffix("ers")
        if isHandle || !isForm, isFamily(part(1..<bytes.count), initial: bytes[0]) { return true }
        // "Locked" is no Locke whose given name begins with a D.
        let isEnding = "sdrnyeg".utf8.contains(bytes[bytes.count - 1])
        if isHandle || !isEnding, isFamily(part(0..<bytes.count - 1), initial: bytes[bytes.count - 1]) { return true }
        for cut in 3..<bytes.count - 2 {
            guard let one = part(0..<cut), let other = part(cut..<bytes.count), arePair(one, other) else { continue }
            if !(one.isCommon && other.isCommon) || bytes.count > 7 { return true }
        }
        return false
    }

    private static func beginning(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count > 2 else { return nil }
        return bytes.prefix(3).reduce(0) { $0 << 5 | Int($1 & 31) }
    }

    // MARK: Cyrillic

    private static func stem(_ key: String) -> String {
        var key = key
        if let last = key.unicodeScalars.last, "аяийьоеы".unicodeScalars.contains(last) {
            key.unicodeScalars.removeLast()
        }
        return key
    }

    private static func stemsOf(_ key: String) -> [String] {
        (0...3).compactMap { count in
            let rest = key.unicodeScalars.dropLast(count)
            let ending = String(key.unicodeScalars.suffix(count))
            return rest.count >= 3 && endings.contains(ending) ? String(rest) : nil
        }
    }
    private static let endings: Set<String> = [
        "", "а", "у", "ои", "еи", "ом", "ем", "ым", "им", "е", "ы", "и", "ой", "ей", "ю", "я", "ую", "ого", "ому", "ая",
        "ых", "ами",
        "ам", "ах", "ов", "ь", "й", "ию", "ии", "ия",
    ]
}
