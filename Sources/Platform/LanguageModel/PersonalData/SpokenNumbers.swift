/// Numbers of telephones, of social security and of students, spelled in words: "nine one nine, five five five …".
struct SpokenNumbers {
    let text: [Unicode.Scalar]
    let words: [TextWord]
    let cues: NumberCues

    init(text: [Unicode.Scalar], words: [TextWord]) {
        (self.text, self.words, cues) = (text, words, NumberCues(text: text, words: words))
    }

    private static func table(_ text: String) -> [String: Int] {
        var table: [String: Int] = [:]
        for (value, forms) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            for form in forms.split(whereSeparator: \.isWhitespace) { table[String(form)] = value }
        }
        return table
    }
    private static let digits = table(
        "zero oh o nought cero, one uno una, two dos, three tres, four cuatro, five cinco, six seis, seven siete, eight ocho, nine niner nueve"
    )
    private static let pairs: Set<String> = [
        "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
        "eighteen", "nineteen",
        "diez",
        "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho",
        "diecinueve", "veintiuno",
        "veintidos", "veintitres", "veinticuatro", "veinticinco", "veintiseis", "veintisiete",
        "veintiocho",
        "veintinueve",
    ]
    private static let tens: Set<String> = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "veinte",
        "treinta", "cuarenta",
        "cincuenta", "sesenta", "setenta", "ochenta", "noventa", "hundred",
    ]
    private static let repeats: Set<String> = ["double", "doble", "triple"]

    private static let all = pairs.union(tens).union(repeats).union(digits.keys)

    var findings: [PersonalData.Finding] {
        var found: [PersonalData.Finding] = []
        var index = 0
        while index < words.count {
            guard isPart(index) else {
                index += 1
                continue
            }
            let start = index
            var (single, plain, count) = ([Int](), 0, 0)
            while index < words.count, index - start < 24, index == start || isClose(index) {
                let key = words[index].key
                if let digit = Self.digits[key] {
                    single.append(digit)
                    let isOnes =
                        index > start && Self.tens.contains(words[index - 1].key) && key != "oh" && digit > 0
                        && words[index - 1].key != "hundred"
                    count += isOnes ? 0 : 1
                    if isOnes { plain += 1 }
                } else if Self.pairs.contains(key) || Self.tens.contains(key) {
                    (count, plain) = (count + 2, plain + (key == "hundred" ? 0 : 1))
                } else if Self.repeats.contains(key) {
                    count += key == "triple" ? 2 : 1
                } else if key != "y" && key != "and" {
                    break
                }
                index += 1
            }
            var end = index
            while end > start,
                ["y", "and", "o", "una", "once"].contains(words[end - 1].key)
                    || Self.repeats.contains(words[end - 1].key)
            {
                end -= 1
            }
            if let kind = kind(start, end, single, count: count, plain: plain) {
                found.append(
                    .init(kind: kind, range: words[start].range.lowerBound..<words[end - 1].range.upperBound))
            }
            index = max(index, start + 1)
        }
        return found
    }

    private func isPart(_ index: Int) -> Bool {
        let key = words[index].key
        return key != "o" && Self.digits[key] != nil || Self.pairs.contains(key)
            || Self.tens.contains(key)
            || Self.repeats.contains(key)
    }

    private func isClose(_ index: Int) -> Bool {
        let between = text.part(words[index - 1].range.upperBound, words[index].range.lowerBound)
        return between.count < 5 && between.allSatisfy { " ,-.\n()/".unicodeScalars.contains($0) }
    }

    private func kind(_ start: Int, _ end: Int, _ single: [Int], count: Int, plain: Int)
        -> PersonalData.Kind?
    {
        guard end - start > 3, count <= 20 else { return nil }
        // Somebody counts.
        let steps = zip(single, single.dropFirst()).map { $1 - $0 }
        if single.count > 3, steps.allSatisfy({ $0 == 1 }) || steps.allSatisfy({ $0 == -1 }) {
            return nil
        }
        let place = words[start].range.lowerBound
        if cues.socialSecurity(place), count >= 4 { return .socialSecurity }
        if cues.identity(place, digits: count), count >= 4 { return .studentID }
        guard count >= 7 else { return nil }
        if plain == 0, single.count >= 5 { return .phone }
        return cues.phone(place, end: words[end - 1].range.upperBound) ? .phone : nil
    }
}
