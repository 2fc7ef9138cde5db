/// What is hidden beside a name: what is like it, listed with it, and what belongs to it.
extension NameFinder {
    /// "Mia and Grace", "Hope, Mia or Will".
    mutating func lists() {
        func spread(_ index: Int, _ other: Int) -> Bool {
            guard isHidden[other], !isHidden[index], let token = tokens[index],
                !token.isProper || token.isGiven && abs(index - other) > 1
            else { return false }
            // "the parents of grant and miles"
            if words[index].style == .small {
                return token.isGiven && abs(index - other) == 2 && words[other].style == .small
            }
            return words[index].isCapital && words[other].isCapital
        }
        func neighbour(_ index: Int, _ step: Int) -> Int? {
            let (low, high) = step > 0 ? (index, index + 1) : (index - 1, index)
            guard words.indices.contains(low), words.indices.contains(high) else { return nil }
            let middle = step > 0 ? high : low
            if words[high].before == .item { return middle }
            if words[high].before == .comma, !NameCues.joiners.contains(words[middle].key) {
                return middle
            }
            func isClose(_ one: Int, _ other: Int) -> Bool {
                let place = max(one, other)
                return words.indices.contains(place) && [.blank, .comma].contains(words[place].before)
            }
            var far = middle
            // "de Grace y de Hunter": a small word stands before the second.
            if step < 0, NameCues.listed.contains(words[middle].key), isClose(far, far - step) {
                far += step
            }
            guard words.indices.contains(far), NameCues.joiners.contains(words[far].key),
                isClose(far, far - step)
            else {
                return nil
            }
            far += step
            guard words.indices.contains(far), isClose(far, far - step) else { return nil }
            if step > 0, NameCues.listed.contains(words[far].key), isClose(far, far + 1) { far += 1 }
            return words.indices.contains(far) ? far : nil
        }
        // "Faith, Ivy, Hunter": three names in a row are no sentence.
        var first = 0
        while first < words.count {
            var end = first
            var (isOpen, count) = (true, 0)
            while isOpen, end < words.count, let token = tokens[end], token.isGiven,
                words[end].style == .capital,
                end == first || [.comma, .item].contains(words[end].before)
            {
                count += token.isProper ? 0 : 1
                end += 1
                // "Hope, Faith and Joy": the last one of a row.
                if end - first > 1, end + 1 < words.count, NameCues.joiners.contains(words[end].key),
                    [.blank, .comma].contains(words[end].before), words[end + 1].before == .blank,
                    let last = tokens[end + 1], last.isGiven, words[end + 1].style == .capital
                {
                    (isOpen, count, end) = (false, count + (last.isProper ? 0 : 1), end + 2)
                }
            }
            if end - first > 2, count > 1 {
                for index in first..<end where tokens[index] != nil { isHidden[index] = true }
            }
            first = max(end, first + 1)
        }
        columns()
        // "Grace: 85, Hope: 92".
        let scored = words.indices.filter {
            words[$0].isNumbered && words[$0].isCapital && tokens[$0]?.isGiven ?? false
        }
        if scored.count > 1 {
            for index in scored where !(tokens[index]?.isProper ?? true) { isHidden[index] = true }
        }
        for index in words.indices where tokens[index] != nil {
            if let other = neighbour(index, -1), spread(index, other) { isHidden[index] = true }
        }
        for index in words.indices.reversed() where tokens[index] != nil {
            if let other = neighbour(index, 1), spread(index, other) { isHidden[index] = true }
        }
    }

    /// A name a line, three or more: "* Penny", "* Violet", "* Ruby".
    mutating func columns() {
        var first = 0
        func isAlone(_ index: Int) -> Bool {
            guard let token = tokens[index], token.isGiven || token.isFamily, words[index].isCapital, words[index].opens
            else { return false }
            return index + 1 == words.count || words[index + 1].opens
        }
        while first < words.count {
            var (end, count) = (first, 0)
            while end < words.count, isAlone(end) {
                count += tokens[end]?.isProper ?? true ? 0 : 1
                end += 1
            }
            if end - first > 2, count > 1 { for index in first..<end { isHidden[index] = true } }
            first = max(end, first + 1)
        }
    }

    /// Who was named once is meant again: "Grace needs help. What would help Grace?"
    mutating func repeats(_ context: NameContext) {
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
    mutating func extend() {
        for index in words.indices where isHidden[index] && tokens[index] != nil {
            // "Mia K.", "Kowalczyk, M."
            var next = index + 1
            while next < words.count, next - index < 3, words[next].isInitial,
                words[next].before == .blank || words[next].before == .joint
                    || words[next].before == .comma,
                words[next].hasDot || !["i", "a"].contains(words[next].key),
                words[next].before != .comma || words[next].hasDot || tokens[index]?.isFamily ?? false
            {
                isHidden[next] = true
                next += 1
            }
            if next < words.count, words[next].before == .joint, words[next].range.count == 1 {
                isHidden[next] = true
            }
            // "Larsson, Emma Kristina": a second given name behind a whole one.
            if next == index + 1, index > 0, next < words.count, words[index].before == .comma,
                isHidden[index - 1],
                words[next].before == .blank, words[next].isCapital, words[next].range.count > 1,
                tokens[next] == nil,
                !CommonWords.isAny(words[next].key),
                next + 1 == words.count || words[next + 1].before != .blank
            {
                isHidden[next] = true
            }
            // "M. R. Kowalczyk", "de la Cruz", "m.kowalczyk".
            var last = index - 1
            while last >= 0, index - last < 4, !isHidden[last],
                words[last + 1].before == .blank || words[last + 1].before == .joint
            {
                let word = words[last]
                let isInitial =
                    word.isInitial && (word.hasDot || !["i", "a"].contains(word.key))
                    || word.range.count == 1 && words[last + 1].before == .joint
                let isParticle =
                    tokens[last + 1]?.hasParticle ?? false && NameCues.particles.contains(word.key)
                    || tokens[index]?.hasParticle ?? false && NameCues.particles.contains(word.key)
                // "del toro vega": the first of two families.
                let isFamily =
                    tokens[last].map { one in
                        one.isFamily
                            && (tokens[last + 1].map { $0.isFamily && names.arePair(given: one, family: $0) } ?? false)
                    } ?? false
                guard isInitial || isParticle || isFamily && word.style == words[index].style else { break }
                isHidden[last] = true
                last -= 1
            }
        }
    }

    /// Names in Latin letters that the roster has in Arabic ones: their consonants are the same.
    mutating func inArabic() {
        for index in words.indices
        where tokens[index] == nil && words[index].style != .small && !words[index].isArabic {
            let consonants = Romanized.consonants(latin: words[index].key)
            guard
                consonants.utf8.count > 2 || consonants.utf8.count == 2 && index > 0 && isHidden[index - 1],
                !CommonWords.isAny(words[index].key), names.consonants.contains(consonants)
            else { continue }
            isHidden[index] = true
        }
    }

    /// A word beside a name that begins as one does that goes with it: "Xime Villalobos", "Mia Kowalzcyk".
    mutating func alike(_ index: Int) {
        let word = words[index]
        guard word.style != .small, word.range.count > 2,
            index > 0 && tokens[index - 1] != nil || index + 1 < words.count && tokens[index + 1] != nil,
            !CommonWords.isAny(word.key)
        else { return }
        func isNear(_ other: Int, _ place: Int) -> Bool {
            guard let token = tokens[other], words[other].isCapital,
                words[place].before == .blank || words[place].before == .comma
            else { return false }
            return names.mayBelong(word, to: token)
        }
        if index + 1 < words.count, isNear(index + 1, index + 1) {
            (isHidden[index], isHidden[index + 1]) = (true, true)
        } else if index > 0, isNear(index - 1, index) {
            (isHidden[index], isHidden[index - 1]) = (true, true)
        }
    }
}
