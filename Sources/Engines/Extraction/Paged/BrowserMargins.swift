/// What a browser prints around a web page: the date and the title above, the address and "1/2" below, or the other way
/// round. They are no text of the page, and would stand in the midst of its sentences.
enum BrowserMargins {
    /// The places of a page's lines that are such margins; none unless two kinds of them stand there.
    static func places(_ lines: [SetLine]) -> Set<Int> {
        let order = lines.indices.filter { lines[$0].upright }.sorted { lines[$0].baseline < lines[$1].baseline }
        guard let first = order.first, let last = order.last, lines[last].baseline > lines[first].baseline + 100 else {
            return []
        }
        let rows = [first, last].map { edge in
            order.filter { ReadingOrder.isSameRow(lines[edge], lines[$0]) || $0 == edge }.prefix(4)
        }
        let marks = rows.map { row in row.compactMap { Mark(lines[$0].text) } }
        let kinds = Set(marks.joined())
        guard kinds.contains(.count), kinds.contains(.address) || kinds.count > 1 && !marks.contains([]) else {
            return []
        }
        return Set(zip(rows, marks).flatMap { $1.isEmpty ? [] : $0 })
    }

    private enum Mark: Hashable {
        case address, date, count

        init?(_ text: String) {
            // Patterns cost time, and most lines of most pages need none.
            guard let first = text.first, text.utf8.count < 400 else { return nil }
            let isShort = text.utf8.count < 24 && text.last?.isNumber == true
            if text.contains(":/") || text.hasPrefix("about:") {
                guard text.wholeMatch(of: /.*\b(https?|file|about|chrome):\S+/) != nil else { return nil }
                self = .address
            } else if isShort,
                let found = text.wholeMatch(of: /(?:Page |Página )?(\d{1,4}) ?(?:\/|of|de) ?(\d{1,4})/),
                let number = Int(found.output.1), let count = Int(found.output.2), number > 0, number <= count
            {
                self = .count
            } else if first.isNumber, text.contains(":"),
                text.prefixMatch(
                    of: /\d{1,4}[\/.\-]\d{1,2}[\/.\-]\d{1,4},? \d{1,2}:\d{2}(:\d{2})?( ?[AaPp]\.? ?[Mm]\b\.?)?/) != nil
            {
                self = .date
            } else {
                return nil
            }
        }
    }
}
