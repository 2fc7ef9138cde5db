/// Finds the people of a roster in the words of a text.
struct NameFinder {
    let words: [TextWord]
    let names: RosterNames
    private(set) var tokens: [RosterNames.Token?]
    let plurals: [Bool]
    let language: TextLanguage
    var isHidden: [Bool]

    init(words: [TextWord], names: RosterNames) {
        (self.words, self.names) = (words, names)
        var plurals = Array(repeating: false, count: words.count)
        // Most texts name nobody whose name is a word: then nothing asks in which language they are.
        let plainTokens = words.map(names.token)
        let language = TextLanguage(
            plainTokens.contains { $0?.isCommon ?? false || $0?.isSpanish ?? false } ? words : [])
        tokens = words.indices.map { index in
            let word = words[index]
            var found = plainTokens[index]
            let isShort =
                found != nil && !word.isCapital && index + 1 < words.count
                && NameCues.kin.contains(words[index + 1].key)
            if isShort, let owner = names.possessive(word) {
                // "wills dad": the short form "Wills" is not meant.
                found = owner
                plurals[index] = true
            } else if found == nil {
                found = names.plural(word)
                if found == nil {
                    // "haddads dad", "the volkovs".
                    let isOwner = index + 1 < words.count && NameCues.kin.contains(words[index + 1].key)
                    let isFamily = index > 0 && ["the", "los", "las"].contains(words[index - 1].key)
                    if isOwner || isFamily && !word.isCapital, let token = names.possessive(word),
                        isOwner && (!word.isCapital || token.isGiven && !token.isProper) || !token.isCommon
                    {
                        found = token
                    }
                }
                plurals[index] = found != nil
            }
            guard var token = found else { return nil }
            // "Flores" is a word in a Spanish text, "chuck" without a capital.
            if token.isSeldom && !word.isCapital
                || token.isSpanish && (!word.isCapital || language.isSpanish(index))
            {
                token.isCommon = true
            }
            return token
        }
        (self.plurals, self.language) = (plurals, language)
        isHidden = Array(repeating: false, count: words.count)
        famous()
    }

    /// Ranges of the plain text.
    var ranges: [Range<Int>] {
        var finder = self
        finder.mark()
        return finder.joined
    }

    mutating func mark() {
        for index in words.indices {
            guard let token = tokens[index] else { continue }
            if isDistinctive(index, token) { isHidden[index] = true }
        }
        for index in words.indices where tokens[index] != nil { pair(index) }
        for index in words.indices where tokens[index] == nil { alike(index) }
        misspelled()
        inPolish()
        parted()
        if words.contains(where: \.isArabic) {
            for index in names.arabic(words) { isHidden[index] = true }
        }
        if !names.consonants.isEmpty { inArabic() }
        let context = NameContext(
            words: words, tokens: tokens, plurals: plurals, names: names, language: language)
        for index in words.indices where !isHidden[index] {
            if let token = tokens[index] {
                if context.isName(index, token) { isHidden[index] = true }
            } else if isRunTogether(index) {
                isHidden[index] = true
            } else if context.isInitials(index, names) {
                isHidden[index] = true
                if words[index].isInitial { isHidden[index + 1] = true }
            }
        }
        spellings()
        lists()
        rows()
        repeats(context)
        extend()
    }

    /// Takes out what is somebody else's name, but where the roster has that person.
    private mutating func famous() {
        var index = 0
        while index < words.count {
            let count = tokens[index] != nil || words[index].isCapital ? FamousNames.count(words, index, names) : 0
            guard count > 0 else {
                index += 1
                continue
            }
            let range = index..<index + count
            let isOnRoster = range.contains { one in
                (one + 1..<max(one + 1, range.upperBound)).contains { other in
                    guard let first = tokens[one], let second = tokens[other] else { return false }
                    return names.arePair(first, second)
                }
            }
            if !isOnRoster { for place in range { tokens[place] = nil } }
            index += count
        }
    }

    // MARK: Steps

    /// A name that is no word: hidden wherever it stands.
    func isDistinctive(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard !token.isCommon, !isAnother(index, token) else { return false }
        let word = words[index]
        if plurals[index] { return true }
        // Two letters are a name with a capital only: "Li", "Ng".
        if word.key.utf8.count < 3 { return word.style == .capital && word.range.count > 1 }
        return true
    }

    /// Somebody whom the roster does not know, or a place: "Sharon Davies" where no Sharon of several is a Davies, "Louis
    /// XIV", "James River".
    func isAnother(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard index + 1 < words.count, words[index].style == .capital, !words[index].isPossessive,
            words[index + 1].before == .blank, words[index + 1].isCapital
        else { return false }
        let next = words[index + 1]
        if NameCues.landmarks.contains(next.key), next.style == .capital { return true }
        // Few people with a given name: whoever is named may be one of them, by another family name.
        guard token.isGiven, token.bearers >= Self.crowd else { return false }
        if next.style == .allCapitals, next.range.count > 1, next.key.allSatisfy({ "ivx".contains($0) }) {
            return true
        }
        guard next.style == .capital, next.range.count > 2 else { return false }
        if let other = tokens[index + 1] {
            return !other.isGiven && !other.isCommon && !names.arePair(token, other)
        }
        return !CommonWords.isAny(next.key) && !names.mayBelong(next, to: token)
    }
    /// As few as schools' statistics never show.
    private static let crowd = 5

    func isRunTogether(_ index: Int) -> Bool {
        let word = words[index]
        guard word.range.count > 3 else { return false }
        // A part of an address or a file's name: another dot or underscore, or digits.
        let isHandle =
            word.before == .joint || index + 1 < words.count && words[index + 1].before == .joint
        return names.isRunTogether(
            word.lookalike ?? word.key, isHandle: isHandle,
            isSure: word.hasDigits && word.style != .allCapitals)
    }

    /// Given and family name of one person beside each other, with an initial or a middle name between or not.
    mutating func pair(_ index: Int) {
        guard let token = tokens[index] else { return }
        var next = index + 1
        var middles = 0
        while next < words.count, next - index < 7 {
            let word = words[next]
            let isInner = word.before == .quote && (next == index + 1 || words[next - 1].before == .quote)
            guard
                word.before == .blank || word.before == .joint || isInner
                    || (index + 1..<next).allSatisfy({ words[$0].isInitial })
                        && [.comma, .cell, .dash, .item].contains(word.before)
            else { return }
            if let other = tokens[next], names.arePair(token, other), isWritten(index, next, token, other) {
                for place in index...next { isHidden[place] = true }
                return
            }
            if word.isInitial || word.range.count == 1 && !["a", "i", "y", "o", "e"].contains(word.key)
                || NameCues.particles.contains(word.key) || tokens[next] != nil
            {
                middles += 1
            } else if word.style != .small, middles < 2 {
                middles += 1
            } else {
                return
            }
            next += 1
        }
    }

    // MARK: Result

    private var joined: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var last: Int?
        for index in words.indices where isHidden[index] {
            let word = words[index]
            // An initial goes with its dot.
            let range =
                word.range.lowerBound..<word.range.upperBound
                + (word.range.count == 1 && word.hasDot ? 1 : 0)
            if last == index - 1, let before = ranges.last, goesOn(index),
                before.upperBound <= range.lowerBound
            {
                ranges[ranges.count - 1] = before.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
            last = index
        }
        return ranges
    }

    /// Whether a word belongs to the same name as the one before it.
    func goesOn(_ index: Int) -> Bool {
        switch words[index].before {
        case .other, .colon, .item, .quote, .cell, .dash: return false
        case .blank, .joint: return !words[index - 1].isPossessive
        case .comma:
            if words[index].isInitial { return true }
            guard let one = tokens[index - 1], let other = tokens[index] else { return false }
            return names.arePair(given: other, family: one)
        }
    }
}
