import CMuPDF

/// One walk over an HTML tree, with a stack of its own so that deep nesting costs memory, not the thread's stack.
struct HTMLWalk {
    /// What is not read. Each kind holds the next: a page that is nothing but its menu is read as it is.
    enum Omission { case nothing, hidden, furniture }

    let facts: HTMLFacts
    let omission: Omission
    var blocks: [FlowBlock] = []
    var notices: [ReadingNotice] = []

    var text = InlineText()
    var kind = Paragraph.Kind.body
    /// What stands before the next paragraph: a bullet, a number, a term that is explained.
    var prefix = ""
    var labels: [String] = []
    var links = 0
    /// Descriptions of pictures, which stand after the paragraph that shows them.
    var pictures: [String] = []
    var lists: [HTMLList] = []
    var tables: [HTMLTable] = []
    var counters = HTMLCounters()
    /// How many elements around raise, lower, or keep the lines of what they hold.
    var (raised, lowered, preformatted, backgrounds) = (0, 0, 0, 0)
    var term: String?
    /// How far down the piece placed last stands, and how far the one before it stood above.
    var (placedTop, placedStep): (Double?, Double) = (nil, 0)
    /// A placed block has ended whose paragraph another one may go on with.
    var isPieceOpen = false
    /// The elements around, innermost last.
    var path: [HTMLElement] = []

    init(facts: HTMLFacts, omission: Omission) { (self.facts, self.omission) = (facts, omission) }

    /// Bytes of text so far.
    var length: Int { blocks.reduce(0) { $0 + $1.text.utf8.count } }

    private enum Step {
        case enter(MarkupNode)
        case leave
    }

    mutating func visit(_ roots: MarkupNodes) {
        var stack: [Step] = roots.reversed().map { .enter($0) }
        while let step = stack.popLast() {
            switch step {
            case .leave: if let element = path.popLast() { leave(element) }
            case .enter(let node):
                if let piece = node.text { add(piece); continue }
                guard let element = self.element(node) else { continue }
                let isOpen = enter(element)
                path.append(element)
                stack.append(.leave)
                if isOpen { stack.append(contentsOf: node.children.reversed().map { .enter($0) }) }
            }
        }
    }

    private mutating func add(_ piece: String) {
        if isPieceOpen, piece.contains(where: { !$0.isWhitespace }) {
            isPieceOpen = false
            if !path.suffix(4).contains(where: \.look.isPlaced) { flush() }
        }
        // A line break of the source is a blank; in preformatted text it is a line break.
        let text =
            preformatted > 0 ? piece.replacing("\r\n", with: "\u{2028}").replacing("\n", with: "\u{2028}") : piece
        self.text.append(HTMLLinks.withoutMarks(text), raised > 0 ? .raised : lowered > 0 ? .lowered : .plain)
    }

    // MARK: Elements

    private static let unseen: Set<String> = [
        "head", "script", "style", "template", "noscript", "iframe", "object", "nav", "button", "datalist", "rp", "rt",
        "audio", "video", "canvas", "map", "noframes", "annotation",
    ]

    /// The element with its looks; nil where nothing of it is read.
    private mutating func element(_ node: MarkupNode) -> HTMLElement? {
        guard let name = node.name?.lowercased() else { return nil }
        if Self.unseen.contains(name), name != "nav" || omission != .nothing { return nil }
        var element = HTMLElement(node: node, name: name)
        element.look = look(of: element)
        if omission != .nothing, isHidden(element) {
            if tellsSomething(node) { notices.add(.hiddenLeftOut) }
            return nil
        }
        if omission == .furniture, isFurniture(element) { return nil }
        if ["del", "s", "strike"].contains(name) ? element.look.isStruck ?? true : element.look.isStruck ?? false {
            if !node.content.trimmed.isEmpty { notices.add(.struckLeftOut) }
            // What is struck may still part two paragraphs.
            if element.isBlock { flush() } else { text.append(" ") }
            return nil
        }
        if facts.comments.contains(node.handle) {
            notices.add(.commentsLeftOut)
            return nil
        }
        return element
    }

    /// Whether what is left out would have told a reader something: a word or two in hiding are marks of the page.
    private func tellsSomething(_ node: MarkupNode) -> Bool {
        node.content.split(whereSeparator: \.isWhitespace).count > 2
    }

    /// - Returns: whether what it holds is walked.
    private mutating func enter(_ element: HTMLElement) -> Bool {
        counters.enter(element.look, depth: path.count)
        if element.look.isPlaced { place(element) }
        if takePageBreak(element) || isNoteMark(element) { return false }
        if element.look.hasBackground == true || element.node.attribute("bgcolor") != nil { backgrounds += 1 }
        if element.isRaised { raised += 1 }
        if element.isLowered { lowered += 1 }
        switch element.name {
        case "br": text.breakLine()
        case "hr": flush()
        case "img", "svg", "area": picture(element); return false
        case "math": text.appendFormula(MathText.text(element.node)); return false
        case "input", "select", "textarea", "output", "progress", "meter": field(element); return false
        case "q": text.append("“")
        case "ol", "ul", "menu", "dir":
            open(element)
            lists.append(HTMLList(element))
        case "table":
            // Deeper tables are read as paragraphs: no page nests them so for its data.
            flush()
            tables.append(HTMLTable(isFlat: tables.count >= 6))
        case "tr":
            flush()
            startRow()
        case "td", "th": startCell(element)
        case "pre", "listing", "xmp":
            flush()
            preformatted += 1
        default: open(element)
        }
        addBefore(element)
        return true
    }

    /// What begins a block.
    private mutating func open(_ element: HTMLElement) {
        guard element.isBlock else { return }
        switch element.name {
        case "li":
            flush()
            prefix = marker(for: element)
            kind = .listItem
        case "dt":
            flush()
            closeTerm()
        case "dd":
            flush()
            if let term, term.count <= 60, let last = term.last, !"?!.".contains(last) {
                prefix = last == ":" ? term + " " : term + ": "
                self.term = nil
            } else {
                closeTerm()
            }
        default:
            // A list item's own paragraph belongs to its bullet.
            if !text.isEmpty || prefix.isEmpty, !isPiece(element) { flush() }
            if let level = element.headingLevel { kind = .heading(level: level) }
        }
    }

    mutating func closeTerm() {
        if let term { blocks.append(FlowBlock(text: term, kind: .body)) }
        term = nil
    }

    private mutating func leave(_ element: HTMLElement) {
        counters.leave(depth: path.count)
        if element.look.hasBackground == true || element.node.attribute("bgcolor") != nil { backgrounds -= 1 }
        if element.isRaised { raised -= 1 }
        if element.isLowered { lowered -= 1 }
        switch element.name {
        case "q": text.append("”")
        case "a": link(element)
        case "ol", "ul", "menu", "dir":
            flush()
            _ = lists.popLast()
        case "table":
            flush()
            _ = tables.popLast()
        case "tr": endRow()
        case "td", "th": endCell(element)
        case "pre", "listing", "xmp": endPreformatted()
        case "dt":
            term = CharacterCleaning.clean(text.lines.joined(separator: " "))
            if term?.isEmpty ?? true { term = nil }
            text = InlineText()
        case "li", "dd", "dl":
            flush()
            // Nothing followed the bullet.
            (prefix, kind) = ("", .body)
            if element.name == "dl" { closeTerm() }
        default:
            if element.isBlock, !isPiece(element) { flush() }
            if element.look.isPlaced, isPiece(element) {
                text.append(" ")
                isPieceOpen = isPieceOpen || element.isBlock
            }
            if element.headingLevel != nil { kind = .body }
        }
    }

    /// Ends a paragraph.
    mutating func flush() {
        defer { flushPictures() }
        let composed = HTMLLinks.shown(text.composed, count: links)
        (text, links) = (InlineText(), 0)
        guard composed.unicodeScalars.contains(where: { !$0.properties.isWhitespace && $0 != InlineText.pageBreak })
        else {
            // A printed page that begins between two paragraphs begins with the next.
            for _ in labels { text.breakPage() }
            return
        }
        let lines = composed.unicodeScalars.split(separator: InlineText.lineBreak, omittingEmptySubsequences: false)
            .map { String($0) }
        let parts = kind == .body && prefix.isEmpty ? FlowLines.paragraphs(lines) : [lines.joined(separator: " ")]
        for (index, part) in parts.enumerated() {
            let breaks = part.unicodeScalars.count { $0 == InlineText.pageBreak }
            let own = Array(labels.prefix(breaks))
            labels.removeFirst(own.count)
            let start = part.unicodeScalars.prefix { $0.properties.isWhitespace || $0 == InlineText.pageBreak }
            let rest = part.unicodeScalars.dropFirst(start.count)
            // A box to tick is bullet enough.
            let isBox = prefix == "• " && rest.first.map { "☐☒".unicodeScalars.contains($0) } ?? false
            let whole = index == 0 ? String(start) + (isBox ? "" : prefix) + String(rest) : part
            blocks.append(FlowBlock(text: whole, kind: kind, pageLabels: own))
        }
        labels = []
        (prefix, kind) = ("", .body)
    }

    private mutating func flushPictures() {
        for picture in pictures { blocks.append(FlowBlock(text: picture, kind: .body)) }
        pictures = []
    }

    /// Ends the walk; a printed page that nothing follows begins with the next file.
    mutating func finish() {
        flush()
        closeTerm()
        guard !labels.isEmpty else { return }
        let breaks = String(repeating: "\u{10FF00}", count: labels.count)
        blocks.append(FlowBlock(text: breaks, kind: .body, pageLabels: labels))
        labels = []
    }
}
