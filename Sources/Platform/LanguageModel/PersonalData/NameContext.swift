/// Tells from the words around it whether a word that may be a name is one here.
struct NameContext {
    let words: [TextWord]
    let tokens: [RosterNames.Token?]
    let plurals: [Bool]
    let names: RosterNames
    let language: TextLanguage

    /// The word before, where nothing but a blank stands between.
    func before(_ index: Int) -> TextWord? {
        guard index > 0, words[index].before == .blank || words[index].before == .joint else {
            return nil
        }
        return words[index - 1]
    }
    func after(_ index: Int) -> TextWord? {
        guard index + 1 < words.count, words[index + 1].before == .blank else { return nil }
        return words[index + 1]
    }

    func isName(_ index: Int, _ token: RosterNames.Token) -> Bool {
        let word = words[index]
        let first = start(index)
        if let before = before(first) {
            if NameCues.titles.contains(before.key), before.key.utf8.count > 1 {
                // "Students miss grace" is no title.
                if before.key != "miss" || word.isCapital { return true }
            }
            if NameCues.wordTitles.contains(before.key), word.isCapital,
                before.isCapital || isTitled(index, token)
            {
                return true
            }
            if isNaming(first) { return word.isCapital || !NameCues.wordTitles.contains(before.key) }
            if isRelation(first) {
                if word.isCapital { return true }
                // "My student hope is failing", yet not "my student will".
                if !NameCues.modals.contains(word.key) && doesSomething(index) { return true }
                return isToldSmall(index, token)
            }
        }
        // "The Van Dykes".
        if let before = before(index), token.hasParticle, word.isCapital,
            NameCues.particles.contains(before.key),
            before.isCapital || !token.isProper,
            !(after(index).map { $0.isCapital && tokens[index + 1] == nil } ?? false)
        {
            return true
        }
        if isToldSmall(index, token) { return true }
        // "the brooks family"
        if token.isSeldom || word.key.hasSuffix("s"), token.isFamily, !word.isCapital,
            before(index)?.key == "the", after(index)?.key == "family"
        {
            return true
        }
        guard word.isCapital else { return false }
        if isRanked(index, token) || isIntroduced(index) || isFamilyOf(index, token) { return true }
        // "Faiths mom called."
        if plurals[index], word.style == .capital, token.isGiven, !token.isProper || word.opens,
            let after = after(index),
            !after.isCapital, NameCues.kin.contains(after.key)
        {
            return true
        }
        guard !plurals[index] else { return false }
        if isInitialled(index, token) || isStated(index, token) || isAddressedInSpanish(index, token) {
            return true
        }
        if isTogether(index, token) || isTitle(index, token) || isQuestion(index, token) { return true }
        if isLabelled(index, token) || isParticular(index) || isMarked(index, token) {
            return true
        }
        if let before = greeting(index), before { return true }
        if let initial = after(index), initial.isInitial, initial.hasDot, token.isGiven,
            !(before(index)?.isCapital ?? false)
        {
            return true
        }
        if word.style == .allCapitals, isAmongCapitals(index) {
            return word.isPossessive && belongs(index)
        }
        return isNamed(index, token)
    }

    /// Whether a name that was used for somebody before can be that person again.
    func mayRepeat(_ index: Int) -> Bool {
        guard let token = tokens[index], !token.isProper, words[index].style == .capital,
            !plurals[index]
        else {
            return false
        }
        // "Will" and "Mark" begin sentences of their own.
        if words[index].opens, NameCues.modals.contains(words[index].key) { return false }
        if let before = before(index), NameCues.determiners.contains(before.key) { return false }
        return !(after(index)?.isCapital ?? false)
    }

    /// After a title in small letters: "coach King", yet not "director General Motors".
    func isTitled(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard token.isProper else { return true }
        return token.isFamily && !(after(index)?.isCapital ?? false)
    }

    /// Where the name that a word belongs to begins: other names, initials and small words are stepped over.
    func start(_ index: Int) -> Int {
        var start = index
        while index - start < 4, let before = before(start),
            tokens[start - 1] != nil && !NameCues.titles.contains(before.key)
                && before.style == words[index].style
                || before.isInitial && before.hasDot
                || NameCues.particles.contains(before.key) && tokens[index]?.hasParticle ?? false
        {
            start -= 1
        }
        return start
    }

    func isNaming(_ index: Int) -> Bool {
        guard let before = before(index) else { return false }
        if ["name", "names", "nombre", "llamo"].contains(before.key) { return words[index].isCapital }
        if NameCues.naming.contains(before.key) { return true }
        if ["is", "es", "called"].contains(before.key), index > 1 {
            if before.key == "called" { return words[index].isCapital }
            return ["name", "nombre", "names"].contains(words[index - 2].key)
        }
        return before.key == "llama" && index > 1 && words[index - 2].key == "se"
    }

    /// "My student Hope", "la madre de Luz".
    func isRelation(_ index: Int) -> Bool {
        guard let before = before(index) else { return false }
        if NameCues.relations.contains(before.key) { return true }
        guard ["de", "del", "of"].contains(before.key), index > 1, words[index - 1].before == .blank
        else {
            return false
        }
        // "Children of God".
        return NameCues.relations.contains(words[index - 2].key)
            && (before.key != "of" || !(tokens[index]?.isProper ?? false))
    }

    func greeting(_ index: Int) -> Bool? {
        guard index > 0 else { return isSpokenTo(index) }
        let before = words[index - 1]
        let isNear = words[index].before == .blank || words[index].before == .comma
        if isNear, NameCues.greetings.contains(before.key),
            tokens[index].map({ !$0.isProper || before.key != "from" }) ?? false
        {
            return true
        }
        if words[index].before == .comma,
            [
                "please", "ok", "okay", "yes", "no", "well", "job", "you", "favor", "best", "love", "yours",
                "cheers",
                "saludos", "atentamente",
            ].contains(before.key)
        {
            return true
        }
        return isSpokenTo(index)
    }

    /// "Grace, please sit down."
    func isSpokenTo(_ index: Int) -> Bool {
        guard words[index].opens, index + 1 < words.count,
            [.comma, .dash].contains(words[index + 1].before)
        else {
            return false
        }
        return [
            "please", "can", "could", "you", "your", "remember", "stop", "come", "sit", "look", "listen",
            "thank",
            "thanks",
            "por", "ven", "mira",
        ].contains(words[index + 1].key)
    }

    /// "Student: Faith", "Re: Hope".
    func isLabelled(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard index > 0, words[index].before == .colon, !(after(index)?.isCapital ?? false) else {
            return false
        }
        let label = words[index - 1].key
        return NameCues.relations.contains(label) || NameCues.naming.contains(label)
            || NameCues.labels.contains(label) && !token.isProper
    }

    /// "(Will)", "@Grace", "Grace 45 %", "Grace, a third grader".
    func isMarked(_ index: Int, _ token: RosterNames.Token) -> Bool {
        let word = words[index]
        guard word.style == .capital, token.isGiven, !token.isProper else { return false }
        if word.isMarked || word.isScored { return true }
        guard index + 1 < words.count else { return false }
        let next = words[index + 1]
        if next.before == .comma,
            ["a", "an", "who", "whose", "my", "our", "un", "una", "mi"].contains(next.key)
        {
            return words[min(words.count, index + 2)..<min(words.count, index + 6)]
                .contains { NameCues.relations.contains($0.key) }
        }
        return false
    }

    /// "Faith (grade 3)", "Hope and her mother".
    func isParticular(_ index: Int) -> Bool {
        guard index + 2 < words.count, words[index].style == .capital,
            !(before(index)?.isCapital ?? false)
        else {
            return false
        }
        let next = words[index + 1]
        if next.before == .blank, ["and", "y", "with"].contains(next.key),
            words[index + 2].before == .blank
        {
            return ["his", "her", "i", "su", "sus"].contains(words[index + 2].key)
        }
        return next.before != .blank && next.before != .joint && next.before != .colon
            && next.range.lowerBound - words[index].range.upperBound == 2 && !next.isCapital
            && NameCues.particulars.contains(next.key) && !["my", "our", "he", "she"].contains(next.key)
    }

    func isAmongCapitals(_ index: Int) -> Bool {
        let near = [index - 1, index + 1].filter(words.indices.contains).map { words[$0] }
        return near.isEmpty || near.contains { $0.style == .allCapitals }
    }

    func belongs(_ index: Int) -> Bool {
        guard words[index].isPossessive, let after = after(index) else { return false }
        if NameCues.belongings.contains(after.key) || NameCues.relations.contains(after.key) {
            return true
        }
        // "Grace's last essay".
        guard let second = self.after(index + 1) else { return false }
        return NameCues.belongings.contains(second.key)
    }

}
