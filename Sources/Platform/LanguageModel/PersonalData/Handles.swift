/// Names under which people sign in or are known on networks: "login: gbell09", "@kalani.k", "gamertag ShadowNinja77".
struct Handles {
    let text: [Unicode.Scalar]
    let words: [TextWord]
    let names: RosterNames

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    /// Whatever follows one of them and a colon is a name of somebody.
    private static let plain = words(
        "username usernames login logins logon userid gamertag gamertags screenname usuario userids uname"
    )
    /// What follows these counts with a digit or a mark in it.
    private static let networks = words(
        """
        user handle account cuenta instagram insta ig snapchat snap tiktok discord roblox xbox psn playstation twitter
        twitch steam kik telegram fortnite minecraft youtube facebook messenger classdojo clever kahoot epic threads
        bluesky reddit profile perfil
        """)
    private static let cues = plain.union(networks).union(["name"])
    private static let fillers = words(
        "is was are name names handle id ids account nombre de es the his her their my your su mi called as tag user now on in"
    )
    private static let domains = words("com org net edu gov us io co school k12 html pdf docx google")

    var ranges: [Range<Int>] {
        var found: [Range<Int>] = []
        for index in words.indices {
            let key = words[index].key
            guard Self.cues.contains(key) else { continue }
            let isPlain =
                Self.plain.contains(key)
                || key == "name" && index > 0
                    && ["user", "screen", "login", "account"].contains(words[index - 1].key)
            if isPlain || Self.networks.contains(key), let range = following(index, isPlain: isPlain) {
                found.append(range)
            }
        }
        for index in text.indices where text[index] == "#" {
            if let range = hashtag(index) { found.append(range) }
        }
        for index in text.indices where text[index] == "@" {
            if let range = mention(index) { found.append(range) }
        }
        return found
    }

    private func at(_ index: Int) -> Unicode.Scalar {
        text.indices.contains(index) ? text[index] : "\n"
    }
    private func isPart(_ index: Int) -> Bool {
        let scalar = at(index)
        return scalar.isASCII
            && (scalar.properties.isAlphabetic || isDigit(index) || "._-".unicodeScalars.contains(scalar))
    }
    private func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }

    /// The first of a few words behind a cue that looks like such a name.
    private func following(_ index: Int, isPlain: Bool) -> Range<Int>? {
        var place = words[index].range.upperBound
        var isTold = false
        for _ in 0..<4 {
            let gap = place
            while place - gap < 4, " :=#@\"'(*`,-".unicodeScalars.contains(at(place)) {
                if at(place) == ":" || at(place) == "=" || at(place) == "@" { isTold = true }
                place += 1
            }
            var end = place
            while isPart(end), end - place < 40 { end += 1 }
            guard end > place, place > gap else { return nil }
            var trimmed = end
            while trimmed > place, ".-".unicodeScalars.contains(at(trimmed - 1)) { trimmed -= 1 }
            let token = text.part(place, trimmed)
            let key = String(String.UnicodeScalarView(token)).lowercased()
            if Self.fillers.contains(key) {
                if ["is", "es", "was"].contains(key) { isTold = true }
                place = end
                continue
            }
            let hasNumber = discriminator(trimmed) > trimmed
            return hasNumber || isHandle(token, key, isPlain: isPlain, isTold: isTold)
                ? place..<discriminator(trimmed) : nil
        }
        return nil
    }

    private func isHandle(
        _ token: ArraySlice<Unicode.Scalar>, _ key: String, isPlain: Bool, isTold: Bool
    ) -> Bool {
        let letters = token.filter { $0.properties.isAlphabetic }
        guard letters.count > 1, token.count > 3 else { return false }
        let hasDigit = token.contains { ("0"..."9").contains($0) }
        if let last = key.split(separator: ".").last, key.contains("."),
            Self.domains.contains(String(last))
        {
            return false
        }
        if token.contains("_") || hasDigit && letters.count > 2 { return true }
        if token.contains("."), isTold || isPlain { return true }
        let isMixed = zip(token, token.dropFirst()).contains {
            $0.properties.isLowercase && $1.properties.isUppercase
        }
        if isMixed, isTold { return true }
        let small = String(String.UnicodeScalarView(letters)).lowercased()
        if names.isRunTogether(small, isHandle: true, isSure: true) { return true }
        // "@notmargaretabernathy", "@the.real.mia.kim"
        for prefix in ["not", "real", "thereal", "the", "its", "im", "officially", "official", "hey"]
        where small.hasPrefix(prefix) && small.utf8.count > prefix.utf8.count + 6 {
            if names.isRunTogether(String(small.dropFirst(prefix.utf8.count)), isHandle: true, isSure: true) {
                return true
            }
        }
        return isPlain && isTold && !hasDigit && key == small
            && token.allSatisfy(\.properties.isLowercase)
            && small.utf8.count > 5 && !CommonWords.isAny(small) && !small.hasSuffix("ed")
            && !small.hasSuffix("ing")
    }

    /// "#TeamKeanu": a name among the words that capitals part.
    private func hashtag(_ index: Int) -> Range<Int>? {
        var (end, first) = (index + 1, index + 1)
        var isName = false
        func judge(_ part: Range<Int>) {
            guard part.count > 2 else { return }
            let key = String(String.UnicodeScalarView(text[part])).lowercased()
            if let token = names.token(spelled: key), !token.isCommon { isName = true }
        }
        while at(end).isASCII, at(end).properties.isAlphabetic || isDigit(end), end - index < 60 {
            if end > first, at(end).properties.isUppercase, !at(end - 1).properties.isUppercase {
                judge(first..<end)
                first = end
            }
            end += 1
        }
        judge(first..<end)
        // "#keanustrong"
        let whole = String(String.UnicodeScalarView(text.part(index + 1, end))).lowercased()
        for affix in ["strong", "squad", "fam", "army", "crew", "forever", "nation"] where whole.hasSuffix(affix) {
            if let token = names.token(spelled: String(whole.dropLast(affix.count))), !token.isCommon { isName = true }
        }
        for affix in ["team", "prayfor", "justicefor", "prayersfor"] where whole.hasPrefix(affix) {
            if let token = names.token(spelled: String(whole.dropFirst(affix.count))), !token.isCommon { isName = true }
        }
        return isName ? index + 1..<end : nil
    }

    /// "gracie#4471"
    private func discriminator(_ end: Int) -> Int {
        guard at(end) == "#", (1...4).allSatisfy({ isDigit(end + $0) }), !isDigit(end + 5) else {
            return end
        }
        return end + 5
    }

    /// "@kalani.k08", "@tokonkwo".
    private func mention(_ index: Int) -> Range<Int>? {
        guard !isPart(index - 1) else { return nil }
        var end = index + 1
        while isPart(end), end - index < 40 { end += 1 }
        while end > index + 1, ".-".unicodeScalars.contains(at(end - 1)) { end -= 1 }
        let token = text.part(index + 1, end)
        let key = String(String.UnicodeScalarView(token)).lowercased()
        guard isHandle(token, key, isPlain: false, isTold: false) else { return nil }
        return index + 1..<end
    }
}
