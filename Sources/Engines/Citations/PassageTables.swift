/// Rows of tables: which of them head the others.
extension PassageStructure {
    /// The first of several rows is the head where it holds no figures, and is no fact of two cells; or where its
    /// figures only name the columns, as in "Day | Room 4 | Room 5".
    func isRowHead(_ index: Int) -> Bool {
        guard index == 0 || !goesOn(index), index + 1 < pieces.count, goesOn(index + 1) else { return false }
        guard pieces[index].text.contains(where: \.isNumber) else { return true }
        let heads = Self.cells(pieces[index].text)
        guard heads.count > 2, let first = heads.first, !first.contains(where: \.isNumber),
            heads.allSatisfy({ $0.split(separator: " ").count <= 3 })
        else { return false }
        let rows = (index + 1..<min(pieces.count, index + 4)).prefix { goesOn($0) }.map {
            Self.cells(pieces[$0].text)
        }
        if Self.countColumns(heads) { return true }
        // "Step | BA | BA+15" above figures: every head has letters, few of the cells below have.
        let below = rows.flatMap { $0.dropFirst() }
        if heads.allSatisfy({ $0.contains(where: \.isLetter) }),
            below.count(where: { !$0.contains(where: \.isLetter) }) * 2 > below.count
        {
            return true
        }
        return heads.indices.dropFirst().allSatisfy { column in
            !heads[column].contains(where: \.isNumber)
                || rows.allSatisfy { column >= $0.count || !$0[column].contains(where: \.isNumber) }
        }
    }

    /// Whether a row belongs to the table of the row before it.
    private func goesOn(_ index: Int) -> Bool {
        shapes[index] == .row && shapes[index - 1] == .row && pieces[index].opening != .table
    }

    /// "Teacher | Per 1 | Per 2 | Per 3": the figures count the columns.
    static func countColumns(_ heads: [Substring]) -> Bool {
        let counted = heads.compactMap { head -> (name: Substring, number: Int)? in
            let words = head.split(separator: " ")
            guard words.count == 2, let number = Int(words[1]), words[0].contains(where: \.isLetter) else { return nil }
            return (words[0], number)
        }
        return counted.count > 1 && counted.count == heads.count { $0.contains(where: \.isNumber) }
            && zip(counted, counted.dropFirst()).allSatisfy { $0.name == $1.name && $0.number < $1.number }
    }

    /// The last of the rows that head a table: those below hold figures in most of their cells, it does not.
    func lastHead(from top: Int, to end: Int) -> Int {
        var head = top
        while head + 2 <= end, head < top + 2, shapes[head + 1] == .row, shapes[head + 2] == .row,
            figures(head + 1) == 0, figures(head + 2) > 0.5
        {
            head += 1
        }
        return head
    }

    /// The share of a row's cells, but for the first, that hold figures and no letters.
    func figures(_ index: Int) -> Double {
        let cells = Self.cells(pieces[index].text).dropFirst().filter { $0.contains { $0.isNumber || $0.isLetter } }
        guard !cells.isEmpty else { return 0 }
        return Double(cells.count { $0.contains(where: \.isNumber) && !$0.contains(where: \.isLetter) })
            / Double(cells.count)
    }

    /// "8 | $12 | $6" says something below "Grade | Lab fee | Locker".
    func isRowOfFigures(_ text: String) -> Bool {
        Self.cells(text).count { $0.contains { $0.isNumber || $0.isLetter } } > 1
    }

    /// "SOURCE: U.S. Department of …" below a table says where its figures are from, and holds half the words of any
    /// question about them.
    func namesSource(_ index: Int) -> Bool {
        let text = pieces[index].text
        guard let label = text.firstIndex(of: ":").map({ text[..<$0] }),
            ["source", "sources", "fuente", "fuentes"].contains(label.lowercased())
        else { return false }
        return !label.contains(where: \.isLowercase) || shapes[max(0, index - 3)..<index].contains { $0 == .row }
    }

    static func cells(_ row: String) -> [Substring] {
        row.split(separator: "|", omittingEmptySubsequences: false)
    }
}
