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
        /// A word of English, too.
        var isCommon: Bool
        /// A word of Spanish, or seldom one of English: what it is here, the text around it tells.
        let isSpanish: Bool, isSeldom: Bool
        /// A common word that has a capital without being a person: a month, a place.
        let isProper: Bool
        /// How many people have it as a given name.
        var bearers: UInt32 = 0

        init(_ key: String, number: UInt32) {
            self.number = number
            isProper = CommonWords.proper.contains(key)
            isCommon = isProper || CommonWords.all.contains(key)
            isSpanish = CommonWords.spanish.contains(key)
            isSeldom = CommonWords.seldom.contains(key)
        }
    }

    private var tokens: [String: Token] = [:]
    /// A given and a family word of one person.
    private var pairs: Set<UInt64> = []
    /// Beginnings of Cyrillic names, to which endings of cases are put.
    private var stems: [String: String] = [:]
    /// Which initial stands before or after which family.
    private(set) var familyInitials: Set<UInt64> = []
    /// With which three letters a given name begins that goes with a family name, and the other way round.
    private var pairedBeginnings: Set<UInt64> = []
    /// Which initial of a family name stands behind which given name.
    private(set) var givenInitials: Set<UInt64> = []
    /// The first three letters of all words, packed: most words of a text begin with none of them.
    private(set) var beginnings = Array(repeating: false, count: 1 << 15)
    /// Initials of given and family names.
    private var initials: Set<String> = []
    private(set) var unspaced = UnspacedNames()
    let foreign = ForeignNames()
    let near = NearNames()
    var all: [String: Token] { tokens }
    /// Consonants of names that the roster has in Arabic letters.
    private(set) var consonants: Set<String> = []

    public init(_ names: some Sequence<Name> = []) {
        for name in names {
            let givenPlain = PlainText(name.given)
            let familyPlain = PlainText(name.family)
            if UnspacedNames.isUnspaced(givenPlain.scalars)
                || UnspacedNames.isUnspaced(familyPlain.scalars)
            {
                unspaced.add(given: givenPlain.scalars, family: familyPlain.scalars)
            }
            add(TextWord.split(givenPlain.scalars), TextWord.split(familyPlain.scalars))
            if !name.given.utf8.allSatisfy({ $0 < 128 }) || !name.family.utf8.allSatisfy({ $0 < 128 }) {
                noteConsonants(name)
            }
            // "Müller" is also "Mueller".
            for other in OtherSpellings.of(name) {
                add(
                    TextWord.split(PlainText(other.given).scalars),
                    TextWord.split(PlainText(other.family).scalars))
            }
        }
    }

    private mutating func noteConsonants(_ name: Name) {
        for part in [name.given, name.family] {
            for word in TextWord.split(PlainText(part).scalars) where word.range.count > 2 {
                guard let first = word.key.unicodeScalars.first, (0x621...0x6FF).contains(first.value)
                else { continue }
                consonants.insert(Romanized.consonants(arabic: word.key))
            }
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
        for key in Self.glued(family.map(\.key)) {
            familyKeys.append(key)
            note(key, isGiven: false)
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
        givenKeys += Nicknames.joined(givenKeys)
        for given in givenKeys.prefix(3) { givenKeys += Nicknames.all(of: given) }
        if givenWords.count > 1 { givenKeys.append(givenWords.map(\.key).joined()) }
        for key in givenKeys { note(key, isGiven: true) }
        for family in familyKeys {
            for word in givenWords {
                if let number = tokens[family]?.number, let initial = word.key.unicodeScalars.first,
                    initial.isASCII
                {
                    familyInitials.insert(UInt64(number) << 8 | UInt64(initial.value))
                }
                if let number = tokens[word.key]?.number, let initial = family.unicodeScalars.first,
                    initial.isASCII
                {
                    givenInitials.insert(UInt64(number) << 8 | UInt64(initial.value))
                }
                noteBeginnings(word.key, family)
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
            if given.count > 1, let middle = given[1].key.first {
                initials.insert(String([one, middle, other]))
            }
        }
    }

    private mutating func note(_ key: String, isGiven: Bool, particle: Bool = false) {
        var token = tokens[key] ?? Token(key, number: UInt32(tokens.count))
        if isGiven {
            (token.isGiven, token.bearers) = (true, token.bearers &+ 1)
        } else {
            token.isFamily = true
        }
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

    /// A word of a name as it is written in plain small letters.
    func token(spelled key: String) -> Token? { tokens[key] }

    func token(_ word: TextWord) -> Token? {
        if let token = tokens[word.key] ?? word.lookalike.flatMap({ tokens[$0] }) { return token }
        // "Pрiya": a letter that sounds so where one was meant that looks so.
        if word.lookalike != nil, let key = Romanized.word(word.key), let token = tokens[key] {
            return token
        }
        guard let first = word.key.unicodeScalars.first, !first.isASCII else { return nil }
        if (0x400...0x52F).contains(first.value), word.range.count >= 4,
            let token = Self.stemsOf(word.key).lazy.compactMap({ stems[$0] }).first.flatMap({ tokens[$0] }
            )
        {
            return token
        }
        if (0x370...0x52F).contains(first.value) { return foreign.token(word, tokens) }
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
        if let token = tokens[String(word.key.dropLast())], token.isFamily || !token.isCommon {
            return token
        }
        guard word.key.hasSuffix("es") else { return nil }
        return tokens[String(word.key.dropLast(2))].flatMap { $0.isFamily ? $0 : nil }
    }

    /// "haddads dad", "graces mom": a name in small letters whose apostrophe was left out.
    func possessive(_ word: TextWord) -> Token? {
        guard word.key.hasSuffix("s"), word.range.count > 3 else { return nil }
        return tokens[String(word.key.dropLast())]
    }

    /// Whether one person has both, in this or the other order.
    func arePair(_ one: Token, _ other: Token) -> Bool {
        arePair(given: one, family: other) || arePair(given: other, family: one)
    }

    func arePair(given: Token, family: Token) -> Bool {
        pairs.contains(UInt64(given.number) << 32 | UInt64(family.number))
    }

    /// Whether somebody with that given name has a family name, or with that family name a given one, with an initial.
    func hasInitial(_ token: Token, _ initial: TextWord) -> Bool {
        guard let letter = initial.key.unicodeScalars.first, letter.isASCII else { return false }
        let key = UInt64(token.number) << 8 | UInt64(letter.value)
        return givenInitials.contains(key) || familyInitials.contains(key)
    }

    /// Whether a word that is no name may be a short or misspelled form of one that goes with a name: "Xime" before
    /// "Villalobos", "Kowalzcyk" behind "Mia".
    func mayBelong(_ word: TextWord, to token: Token) -> Bool {
        let letters = Array(word.key.utf8)
        guard letters.count > 2 else { return false }
        // "Emeka" for Chukwuemeka, "Lani" for Leilani.
        if letters.count > 3,
            pairedBeginnings.contains(
                UInt64(token.number) << 24 | 1 << 23 | Self.packed(Array(letters.suffix(4)), 4))
        {
            return true
        }
        return [3, 4].contains { count in
            letters.count >= count
                && pairedBeginnings.contains(UInt64(token.number) << 24 | Self.packed(letters, count))
        }
    }

    private mutating func noteBeginnings(_ given: String, _ family: String) {
        guard let one = tokens[given], let other = tokens[family] else { return }
        // Short forms have three letters; a misspelled family name begins as the right one does.
        if given.utf8.count > 2 {
            pairedBeginnings.insert(UInt64(other.number) << 24 | Self.packed(Array(given.utf8), 3))
        }
        if given.utf8.count > 5 {
            pairedBeginnings.insert(
                UInt64(other.number) << 24 | 1 << 23 | Self.packed(Array(given.utf8.suffix(4)), 4))
        }
        if family.utf8.count > 4 {
            pairedBeginnings.insert(UInt64(one.number) << 24 | Self.packed(Array(family.utf8), 4))
        }
    }

    private static func packed(_ letters: [UInt8], _ count: Int) -> UInt64 {
        letters.prefix(count).reduce(UInt64(count == 3 ? 64 : 0)) { $0 << 5 | UInt64($1 & 31) }
    }

    func areInitials(_ key: String) -> Bool { initials.contains(key) }

    static func beginning(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count > 2 else { return nil }
        return bytes.prefix(3).reduce(0) { $0 << 5 | Int($1 & 31) }
    }
}
