/// Whether two words that go together on the roster are a name where they stand.
extension NameFinder {
    /// Whether two words of a name are it here: "will grant" and "long may" are not.
    func isWritten(_ index: Int, _ next: Int, _ one: RosterNames.Token, _ other: RosterNames.Token)
        -> Bool
    {
        guard one.isCommon && other.isCommon else { return true }
        if words[index].isCapital && words[next].isCapital { return true }
        // A line of its own: "young, angel".
        if next == index + 1, words[index].opens, next + 1 == words.count || words[next + 1].opens {
            return true
        }
        guard next == index + 1, words[next].before == .blank || words[next].before == .joint,
            names.arePair(given: one, family: other)
        else { return false }
        if words[next].before == .joint { return true }
        if isAsked(index, next) { return true }
        if isSaid(next) { return !NameCues.modals.contains(words[index].key) || words[index].opens }
        // "grace bell and will parks": another whole name is beside it.
        if isPairBeside(index, next) { return true }
        if next + 1 < words.count, words[next + 1].before == .blank,
            NameCues.kin.contains(words[next + 1].key)
        {
            return true
        }
        if next + 1 < words.count, words[next + 1].before == .blank,
            NameCues.doings.contains(words[next + 1].key),
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

    /// "rusty nails was late", "penny lane has a dentist appointment": said of people in a school.
    func isSaid(_ next: Int) -> Bool {
        guard next + 2 < words.count, words[next + 1].before == .blank,
            ["was", "is", "has", "had", "isnt", "wasnt", "hasnt", "cant", "wont"].contains(
                words[next + 1].key)
        else { return false }
        return words[(next + 2)..<min(words.count, next + 8)].contains {
            NameCues.schoolish.contains($0.key) || NameCues.plainStates.contains($0.key)
                || ["late", "appt", "appointment", "doctor", "dentist", "cold", "out"].contains($0.key)
        }
    }

    func isPairBeside(_ index: Int, _ next: Int) -> Bool {
        func isPair(_ one: Int, _ other: Int) -> Bool {
            guard words.indices.contains(one), words.indices.contains(other),
                words[other].before == .blank,
                let given = tokens[one], let family = tokens[other]
            else { return false }
            return names.arePair(given: given, family: family)
        }
        guard next == index + 1 else { return false }
        if next + 2 < words.count, words[next + 1].before == .comma, isPair(next + 1, next + 2) {
            return true
        }
        if index > 1, words[index].before == .comma, isPair(index - 2, index - 1) { return true }
        if next + 1 < words.count, NameCues.joiners.contains(words[next + 1].key),
            isPair(next + 2, next + 3)
        {
            return true
        }
        return index > 2 && NameCues.joiners.contains(words[index - 1].key)
            && isPair(index - 3, index - 2)
    }

    /// "did hunter page turn in", "will banks wasnt in 4th and neither was grant winters".
    func isAsked(_ index: Int, _ next: Int) -> Bool {
        let after = next + 1 < words.count && words[next + 1].before == .blank ? words[next + 1].key : ""
        if ["wasnt", "isnt", "didnt", "hasnt", "doesnt", "cant"].contains(after) { return true }
        guard index > 0, words[index].before == .blank else { return false }
        let before = words[index - 1].key
        if before == "was" || before == "is", index > 1,
            words[index - 2].key == "neither" || words[index - 2].key == "so"
        {
            return true
        }
        if before == "is" || before == "was", words[index - 1].opens, NameCues.conditions.contains(after) {
            return true
        }
        return ["did", "has", "does"].contains(before) && words[index - 1].opens
            && !NameCues.modals.contains(words[index].key)
    }
}
