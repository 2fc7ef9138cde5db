import Foundation

/// Telephone, card, bank, social security and student numbers.
struct Numbers {
    private typealias Finding = PersonalData.Finding
    private let text: [Unicode.Scalar]
    private let cues: NumberCues

    init(text: [Unicode.Scalar], words: [TextWord]) { (self.text, cues) = (text, NumberCues(text: text, words: words)) }

    var findings: [PersonalData.Finding] {
        var found: [Finding] = []
        var index = 0
        while index < text.count {
            let scalar = text[index]
            guard isDigit(index) || scalar == "+" || scalar == "(" && (isDigit(index + 1) || at(index + 1) == "+")
            else {
                index += 1
                continue
            }
            if isDigit(index - 1) {
                index += 1
                continue
            }
            // Digits glued to letters are words of their own: "S204511", "v1.2", "GB37LTXZ…".
            if isLetter(index - 1) || at(index - 1) == "_" && isLetter(index - 2) {
                if let range = identity(index) {
                    found.append(Finding(kind: .studentID, range: range))
                    index = range.upperBound
                    continue
                }
                if isLetter(index - 1), !cues.isGlued(index) {
                    index += 1
                    continue
                }
            }
            guard let run = NumberRun(text, at: index), let finding = judge(run) else {
                index += 1
                // Not within the same digits again.
                while isDigit(index), isDigit(index - 1) { index += 1 }
                continue
            }
            found.append(finding)
            index = max(finding.range.upperBound, index + 1)
        }
        return found
    }

    private func judge(_ run: NumberRun) -> PersonalData.Finding? {
        if let end = card(run) { return Finding(kind: .card, range: run.start..<end) }
        if let end = socialSecurity(run) { return Finding(kind: .socialSecurity, range: run.start..<end) }
        if let range = identity(run.start) { return Finding(kind: .studentID, range: range) }
        if let end = phone(run) {
            let start = at(run.start) == "+" || at(run.start) == "(" ? run.start : run.groups[0].range.lowerBound
            return Finding(kind: .phone, range: start..<withExtension(end))
        }
        return nil
    }

    // MARK: Characters

    private func at(_ index: Int) -> Unicode.Scalar { text.indices.contains(index) ? text[index] : "\n" }
    private func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }
    private func isLetter(_ index: Int) -> Bool {
        let scalar = at(index)
        return scalar.isASCII
            ? scalar.properties.isAlphabetic : scalar.properties.isAlphabetic && !UnspacedNames.isUnspaced(scalar)
    }
    private func digit(_ index: Int) -> Int { Int(at(index).value) - 48 }

    // MARK: Forms

    /// 13 to 19 digits, in groups or not, whose check digit is right (ISO/IEC 7812, Luhn); 12 of those that Maestro
    /// gave out.
    private func card(_ run: NumberRun) -> Int? {
        guard !run.hasPlus, run.groups[0].separator.isEmpty else { return nil }
        var digits: [Int] = []
        var end: Int?
        for (place, group) in run.groups.enumerated() {
            guard place == 0 || group.separator == " " || group.separator == "-" || group.separator == "." else {
                break
            }
            digits += group.range.map(digit)
            guard digits.count <= 19 else { break }
            let isKnownLength =
                digits.count >= 13
                || digits.count == 12 && [50, 56, 57, 58, 63, 67].contains(digits[0] * 10 + digits[1]) && place == 0
            if isKnownLength, Self.hasCheckDigit(digits), place > 0 || !isLetter(group.range.upperBound) {
                end = group.range.upperBound
            }
        }
        // Groups of a card have four to six digits; figures of a table do not.
        guard let end else { return nil }
        let inner = run.groups.filter { $0.range.upperBound <= end }
        return inner.count == 1 || inner.dropLast().allSatisfy { (3...7).contains($0.range.count) } ? end : nil
    }

    private static func hasCheckDigit(_ digits: [Int]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, item in
            let value = item.offset % 2 == 1 ? item.element * 2 : item.element
            return sum + (value > 9 ? value - 9 : value)
        }
        return sum % 10 == 0 && digits.contains { $0 != 0 }
    }

    private func socialSecurity(_ run: NumberRun) -> Int? {
        let counts = run.counts
        guard !run.hasPlus, run.groups[0].separator.isEmpty else { return nil }
        let first = run.groups[0].range
        let area =
            first.count >= 3
            ? digit(first.lowerBound) * 100 + digit(first.lowerBound + 1) * 10 + digit(first.lowerBound + 2) : 0
        let isCued = cues.socialSecurity(first.lowerBound)
        if counts == [3, 2, 4], run.groups.dropFirst().allSatisfy({ $0.separator.unicodeScalars.count <= 3 }) {
            // Never given out: 000, 666 and 900 on, but for numbers of taxpayers without one.
            let end = run.groups[2].range.upperBound
            return isCued || area != 0 && area != 666 ? end : nil
        }
        guard isCued || cues.socialSecurity(after: run.groups[run.groups.count - 1].range.upperBound) else {
            return nil
        }
        if run.count == 9 || counts == [4] { return run.groups[run.groups.count - 1].range.upperBound }
        if counts.first == 9 { return first.upperBound }
        return nil
    }

    /// - Returns: where the number ends.
    private func phone(_ run: NumberRun) -> Int? {
        let groups = run.groups
        let counts = run.counts
        func end(_ place: Int) -> Int { groups[place].range.upperBound }
        func first(_ place: Int) -> Int { digit(groups[place].range.lowerBound) }
        // Digits that go on as letters are a code: "2024b".
        func isFree(_ end: Int) -> Bool {
            !isLetter(end) || at(end) == "x" || at(end) == "X" || at(end) == "e" || at(end) == "E"
        }
        let last = end(groups.count - 1)
        // A card's or a table's figures do not become a number by their first ones.
        if run.hasPlus {
            var (count, place) = (0, 0)
            while place < groups.count, count + counts[place] <= 15 {
                count += counts[place]
                place += 1
            }
            return (7...15).contains(count) && place > 0 ? end(place - 1) : nil
        }
        guard !".$€£%#".unicodeScalars.contains(at(run.start - 1)) || cues.phone(run.start, end: last) else {
            return nil
        }
        // North America: with 1, 001 or 00 1 before or not.
        var place = 0
        if groups.count > 3, ["1", "001", "011"].contains(string(groups[0])) { place = 1 }
        if groups.count > 4, string(groups[0]) == "00", string(groups[1]) == "1" { place = 2 }
        if groups.count >= place + 3, Array(counts[place..<place + 3]) == [3, 3, 4], isFree(end(place + 2)),
            groups.count == place + 3 || isNorthAmericanTail(groups[place + 3])
        {
            let inner = groups[place + 1...place + 2].map(\.separator)
            let isBracketed = groups[place].separator.contains("(")
            let isMarked = place > 0 || isBracketed || inner.allSatisfy { $0 != " " }
            if isMarked || first(place) > 1 && first(place + 1) > 1 || cues.phone(run.start, end: last) {
                return end(place + 2)
            }
        }
        // 00 and a country.
        let head = string(groups[0])
        if head.hasPrefix("00"), !head.hasPrefix("000"), (9...17).contains(run.count), groups.count < 9 {
            if groups.count > 1 || run.count >= 11 { return last }
        }
        // As dialled in another country: a nought and 9 to 11 digits.
        if head.hasPrefix("0"), !head.hasPrefix("00"), groups.count > 1, (9...11).contains(run.count),
            counts.allSatisfy({ (2...7).contains($0) }), isFree(last), !isDate(counts),
            groups.count > 2 || counts[0] > 2
        {
            return last
        }
        // Ten digits, the area and the exchange as they are given out.
        if head.count == 10, isFree(end(0)), first(0) > 1, digit(groups[0].range.lowerBound + 3) > 1,
            groups.count == 1 || cues.phone(run.start, end: end(0))
        {
            return end(0)
        }
        if head.count == 11, groups.count == 1, head.hasPrefix("1"), isFree(end(0)),
            digit(groups[0].range.lowerBound + 1) > 1, digit(groups[0].range.lowerBound + 4) > 1
        {
            return end(0)
        }
        // The local part alone.
        if counts.count >= 2, counts[0] == 3, counts[1] == 4, groups[1].separator == "-", groups.count == 2,
            first(0) > 1,
            isFree(end(1)), at(end(1)) != "-", at(run.start - 1) != "-", !cues.isPlace(run.start)
        {
            return end(1)
        }
        // Whatever else stands by a word for telephones.
        guard cues.phone(run.start, end: last), !isDate(counts) || counts == [4, 4] && groups[1].separator == " " else {
            return nil
        }
        var (count, taken) = (0, 0)
        while taken < groups.count, count + counts[taken] <= 15 {
            count += counts[taken]
            taken += 1
        }
        return count >= 7 ? end(taken - 1) : nil
    }

    private func string(_ group: NumberRun.Group) -> String { String(String.UnicodeScalarView(text[group.range])) }

    /// An extension may stand right behind: "555-123-4567 (459)".
    private func isNorthAmericanTail(_ group: NumberRun.Group) -> Bool {
        group.separator != "-" && group.separator != "."
    }

    private func isDate(_ counts: [Int]) -> Bool {
        [[2, 2, 4], [1, 2, 4], [2, 1, 4], [1, 1, 4], [4, 2, 2], [4, 1, 2], [4, 2, 1], [4, 4], [4, 1, 1]].contains(
            counts)
    }

    /// "x459", "ext. 459", "extension 459", "#459".
    private func withExtension(_ end: Int) -> Int {
        var index = end
        while index - end < 2, at(index) == " " || at(index) == "," || at(index) == ";" || at(index) == "(" {
            index += 1
        }
        let words = ["extension", "extn", "ext", "xt", "x", "anexo", "int", "interno", "#", "opt", "option"]
        for word in words {
            let scalars = Array(PlainText(word).scalars)
            guard index + scalars.count <= text.count,
                zip(scalars, text[index...]).allSatisfy({ $0 == $1 || $0.value == $1.value + 32 })
            else { continue }
            var next = index + scalars.count
            while next - index - scalars.count < 3, ". :#".unicodeScalars.contains(at(next)) { next += 1 }
            let begin = next
            while isDigit(next), next - begin < 7 { next += 1 }
            if next > begin { return next }
        }
        return end
    }

    /// A number by which a school or an office knows somebody, after a word for it.
    private func identity(_ digits: Int) -> Range<Int>? {
        var start = digits
        while start > 0, digits - start < 12,
            isLetter(start - 1) && at(start - 1).isASCII || at(start - 1) == "-" || isDigit(start - 1)
        {
            start -= 1
        }
        while start < digits, at(start) == "-" { start += 1 }
        var end = digits
        var count = 0
        while end - digits < 24,
            isDigit(end) || isLetter(end) && at(end).isASCII
                || at(end) == "-" && (isDigit(end + 1) || isLetter(end + 1))
        {
            if isDigit(end) { count += 1 }
            end += 1
        }
        guard count >= 4, cues.identity(start) else { return nil }
        return start..<end
    }
}
