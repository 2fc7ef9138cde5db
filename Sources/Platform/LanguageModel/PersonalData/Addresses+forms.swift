/// Streets in small letters and in other languages, flats, roads with a number, corners, and streets behind a word for
/// living there.
extension Addresses {
    static func set(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    /// Streets in small letters behind a number of any length; the others want three digits or a word for living.
    static let sure = set("street avenue ave boulevard blvd road rd parkway pkwy st")
    static let likely = set(
        "lane ln drive dr court ct circle cir terrace trail place way loop")
    /// What stands between a number and "street" where nobody lives.
    static let noNames = set(
        """
        the a an of in on at to from and or for with by is are was were be this that these new old more other first
        second third next last mile miles km feet foot ft meter meters metre metres minute minutes hour hours day days
        week weeks month months year years grade grades page pages point points percent people students children cars
        lane lanes way ways long big small busy dirt gravel paved different per each every its their our your my his her
        side city town school bus no blocks block yard yards acres acre inches inch
        """)
    static let foreign = set(
        "rue allee impasse quai chemin rua viale corso piazza platz ulica ul jalan")
    static let suffixes = [
        "strasse", "strasze", "platz", "gasse", "weg", "allee", "straat", "laan", "gatan", "vej",
        "gade",
    ]
    static let flats = set(
        "apt apts apartment apartamento apto depto departamento dpto trailer trlr piso")
    static let routes = set("rr rfd hc psc cmr fpo apo")
    static let settled = set(
        "lives live living lived moved stay stays staying reside resides vive vivo viven vivimos vivia mudamos mudo mudaron"
    )
    static let estates = set(
        "urb urbanizacion col colonia fracc fraccionamiento residencial barrio")
    static let numerals = set(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty oh"
    )
    static let tens = set("twenty thirty forty fifty sixty seventy eighty ninety hundred")

    /// Every word at which one of the forms begins: most words of a text are none.
    private static let beginnings = sure.union(likely).union(foreign).union(flats).union(routes).union(settled)
        .union(estates).union(numerals)
        .union(
            set(
                "corner intersection esquina n s e w ne nw se sw highway hwy cr fm sr us route rt rte carr carretera km"
            ))

    static func isSuffixed(_ key: String) -> Bool {
        suffixes.contains { key.hasSuffix($0) && key.utf8.count > $0.utf8.count + 2 }
    }

    var others: [PersonalData.Finding] {
        var found: [PersonalData.Finding] = []
        for position in words.indices {
            let key = words[position].key
            guard
                Self.beginnings.contains(key) || words[position].isCapital && key.utf8.count > 5 && Self.isSuffixed(key)
            else { continue }
            let range =
                small(position, key) ?? abroad(position, key) ?? flat(position, key) ?? corner(
                    position, key)
                ?? inhabited(position, key) ?? directed(position, key) ?? route(position, key)
                ?? estate(position, key)
            if let range { found.append(.init(kind: .address, range: range)) }
        }
        return found
    }

    func gap(_ index: Int, most: Int = 2) -> Bool {
        guard index > 0, index < words.count else { return false }
        let between = text.part(words[index - 1].range.upperBound, words[index].range.lowerBound)
        return between.count <= most && between.allSatisfy { " .,-".unicodeScalars.contains($0) }
    }

    /// "1506 magnolia avenue", "22 n oak st".
    func small(_ position: Int, _ key: String) -> Range<Int>? {
        guard !words[position].isCapital, Self.sure.contains(key) || Self.likely.contains(key) else {
            return nil
        }
        var index = position
        for steps in 0..<6 {
            let begin = words[index].range.lowerBound
            if let number = house(endingBefore: begin) {
                let isLong = number.count > 2 || Self.sure.contains(key) && number.count > 1
                guard steps > 0, !isYear(number), isLong || isCued(position) else { return nil }
                return number.lowerBound..<tail(after: position)
            }
            guard index > 0, gap(index) else { return nil }
            let before = words[index - 1]
            let isOrdinal =
                ["st", "nd", "rd", "th"].contains(before.key) && isDigit(before.range.lowerBound - 1)
            if isOrdinal {
                var digits = before.range.lowerBound
                while isDigit(digits - 1) { digits -= 1 }
                if let number = house(endingBefore: digits) {
                    return number.lowerBound..<tail(after: position)
                }
                return nil
            }
            // "one twenty two maple street"
            if steps > 0, Self.numerals.contains(before.key) {
                let tens = index > 1 ? words[index - 2].key : ""
                guard Self.numerals.contains(tens) || Self.tens.contains(tens), gap(index - 1) else {
                    return nil
                }
                let isThree = index > 2 && gap(index - 2) && Self.numerals.contains(words[index - 3].key)
                return words[isThree ? index - 3 : index - 2].range.lowerBound..<tail(after: position)
            }
            guard !Self.noNames.contains(before.key) else { return nil }
            index -= 1
        }
        return nil
    }

    /// "29 Rue des Lilas, 69003 Lyon", "Hauptstraße 12".
    func abroad(_ position: Int, _ key: String) -> Range<Int>? {
        guard words[position].isCapital || key == "rue" else { return nil }
        let isSuffixed = Self.suffixes.contains {
            key.hasSuffix($0) && key.utf8.count > $0.utf8.count + 2
        }
        if isSuffixed {
            var place = words[position].range.upperBound
            if at(place) == "." { place += 1 }
            guard at(place) == " ", isDigit(place + 1) else { return nil }
            return words[position].range.lowerBound..<town(number(place + 1))
        }
        guard Self.foreign.contains(key) else { return nil }
        var end = words[position].range.upperBound
        var next = position + 1
        var names = 0
        while next < words.count, next - position < 6, gap(next, most: 1),
            words[next].isCapital
                || [
                    "de", "des", "du", "la", "le", "les", "l", "d", "da", "do", "das", "dos", "della", "del",
                    "di",
                ]
                .contains(words[next].key)
        {
            if words[next].isCapital { names += 1 }
            end = words[next].range.upperBound
            next += 1
        }
        guard names > 0 else { return nil }
        if let house = house(endingBefore: words[position].range.lowerBound), !isYear(house) {
            return house.lowerBound..<town(end)
        }
        var place = end
        while place - end < 3, " ,".unicodeScalars.contains(at(place)) { place += 1 }
        if isDigit(place), !isDigit(place + 4) {
            return words[position].range.lowerBound..<town(number(place))
        }
        return isCued(position) ? words[position].range.lowerBound..<end : nil
    }

    /// ", 69003 Lyon"
    func town(_ end: Int) -> Int {
        var place = end
        while place - end < 3, " ,".unicodeScalars.contains(at(place)) { place += 1 }
        let start = place
        while isDigit(place) { place += 1 }
        guard (4...5).contains(place - start), at(place) == " " else { return end }
        let next = words.partitioningIndex { $0.range.lowerBound > place }
        return next < words.count && words[next].range.lowerBound == place + 1 && words[next].isCapital
            ? words[next].range.upperBound : place
    }

    /// "Apartment 214", "apto. 5B".
    func flat(_ position: Int, _ key: String) -> Range<Int>? {
        guard Self.flats.contains(key), key != "piso" || isCued(position) else { return nil }
        var place = words[position].range.upperBound
        let start = place
        while place - start < 4, " .#:º°".unicodeScalars.contains(at(place)) { place += 1 }
        guard place > start else { return nil }
        let isLetter = isLetter(place) && !self.isLetter(place + 1) && isDigit(place + 1)
        guard isDigit(place) || isLetter else { return nil }
        return words[position].range.lowerBound..<number(place)
    }

    /// "1420 S Main", "One Elm Street".
    func directed(_ position: Int, _ key: String) -> Range<Int>? {
        if Self.numerals.contains(key), words[position].isCapital {
            var next = position + 1
            while next < words.count, next - position < 4, gap(next, most: 1), words[next].isCapital {
                if next > position + 1,
                    Self.sure.contains(words[next].key) || Self.likely.contains(words[next].key)
                {
                    return words[position].range.lowerBound..<words[next].range.upperBound
                }
                next += 1
            }
            return nil
        }
        guard ["n", "s", "e", "w", "ne", "nw", "se", "sw"].contains(key), words[position].isCapital,
            let house = house(endingBefore: words[position].range.lowerBound), !isYear(house),
            house.count > 2 || isCued(position)
        else { return nil }
        let end = words[position].range.upperBound
        if position + 1 < words.count, gap(position + 1), words[position + 1].style == .capital {
            return house.lowerBound..<words[position + 1].range.upperBound
        }
        // "742 E 4th"
        guard at(end) == " ", isDigit(end + 1) else { return nil }
        let after = number(end + 1)
        return isLetter(after - 1) ? house.lowerBound..<after : nil
    }

}
