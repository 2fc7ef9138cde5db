/// Streets in Spanish, and boxes of a post office.
extension Addresses {
    /// "Calle de la Luna, 12", "Av. Reforma #123", "Carrera 7 No. 12-34".
    func calle(_ position: Int) -> Range<Int>? {
        let isAbbreviated =
            words[position].key.utf8.count <= 4
            || ["boulevard", "avenue", "via"].contains(words[position].key)
        guard
            words[position].isCapital
                || !isAbbreviated && words[position].key != "camino" && words[position].key != "plaza"
        else { return nil }
        if let range = numberFirst(position) { return range }
        var place = words[position].range.upperBound
        var next = position + 1
        var count = 0
        while count < 8 {
            let start = place
            var hasSign = false
            while place - start < 4, " .,#º°/\n".unicodeScalars.contains(at(place)) {
                if at(place) == "#" { hasSign = true }
                place += 1
            }
            if isDigit(place) {
                let end = number(place)
                guard end - place <= 7 else { return nil }
                // "Calle 12 # 34-56", "calle 5 de Mayo 20": another number follows.
                if !hasSign, let further = further(end) {
                    return words[position].range.lowerBound..<further
                }
                guard hasSign || count > 0 || isCued(position) || words[position].key == "calle" else {
                    return nil
                }
                return words[position].range.lowerBound..<end
            }
            guard next < words.count, words[next].range.lowerBound == place else { return nil }
            let word = words[next]
            let isSmall = [
                "de", "del", "la", "las", "los", "el", "y", "no", "num", "numero", "nro", "n", "s",
            ].contains(
                word.key)
            guard word.isCapital || isSmall || isCued(position) else { return nil }
            place = word.range.upperBound
            next += 1
            count += 1
        }
        return nil
    }

    /// "922 de la Avenida de los Pinos", "número 14 de la calle Luna".
    private func numberFirst(_ position: Int) -> Range<Int>? {
        guard position > 1, words[position - 1].key == "la" || words[position - 1].key == "del" else {
            return nil
        }
        let first = words[position - 1].key == "la" ? position - 2 : position - 1
        guard words[first].key == "de" || words[first].key == "del",
            let house = house(endingBefore: words[first].range.lowerBound), !isYear(house)
        else { return nil }
        var (next, end) = (position + 1, 0)
        while next < words.count, next - position < 7, words[next].before == .blank,
            words[next].isCapital
                || ["de", "del", "la", "las", "los", "el", "y"].contains(words[next].key)
        {
            if words[next].isCapital { end = words[next].range.upperBound }
            next += 1
        }
        return end > 0 ? house.lowerBound..<end : nil
    }

    private func further(_ end: Int) -> Int? {
        var place = end
        var next = words.partitioningIndex { $0.range.lowerBound >= end }
        var count = 0
        while count < 5 {
            let start = place
            while place - start < 3, " .,#-º°".unicodeScalars.contains(at(place)) { place += 1 }
            if isDigit(place), place > start { return number(place) }
            guard next < words.count, words[next].range.lowerBound == place else { return nil }
            let word = words[next]
            guard
                word.isCapital || ["de", "del", "la", "no", "num", "numero", "n", "con"].contains(word.key)
            else {
                return nil
            }
            place = word.range.upperBound
            next += 1
            count += 1
        }
        return nil
    }

    // MARK: Boxes

    /// "P.O. Box 1420", "Apartado postal 14", "RR 2 Box 15".
    func box(_ position: Int) -> Range<Int>? {
        let key = words[position].key
        var start = words[position].range.lowerBound
        if key == "box" {
            var first = position
            func isWord(_ keys: Set<String>) -> Bool {
                first > 0 && keys.contains(words[first - 1].key)
                    && words[first].range.lowerBound - words[first - 1].range.upperBound <= 4
            }
            if isWord(["office"]) {
                first -= 1
                guard isWord(["post"]) else { return nil }
                first -= 1
            } else if isWord(["o"]) {
                first -= 1
                guard isWord(["p"]) else { return nil }
                first -= 1
            } else if isWord([
                "po", "psc", "hc", "rr", "route", "rural", "unit", "postal", "private", "mail", "delivery",
            ]) {
                first -= 1
                if isWord(["rural"]) { first -= 1 }
            } else {
                return nil
            }
            start = words[first].range.lowerBound
        }
        var place = words[position].range.upperBound
        var next = position + 1
        while next < words.count,
            ["postal", "de", "correos", "no", "number", "num", "numero", "n"].contains(words[next].key),
            words[next].range.lowerBound - place <= 2
        {
            place = words[next].range.upperBound
            next += 1
        }
        var digits = place
        while digits - place < 4, " .#:º°".unicodeScalars.contains(at(digits)) { digits += 1 }
        guard isDigit(digits) || isLetter(digits) && isDigit(digits + 1) else { return nil }
        let end = number(digits)
        let after = words.partitioningIndex { $0.range.lowerBound >= end }
        return start..<locality(end, after)
    }
}
