/// Dates near a word of birth.
struct BirthDates {
    let text: [Unicode.Scalar]
    private let words: [TextWord]

    init(text: [Unicode.Scalar], words: [TextWord]) { (self.text, self.words) = (text, words) }

    private static let birth: Set<String> = [
        "born", "dob", "birthday", "birthdate", "birthdates", "birth", "bday", "geb", "geboren",
        "nacido", "nacida", "nacidos", "nacio",
        "naci",
        "nacimiento", "cumpleanos", "cumple", "nac", "natal", "bd", "fdn", "turns", "turned",
        "turning", "sinh", "fet", "ne", "nee", "naissance", "urodzenia", "urodzony", "urodzona", "народження",
        "рождения", "народився",
        "народилась", "народилася", "родился", "родилась", "dhashay", "kapanganakan", "nascimento", "ميلاد", "الميلاد",
    ]
    private static let months: [String: Int] = {
        let names = [
            "january jan enero ene janvier", "february feb febrero fevrier fev", "march mar marzo mars",
            "april apr abril abr avril", "may mayo mai",
            "june jun junio juin", "july jul julio juillet juil", "august aug agosto ago aout",
            "september sept sep septiembre setiembre set septembre",
            "october oct octubre octobre", "november nov noviembre novembre",
            "december dec diciembre dic decembre",
        ]
        var months: [String: Int] = [:]
        for (index, forms) in names.enumerated() {
            for form in forms.split(separator: " ") { months[String(form)] = index + 1 }
        }
        return months
    }()
    private static let numbers = Set(
        """
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
        sixteenth seventeenth eighteenth nineteenth twentieth thirtieth one two three four five six seven eight nine ten
        eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy
        eighty ninety hundred thousand primero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece
        catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro
        veinticinco veintiseis veintisiete veintiocho veintinueve treinta mil cien
        """.split(whereSeparator: \.isWhitespace).map(String.init))
    private static let small: Set<String> = [
        "of", "the", "de", "del", "th", "st", "nd", "rd", "and", "y", "o",
    ]

    var findings: [PersonalData.Finding] {
        var found: [PersonalData.Finding] = []
        for position in words.indices {
            let key = words[position].key
            let isInitials =
                key == "d" && position + 2 < words.count && words[position + 1].key == "o"
                && words[position + 2].key == "b"
                || key == "b" && position + 1 < words.count && words[position + 1].key == "day"
                || key == "f" && position + 1 < words.count && words[position + 1].key == "n"
                    && words[position].hasDot
            // "(b. 3/3/2014)"
            if key == "b", words[position].hasDot, words[position].style == .small {
                let end = words[position].range.upperBound
                if let range = date(in: end..<min(text.count, end + 12)), range.lowerBound - end < 3 {
                    found.append(.init(kind: .birthDate, range: range))
                }
            }
            guard Self.birth.contains(key) || isInitials || Self.isHan(key) else { continue }
            // "Né le 3 février", yet not "the née".
            if key == "ne" || key == "nee" {
                guard position + 1 < words.count, words[position + 1].key == "le" else { continue }
            }
            let end = words[position].range.upperBound
            if let range = date(in: end..<min(text.count, end + 70)) {
                found.append(.init(kind: .birthDate, range: range))
            } else if key != "born", key != "turned", key != "turns", key != "turning", key != "fet" {
                // "3/3/2014 is her birthday", "3/3/2014 (DOB)".
                let begin = words[position].range.lowerBound
                if let range = date(in: max(0, begin - 36)..<begin) {
                    found.append(.init(kind: .birthDate, range: range))
                }
            }
        }
        return found
    }

    func at(_ index: Int) -> Unicode.Scalar {
        text.indices.contains(index) ? text[index] : "\n"
    }
    func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }

    /// The first date of a stretch.
    private func date(in range: Range<Int>) -> Range<Int>? {
        var index = range.lowerBound
        var word = words.partitioningIndex { $0.range.lowerBound >= range.lowerBound }
        while index < range.upperBound {
            if isDigit(index), !isDigit(index - 1) {
                if let end = figures(index) ?? figures(index, overLines: true) ?? rare(index) { return index..<end }
                if let end = named(index, word) { return index..<end }
                while isDigit(index) { index += 1 }
                continue
            }
            if word < words.count, words[word].range.lowerBound == index {
                if Self.months[words[word].key] != nil || Self.numbers.contains(words[word].key),
                    let end = named(index, word)
                {
                    return index..<end
                }
                index = words[word].range.upperBound
                word += 1
                continue
            }
            index += 1
            while word < words.count, words[word].range.lowerBound < index { word += 1 }
        }
        return nil
    }

    /// "3/3/2014", "2014-03-03", "03 03 14", "03032014".
    private func figures(_ start: Int, overLines: Bool = false) -> Int? {
        var (index, counts) = (start, [0])
        while counts.count < 4 {
            if isDigit(index) {
                counts[counts.count - 1] += 1
                index += 1
            } else if counts.count < 3, "/.- _".unicodeScalars.contains(at(index)) || overLines && at(index) == "\n" {
                var next = index + 1
                if at(index) == " ", "/.-".unicodeScalars.contains(at(next)) { next += 1 }
                if at(next) == " " || at(next) == "/" || at(next) == "-" { next += 1 }
                guard isDigit(next) else { break }
                counts.append(0)
                index = next
            } else {
                break
            }
        }
        switch counts {
        case [1, 1, 2], [1, 2, 2], [2, 1, 2], [2, 2, 2], [1, 1, 4], [1, 2, 4], [2, 1, 4], [2, 2, 4],
            [4, 1, 1],
            [4, 1, 2],
            [4, 2, 1], [4, 2, 2], [8], [6]:
            return index
        // "3/14" alone, with no year.
        case [1, 1], [1, 2], [2, 1], [2, 2]: return text.part(start, index).contains("/") ? index : nil
        default: return nil
        }
    }

    /// "March 3, 2014", "3rd of March 2014", "3 de marzo de 2014", "March third, two thousand fourteen", "3MAR2014".
    private func named(_ start: Int, _ word: Int) -> Int? {
        var (index, end, next) = (start, start, word)
        var (hasMonth, parts) = (false, 0)
        while index - start < 60 {
            if isDigit(index) {
                let begin = index
                while isDigit(index) { index += 1 }
                guard index - begin <= 2 || index - begin == 4 else { break }
                parts += 1
                end = index
            } else if next < words.count, words[next].range.lowerBound == index {
                let key = words[next].key
                if Self.months[key] != nil {
                    if hasMonth { break }
                    hasMonth = true
                    end = words[next].range.upperBound
                } else if Self.numbers.contains(key) {
                    parts += 1
                    end = words[next].range.upperBound
                } else if !Self.small.contains(key) {
                    break
                }
                index = words[next].range.upperBound
                next += 1
            } else if " ,.-'/º°ª\n".unicodeScalars.contains(at(index)) {
                // A sentence's end: a dot and a blank that no month's short form explains.
                if at(index) == ".", at(index + 1) == " ",
                    !(next > 0 && Self.months[words[next - 1].key] != nil
                        && words[next - 1].range.upperBound == index)
                {
                    break
                }
                index += 1
            } else {
                break
            }
        }
        // An ordinal's letters.
        if next <= words.count, isDigit(end - 1), let tail = words.first(in: next - 1..<next, at: end),
            ["st", "nd", "rd", "th"].contains(tail.key)
        {
            end = tail.range.upperBound
        }
        return hasMonth && parts > 0 ? end : nil
    }
}

extension [TextWord] {
    /// The first place from which a condition holds, in words for which it does not hold before.
    func partitioningIndex(_ holds: (TextWord) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
    fileprivate func first(in range: Range<Int>, at start: Int) -> TextWord? {
        self[range.clamped(to: indices)].first { $0.range.lowerBound == start }
    }
}
