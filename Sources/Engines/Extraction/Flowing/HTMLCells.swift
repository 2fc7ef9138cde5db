extension HTMLWalk {
    // MARK: Tables

    mutating func startRow() {
        guard let index = tables.indices.last, !tables[index].isFlat else { return }
        endRow()
        tables[index].row = FlowRow()
    }

    mutating func startCell(_ element: HTMLElement) {
        flush()
        guard let index = tables.indices.last, tables[index].row != nil else { return }
        tables[index].outside = blocks
        blocks = []
    }

    mutating func endCell(_ element: HTMLElement) {
        flush()
        closeTerm()
        (prefix, kind) = ("", .body)
        guard let index = tables.indices.last, let outside = tables[index].outside else { return }
        var cell = FlowRow.Cell(blocks: blocks)
        blocks = outside
        tables[index].outside = nil
        func span(_ name: String) -> Int { element.node.attribute(name).flatMap { Int($0.trimmed) } ?? 1 }
        (cell.columns, cell.rows) = (max(1, span("colspan")), max(0, span("rowspan")))
        cell.isHead = element.name == "th" || path.suffix(3).contains { $0.name == "thead" }
        tables[index].row?.cells.append(cell)
    }

    mutating func endRow() {
        flush()
        guard let index = tables.indices.last, let row = tables[index].row else { return }
        tables[index].row = nil
        row.add(to: &blocks, table: &tables[index].grid)
    }

    // MARK: Lists

    mutating func marker(for element: HTMLElement) -> String {
        guard let index = lists.indices.last else { return "• " }
        return lists[index].marker(
            element.node.attribute("value"), element.look.list ?? element.node.attribute("type"))
    }

    /// What a style sheet writes before an element: its number, a word.
    mutating func addBefore(_ element: HTMLElement) {
        guard let (content, look) = before(element) else { return }
        counters.enter(look, depth: path.count + 1)
        guard let written = counters.text(of: content, element: element.node) ?? listNumber(element, content) else {
            return
        }
        if element.isBlock {
            let start = prefix == "• " ? "" : prefix
            prefix = start + written.trimmed + " "
        } else {
            text.append(written)
        }
    }

    /// The list's own number where a style sheet writes it with a counter that it sets nowhere: an export that keeps
    /// `start` and loses the rest.
    private func listNumber(_ element: HTMLElement, _ content: String) -> String? {
        guard element.name == "li", prefix.isEmpty, let list = lists.last, list.isOrdered,
            let found = content.firstMatch(of: /counters?\(([^)]*)\)\s*(?:["']([^"']*)["'])?/)
        else { return nil }
        let style = found.output.1.split(separator: ",").last.map { String($0) } ?? ""
        return Numerals.text(list.number - list.step, HTMLList.numerals(style)) + (found.output.2 ?? ". ")
    }

    // MARK: Text that keeps its lines

    mutating func endPreformatted() {
        preformatted -= 1
        guard preformatted == 0 else { return }
        guard tables.last?.row == nil, kind == .body, prefix.isEmpty, labels.isEmpty else { return flush() }
        let lines = text.lines.joined(separator: "\n")
        text = InlineText()
        blocks.append(contentsOf: PlainTextReading.blocks(lines))
    }

    // MARK: Text that is placed piece by piece

    /// Whether an element is a word or a line that a program placed by itself, as pages of a fixed layout are made.
    func isPiece(_ element: HTMLElement) -> Bool {
        element.look.isPlaced && ["span", "div", "p", "a", "b", "i", "em", "strong", "font"].contains(element.name)
            && element.look.top != nil && !element.node.children.contains { $0.name?.lowercased() == "p" }
            && element.node.content.utf8.count <= 300
    }

    /// Keeps a placed piece apart from the one before it: by a blank on its line and where a sentence goes on, as a
    /// paragraph of its own elsewhere.
    mutating func place(_ element: HTMLElement) {
        guard isPiece(element), let top = element.look.top else {
            if !element.isBlock { text.append(" ") }
            return
        }
        let last = placedTop
        placedTop = top
        guard !text.isEmpty else { return }
        guard let last else {
            if element.isBlock { flush() } else { text.append(" ") }
            return
        }
        let step = top - last
        defer { if step > 0.5 { placedStep = step } }
        let goesOn = CharacterCleaning.clean(element.node.content).first?.isLowercase ?? true
        let isNear = step > -0.5 && (placedStep == 0 ? !element.isBlock : step < 1.7 * placedStep)
        if abs(step) > 0.5, !isNear, !goesOn { flush() } else { text.append(" ") }
    }

    // MARK: Links and notes

    mutating func link(_ element: HTMLElement) {
        guard let target = element.node.attribute("href"), links < 20, !text.isEmpty,
            !element.node.content.trimmed.isEmpty,
            let address = LinkAddress.shown(target, beside: element.node.content)
        else { return }
        links += 1
        text.append(HTMLLinks.hidden(address))
    }

    /// Whether an element is the mark of a footnote, in the text or before the note.
    mutating func isNoteMark(_ element: HTMLElement) -> Bool {
        let node = element.node
        let isMark: Bool
        if element.name == "a" {
            guard node.attribute("href")?.contains("#") ?? false else { return false }
            let label = CharacterCleaning.clean(node.content)
            let bare = label.filter { !"[]().* ".contains($0) }
            let isShort = label.count <= 8 && (bare.count <= 4 || bare.allSatisfy(\.isNumber))
            let own = node.attribute("id") ?? node.attribute("name")
            isMark =
                element.plays("noteref", "doc-noteref", "backlink", "doc-backlink")
                || isShort
                    && (own.map { facts.noteMarks.contains($0) } ?? false || raised > 0
                        || element.look.script == .raised
                        || node.child("sup") != nil
                        || element.hasClass(
                            "footnote", "noteref", "fn", "fnref", "backref", "sdfootnoteanc", "sdfootnotesym")
                        || ["↩", "↩︎", "↑", "^"].contains(label))
        } else {
            isMark = element.plays("noteref", "doc-noteref") && node.content.utf8.count <= 12
        }
        if isMark { text.skipMark() }
        return isMark
    }

    // MARK: Printed pages

    /// Whether an element only says that a printed page begins.
    mutating func takePageBreak(_ element: HTMLElement) -> Bool {
        let node = element.node
        let isMarked = element.plays("pagebreak", "doc-pagebreak")
        let listed = element.id.flatMap { facts.pages[$0] } ?? node.attribute("name").flatMap { facts.pages[$0] }
        let isClassed = element.classes.contains {
            ["pagenum", "pageno", "pagenumber", "page-number", "page_number", "pagebreak"].contains($0.lowercased())
        }
        guard isMarked || listed != nil || isClassed else { return false }
        let content = CharacterCleaning.clean(node.content)
        let label =
            listed
            ?? [
                node.attribute("title"), node.attribute("aria-label"), content, node.attribute("value"),
                isMarked ? element.id : nil,
            ]
            .lazy.compactMap { $0 }.compactMap(Self.pageLabel).first
        guard let label, labels.count < 1000 else { return isMarked && content.count <= 12 }
        text.breakPage()
        labels.append(label)
        // The number that it shows is the page's, not the sentence's.
        return content.count <= 12 && (isMarked || isClassed || Self.pageLabel(content) == label)
    }

    /// "42" of "Page 42.", "[Pg 42]", "page_42"; nil where it names no page.
    static func pageLabel(_ text: String) -> String? {
        guard text.utf8.count <= 40,
            let found = text.trimmed.wholeMatch(
                of:
                    /(?i)\W*(page|pág|página|pg|p|pagebreak|pagenum)?[-_.\s]*([0-9]{1,5}|[ivxlcdm]{1,8}|[a-z]?-?[0-9]{1,4})\W*/
            )
        else { return nil }
        let label = String(found.2)
        return label.allSatisfy(\.isNumber) && label.count > 1 ? String(label.drop { $0 == "0" }) : label
    }
}
