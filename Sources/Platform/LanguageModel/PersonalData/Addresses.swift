/// Where somebody lives: streets with a number, boxes of a post office, in English and Spanish.
struct Addresses {
    private typealias Finding = PersonalData.Finding
    let text: [Unicode.Scalar]
    let words: [TextWord]

    init(text: [Unicode.Scalar], words: [TextWord]) { (self.text, self.words) = (text, words) }

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    private static let streets = words(
        """
        street st avenue ave av road rd drive dr lane ln boulevard blvd court ct way place pl terrace ter circle cir
        parkway pkwy highway hwy trail trl loop alley square sq plaza crossing run path pike turnpike trace cove ridge
        heights hollow bend crescent broadway row walk close grove gardens estates mews route
        """)
    /// Those that are streets in small letters, too.
    private static let plain = words(
        "street st avenue ave road rd drive dr lane ln boulevard blvd court ct")
    private static let numbered = words("highway hwy route road rd")
    private static let spanish = words(
        """
        calle avenida avda av avenue camino carrera cra cr carretera paseo plaza calzada callejon cerrada privada
        bulevar boulevard blvd urbanizacion urb travesia ronda pasaje rua via
        """)
    private static let cues = words(
        """
        lives live lived living vivimos mudamos mudaron mudo stop pickup dropoff reside address addresses home house at moved resides residing residence direccion domicilio vive
        vivo viven mail mailed send sent deliver delivered from picked drop dropped casa
        """)
    private static let boxes = words("box apartado casilla apdo")

    var findings: [PersonalData.Finding] {
        var found: [Finding] = []
        for position in words.indices {
            let key = words[position].key
            if Self.streets.contains(key), let range = street(position) {
                found.append(Finding(kind: .address, range: range))
            }
            if Self.spanish.contains(key), let range = calle(position) {
                found.append(Finding(kind: .address, range: range))
            }
            if key == "c", at(words[position].range.upperBound) == "/", let range = calle(position) {
                found.append(Finding(kind: .address, range: range))
            }
            if let range = smallStreet(position) ?? gridHouse(position) {
                found.append(Finding(kind: .address, range: range))
            }
            if Self.boxes.contains(key) || key == "pob", let range = box(position) {
                found.append(Finding(kind: .address, range: range))
            }
        }
        return found + others + bare
    }

    func at(_ index: Int) -> Unicode.Scalar { text.indices.contains(index) ? text[index] : "\n" }
    func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }
    func isLetter(_ index: Int) -> Bool { at(index).properties.isAlphabetic }

    // MARK: Streets

    /// A house's number, one to five words with capitals or ordinals, and a word for a street.
    private func street(_ position: Int) -> Range<Int>? {
        let word = words[position]
        let isPlain = Self.plain.contains(word.key)
        guard word.isCapital || isPlain && isCued(position) else { return nil }
        var index = position
        var steps = 0
        var isSmall = !word.isCapital
        while steps < 6 {
            // What stands before this word: a number, an ordinal's letters, or another word.
            let begin = words[index].range.lowerBound
            if let number = house(endingBefore: begin),
                index < position || word.key == "broadway" || isNumbered(position)
            {
                guard !isYear(number), !isSmall || isPlain && isCued(position) else { return nil }
                return number.lowerBound..<tail(after: position)
            }
            guard index > 0, near(index) else { return nil }
            let before = words[index - 1]
            let isOrdinal =
                ["st", "nd", "rd", "th"].contains(before.key) && isDigit(before.range.lowerBound - 1)
            guard
                before.isCapital || isOrdinal || isPlain
                    || ["of", "the", "de", "la", "del"].contains(before.key)
            else { return nil }
            if !before.isCapital, !isOrdinal, !["of", "the", "de", "la", "del"].contains(before.key) {
                isSmall = true
            }
            index -= 1
            steps += 1
            if isOrdinal {
                // "1420 5th Street": the house stands before the ordinal's digits.
                var digits = before.range.lowerBound
                while isDigit(digits - 1) { digits -= 1 }
                if let number = house(endingBefore: digits) {
                    return number.lowerBound..<tail(after: position)
                }
                guard index > 0, digits - words[index - 1].range.upperBound <= 2 else { return nil }
            }
        }
        return nil
    }

    /// "Highway 61".
    private func isNumbered(_ position: Int) -> Bool {
        let end = words[position].range.upperBound
        return Self.numbered.contains(words[position].key) && at(end) == " " && isDigit(end + 1)
    }

    /// Whether only a blank, a dot or an ordinal's digits stand before a word.
    private func near(_ index: Int) -> Bool {
        let between = text.part(words[index - 1].range.upperBound, words[index].range.lowerBound)
        return between.count < 8
            && between.allSatisfy {
                $0 == " " || $0 == "." || $0 == "-" || ("0"..."9").contains($0) || $0 == "'"
            }
            && (!between.contains(".") || words[index - 1].range.count < 4)
    }

    /// A house's number right before a place: "1420", "12-34", "7B", "1420 1/2".
    func house(endingBefore place: Int) -> Range<Int>? {
        var end = place
        while at(end - 1) == " " || at(end - 1) == ",", place - end < 2 { end -= 1 }
        guard end < place else { return nil }
        var start = end
        // "215½", "7B"
        if ["½", "¼", "¾"].contains(at(start - 1)) || isLetter(start - 1), isDigit(start - 2) {
            start -= 1
        }
        // "123-B"
        if start == end, isLetter(start - 1), at(start - 2) == "-", isDigit(start - 3) { start -= 2 }
        while start > 0, end - start < 10,
            isDigit(start - 1)
                || (at(start - 1) == "-" || at(start - 1) == "/") && isDigit(start - 2) && isDigit(start)
        {
            start -= 1
        }
        // "1420 1/2 Oak Street"
        if text.part(start, end).contains("/"), at(start - 1) == " ", isDigit(start - 2) {
            start -= 1
            while isDigit(start - 1) { start -= 1 }
        }
        guard start < end, isDigit(start),
            text.part(start, end).count(where: { ("0"..."9").contains($0) }) <= 6
        else {
            return nil
        }
        guard !isLetter(start - 1), !".$€£".unicodeScalars.contains(at(start - 1)) else { return nil }
        guard at(start - 1) != "," || at(start - 2) == " " || !isDigit(start - 2) else { return nil }
        return start..<end
    }

    /// "In 1990", "since 2014": no house's number.
    func isYear(_ range: Range<Int>) -> Bool {
        let number = Int(String(String.UnicodeScalarView(text[range]))) ?? 0
        guard (1900...2099).contains(number) else { return false }
        let next = words.partitioningIndex { $0.range.lowerBound >= range.lowerBound }
        guard next > 0 else { return false }
        return ["in", "since", "by", "until", "before", "after", "from", "of", "en", "desde"].contains(
            words[next - 1].key)
    }

    func isCued(_ position: Int) -> Bool {
        words[max(0, position - 9)..<position].contains { Self.cues.contains($0.key) }
    }

    private static let units = words(
        "apt apartment unit suite ste no num numero depto dpto departamento apto piso lot room rm floor bldg building trlr"
    )
    private static let directions = words(
        "n s e w ne nw se sw north south east west northeast northwest southeast southwest")

    /// Takes along what follows a street: its direction, a number, a flat, the place, the state and the ZIP code.
    func tail(after position: Int) -> Int {
        var end = words[position].range.upperBound
        if at(end) == ".", at(end + 1) != " " || at(end + 2) == "," { end += 1 }
        var next = position + 1
        func isClose(_ most: Int = 3) -> Bool {
            while next < words.count, words[next].range.lowerBound < end { next += 1 }
            return next < words.count && words[next].range.lowerBound - end <= most
                && !text.part(end, words[next].range.lowerBound).contains("?")
        }
        if isClose(1), Self.directions.contains(words[next].key), words[next].isCapital {
            end = words[next].range.upperBound
            next += 1
        }
        // "Highway 61", "County Road 12".
        if Self.numbered.contains(words[position].key), at(end) == " ", isDigit(end + 1) {
            end = number(end + 1)
        }
        // "Apt 4B", "#12".
        if isClose(4), Self.units.contains(words[next].key) {
            var place = words[next].range.upperBound
            while ". #".unicodeScalars.contains(at(place)), place - words[next].range.upperBound < 3 {
                place += 1
            }
            if isDigit(place) || isLetter(place) && !isLetter(place + 1) { end = number(place) }
        } else {
            var place = end
            while " ,.".unicodeScalars.contains(at(place)), place - end < 3 { place += 1 }
            if at(place) == "#" {
                place += at(place + 1) == " " ? 2 : 1
                if isDigit(place) || isLetter(place) { end = number(place) }
            }
        }
        while next < words.count, words[next].range.lowerBound < end { next += 1 }
        return locality(end, next)
    }

    /// ", Reno, NV 89501" where the ZIP code is there.
    func locality(_ end: Int, _ next: Int) -> Int {
        var next = next
        var last = end
        var count = 0
        while next < words.count, count < 5, words[next].isCapital,
            words[next].range.lowerBound - last <= 3,
            text.part(last, words[next].range.lowerBound).allSatisfy({ " ,.\n".unicodeScalars.contains($0) })
        {
            last = words[next].range.upperBound
            next += 1
            count += 1
            if let zip = zip(last) { return zip }
        }
        return zip(end) ?? end
    }

    private func zip(_ place: Int) -> Int? {
        var start = place
        while " ,.".unicodeScalars.contains(at(start)), start - place < 3 { start += 1 }
        guard start > place, (start..<start + 5).allSatisfy(isDigit), !isDigit(start + 5) else {
            return nil
        }
        return at(start + 5) == "-" && (start + 6..<start + 10).allSatisfy(isDigit)
            ? start + 10 : start + 5
    }

    /// The end of a number with letters: "4B", "12-3".
    func number(_ start: Int) -> Int {
        var end = start
        while end - start < 8,
            isDigit(end) || isLetter(end) || at(end) == "-" && (isDigit(end + 1) || isLetter(end + 1))
        { end += 1 }
        return end
    }
}
