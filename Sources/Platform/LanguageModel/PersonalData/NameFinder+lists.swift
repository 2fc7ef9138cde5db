/// Rows of names that are words: a line-up, a seating plan, a score sheet.
extension NameFinder {
    mutating func rows() {
        lineUps()
        positions()
        // "Do: 84, Le: 91, Vue: 77, Day: 90".
        let scored = words.indices.filter {
            words[$0].isNumbered && words[$0].isCapital && tokens[$0] != nil
        }
        if Set(scored.map { words[$0].key }).count > 2 {
            for index in scored where isHidden[index] || words[index].before != .blank { isHidden[index] = true }
        }
        together()
        speakers()
    }

    /// "Stone / Page / Green / Banks", "YOUNG-BROWN-LONG-PRICE", "Brown, Green, Rich, Cook".
    private mutating func lineUps() {
        var first = 0
        while first < words.count {
            guard tokens[first] != nil, words[first].isCapital else {
                first += 1
                continue
            }
            var (end, items) = (first + 1, 0)
            while end < words.count, tokens[end] != nil, words[end].style == words[first].style {
                let isHyphen =
                    words[end].style == .allCapitals && words[end].before == .blank
                    && words[end].range.lowerBound - words[end - 1].range.upperBound == 1
                guard words[end].before == .item || words[end].before == .comma || isHyphen else { break }
                if words[end].before == .item || isHyphen { items += 1 }
                end += 1
            }
            let families = (first..<end).count { !(tokens[$0]?.isProper ?? true) }
            // "Team A - Young, Brown, Long", yet not colours.
            let isLabelled =
                words[first].before == .dash || words[first].before == .colon || words[first].before == .item
            let isColoured = (first..<end).allSatisfy { Self.colours.contains(words[$0].key) }
            if end - first > 2, items == end - first - 1 || isLabelled || end - first > 3, families > 2, !isColoured {
                for index in first..<end { isHidden[index] = true }
            }
            first = end
        }
    }

    private static let colours: Set<String> = [
        "green", "brown", "white", "black", "gray", "grey", "blue", "red", "gold", "silver", "violet", "rose", "olive",
    ]

    /// "PG Love, SG Brown, SF Bishop".
    private mutating func positions() {
        let found = words.indices.dropFirst().filter { index in
            guard let token = tokens[index], token.isFamily, words[index].style == .capital,
                words[index].before == .blank
            else { return false }
            let before = words[index - 1]
            return before.range.count < 4 && before.isCapital
                && (before.style == .allCapitals || before.range.count == 1)
                && tokens[index - 1] == nil && (before.before == .comma || before.before == .dash || before.opens)
        }
        if found.count > 2 { for index in found { isHidden[index] = true } }
    }

    /// The other name of somebody who was named: "The Pages want both boys in homeroom; Hunter is fine".
    private mutating func together() {
        let named = words.indices.filter { isHidden[$0] && tokens[$0] != nil }
        guard !named.isEmpty, named.count < 64 else { return }
        for index in words.indices.dropLast()
        where words[index + 1].before == .blank && words[index].style == words[index + 1].style
            && isHidden[index] != isHidden[index + 1] && !words[index].isPossessive
        {
            // "is chase bishop here": who is called so was found to be named.
            if let one = tokens[index], let other = tokens[index + 1], names.arePair(given: one, family: other) {
                (isHidden[index], isHidden[index + 1]) = (true, true)
            }
        }
        // "deshawn hit patience rich": in small letters, beside somebody else.
        for index in words.indices.dropLast()
        where words[index].style == .small && words[index + 1].style == .small && words[index + 1].before == .blank
            && !isHidden[index]
            && (words[index].opens || !NameCues.modals.contains(words[index].key) || words[index].key == "patience")
        {
            if let one = tokens[index], let other = tokens[index + 1], names.arePair(given: one, family: other) {
                (isHidden[index], isHidden[index + 1]) = (true, true)
            }
        }
        for index in words.indices where !isHidden[index] && words[index].style == .capital {
            guard let token = tokens[index], token.isGiven, !token.isProper, !plurals[index],
                !NameCues.modals.contains(words[index].key) || !words[index].opens,
                index + 1 == words.count || !words[index + 1].isCapital || words[index + 1].before != .blank
            else { continue }
            if index > 0, words[index].before == .blank, NameCues.determiners.contains(words[index - 1].key) {
                continue
            }
            let isPaired = named.contains { other in
                abs(other - index) < 40 && tokens[other].map { names.arePair(given: token, family: $0) } ?? false
            }
            if isPaired { isHidden[index] = true }
        }
    }

    /// "JORDAN: Nothing." where a Jordan was spoken to.
    private mutating func speakers() {
        let named = Set(words.indices.filter { isHidden[$0] }.map { words[$0].key })
        guard !named.isEmpty else { return }
        for index in words.indices.dropLast()
        where !isHidden[index] && words[index].opens && words[index].isCapital && words[index + 1].before == .colon
            && tokens[index] != nil && named.contains(words[index].key)
        {
            isHidden[index] = true
        }
    }
}
