/// Corners, roads with a number, estates, and streets behind a word for living there.
extension Addresses {
    /// "RR 2", "Hwy 61", "CR 450", "FM 1960" behind a house's number or a word for living there.
    func route(_ position: Int, _ key: String) -> Range<Int>? {
        let end = words[position].range.upperBound
        guard words[position].isCapital || ["highway", "hwy"].contains(key),
            at(end) == " " || at(end) == "-" || at(end) == ".",
            let digits = [end + 1, end + 2].first(where: isDigit)
        else { return nil }
        if Self.routes.contains(key) { return words[position].range.lowerBound..<number(digits) }
        guard
            ["highway", "hwy", "cr", "fm", "sr", "us", "route", "rt", "rte", "carr", "carretera", "km"]
                .contains(key)
        else { return nil }
        if let house = house(endingBefore: words[position].range.lowerBound), house.count > 1,
            !isYear(house)
        {
            var last = number(digits)
            if at(last) == " ", ["n", "s", "e", "w"].contains(String(at(last + 1)).lowercased()),
                !isLetter(last + 2)
            {
                last += 2
            }
            return house.lowerBound..<last
        }
        // "Carr. 165 km 4.5"
        let last = number(digits)
        if ["carr", "carretera"].contains(key), position + 1 < words.count,
            words[position + 1].key == "km",
            words[position + 1].range.lowerBound - last < 3
        {
            var end = words[position + 1].range.upperBound
            while isDigit(end) || " .".unicodeScalars.contains(at(end)) && isDigit(end + 1) { end += 1 }
            return words[position].range.lowerBound..<end
        }
        guard words[max(0, position - 4)..<position].contains(where: { Self.settled.contains($0.key) })
        else {
            return nil
        }
        return words[position].range.lowerBound..<number(digits)
    }

    /// "Urb. Villa Fontana", "Col. Centro".
    func estate(_ position: Int, _ key: String) -> Range<Int>? {
        guard Self.estates.contains(key), words[position].isCapital || isCued(position) else {
            return nil
        }
        guard words[position].hasDot || key.utf8.count > 5 && isCued(position) else { return nil }
        var (next, end) = (position + 1, 0)
        while next < words.count, next - position < 5, gap(next),
            words[next].isCapital || ["de", "del", "la", "las", "los"].contains(words[next].key)
        {
            if words[next].isCapital { end = words[next].range.upperBound }
            if text[words[next].range.upperBound...].first == "," { break }
            next += 1
        }
        return end > 0 ? words[position].range.lowerBound..<end : nil
    }

    /// "The corner of Oak and 5th", "la esquina de Juárez y Morelos".
    func corner(_ position: Int, _ key: String) -> Range<Int>? {
        guard ["corner", "intersection", "esquina"].contains(key), position + 1 < words.count,
            ["of", "de"].contains(words[position + 1].key)
        else { return nil }
        let start = words[position + 1].range.upperBound + 1
        var (end, next, joints, names) = (start, position + 2, 0, 0)
        var place = start
        while place - start < 60 {
            if isDigit(place) {
                while isDigit(place) { place += 1 }
                end = place
                names += 1
                while next < words.count, words[next].range.lowerBound < place { next += 1 }
                if next < words.count, words[next].range.lowerBound == place {
                    (place, end, next) = (
                        words[next].range.upperBound, words[next].range.upperBound, next + 1
                    )
                }
                continue
            }
            if next < words.count, words[next].range.lowerBound == place {
                let word = words[next]
                if ["and", "y", "e"].contains(word.key) {
                    guard joints == 0 else { break }
                    joints += 1
                } else if word.isCapital || Self.sure.contains(word.key) || Self.likely.contains(word.key) {
                    names += 1
                    end = word.range.upperBound
                } else if !["the", "la", "el", "calle", "avenida", "de", "con"].contains(word.key) {
                    break
                }
                place = word.range.upperBound
                next += 1
                continue
            }
            guard " .&".unicodeScalars.contains(at(place)) else { break }
            if at(place) == "&" { joints += 1 }
            place += 1
        }
        return joints > 0 && names > 1 ? start..<end : nil
    }

    /// "Lives on Elm Street", "vive en la calle Hidalgo".
    func inhabited(_ position: Int, _ key: String) -> Range<Int>? {
        guard Self.settled.contains(key) else { return nil }
        var next = position + 1
        while next < words.count, next - position < 6, gap(next),
            [
                "on", "at", "in", "to", "en", "la", "el", "al", "over", "off", "with", "now", "down", "a",
                "aqui", "near",
            ]
            .contains(words[next].key)
        {
            next += 1
        }
        guard next < words.count, next > position + 1, gap(next) else { return nil }
        let start = words[next].range.lowerBound
        if ["calle", "avenida", "callejon", "carretera", "camino"].contains(words[next].key) {
            var end: Int?
            var place = next + 1
            while place < words.count, place - next < 5, gap(place, most: 1),
                words[place].isCapital || ["de", "la", "los", "las", "del"].contains(words[place].key)
            {
                if words[place].isCapital { end = words[place].range.upperBound }
                place += 1
            }
            return end.map { start..<$0 }
        }
        var place = next
        while place < words.count, place - next < 4, place == next || gap(place, most: 1),
            words[place].isCapital
        {
            if place > next,
                Self.sure.contains(words[place].key) || Self.likely.contains(words[place].key)
            {
                return start..<words[place].range.upperBound
            }
            place += 1
        }
        return nil
    }
}
