import Foundation

/// Telephone, card, bank, social security and student numbers.
struct Numbers {
    private typealias Finding = PersonalData.Finding
    let text: [Unicode.Scalar]
    let cues: NumberCues

    init(text: [Unicode.Scalar], words: [TextWord]) {
        (self.text, cues) = (text, NumberCues(text: text, words: words))
    }

    var findings: [PersonalData.Finding] {
        var found: [Finding] = []
        var index = 0
        while index < text.count {
            let scalar = text[index]
            guard
                isDigit(index) || scalar == "+"
                    || scalar == "(" && (isDigit(index + 1) || at(index + 1) == "+")
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
            guard let run = NumberRun(text, at: index), let finding = judge(run) ?? overLines(index) else {
                index += 1
                // Not within the same digits again.
                while isDigit(index), isDigit(index - 1) { index += 1 }
                continue
            }
            found.append(finding)
            index = max(finding.range.upperBound, index + 1)
            // "39l845 or 391845": the other reading of the same.
            if finding.kind == .studentID, let other = alternative(index, finding.range.count) {
                found.append(Finding(kind: .studentID, range: other))
                index = other.upperBound
            }
        }
        return found
    }

    private func alternative(_ end: Int, _ count: Int) -> Range<Int>? {
        let joint = text.part(end, min(text.count, end + 4))
        guard let sign = [" or ", ", or", " y/o", " o "].first(where: { joint.starts(with: $0.unicodeScalars) }) else {
            return nil
        }
        var start = end + sign.unicodeScalars.count
        if at(start) == " " { start += 1 }
        var place = start
        while isDigit(place) || isLetter(place) && at(place).isASCII, place - start <= count { place += 1 }
        return place - start == count && isDigit(start) ? start..<place : nil
    }

    private func judge(_ run: NumberRun) -> PersonalData.Finding? {
        if let end = card(run) { return Finding(kind: .card, range: run.start..<end) }
        if let end = socialSecurity(run) {
            return Finding(kind: .socialSecurity, range: run.start..<end)
        }
        if let range = identity(run.start) { return Finding(kind: .studentID, range: range) }
        if let end = phone(run) {
            let start =
                at(run.start) == "+" || at(run.start) == "(" ? run.start : run.groups[0].range.lowerBound
            return Finding(kind: .phone, range: start..<withExtension(end))
        }
        return nil
    }

    /// A card's or a telephone's number that goes on in the next line, or with a bullet between its groups.
    private func overLines(_ start: Int) -> PersonalData.Finding? {
        // Most numbers are followed by nothing of that kind.
        let near = text.part(start, min(text.count, start + 14))
        guard near.contains(where: { $0 == "\n" || $0 == "*" }),
            let run = NumberRun(text, at: start, overLines: true)
        else { return nil }
        if run.groups.count > 2, let end = card(run) { return .init(kind: .card, range: run.start..<end) }
        guard run.counts.count >= 3, Array(run.counts.prefix(3)) == [3, 3, 4] else { return nil }
        let end = run.groups[2].range.upperBound
        let isCut =
            text.part(run.start, end).contains { $0 == "-" || $0 == "." } && !text.part(run.start, end).contains("*")
        return isCut || cues.phone(run.start, end: end) ? .init(kind: .phone, range: run.start..<end) : nil
    }

    // MARK: Characters

    func at(_ index: Int) -> Unicode.Scalar { text.indices.contains(index) ? text[index] : "\n" }
    func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }
    func isLetter(_ index: Int) -> Bool {
        let scalar = at(index)
        return scalar.isASCII
            ? scalar.properties.isAlphabetic
            : scalar.properties.isAlphabetic && !UnspacedNames.isUnspaced(scalar)
    }
    func digit(_ index: Int) -> Int { Int(at(index).value) - 48 }

    // MARK: Forms

    /// 13 to 19 digits, in groups or not, whose check digit is right (ISO/IEC 7812, Luhn); 12 of those that Maestro
    /// gave out.
    private func card(_ run: NumberRun) -> Int? {
        guard !run.hasPlus, run.groups[0].separator.isEmpty else { return nil }
        var digits: [Int] = []
        var end: Int?
        for (place, group) in run.groups.enumerated() {
            guard place == 0 || [" ", "-", ".", "\n", " \n"].contains(group.separator)
            else {
                break
            }
            digits += group.range.map(digit)
            guard digits.count <= 19 else { break }
            let isKnownLength =
                digits.count >= 13
                || digits.count == 12 && [50, 56, 57, 58, 63, 67].contains(digits[0] * 10 + digits[1])
                    && place == 0
            if isKnownLength, Self.hasCheckDigit(digits), place > 0 || !isLetter(group.range.upperBound) {
                end = group.range.upperBound
            }
        }
        // Groups of a card have four to six digits; figures of a table do not.
        guard let end else { return nil }
        let inner = run.groups.filter { $0.range.upperBound <= end }
        return inner.count == 1 || inner.dropLast().allSatisfy { (3...7).contains($0.range.count) }
            ? end : nil
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
            ? digit(first.lowerBound) * 100 + digit(first.lowerBound + 1) * 10
                + digit(first.lowerBound + 2) : 0
        let isCued = cues.socialSecurity(first.lowerBound)
        // "xxx-xx-7739"
        if counts == [4], at(first.lowerBound - 1) == "-", at(first.lowerBound - 4) == "-",
            [2, 3, 5, 6, 7].allSatisfy({ "xX*#".unicodeScalars.contains(at(first.lowerBound - $0)) })
        {
            return first.upperBound
        }
        if counts == [3, 2, 4],
            run.groups.dropFirst().allSatisfy({ $0.separator.unicodeScalars.count <= 3 })
        {
            // Never given out: 000, 666 and 900 on, but for numbers of taxpayers without one.
            let end = run.groups[2].range.upperBound
            return isCued || area != 0 && area != 666 ? end : nil
        }
        guard isCued || cues.socialSecurity(after: run.groups[run.groups.count - 1].range.upperBound)
        else {
            return nil
        }
        if run.count == 9 || counts == [4] { return run.groups[run.groups.count - 1].range.upperBound }
        if counts.first == 9 { return first.upperBound }
        return nil
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
        // "391 845": in groups.
        while at(end) == " ", isDigit(end + 1), count > 2, isDigit(end - 1), start == digits {
            var next = end + 1
            while isDigit(next) { next += 1 }
            guard (3...4).contains(next - end - 1), count + next - end - 1 < 11, !isLetter(next),
                !"-/.:,".unicodeScalars.contains(at(next)) || !isDigit(next + 1)
            else { break }
            count += next - end - 1
            end = next
        }
        guard count >= 4, cues.identity(start, digits: count) else { return nil }
        return start..<end
    }
}
