import Foundation

/// Personal data that its form gives away.
struct Patterns {
    private typealias Finding = PersonalData.Finding
    private let scalars: [Unicode.Scalar]
    private let words: [RosterNames.Word]

    init(scalars: [Unicode.Scalar], words: [RosterNames.Word]) { (self.scalars, self.words) = (scalars, words) }

    var findings: [PersonalData.Finding] {
        var found: [Finding] = []
        for index in scalars.indices {
            let scalar = scalars[index]
            if scalar == "@", let range = email(at: index) { found.append(Finding(kind: .email, range: range)) }
            guard isDigit(index) || scalar == "(" || scalar == "+", !isDigit(index - 1), !isLetter(index - 1) else {
                continue
            }
            if let end = card(index) {
                found.append(Finding(kind: .card, range: index..<end))
            } else if let end = socialSecurity(index) {
                found.append(Finding(kind: .socialSecurity, range: index..<end))
            } else if let end = phone(index) {
                found.append(Finding(kind: .phone, range: index..<end))
            }
        }
        return found + birthDates + addresses
    }

    // MARK: Characters

    private func at(_ index: Int) -> Unicode.Scalar { scalars.indices.contains(index) ? scalars[index] : "\n" }
    private func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }
    private func isLetter(_ index: Int) -> Bool { at(index).properties.isAlphabetic }

    /// Reads exactly so many digits.
    private func digits(_ count: Int, _ index: inout Int) -> [Int]? {
        guard (index..<index + count).allSatisfy(isDigit) else { return nil }
        defer { index += count }
        return scalars[index..<index + count].map { Int($0.value) - 48 }
    }

    private func separator(_ among: Set<Unicode.Scalar>, _ index: inout Int) -> Bool {
        guard among.contains(at(index)) else { return false }
        index += 1
        return true
    }

    // MARK: Forms

    private func email(at index: Int) -> Range<Int>? {
        func isLocal(_ index: Int) -> Bool {
            at(index).isASCII && (isLetter(index) || isDigit(index)) || "._%+-'".unicodeScalars.contains(at(index))
        }
        func isDomain(_ index: Int) -> Bool {
            at(index).isASCII && (isLetter(index) || isDigit(index)) || at(index) == "." || at(index) == "-"
        }
        var (start, end) = (index, index + 1)
        while isLocal(start - 1) { start -= 1 }
        while at(start) == "." || at(start) == "'" { start += 1 }
        while isDomain(end) { end += 1 }
        while end > index, at(end - 1) == "." || at(end - 1) == "-" { end -= 1 }
        let labels = String(String.UnicodeScalarView(scalars[min(index + 1, end)..<end])).split(
            separator: ".", omittingEmptySubsequences: false)
        guard start < index, labels.count > 1, labels.allSatisfy({ !$0.isEmpty }), labels.last?.count ?? 0 > 1 else {
            return nil
        }
        return start..<end
    }

    /// 13 to 19 digits, in groups or not, whose check digit is right (ISO/IEC 7812, Luhn).
    private func card(_ start: Int) -> Int? {
        var (index, numbers) = (start, [Int]())
        while numbers.count < 20 {
            if isDigit(index) {
                numbers.append(Int(at(index).value) - 48)
                index += 1
            } else if at(index) == " " || at(index) == "-", isDigit(index + 1), !numbers.isEmpty {
                index += 1
            } else {
                break
            }
        }
        guard (13...19).contains(numbers.count), !isLetter(index) else { return nil }
        let sum = numbers.reversed().enumerated().reduce(0) { sum, item in
            let value = item.offset % 2 == 1 ? item.element * 2 : item.element
            return sum + (value > 9 ? value - 9 : value)
        }
        return sum % 10 == 0 && numbers.contains { $0 != 0 } ? index : nil
    }

    private func socialSecurity(_ start: Int) -> Int? {
        var index = start
        guard let area = digits(3, &index), separator(["-", " "], &index), digits(2, &index) != nil,
            separator(["-", " "], &index), digits(4, &index) != nil, !isDigit(index), at(index) != "-"
        else { return nil }
        // Never given out: 000, 666 and 900 on.
        return area != [0, 0, 0] && area != [6, 6, 6] && area[0] != 9 ? index : nil
    }

    /// North American numbers with their area, and international ones that begin with a plus.
    private func phone(_ start: Int) -> Int? {
        var index = start
        if at(index) == "+", at(index + 1) != "1" {
            var count = 0
            index += 1
            while isDigit(index)
                || " -.()".unicodeScalars.contains(at(index)) && (isDigit(index + 1) || isDigit(index + 2))
            {
                if isDigit(index) { count += 1 }
                index += 1
            }
            return (8...15).contains(count) ? index : nil
        }
        if at(index) == "0" { return at(index + 1) == "0" ? nil : trunkPhone(index) }
        if at(index) == "+" { index += 1 }
        if at(index) == "1", !isDigit(index + 1) {
            index += 1
            _ = separator(["-", " ", "."], &index)
        }
        let isBracketed = separator(["("], &index)
        guard let area = digits(3, &index), area[0] > 1 else { return nil }
        if isBracketed {
            guard separator([")"], &index) else { return nil }
            _ = separator([" ", "-"], &index)
        } else {
            guard separator(["-", ".", " "], &index) else { return nil }
        }
        guard let exchange = digits(3, &index), exchange[0] > 1, separator(["-", ".", " "], &index),
            digits(4, &index) != nil,
            !isDigit(index)
        else { return nil }
        return index
    }

    /// Numbers of other countries as they are dialled there: a nought, and 9 to 11 digits in groups of 2 to 4.
    private func trunkPhone(_ start: Int) -> Int? {
        var (index, groups) = (start, [0])
        while isDigit(index) || " -.".unicodeScalars.contains(at(index)) && isDigit(index + 1) {
            if isDigit(index) { groups[groups.count - 1] += 1 } else { groups.append(0) }
            index += 1
        }
        let isPhone = groups.count > 2 && groups.allSatisfy { (2...4).contains($0) }
        return isPhone && (9...11).contains(groups.reduce(0, +)) && !isLetter(index) ? index : nil
    }

    // MARK: Words

    private static let birth: Set<String> = [
        "born", "dob", "birthday", "birthdate", "birth", "nacido", "nacida", "nacimiento",
    ]

    /// A date shortly after a word of birth.
    private var birthDates: [PersonalData.Finding] {
        words.indices.compactMap { position in
            let word = words[position]
            let isInitials =
                word.folded == "d" && position + 2 < words.count && words[position + 1].folded == "o"
                && words[position + 2].folded == "b"
            guard Self.birth.contains(word.folded) || isInitials else { return nil }
            let end = min(scalars.count, word.range.upperBound + 40)
            let rest = String(String.UnicodeScalarView(scalars[word.range.upperBound..<end]))
            let pattern =
                /[0-9]{1,2}[\/.\-][0-9]{1,2}[\/.\-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}|[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,? [0-9]{4}/
            guard let match = rest.firstMatch(of: pattern) else { return nil }
            let start =
                word.range.upperBound + rest.unicodeScalars.distance(from: rest.startIndex, to: match.range.lowerBound)
            return Finding(kind: .birthDate, range: start..<start + match.output.unicodeScalars.count)
        }
    }

    private static let streets: Set<String> = [
        "street", "st", "avenue", "ave", "road", "rd", "drive", "dr", "lane", "ln", "boulevard", "blvd", "court", "ct",
        "way",
        "place", "pl", "terrace", "circle", "cir", "parkway", "pkwy", "highway", "hwy", "trail",
    ]

    /// A house number, one to four capitalised words, and a word for a street.
    private var addresses: [PersonalData.Finding] {
        words.indices.compactMap { position in
            let word = words[position]
            guard Self.streets.contains(word.folded), word.isCapital else { return nil }
            var first = position
            while first > 0, position - first < 4, words[first].before == .blank || words[first - 1].hasDot,
                words[first - 1].isCapital
            {
                first -= 1
            }
            guard first < position else { return nil }
            // The number right before the first word, or before a later one.
            for begin in first..<position {
                var index = words[begin].range.lowerBound - 1
                guard at(index) == " ", isDigit(index - 1) else { continue }
                index -= 1
                let end = index
                while isDigit(index - 1) { index -= 1 }
                guard end - index < 5, !isLetter(index - 1), !".,$#-/".unicodeScalars.contains(at(index - 1)) else {
                    continue
                }
                guard !isYear(index..<end + 1) else { continue }
                return Finding(kind: .address, range: index..<word.range.upperBound)
            }
            return nil
        }
    }

    /// "In 1990", "since 2014": no house's number.
    private func isYear(_ range: Range<Int>) -> Bool {
        let number = Int(String(String.UnicodeScalarView(scalars[range]))) ?? 0
        guard (1900...2099).contains(number), let before = words.last(where: { $0.range.upperBound < range.lowerBound })
        else { return false }
        return ["in", "since", "by", "until", "before", "after", "from", "of", "en", "desde"].contains(before.folded)
    }
}
