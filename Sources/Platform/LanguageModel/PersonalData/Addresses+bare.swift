/// Houses whose street has no word for one, roads of counties, numbers in words, and what stands about an address in a
/// form: "in front of 230 Larkspur", "N4783 County Road XX", "C.P. 44160".
extension Addresses {
    /// Right before the number of a house.
    private static let before = set(
        """
        at from of near by to addr address lives live living stop home house residence casa direccion domicilio en street
        pickup dropoff staying is
        """)
    /// What tells that a place where somebody lives is meant; the weak words before a number need one.
    private static let home = set(
        """
        lives live living lived moved move moving stop stops bus house home apt apartment trailer residence resides reside
        address addr picked pick pickup drop dropped dropoff release custody ur yr u mom dad moms dads grandma grandmas
        staying cab taxi park parked neighbor neighbors mail deliver delivered vive viven parada custody
        """)
    private static let sureBefore = set("addr address lives residence direccion domicilio resides")
    /// With a capital behind a number, and no street.
    private static let noStreets = set(
        """
        am pm january february march april may june july august september october november december jan feb mar apr jun jul
        aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday students grade grades points
        english math science history ela title section part chapter usd ce bc ad dollars percent ft lbs mhz americans
        middle high elementary schools rooms feet native black african hispanic latino white asian states countries us u people children families
        """)

    var bare: [PersonalData.Finding] {
        var found: [PersonalData.Finding] = []
        for position in words.indices {
            let key = words[position].key
            let begin = words[position].range.lowerBound
            let range =
                isDigit(begin - 2) || isDigit(begin - 3)
                ? named(position) : words[position].isCapital ? inSpanish(position) : nil
            if let range = range ?? (Self.called.contains(key) ? called(position, key) : nil) {
                found.append(.init(kind: .address, range: range))
            }
        }
        return found
    }

    /// Every word at which a road of a county, a street behind words for a number, or a form's field is looked for.
    private static let called = sure.union(likely).union(
        ["county", "cty", "co", "state", "township", "twp", "zip", "zipcode", "cp", "p", "address", "addr", "calle"])

    private func called(_ position: Int, _ key: String) -> Range<Int>? {
        county(position, key) ?? inWords(position, key) ?? form(position, key)
    }

    /// "Lives at 2288 Vine", "Addr: 77 Harbor View", "r u at 55 birchwood".
    private func named(_ position: Int) -> Range<Int>? {
        let word = words[position]
        let begin = word.range.lowerBound
        guard word.range.count > 2, isDigit(begin - 2) || isDigit(begin - 3), at(begin - 1) == " ",
            let house = house(endingBefore: begin), (2...5).contains(house.count), !isYear(house),
            !Self.noStreets.contains(word.key), !Self.noNames.contains(word.key)
        else { return nil }
        let opensLine = house.lowerBound == 0 || at(house.lowerBound - 1) == "\n"
        if opensLine, word.style == .capital, let end = townInNextLines(position) { return house.lowerBound..<end }
        guard position > 0, (0...3).contains(house.lowerBound - words[position - 1].range.upperBound),
            text.part(words[position - 1].range.upperBound, house.lowerBound).allSatisfy({
                " :=.".unicodeScalars.contains($0)
            }),
            Self.before.contains(words[position - 1].key)
        else { return nil }
        let cue = words[position - 1].key
        let near = words[max(0, position - 8)..<position - 1]
        if word.style == .small {
            // "R u at 55 birchwood": nothing else is said with such words.
            let isMet = near.suffix(3).contains {
                ["u", "ur", "lives", "live", "im", "house", "home", "over"].contains($0.key)
            }
            guard cue == "at", isMet, house.count < 6, !CommonWords.isAny(word.key), word.key.utf8.count > 3,
                !word.key.hasSuffix("s")
            else { return nil }
            return house.lowerBound..<word.range.upperBound
        }
        guard word.style == .capital else { return nil }
        if cue == "is" {
            guard house.count > 2, ["house", "address", "home", "apartment", "place"].contains(near.last?.key ?? "")
            else {
                return nil
            }
        }
        if cue == "of" { guard position > 2, words[position - 2].key == "front" else { return nil } }
        guard Self.sureBefore.contains(cue) || near.contains(where: { Self.home.contains($0.key) }) else { return nil }
        return house
            .lowerBound..<locality(
                streetEnd(position), words.partitioningIndex { $0.range.lowerBound >= streetEnd(position) })
    }

    /// "Vive en Roble 318."
    private func inSpanish(_ position: Int) -> Range<Int>? {
        guard position > 1, words[position].style == .capital, words[position - 1].key == "en", gap(position, most: 1),
            ["vive", "viven", "vivo", "vivimos", "vivia"].contains(words[position - 2].key), gap(position - 1, most: 1)
        else { return nil }
        let end = streetEnd(position)
        guard at(end) == " ", isDigit(end + 1) else { return nil }
        let last = number(end + 1)
        return isDigit(last - 1) || isLetter(last - 1) ? words[position].range.lowerBound..<last : nil
    }

    /// The end of up to three words with capitals.
    private func streetEnd(_ position: Int) -> Int {
        var last = position
        while last + 1 < words.count, last - position < 2, words[last + 1].style == .capital, gap(last + 1, most: 1),
            !text.part(words[last].range.upperBound, words[last + 1].range.lowerBound).contains(",")
        {
            last += 1
        }
        return words[last].range.upperBound
    }

    /// A line of its own with a place and its ZIP code at most two lines below: "3350 Juniper", "Lakeridge 97310".
    private func townInNextLines(_ position: Int) -> Int? {
        let end = streetEnd(position)
        guard at(end) == "\n" else { return nil }
        var (place, lines) = (end, 0)
        while place < text.count, lines < 4, place - end < 80 {
            if at(place) == "\n" { lines += 1 }
            if isDigit(place), !isDigit(place - 1), (0..<5).allSatisfy({ isDigit(place + $0) }), !isDigit(place + 5),
                at(place - 1) == " ", lines > 0, isLetter(place - 2)
            {
                return at(place + 5) == "-" ? number(place) + 5 : place + 5
            }
            place += 1
        }
        return nil
    }

    /// "N4783 County Road XX", "1250 Cty Rd K".
    private func county(_ position: Int, _ key: String) -> Range<Int>? {
        guard ["county", "cty", "co", "state", "township", "twp"].contains(key), words[position].isCapital,
            position + 1 < words.count,
            ["road", "rd", "highway", "hwy", "route", "trunk"].contains(words[position + 1].key)
        else { return nil }
        var start = words[position].range.lowerBound
        guard at(start - 1) == " ", isDigit(start - 2) else { return nil }
        start -= 2
        while isDigit(start - 1) { start -= 1 }
        if "NSEWnsew".unicodeScalars.contains(at(start - 1)), !isLetter(start - 2) { start -= 1 }
        var end = words[position + 1].range.upperBound
        if at(end) == " ", isDigit(end + 1) {
            end = number(end + 1)
        } else if position + 2 < words.count, words[position + 2].range.lowerBound - end < 3,
            words[position + 2].range.count < 3, words[position + 2].isCapital
        {
            end = words[position + 2].range.upperBound
        }
        return start..<end
    }

    /// "Twenty-two forty Maple Grove Avenue".
    private func inWords(_ position: Int, _ key: String) -> Range<Int>? {
        guard words[position].isCapital, Self.sure.contains(key) || Self.likely.contains(key) else { return nil }
        var index = position - 1
        while index >= 0, position - index < 5, words[index].style == .capital, gap(index + 1, most: 1),
            !Self.numerals.contains(words[index].key), !Self.tens.contains(words[index].key)
        {
            index -= 1
        }
        var first = index
        while first >= 0, index - first < 6, gap(first + 1, most: 1),
            Self.numerals.contains(words[first].key) || Self.tens.contains(words[first].key)
        {
            first -= 1
        }
        guard index < position - 1, index - first > 1 else { return nil }
        return words[first + 1].range.lowerBound..<tail(after: position)
    }

    /// What a form calls by its name: "ZIP=97304-2217", "C.P. 44160", "Street: 2 7 0 4  B i r c h".
    private func form(_ position: Int, _ key: String) -> Range<Int>? {
        let end = words[position].range.upperBound
        let isCode =
            ["zip", "zipcode", "cp"].contains(key)
            || key == "p" && position > 0 && words[position - 1].key == "c" && words[position].before == .joint
        if isCode {
            var place = end
            while place - end < 7, " :=.#code".unicodeScalars.contains(at(place)) { place += 1 }
            guard place > end, (0..<5).allSatisfy({ isDigit(place + $0) }), !isDigit(place + 5) else { return nil }
            let isLong = at(place + 5) == "-" && (6..<10).allSatisfy { isDigit(place + $0) }
            return place..<place + (isLong ? 10 : 5)
        }
        guard ["street", "address", "addr", "calle"].contains(key), at(end) == ":" || at(end) == "=" else { return nil }
        var place = end + 1
        while at(place) == " ", place - end < 4 { place += 1 }
        let start = place
        var (last, letters) = (place, 0)
        // One character, a blank, one character …
        while isDigit(place) || isLetter(place), !isDigit(place + 1), !isLetter(place + 1), place - start < 60 {
            letters += 1
            last = place + 1
            place += 1
            let gap = place
            while at(place) == " ", place - gap < 3 { place += 1 }
            guard place > gap else { break }
        }
        return letters > 4 && isDigit(start) ? start..<last : nil
    }
}
