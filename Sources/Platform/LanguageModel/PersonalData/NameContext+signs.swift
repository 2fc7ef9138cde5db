/// Signs of a name that stand in few words around it.
extension NameContext {
    private func key(_ index: Int) -> String { words.indices.contains(index) ? words[index].key : "" }
    private func isNext(_ index: Int) -> Bool { index < words.count && words[index].before == .blank }

    /// Where nothing has a capital, or everything: "tell hope that", "grace was absent", "faith's mom", "the parents of
    /// grant".
    func isToldSmall(_ index: Int, _ token: RosterNames.Token) -> Bool {
        let word = words[index]
        guard word.style != .capital, token.isGiven else { return false }
        if isNext(index + 1), NameCues.kin.contains(key(index + 1)), word.isPossessive || plurals[index] {
            return index == 0 || !NameCues.determiners.contains(key(index - 1)) || word.isPossessive
        }
        guard !plurals[index] else { return false }
        if isAskedAbout(index) { return true }
        // "ask will", yet not "tell art students".
        if isNext(index),
            NameCues.told.contains(key(index - 1)) || key(index - 1) == "a" && key(index - 2) == "dile"
        {
            return !NameCues.relations.contains(key(index + 1))
        }
        if isNext(index), index > 1, ["of", "de"].contains(key(index - 1)),
            NameCues.kin.contains(key(index - 2))
        {
            return !isNext(index + 1) || NameCues.doings.contains(key(index + 1))
                || NameCues.joiners.contains(key(index + 1))
                || ["are", "were", "called", "no", "dice"].contains(key(index + 1))
        }
        guard isNext(index + 1) else { return false }
        let after = key(index + 1)
        let isFirst =
            word.opens || !isNext(index)
            || [
                "that", "and", "because", "if", "when", "hey", "hi", "its", "says", "so", "but", "since",
                "while",
            ]
            .contains(key(index - 1))
            || isNext(index) && NameCues.relations.contains(key(index - 1))
        guard isFirst else { return false }
        if ["is", "was", "esta", "estuvo"].contains(after) {
            return NameCues.plainStates.contains(key(index + 2))
        }
        // "lol its grant ur number": nobody writes so of a grant.
        if key(index - 1) == "its", ["ur", "u", "lol", "im"].contains(after) { return true }
        guard
            [
                "didnt", "doesnt", "hasnt", "isnt", "wasnt", "has", "had", "forgot", "left", "lost",
                "needs", "got",
                "hit", "no",
            ].contains(after)
        else { return false }
        return words[min(words.count, index + 2)..<min(words.count, index + 9)]
            .contains { NameCues.schoolish.contains($0.key) }
    }

    /// "is penny coming to tutoring today"
    private func isAskedAbout(_ index: Int) -> Bool {
        guard index > 0, isNext(index), words[index - 1].opens, isNext(index + 1),
            ["is", "did", "does", "can", "was", "has", "will"].contains(key(index - 1))
        else { return false }
        return words[(index + 1)..<min(words.count, index + 8)].contains {
            NameCues.schoolish.contains($0.key)
        }
            && !NameCues.determiners.contains(key(index + 1))
            && !["of", "on", "is", "to"].contains(key(index + 1))
    }

    /// "Did May pass?": what a month does not do.
    func isQuestion(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard token.isGiven, words[index].style == .capital, index > 0, isNext(index),
            words[index - 1].opens,
            ["did", "has"].contains(key(index - 1)), isNext(index + 1)
        else { return false }
        return !words[index + 1].isCapital
    }

    /// "The Fields family", "The Rivers called", "Los Reyes no han contestado".
    func isFamilyOf(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard token.isFamily, words[index].style == .capital, isNext(index),
            ["the", "los"].contains(key(index - 1)),
            isNext(index + 1), !words[index + 1].isCapital
        else { return false }
        let after = key(index + 1)
        if key(index - 1) == "the" {
            if plurals[index], ["are", "were", "have", "had", "will"].contains(after) { return true }
            return words[index].key.hasSuffix("s")
                && [
                    "called", "asked", "want", "wanted", "share", "split", "left", "came", "never", "dont", "moved",
                    "live", "say", "told", "need",
                    "emailed",
                ]
                .contains(
                    after)
        }
        return [
            "no", "han", "se", "quieren", "tienen", "viven", "piden", "pidieron", "preguntan", "llamaron",
            "dicen",
        ]
        .contains(after)
    }

    /// "Grace B", "Will P.", "Long, M.", "W. Brown": an initial that goes with the name on the roster.
    func isInitialled(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard words[index].isCapital else { return false }
        // "1  Long T  16:42": a row of a table.
        if index + 1 < words.count, words[index + 1].isInitial, words[index + 1].before == .blank, token.isFamily,
            words[index].opens, !isNext(index + 2), !["i", "a"].contains(key(index + 1))
        {
            if names.hasInitial(token, words[index + 1]) { return true }
        }
        if index + 1 < words.count, words[index + 1].isInitial,
            names.hasInitial(token, words[index + 1])
        {
            let next = words[index + 1]
            if next.before == .comma {
                return token.isFamily && (next.hasDot || !["i", "a"].contains(next.key))
            }
            if next.before == .blank {
                return token.isGiven && (next.hasDot || !["i", "a"].contains(next.key))
                    && !(isNext(index) && words[index - 1].isCapital && tokens[index - 1] == nil
                        && !words[index - 1].opens)
            }
        }
        // "D.Love", "G Winters".
        guard index > 0, isNext(index) || words[index].before == .joint, words[index - 1].isInitial,
            words[index - 1].hasDot || !["i", "a", "e", "n", "s", "w"].contains(key(index - 1)), token.isFamily
        else {
            return false
        }
        return names.hasInitial(token, words[index - 1])
    }

    /// "Cook got the highest score, Rich the lowest".
    func isRanked(_ index: Int, _ token: RosterNames.Token) -> Bool {
        words[index].style == .capital && !token.isProper && words[index].before == .comma && isNext(index + 1)
            && isNext(index + 2) && key(index + 1) == "the" && key(index + 2).hasSuffix("est")
    }

    /// "Grace - absent", "Will (gr. 4)".
    func isStated(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard token.isGiven || token.isFamily, words[index].opens, index + 1 < words.count,
            !words[index + 1].isCapital,
            [.dash, .colon, .comma, .quote, .cell].contains(words[index + 1].before)
        else { return false }
        if words[index + 1].before == .comma {
            return token.isGiven && ["absent", "tardy", "suspended", "ausente"].contains(key(index + 1))
        }
        return NameCues.states.contains(key(index + 1))
    }

    /// "Luz no vino", "le falta a Ángel": Spanish puts an article before a noun, and no capital.
    func isAddressedInSpanish(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard language.isSpanish(index), words[index].style == .capital,
            !token.isProper || token.isSpanish
        else {
            return false
        }
        if isNext(index + 1), words[index + 1].isCapital { return false }
        if words[index].opens { return token.isGiven && isNext(index + 1) && doesInSpanish(index + 1) }
        guard isNext(index) else { return false }
        return ["a", "de", "con", "para", "y", "e", "que", "por"].contains(key(index - 1))
    }

    /// A verb of Spanish in the third person: one of those known, or one whose ending shows it, before what it is done to.
    private func doesInSpanish(_ index: Int) -> Bool {
        let verb = key(index)
        if NameCues.clitics.contains(verb) { return true }
        guard isNext(index + 1), verb.utf8.count > 3,
            verb.hasSuffix("o") || verb.hasSuffix("aba") || verb.hasSuffix("ia")
        else {
            return false
        }
        return [
            "a", "al", "la", "el", "su", "un", "una", "los", "las", "que", "hoy", "ayer", "mucho", "toda",
            "todo",
        ]
        .contains(key(index + 1))
    }

    /// "Sat next to Art", "copied from May".
    func isTogether(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard token.isGiven, words[index].style == .capital, isNext(index), index > 1,
            isNext(index - 1),
            ["with", "by", "from", "to", "behind", "beside"].contains(key(index - 1))
        else { return false }
        return NameCues.together.contains(key(index - 2))
            && !(isNext(index + 1) && words[index + 1].isCapital)
    }

    /// "Reading log - Grace": behind a dash, at a line's end.
    func isTitle(_ index: Int, _ token: RosterNames.Token) -> Bool {
        guard token.isGiven, !token.isProper, index > 0, words[index].before == .dash,
            words[index].style == .capital
        else { return false }
        return index + 1 == words.count || words[index + 1].opens && words[index + 1].before != .colon
    }
}
