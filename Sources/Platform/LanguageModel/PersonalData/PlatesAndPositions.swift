/// Number plates of cars behind a word for them, and positions on the globe as degrees, minutes and seconds.
struct PlatesAndPositions {
    let text: [Unicode.Scalar]
    let words: [TextWord]

    private static let plates: Set<String> = ["plate", "plates", "tag", "tags", "placa", "placas", "matricula"]
    /// Between the word and the plate: "license plate number: 8KQR314", "placa es ABC-1234".
    private static let links: Set<String> = [
        "number", "no", "num", "numero", "is", "es", "was", "reads", "de", "of", "the", "on", "it",
    ]

    var findings: [PersonalData.Finding] {
        var found = positions
        for index in words.indices where Self.plates.contains(words[index].key) {
            var place = words[index].range.upperBound
            var next = index + 1
            while next < words.count, next < index + 4, Self.links.contains(words[next].key),
                words[next].range.lowerBound - place < 4
            {
                (place, next) = (words[next].range.upperBound, next + 1)
            }
            if let range = plate(place) { found.append(.init(kind: .studentID, range: range)) }
        }
        return found
    }

    private func at(_ index: Int) -> Unicode.Scalar { text.indices.contains(index) ? text[index] : "\n" }
    private func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }
    private func isCapital(_ index: Int) -> Bool { ("A"..."Z").contains(at(index)) }

    /// Five to eight capitals and digits, both of them, in one group or two.
    private func plate(_ begin: Int) -> Range<Int>? {
        var start = begin
        while start - begin < 4, " :#\"(".unicodeScalars.contains(at(start)) { start += 1 }
        guard start > begin else { return nil }
        var (end, digits, capitals, groups) = (start, 0, 0, 1)
        while true {
            if isDigit(end) {
                digits += 1
            } else if isCapital(end) {
                capitals += 1
            } else {
                let isJoint = at(end) == "-" || at(end) == " " || at(end) == "·"
                guard isJoint, end > start, groups < 2, isDigit(end + 1) || isCapital(end + 1),
                    isDigit(end + 2) || isCapital(end + 2)
                else { break }
                groups += 1
            }
            end += 1
        }
        let isWord = at(end).properties.isAlphabetic
        return digits > 0 && capitals > 0 && (5...8).contains(digits + capitals) && !isWord ? start..<end : nil
    }

    /// 45°31'12.4"N 122°40'55.1"W, with any of the signs that people take for minutes and seconds.
    private var positions: [PersonalData.Finding] {
        text.indices.compactMap { index in
            guard at(index) == "°" || at(index) == "º", isDigit(index - 1) else { return nil }
            var start = index
            while index - start < 4, isDigit(start - 1) { start -= 1 }
            var (end, minutes) = (index + 1, 0)
            while end - index < 24 {
                if isDigit(end) { minutes += 1 } else if !" .,'’′\"”″".unicodeScalars.contains(at(end)) { break }
                end += 1
            }
            // "72°" is a temperature, "45° 31' N" a place.
            guard minutes > 1, "NSEWO".unicodeScalars.contains(at(end)), !at(end + 1).properties.isAlphabetic else {
                return nil
            }
            return .init(kind: .address, range: start..<end + 1)
        }
    }
}
