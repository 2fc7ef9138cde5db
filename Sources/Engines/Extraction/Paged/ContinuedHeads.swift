/// Heads that say what goes on: "Staff Gifts (continued)" at the top of a page whose first sentence began on the page
/// before. They repeat what stands there and would stand in the midst of the sentence.
enum ContinuedHeads {
    /// How far back the head may stand.
    private static let reach = 12
    private static let marks = [
        "continued", "cont", "cont'd", "cont’d", "contd", "continuación", "continúa", "continuação",
    ]

    /// The places of such heads on a page.
    /// - Parameter taken: for each page, the places of its running heads and feet.
    static func places(_ page: Int, of pages: [[SetLine]], taken: [Set<Int>]) -> Set<Int> {
        guard page > 0, let first = edge(pages[page], without: taken[page], isTop: true) else { return [] }
        let head = pages[page][first]
        guard head.characters.count < 120, let name = name(head.text),
            let last = edge(pages[page - 1], without: taken[page - 1], isTop: false),
            let tail = pages[page - 1][last].characters.last?.scalar,
            !".!?:;".unicodeScalars.contains(tail)
        else { return [] }
        let isKnown = pages[max(0, page - reach)..<page].contains { lines in
            lines.contains { line in
                guard line.upright, abs(line.characters.count - name.unicodeScalars.count) < 20 else { return false }
                return line.text.lowercased() == name || self.name(line.text) == name
            }
        }
        let next = edge(pages[page], without: taken[page].union([first]), isTop: true)
        // Rows of a table keep the head that says whose they are.
        guard isKnown, let next, isAlone(first, pages[page]), isAlone(next, pages[page]),
            isAlone(last, pages[page - 1])
        else { return [] }
        let isSmall = pages[page][next].characters.first?.scalar.properties.isLowercase ?? false
        return isSmall || pages[page - 1][last].characters.count > 30 ? [first] : []
    }

    private static func isAlone(_ place: Int, _ lines: [SetLine]) -> Bool {
        !lines.indices.contains {
            $0 != place && lines[$0].upright && ReadingOrder.isSameRow(lines[place], lines[$0])
        }
    }

    /// What a head names, in small letters, without the mark that it goes on; nil where it bears none.
    private static func name(_ text: String) -> String? {
        let bare = text.lowercased().trimmingCharacters { " ().…-–—".contains($0) }
        guard let mark = marks.first(where: bare.hasSuffix) else { return nil }
        let rest = bare.dropLast(mark.count)
        guard let parting = rest.last, !parting.isLetter, !parting.isNumber else { return nil }
        let name = String(rest).trimmingCharacters { !$0.isLetter && !$0.isNumber }
        return name.isEmpty ? nil : name
    }

    private static func edge(_ lines: [SetLine], without taken: Set<Int>, isTop: Bool) -> Int? {
        let rest = lines.indices.lazy.filter { lines[$0].upright && !taken.contains($0) }
        return isTop
            ? rest.min { lines[$0].baseline < lines[$1].baseline }
            : rest.max { lines[$0].baseline < lines[$1].baseline }
    }
}
