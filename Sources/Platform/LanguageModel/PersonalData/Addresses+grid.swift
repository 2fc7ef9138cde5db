extension Addresses {
    private static let corners: Set<String> = ["n", "s", "e", "w", "ne", "nw", "se", "sw"]

    /// "3315 n kilbourne", typed without capitals and without a word for a street: a house, a direction, and a word that
    /// is no everyday one.
    func smallStreet(_ position: Int) -> Range<Int>? {
        guard Self.corners.contains(words[position].key), position + 1 < words.count,
            words[position + 1].range.lowerBound - words[position].range.upperBound <= 2,
            words[position + 1].range.count > 3, !CommonWords.isAny(words[position + 1].key),
            let number = house(endingBefore: words[position].range.lowerBound), (3...5).contains(number.count)
        else { return nil }
        return number.lowerBound..<tail(after: position + 1)
    }

    /// "W156N8320 Pilgrim Road": houses that a county numbers by its grid (Wisconsin, Illinois).
    func gridHouse(_ position: Int) -> Range<Int>? {
        let start = words[position].range.lowerBound
        guard "NSEW".unicodeScalars.contains(at(start)), words[position].range.count == 1, isDigit(start + 1) else {
            return nil
        }
        var (place, letters, digits) = (start, 0, 0)
        while place - start < 12, isDigit(place) || "NSEW".unicodeScalars.contains(at(place)) {
            if isDigit(place) { digits += 1 } else { letters += 1 }
            place += 1
        }
        let isStreet = at(place) == " " && at(place + 1).properties.isUppercase
        guard letters == 2, digits > 4, isStreet else { return nil }
        // The street's words go along: up to three with capitals.
        var (end, next) = (place, position + 1)
        while next < words.count, words[next].range.lowerBound < end { next += 1 }
        for _ in 0..<3 where next < words.count && words[next].isCapital && words[next].range.lowerBound - end == 1 {
            (end, next) = (words[next].range.upperBound, next + 1)
        }
        return start..<end
    }
}
