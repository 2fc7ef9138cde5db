/// What a sentence does with a word that tells that it is a name.
extension NameContext {
    func doesSomething(_ index: Int) -> Bool {
        guard let after = after(index) else { return false }
        // What has happened amid a sentence's beginning: "Chase punched Miles".
        if after.style == .small, after.key.hasSuffix("ed"), after.key.utf8.count > 4,
            after.key.utf8.count < 12,
            tokens[index]?.isGiven ?? false, !(tokens[index]?.isProper ?? true), words[index].opens
        {
            return true
        }
        if ["absent", "suspended", "tardy", "ill", "expelled", "ausente"].contains(after.key) {
            return true
        }
        if NameCues.adverbs.contains(after.key), let second = self.after(index + 1) {
            if ["hasnt", "didnt", "doesnt", "isnt", "wont", "cant", "havent"].contains(second.key) {
                return true
            }
            // "Mark never has a pencil."
            if ["has", "had"].contains(second.key), tokens[index]?.isGiven ?? false,
                let third = self.after(index + 2)
            {
                return ["a", "an", "any", "his", "her", "no", "the"].contains(third.key)
            }
            return NameCues.doings.contains(second.key)
                && (second.key.hasSuffix("s") || second.key.hasSuffix("ed"))
                && !["is", "was", "has", "does"].contains(second.key)
        }
        guard NameCues.doings.contains(after.key) else { return false }
        // "Case studies will be read": a noun, and what happens to it.
        if after.key.hasSuffix("s"), !NameCues.weakDoings.contains(after.key),
            let second = self.after(index + 1),
            NameCues.auxiliaries.contains(second.key)
        {
            return false
        }
        // "To Washington leaves at five": a place.
        if tokens[index]?.isProper ?? false, !words[index].opens, let before = before(index),
            ["to", "in", "from", "at", "of", "near", "for"].contains(before.key)
        {
            return false
        }
        guard NameCues.weakDoings.contains(after.key) else { return true }
        guard let second = self.after(index + 1) else { return false }
        if ["has", "had", "hasnt"].contains(after.key) {
            if second.key == "been" {
                return self.after(index + 2).map { NameCues.conditions.contains($0.key) } ?? false
            }
            return NameCues.troubles.contains(second.key)
        }
        if ["is", "was", "isn", "isnt", "wasnt", "esta"].contains(after.key) {
            let third =
                ["not", "also", "still", "always", "often", "very", "so", "now", "usually", "really"]
                    .contains(
                        second.key)
                ? self.after(index + 2) : nil
            return NameCues.conditions.contains(third?.key ?? second.key)
        }
        return false
    }

    /// A word with a capital in a text that has small letters, too.
    func isNamed(_ index: Int, _ token: RosterNames.Token) -> Bool {
        let word = words[index]
        let before = before(index)
        let after = after(index)
        // Part of another name with capitals: "Central Park", "Grace Period".
        let hasCapitalBefore =
            before.map { $0.isCapital && tokens[index - 1] == nil && !words[index - 1].opens } ?? false
        let hasCapitalAfter = after.map { $0.isCapital && $0.range.count > 1 } ?? false
        if belongs(index), !hasCapitalBefore || !token.isProper { return true }
        if let before, NameCues.determiners.contains(before.key) { return false }
        if hasCapitalBefore || hasCapitalAfter { return false }
        if doesSomething(index) { return true }
        if let before, NameCues.toPeople.contains(before.key) { return true }
        guard !token.isProper, word.style == .capital else { return false }
        if word.isPossessive { return true }
        guard !word.opens, let before else { return false }
        // "Rivers and Woods": the first decides, where the two are no people's given names.
        if ["and", "or", "y", "e", "o"].contains(before.key), index > 1, words[index - 2].isCapital,
            let other = tokens[index - 2],
            other.isCommon, !other.isGiven || !token.isGiven
        {
            return false
        }
        if before.isCapital {
            return before.opens && (after.map { !$0.isCapital } ?? true)
                && !["all", "no"].contains(before.key)
        }
        return true
    }

    /// "Student MK", "MK's mother": only beside a word for a person.
    func isInitials(_ index: Int, _ names: RosterNames) -> Bool {
        let word = words[index]
        // "M.K."
        if word.isInitial, index + 1 < words.count, words[index + 1].isInitial,
            words[index + 1].before == .joint || words[index + 1].before == .blank,
            names.areInitials(word.key + words[index + 1].key)
        {
            return isNaming(index) || isRelation(index) || before(index)?.key == "initials"
        }
        guard word.style == .allCapitals, (2...3).contains(word.range.count),
            !NameCues.abbreviations.contains(word.key), names.areInitials(word.key)
        else { return false }
        if belongs(index) { return true }
        guard let before = before(index) else { return false }
        return isNaming(index) || isRelation(index) || before.key == "initials"
    }

    /// "A student, June, who never eats", "the Fields family".
    func isIntroduced(_ index: Int) -> Bool {
        if index > 0, words[index].before == .comma, NameCues.relations.contains(words[index - 1].key),
            index + 1 == words.count || words[index + 1].before != .blank
        {
            return true
        }
        guard let after = after(index), words[index].style == .capital, !after.isCapital else {
            return false
        }
        return ["family", "families", "household", "twins", "siblings", "brothers", "sisters"].contains(
            after.key)
    }
}
