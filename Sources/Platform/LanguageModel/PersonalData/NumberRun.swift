/// Digits of a text in groups, with what stands between them: what telephone, card and identity numbers are made of.
struct NumberRun {
    struct Group {
        let range: Range<Int>
        /// What stands before it within the run.
        let separator: String
    }

    /// With a plus or a bracket before.
    let start: Int
    let hasPlus: Bool
    let groups: [Group]

    /// The run that begins at an index: at most 12 groups and 40 digits.
    init?(_ text: [Unicode.Scalar], at begin: Int, overLines: Bool = false) {
        func at(_ index: Int) -> Unicode.Scalar { index < text.count ? text[index] : "\n" }
        func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }
        var index = begin
        var separator = ""
        var hasPlus = false
        if at(index) == "+" || at(index) == "(" && at(index + 1) == "+" {
            hasPlus = true
            index += at(index) == "+" ? 1 : 2
            if at(index) == " " { index += 1 }
        }
        if at(index) == "(" {
            separator = "("
            index += 1
        }
        var groups: [Group] = []
        var digits = 0
        while isDigit(index), groups.count < 12, digits < 40 {
            let start = index
            while isDigit(index), digits < 40 {
                index += 1
                digits += 1
            }
            groups.append(Group(range: start..<index, separator: separator))
            separator = ""
            var next = index
            while next - index < 3,
                " -./()_~・·".unicodeScalars.contains(at(next)) || overLines && (at(next) == "\n" || at(next) == "*")
            {
                separator.unicodeScalars.append(at(next))
                next += 1
            }
            guard next > index, isDigit(next) else { break }
            index = next
        }
        guard let last = groups.last, !(isDigit(last.range.upperBound)) else { return nil }
        (self.start, self.hasPlus, self.groups) = (begin, hasPlus, groups)
    }

    var counts: [Int] { groups.map(\.range.count) }
    var count: Int { groups.reduce(0) { $0 + $1.range.count } }
}
