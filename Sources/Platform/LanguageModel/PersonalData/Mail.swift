/// Addresses of mail, also spelled out, and numbers of bank accounts.
struct Mail {
    private typealias Finding = PersonalData.Finding
    private let text: [Unicode.Scalar]
    private let words: [TextWord]

    init(text: [Unicode.Scalar], words: [TextWord]) { (self.text, self.words) = (text, words) }

    var findings: [PersonalData.Finding] {
        var found: [Finding] = []
        for index in text.indices where text[index] == "@" {
            if let range = address(index) { found.append(Finding(kind: .email, range: range)) }
        }
        return found + spelled + accounts
    }

    private func at(_ index: Int) -> Unicode.Scalar {
        text.indices.contains(index) ? text[index] : "\n"
    }
    private func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }
    private func isLetter(_ index: Int) -> Bool { at(index).properties.isAlphabetic }
    private static let local = Set("._%+-'!#$&*/=?^{|}~".unicodeScalars)

    /// The longest that an address may be (RFC 5321), so that each is looked at in bounded time.
    private static let longest = 254

    private func address(_ place: Int) -> Range<Int>? {
        func isLocal(_ index: Int) -> Bool {
            isLetter(index) || isDigit(index) || Self.local.contains(at(index))
        }
        func isDomain(_ index: Int) -> Bool {
            isLetter(index) || isDigit(index) || at(index) == "." || at(index) == "-"
        }
        var (start, end) = (place, place + 1)
        // A blank on either side of the sign, as forms and careful people write it.
        if at(start - 1) == " ", at(end) == " " { start -= 1 }
        if at(end) == " " { end += 1 }
        let (localEnd, domainStart) = (start, end)
        while isLocal(start - 1), place - start < Self.longest { start -= 1 }
        while start < localEnd, !isLetter(start), !isDigit(start) { start += 1 }
        // "\"mia kim\"@d.example"
        if start == localEnd, at(start - 1) == "\"" {
            start -= 1
            while at(start - 1) != "\"", at(start - 1) != "\n", place - start < 64 { start -= 1 }
            start -= 1
        }
        while isDomain(end), end - place < Self.longest { end += 1 }
        while end > domainStart, at(end - 1) == "." || at(end - 1) == "-" { end -= 1 }
        let labels = text.part(domainStart, max(end, domainStart)).split(
            separator: ".", omittingEmptySubsequences: false)
        // "lunarose88@gmail"
        if labels.count == 1, start < localEnd, domainStart == place + 1,
            Self.providers.contains(
                String(String.UnicodeScalarView(text.part(domainStart, max(end, domainStart)))).lowercased())
        {
            return start..<end
        }
        guard start < localEnd, labels.count > 1, labels.allSatisfy({ !$0.isEmpty }),
            let top = labels.last,
            top.contains(where: \.properties.isAlphabetic), domainStart == place + 1 || top.count < 8
        else { return nil }
        guard top.count > 1 || !top.allSatisfy(\.isASCII) else { return nil }
        return start..<end
    }

    // MARK: Spelled out

    private static let tops: Set<String> = [
        "com", "org", "net", "edu", "gov", "us", "es", "mx", "io", "info", "co", "uk", "ca", "school",
        "example",
        "test",
        "k12", "me", "app", "pr", "de", "fr",
    ]

    /// "mia dot kim at d dot example", "mia [at] d [dot] org", "mia arroba d punto com".
    private var spelled: [PersonalData.Finding] {
        words.indices.compactMap { index in
            // "mia@d dot org" has the sign itself.
            let isSign = index > 0 && at(words[index].range.lowerBound - 1) == "@"
            guard isSign || ["at", "arroba"].contains(words[index].key), index > 0,
                index + 1 < words.count
            else {
                return nil
            }
            var end = isSign ? index : index + 1
            var dots = 0
            // The domain: words with "dot" or a dot between, up to one that ends domains.
            while end + 1 < words.count, end - index < 10 {
                let next = words[end + 1]
                if ["dot", "punto"].contains(next.key), end + 2 < words.count, gap(end + 1, 4),
                    gap(end + 2, 4)
                {
                    dots += 1
                    end += 2
                } else if next.before == .joint {
                    dots += 1
                    end += 1
                } else {
                    break
                }
            }
            // "bluefalcon.2012, you know, at gmail com"
            if dots == 0, let range = provider(index) { return Finding(kind: .email, range: range) }
            guard dots > 0, Self.tops.contains(words[end].key), gap(index, 4), gap(index + 1, 4) else {
                return nil
            }
            var first = index - 1
            // "lunarose dot 88 at yahoo dot com"
            if ["dot", "punto"].contains(words[first].key), first > 0, gap(first, 3) { first -= 1 }
            while first > 1, index - first < 9, gap(first, 4) {
                if ["dot", "punto", "underscore", "guion", "dash"].contains(words[first - 1].key),
                    gap(first - 1, 4)
                {
                    first -= 2
                } else if words[first].before == .joint {
                    first -= 1
                } else {
                    break
                }
            }
            var start = words[first].range.lowerBound
            // Digits belong to it: "mia.kim23 at …", "kim_23".
            while isDigit(start - 1)
                || (at(start - 1) == "." || at(start - 1) == "_")
                    && (isDigit(start - 2) || isLetter(start - 2))
            {
                start -= 1
            }
            return Finding(kind: .email, range: start..<words[end].range.upperBound)
        }
    }

    private static let providers: Set<String> = [
        "gmail", "yahoo", "hotmail", "outlook", "icloud", "aol", "proton", "live",
    ]

    /// Somebody's part of an address at most six words before "at gmail com": it has a digit or a dot, or stands beside.
    private func provider(_ index: Int) -> Range<Int>? {
        guard index + 2 < words.count, Self.providers.contains(words[index + 1].key),
            Self.tops.contains(words[index + 2].key), gap(index + 2, 2), gap(index + 1, 2)
        else { return nil }
        let end = words[index + 2].range.upperBound
        for first in stride(from: index - 1, through: max(0, index - 5), by: -1) {
            let word = words[first]
            let next = word.range.upperBound
            guard isDigit(next) || "._-".unicodeScalars.contains(at(next)) && (isDigit(next + 1) || isLetter(next + 1))
            else { continue }
            var start = word.range.lowerBound
            while isLetter(start - 1) || isDigit(start - 1) || "._-".unicodeScalars.contains(at(start - 1)) {
                start -= 1
            }
            return start..<end
        }
        return words[index - 1].range.lowerBound..<end
    }

    /// Whether little stands between a word and the one before it.
    private func gap(_ index: Int, _ most: Int) -> Bool {
        guard index > 0, index < words.count else { return false }
        let between = text.part(words[index - 1].range.upperBound, words[index].range.lowerBound)
        return between.count <= most && !between.contains("\n") && !between.contains(",")
            && !between.contains(where: { $0 == ";" || $0 == ":" })
    }

    // MARK: Accounts

    /// International bank account numbers (ISO 13616), by their check digits or after the word.
    private var accounts: [PersonalData.Finding] {
        words.indices.compactMap { index in
            let word = words[index]
            let start = word.range.lowerBound
            guard word.range.count == 2, isDigit(start + 2), isDigit(start + 3), !isDigit(start - 1)
            else { return nil }
            var (place, count) = (start, 0)
            var rest = 0
            var best: Int?
            var first: [Int] = []
            while count < 34 {
                if at(place) == " " || at(place) == "-", count % 4 == 0, count > 0,
                    isDigit(place + 1) || isLetter(place + 1)
                {
                    place += 1
                }
                guard at(place).isASCII, isDigit(place) || isLetter(place) else { break }
                let value = isDigit(place) ? Int(at(place).value) - 48 : Int(at(place).value | 32) - 87
                if count < 4 {
                    first.append(value)
                } else {
                    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97
                }
                (place, count) = (place + 1, count + 1)
                if count >= 15, !isDigit(place), !isLetter(place) {
                    let sum = first.reduce(rest) { ($1 > 9 ? $0 * 100 + $1 : $0 * 10 + $1) % 97 }
                    if sum == 1 { best = place }
                }
            }
            if best == nil, count >= 15, index > 0,
                words[max(0, index - 3)..<index].contains(where: { $0.key == "iban" })
            {
                best = place
            }
            return best.map { Finding(kind: .bankAccount, range: start..<$0) }
        }
    }
}
