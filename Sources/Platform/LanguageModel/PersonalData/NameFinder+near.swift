/// Names with a slip in them, where the other name of the same person or a word for a person stands beside.
extension NameFinder {
    mutating func misspelled() {
        var index = 0
        while index < words.count {
            near(index)
            index += 1
        }
    }

    private func isCandidate(_ index: Int) -> Bool {
        guard words.indices.contains(index), tokens[index] == nil, words[index].range.count >= NearNames.shortest else {
            return false
        }
        // With a capital beside a name, seldom words are names: "Jazmin Cook".
        return words[index].style == .capital
            ? !CommonWords.all.contains(words[index].key) : !CommonWords.isAny(words[index].key)
    }

    private func slips(_ index: Int) -> [RosterNames.Token] {
        let key = words[index].key
        let found = names.near.tokens(near: key, names.all)
        // "Ernma": what a scan makes of an "m".
        if found.isEmpty, key.contains("rn"), let token = names.token(spelled: key.replacing("rn", with: "m")) {
            return [token]
        }
        return found
    }

    private mutating func near(_ index: Int) {
        let next = index + 1
        let isBeside = next < words.count && [.blank, .comma, .joint].contains(words[next].before)
        let isCapital = words[index].isCapital
        // One of two is right: "Katherine McDonald", "Marcos Young", "jazmine cook".
        if isBeside, let token = tokens[next], words[next].isCapital == isCapital,
            isCandidate(index) || isOther(index, token)
        {
            if slips(index).contains(where: { names.arePair($0, token) }) { hide(index, next) }
        }
        if isBeside, let token = tokens[index], words[next].isCapital == isCapital,
            isCandidate(next) || isOther(next, token)
        {
            if slips(next).contains(where: { names.arePair($0, token) }) { hide(index, next) }
        }
        guard isCandidate(index), isCapital else { return }
        if isBeside, words[next].isCapital, isCandidate(next) || words[next].range.count == 4 && tokens[next] == nil {
            let others = slips(index)
            // Both are wrong: "Siobahn O'Brian".
            if !others.isEmpty {
                let seconds = slips(next)
                if others.contains(where: { one in seconds.contains { names.arePair(one, $0) } }) { hide(index, next) }
            }
        }
        guard words[index].style == .capital, words[index].range.count > 5, !isHidden[index],
            !CommonWords.isAny(words[index].key)
        else { return }
        // "Shroeder's dad", "my student Guadelupe", "Mrs. Kowalzcyk".
        let isOwner =
            words[index].isPossessive && next < words.count && words[next].before == .blank
            && NameCues.kin.contains(words[next].key)
        var isTitled = false
        if index > 0, words[index].before == .blank {
            let before = words[index - 1].key
            isTitled = before.utf8.count > 1 && NameCues.titles.contains(before) || before == "student"
        }
        if isOwner || isTitled, slips(index).contains(where: { !$0.isCommon }) { isHidden[index] = true }
    }

    /// Somebody's name, yet not of one whose other name stands beside.
    private func isOther(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard let own = tokens[index], words[index].range.count >= NearNames.shortest, words[index].isCapital else {
            return false
        }
        return !own.isCommon && !names.arePair(own, token)
    }

    private mutating func hide(_ index: Int, _ next: Int) { (isHidden[index], isHidden[next]) = (true, true) }

    private static let endings: [(String, String)] = [
        ("iej", "a"), ("iego", "i"), ("iemu", "i"), ("owi", ""), ("iem", ""), ("em", ""), ("ii", "ia"), ("ie", "ia"),
        ("a", ""), ("u", ""), ("y", "a"), ("i", "a"), ("e", "a"), ("im", "i"),
    ]

    private func cases(_ index: Int) -> [RosterNames.Token] {
        let word = words[index]
        if let token = tokens[index] { return [token] }
        guard word.style == .capital, word.range.count > 4 else { return [] }
        return Self.endings.compactMap { ending, base in
            word.key.hasSuffix(ending) ? names.token(spelled: word.key.dropLast(ending.count) + base) : nil
        }
    }

    /// "Łukasza Wójcika", "Zofii Wojciechowskiej": both names of one person in a case of Polish.
    mutating func inPolish() {
        guard words.count > 1 else { return }
        for index in words.indices.dropLast()
        where words[index].style == .capital && words[index + 1].style == .capital
            && words[index + 1].before == .blank && (tokens[index] == nil || tokens[index + 1] == nil)
        {
            let ones = cases(index)
            guard !ones.isEmpty else { continue }
            let others = cases(index + 1)
            if ones.contains(where: { one in others.contains { names.arePair(one, $0) } }) { hide(index, index + 1) }
        }
    }
}
