/// Lists and tables as wholes, with what leads into them.
extension PassageStructure {
    /// Lists and tables, with the sentence, the head or the heading that leads into them.
    mutating func findRuns() {
        var index = 0
        while index < pieces.count {
            guard parts[index].kind == .entry || parts[index].kind == .rowHead, parts[index].lead == nil else {
                index += 1
                continue
            }
            var end = index
            // An item may have several sentences.
            let outer = index > 0 && shapes[index - 1] == .item ? Self.markForm(pieces[index - 1].text) : nil
            while end + 1 < pieces.count, shapes[end + 1] == shapes[index] || !pieces[end + 1].opensParagraph,
                parts[end + 1].kind != .leadIn, pieces[end + 1].opening != .table,
                outer == nil || shapes[end + 1] != .item || Self.markForm(pieces[end + 1].text) != outer
                    || Self.markForm(pieces[index].text) == outer
            {
                end += 1
            }
            let before = index > 0 ? index - 1 : nil
            let lead = before.flatMap { parts[$0].kind == .leadIn || parts[$0].kind == .question ? $0 : nil }
            let top = parts[index].kind == .rowHead ? index : nil
            let head = top.map { lastHead(from: $0, to: end) }
            for entry in index...end where entry != head { parts[entry].lead = head ?? lead }
            if let top, let head, top < head {
                // "| Bachelor's | Master's" above "Step | BA | MA".
                for entry in head + 1...end { parts[entry].line = top }
                for row in top..<head { parts[row].kind = .fragment }
                parts[head].kind = .rowHead
            }
            if let head, let lead { parts[head].lead = lead }
            if let head, end > head + 2 || pieces[head].text.count(where: { $0 == "|" }) > 1 {
                parts[head].kind = .leadIn
            }
            if let lead {
                runs.append(Run(lead: lead, range: lead...end))
            } else if let before, shapes[before] == .heading || parts[index].line == before, end > index {
                runs.append(Run(lead: before, range: index...end))
            }
            index = end + 1
        }
        resumeLists()
        // What follows a colon that no list follows is what it leads into.
        for index in pieces.indices where parts[index].kind == .leadIn && index + 1 < pieces.count {
            guard !runs.contains(where: { $0.lead == index }), shapes[index] != .row, shapes[index + 1] != .heading,
                parts[index + 1].kind == .statement || parts[index + 1].kind == .fragment
            else { continue }
            parts[index + 1].lead = parts[index + 1].lead ?? index
            runs.append(Run(lead: index, range: index...index + 1))
        }
        // A whole sentence that nothing follows in the passage, as before a formula that is a picture, says what it says.
        for index in pieces.indices where parts[index].kind == .leadIn && shapes[index] == .prose {
            guard !runs.contains(where: { $0.lead == index }), Statement.isWhole(pieces[index].text) else { continue }
            parts[index].kind = .statement
        }
    }

    /// "2. Tell the teacher about:" has a list of its own; "3. …" behind that goes on in the list that "2." stands in.
    mutating func resumeLists() {
        var open: [(mark: String, lead: Int)] = []
        for index in pieces.indices {
            guard shapes[index] == .item || !pieces[index].opensParagraph && !open.isEmpty else {
                open = []
                continue
            }
            guard shapes[index] == .item, let mark = Self.markForm(pieces[index].text) else { continue }
            if let place = open.lastIndex(where: { $0.mark == mark }) {
                open.removeSubrange((place + 1)...)
                if parts[index].lead == nil { parts[index].lead = open[place].lead }
            } else if let lead = parts[index].lead {
                open.append((mark, lead))
            }
        }
    }

    /// The form of an item's mark: "1." for any number with a stop, "a)" for any letter with a bracket, a bullet itself.
    static func markForm(_ text: String) -> String? {
        guard let mark = text.split(separator: " ", maxSplits: 1).first, mark.utf8.count <= 10 else { return nil }
        return String(mark.map { $0.isNumber ? "1" : $0.isLetter ? "a" : $0 }).replacing("11", with: "1")
    }
}
