/// Finds the people of a roster in the words of a text.
struct NameFinder {
    private let words: [TextWord]
    private let names: RosterNames
    private let tokens: [RosterNames.Token?]
    private let plurals: [Bool]
    private var isHidden: [Bool]

    init(words: [TextWord], names: RosterNames) {
        (self.words, self.names) = (words, names)
        var plurals = Array(repeating: false, count: words.count)
        tokens = words.indices.map { index in
            if let token = names.token(words[index]) { return token }
            guard let token = names.plural(words[index]) else { return nil }
            plurals[index] = true
            return token
        }
        self.plurals = plurals
        isHidden = Array(repeating: false, count: words.count)
    }

    /// Ranges of the plain text.
    var ranges: [Range<Int>] {
        var finder = self
        finder.mark()
        return finder.joined
    }

    private mutating func mark() {
        for index in words.indices {
            guard let token = tokens[index] else { continue }
            if isDistinctive(index, token) { isHidden[index] = true }
        }
        for index in words.indices where tokens[index] != nil { pair(index) }
        let context = NameContext(words: words, tokens: tokens, plurals: plurals)
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
        repeats(context)
        extend()
    }

    // MARK: Steps

    /// A name that is no word: hidden wherever it stands.
    private func isDistinctive(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard !token.isCommon else { return false }
        let word = words[index]
        if plurals[index] { return true }
        // Two letters are a name with a capital only: "Li", "Ng".
        if word.key.utf8.count < 3 { return word.style == .capital && word.range.count > 1 }
        return true
    }

    private func isRunTogether(_ index: Int) -> Bool {
        let word = words[index]
        guard word.range.count > 4 else { return false }
        // A part of an address or a file's name: another dot or underscore, or digits.
        let isHandle = word.before == .joint || index + 1 < words.count && words[index + 1].before == .joint
        return names.isRunTogether(word.lookalike ?? word.key, isHandle: isHandle)
    }

    /// Given and family name of one person beside each other, with an initial or a middle name between or not.
    private mutating func pair(_ index: Int) {
        guard let token = tokens[index] else { return }
        var next = index + 1
        var middles = 0
        while next < words.count, next - index < 7 {
            let word = words[next]
            guard word.before == .blank || word.before == .joint || word.before == .comma && middles == 0 else {
                return
            }
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

    /// Whether two words of a name are it here: "will grant" and "long may" are not.
    private func isWritten(_ index: Int, _ next: Int, _ one: RosterNames.Token, _ other: RosterNames.Token) -> Bool {
        guard one.isCommon && other.isCommon else { return true }
        if words[index].isCapital && words[next].isCapital { return true }
        // A line of its own: "young, angel".
        if next == index + 1, words[index].opens, next + 1 == words.count || words[next + 1].opens { return true }
        guard next == index + 1, words[next].before == .blank || words[next].before == .joint,
            names.arePair(given: one, family: other)
        else { return false }
        if words[next].before == .joint { return true }
        if next + 1 < words.count, words[next + 1].before == .blank, NameCues.doings.contains(words[next + 1].key),
            !NameCues.weakDoings.contains(words[next + 1].key)
        {
            return !NameCues.modals.contains(words[index].key) || words[index].opens
        }
        guard index > 0, words[index].before != .other else { return false }
        let before = words[index - 1].key
        return NameCues.toPeople.contains(before) || NameCues.relations.contains(before)
            || NameCues.titles.contains(before) || NameCues.naming.contains(before)
            || ["with", "for", "about", "from", "to", "meet", "met", "see", "call", "of"].contains(before)
    }

    /// Letters with blanks or hyphens between: "K o w a l c z y k".
    private mutating func spellings() {
        var start = 0
        while start < words.count {
            guard words[start].range.count == 1 else {
                start += 1
                continue
            }
            var end = start + 1
            while end < words.count, words[end].range.count == 1,
                words[end].before == .blank || words[end].before == .joint,
                end - start < 24
            {
                end += 1
            }
            if end - start > 2 {
                let letters = words[start..<end].map(\.key).joined()
                let word = TextWord(
                    range: 0..<letters.unicodeScalars.count, key: letters, lookalike: nil, before: .other,
                    style: .capital,
                    hasDot: false, isPossessive: false, isMarked: false, isScored: false, opens: false)
                if names.token(word).map({ !$0.isCommon }) ?? names.isRunTogether(letters, isHandle: false) {
                    for index in start..<end { isHidden[index] = true }
                }
            }
            start = end
        }
        // A word cut at a line's end: "Kowal-" and "czyk".
        for index in words.indices.dropFirst()
        where words[index].before == .blank && words[index].style != .capital && !isHidden[index]
            && words[index].range.lowerBound - words[index - 1].range.upperBound == 2
        {
            let whole = words[index - 1].key + words[index].key
            let word = TextWord(
                range: 0..<whole.unicodeScalars.count, key: whole, lookalike: nil, before: .other, style: .capital,
                hasDot: false, isPossessive: false, isMarked: false, isScored: false, opens: false)
            if let token = names.token(word), !token.isCommon { (isHidden[index - 1], isHidden[index]) = (true, true) }
        }
    }

    /// "Mia and Grace", "Hope, Mia or Will".
    private mutating func lists() {
        func spread(_ index: Int, _ other: Int) -> Bool {
            guard isHidden[other], !isHidden[index], let token = tokens[index],
                !token.isProper || token.isGiven && abs(index - other) > 1
            else { return false }
            return words[index].style == .capital && words[other].isCapital
        }
        func neighbour(_ index: Int, _ step: Int) -> Int? {
            let (low, high) = step > 0 ? (index, index + 1) : (index - 1, index)
            guard words.indices.contains(low), words.indices.contains(high) else { return nil }
            let middle = step > 0 ? high : low
            if words[high].before == .comma, !NameCues.joiners.contains(words[middle].key) { return middle }
            let far = middle + step
            guard words.indices.contains(far), NameCues.joiners.contains(words[middle].key),
                [.blank, .comma].contains(words[max(far, middle)].before),
                [.blank, .comma].contains(words[high].before)
            else { return nil }
            return far
        }
        // "Faith, Ivy, Hunter": three names in a row are no sentence.
        var first = 0
        while first < words.count {
            var end = first
            while end < words.count, let token = tokens[end], token.isGiven, !token.isProper,
                words[end].style == .capital, end == first || words[end].before == .comma
            {
                end += 1
            }
            if end - first > 2 { for index in first..<end { isHidden[index] = true } }
            first = max(end, first + 1)
        }
        for index in words.indices where tokens[index] != nil {
            if let other = neighbour(index, -1), spread(index, other) { isHidden[index] = true }
        }
        for index in words.indices.reversed() where tokens[index] != nil {
            if let other = neighbour(index, 1), spread(index, other) { isHidden[index] = true }
        }
    }

    /// Who was named once is meant again: "Grace needs help. What would help Grace?"
    private mutating func repeats(_ context: NameContext) {
        var named: Set<String> = []
        for index in words.indices where isHidden[index] && tokens[index]?.isCommon ?? false {
            named.insert(words[index].key)
        }
        guard !named.isEmpty else { return }
        for index in words.indices where !isHidden[index] && named.contains(words[index].key) {
            if context.mayRepeat(index) { isHidden[index] = true }
        }
    }

    /// Takes initials, small words and middle names along.
    private mutating func extend() {
        for index in words.indices where isHidden[index] && tokens[index] != nil {
            // "Mia K.", "Kowalczyk, M."
            var next = index + 1
            while next < words.count, next - index < 3, words[next].isInitial,
                words[next].before == .blank || words[next].before == .joint || words[next].before == .comma,
                words[next].hasDot || !["i", "a"].contains(words[next].key),
                words[next].before != .comma || words[next].hasDot || tokens[index]?.isFamily ?? false
            {
                isHidden[next] = true
                next += 1
            }
            if next < words.count, words[next].before == .joint, words[next].range.count == 1 { isHidden[next] = true }
            // "M. R. Kowalczyk", "de la Cruz", "m.kowalczyk".
            var last = index - 1
            while last >= 0, index - last < 4, !isHidden[last],
                words[last + 1].before == .blank || words[last + 1].before == .joint
            {
                let word = words[last]
                let isInitial =
                    word.isInitial && (word.hasDot || !["i", "a"].contains(word.key))
                    || word.range.count == 1 && words[last + 1].before == .joint
                let isParticle = tokens[index]?.hasParticle ?? false && NameCues.particles.contains(word.key)
                guard isInitial || isParticle else { break }
                isHidden[last] = true
                last -= 1
            }
        }
    }

    // MARK: Result

    private var joined: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var last: Int?
        for index in words.indices where isHidden[index] {
            let word = words[index]
            // An initial goes with its dot.
            let range = word.range.lowerBound..<word.range.upperBound + (word.range.count == 1 && word.hasDot ? 1 : 0)
            if last == index - 1, let before = ranges.last, goesOn(index), before.upperBound <= range.lowerBound {
                ranges[ranges.count - 1] = before.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
            last = index
        }
        return ranges
    }

    /// Whether a word belongs to the same name as the one before it.
    private func goesOn(_ index: Int) -> Bool {
        switch words[index].before {
        case .other, .colon: return false
        case .blank, .joint: return !words[index - 1].isPossessive
        case .comma:
            if words[index].isInitial { return true }
            guard let one = tokens[index - 1], let other = tokens[index] else { return false }
            return names.arePair(given: other, family: one)
        }
    }
}
