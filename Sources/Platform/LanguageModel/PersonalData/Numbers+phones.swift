/// Telephone numbers.
extension Numbers {
    /// - Returns: where the number ends.
    func phone(_ run: NumberRun) -> Int? {
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
        guard !".$€£%#".unicodeScalars.contains(at(run.start - 1)) || cues.phone(run.start, end: last)
        else {
            return nil
        }
        // North America: with 1, 001 or 00 1 before or not.
        var place = 0
        if groups.count > 3, ["1", "001", "011"].contains(string(groups[0])) { place = 1 }
        if groups.count > 4, string(groups[0]) == "00", string(groups[1]) == "1" { place = 2 }
        if groups.count >= place + 3, Array(counts[place..<place + 3]) == [3, 3, 4],
            isFree(end(place + 2)),
            groups.count == place + 3 || isNorthAmericanTail(groups[place + 3])
        {
            let inner = groups[place + 1...place + 2].map(\.separator)
            let isBracketed = groups[place].separator.contains("(")
            let isMarked = place > 0 || isBracketed || inner.allSatisfy { $0 != " " }
            if isMarked || first(place) > 1 && first(place + 1) > 1 || cues.phone(run.start, end: last) {
                return end(place + 2)
            }
        }
        // The same with one gap only: "(415)5552671", "415-5552671".
        if groups.count == place + 2, [[3, 7], [6, 4]].contains(Array(counts[place...])), isFree(last),
            place > 0 || groups[0].separator.contains("(")
                || ["-", "/"].contains(groups[1].separator) && first(0) > 1
        {
            return last
        }
        // "3 1 2 5 5 5 0 1 8 8": no row that counts, and no noughts and ones.
        if groups.count == 10, counts.allSatisfy({ $0 == 1 }), first(0) > 1, first(3) > 1 {
            let steps = (1..<10).map { first($0) - first($0 - 1) }
            if !steps.allSatisfy({ $0 == 1 || $0 == 0 }) { return last }
        }
        // Mexico: "55-1234-5678".
        if counts == [2, 4, 4], isFree(last), groups.dropFirst().allSatisfy({ $0.separator == "-" }) {
            return last
        }
        // 00 and a country.
        let head = string(groups[0])
        if head.hasPrefix("00"), !head.hasPrefix("000"), (9...17).contains(run.count), groups.count < 9 {
            if groups.count > 1 || run.count >= 11 { return last }
        }
        // The United States' way abroad: "011 84 28 5550 1377".
        if head == "011", groups.count > 2, (10...18).contains(run.count) { return last }
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
        if counts.count >= 2, counts[0] == 3, counts[1] == 4, groups[1].separator == "-",
            groups.count == 2,
            first(0) > 1,
            isFree(end(1)), at(end(1)) != "-", at(run.start - 1) != "-", !cues.isPlace(run.start)
        {
            return end(1)
        }
        // Whatever else stands by a word for telephones.
        guard cues.phone(run.start, end: last),
            !isDate(counts) || counts == [4, 4] && groups[1].separator == " "
        else {
            return nil
        }
        var (count, taken) = (0, 0)
        while taken < groups.count, count + counts[taken] <= 15 {
            count += counts[taken]
            taken += 1
        }
        return count >= 7 ? end(taken - 1) : nil
    }

    private func string(_ group: NumberRun.Group) -> String {
        String(String.UnicodeScalarView(text[group.range]))
    }

    /// An extension may stand right behind: "555-123-4567 (459)".
    private func isNorthAmericanTail(_ group: NumberRun.Group) -> Bool {
        group.separator != "-" && group.separator != "."
    }

    private func isDate(_ counts: [Int]) -> Bool {
        [
            [2, 2, 4], [1, 2, 4], [2, 1, 4], [1, 1, 4], [4, 2, 2], [4, 1, 2], [4, 2, 1], [4, 4],
            [4, 1, 1],
        ].contains(
            counts)
    }

    /// "x459", "ext. 459", "extension 459", "#459".
    func withExtension(_ end: Int) -> Int {
        var index = end
        while index - end < 2,
            at(index) == " " || at(index) == "," || at(index) == ";" || at(index) == "("
        {
            index += 1
        }
        let words = [
            "extension", "extn", "ext", "xt", "x", "anexo", "int", "interno", "#", "opt", "option",
        ]
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
}
