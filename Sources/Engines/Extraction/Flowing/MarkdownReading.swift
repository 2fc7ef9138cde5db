/// Reads the text of a Markdown file (CommonMark's blocks, GitHub's tables, footnotes); marks of style are dropped.
struct MarkdownReading {
    let reader: Reader
    var limit = ExtractionLimits().characters

    func read(_ text: String) -> ExtractedDocument {
        var builder = FlowBuilder(limit: limit)
        var blocks = MarkdownBlocks(reader: reader)
        blocks.read(text)
        for block in blocks.blocks { builder.add(block) }
        builder.notices = blocks.notices
        var document = builder.document(.markdown, title: blocks.title)
        document.title = document.title ?? document.outline.first { $0.level == 0 }?.title
        document.modified = blocks.date.flatMap(FlowMetadata.date)
        return document
    }
}

/// The blocks of a Markdown file, line by line.
struct MarkdownBlocks {
    private let reader: Reader
    var blocks: [FlowBlock] = []
    var notices: [ReadingNotice] = []
    private(set) var title: String?
    private(set) var date: String?

    private var inline: MarkdownInline
    private var lines: [String] = []
    private var kind = Paragraph.Kind.body
    private var marker = ""
    private var lists: [OpenList] = []
    private var isAfterBlank = true
    private var quoteDepth = 0
    /// Lines that may still be searched for the ends of HTML.
    private var searches = 200_000

    /// A list that goes on, with the number of its next item.
    private struct OpenList {
        var indent: Int
        var sign: Character
        var next: Int
    }

    init(reader: Reader) {
        self.reader = reader
        inline = MarkdownInline(reader: reader)
    }

    mutating func read(_ text: String) {
        var source = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
            Substring($0.replacing("\t", with: "    "))
        }
        source = frontMatter(source)
        let (seen, comments) = MarkdownComments.without(source)
        let (rest, remarks) = MarkdownNotes.withoutComments(seen)
        notices.add(.hiddenLeftOut, count: comments + remarks)
        inline.takeDefinitions(rest)
        var index = 0
        while index < rest.count { index = take(rest, index) }
        flush()
        notices.add(.struckLeftOut, count: inline.struck)
        notices.add(.picturesUndescribed, count: inline.undescribed)
    }

    private mutating func frontMatter(_ lines: [Substring]) -> [Substring] {
        guard let first = lines.first?.trimmed, first == "---" || first == "+++",
            let end = lines.dropFirst().prefix(200).firstIndex(where: { [first, "..."].contains($0.trimmed) })
        else { return lines }
        for line in lines[1..<end] {
            let parts = line.split(maxSplits: 1) { $0 == ":" || $0 == "=" }
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmed.trimmingCharacters { "\"'".contains($0) }
            switch parts[0].trimmed.lowercased() {
            case "title": title = value.isEmpty || LeftTitle.isLeft(value) ? nil : value
            case "last_modified_at", "lastmod", "updated", "modified", "last-modified": date = value
            case "date": date = date ?? value
            default: break
            }
        }
        return Array(lines[(end + 1)...])
    }

    /// Takes the line at an index, or the block that begins there.
    /// - Returns: the index after it.
    private mutating func take(_ all: [Substring], _ index: Int) -> Int {
        let (line, depth, indent) = Self.unquoted(all[index])
        if depth != quoteDepth, !(depth < quoteDepth && !lines.isEmpty && !line.isEmpty && !isAfterBlank) {
            flush()
            quoteDepth = depth
        }
        guard !line.isEmpty else {
            flush()
            isAfterBlank = true
            return index + 1
        }
        defer { isAfterBlank = false }
        if let fence = Self.fence(line) { return takeFence(all, index, fence) }
        if depth > 0, lines.isEmpty, let title = MarkdownNotes.callout(line) {
            lines = [title]
            flush()
            return index + 1
        }
        if MarkdownNotes.isMachinery(line) { return index + 1 }
        if let level = Self.headingLevel(line) { heading(line, level); return index + 1 }
        if let under = line.first, under == "=" || under == "-", !lines.isEmpty, kind == .body,
            line.allSatisfy({ $0 == under || $0 == " " }), !line.holds("  "), line.count > 1
        {
            kind = .heading(level: under == "=" ? 0 : 1)
            flush()
            lists = []
            return index + 1
        }
        if Self.isRule(line) { flush(); return index + 1 }
        if let rows = MarkdownTable(all, index, depth: depth, isOpen: lines.isEmpty) {
            flush()
            for (number, row) in rows.rows.enumerated() {
                let cells = row.map { inline.plain($0).joined(separator: " ") }.map { CharacterCleaning.clean($0) }
                if cells.contains(where: { !$0.isEmpty }) {
                    blocks.append(
                        FlowBlock(text: cells.joined(separator: " | "), kind: .tableRow, beginsTable: number == 0))
                }
            }
            return rows.end
        }
        if inline.isDefinition(line) { return index + 1 }
        if let note = MarkdownInline.noteBody(line) {
            flush()
            lines = [note]
            return index + 1
        }
        if let end = MarkdownHTML.block(all, index, line, budget: &searches) {
            flush()
            html(all[index..<end])
            return end
        }
        if let item = Self.item(line, canBeLetter: isAfterBlank || !lists.isEmpty),
            isAfterBlank || !lists.isEmpty || lines.isEmpty || item.opensInText
        {
            startItem(item, indent)
            return index + 1
        }
        // A term and its meaning: "Mascot" and below ": Heron".
        if line.hasPrefix(": "), lines.count == 1, lines[0].count <= 60 {
            lines[0] += ": " + line.dropFirst(2).trimmed
            return index + 1
        }
        if isAfterBlank, indent == 0 { lists = [] }
        let isBroken = all[index].hasSuffix("  ") || line.hasSuffix("\\")
        lines.append(String(line.hasSuffix("\\") ? line.dropLast() : line) + (isBroken ? "\u{2028}" : ""))
        return index + 1
    }

    // MARK: Blocks

    mutating func flush() {
        defer { (lines, kind, marker) = ([], .body, "") }
        guard !lines.isEmpty || !marker.isEmpty else { return }
        let parts = inline.plain(MarkdownNotes.readable(joined))
        let paragraphs = kind == .body ? FlowLines.paragraphs(parts) : [parts.joined(separator: " ")]
        for (index, text) in paragraphs.enumerated() where !CharacterCleaning.clean(text).isEmpty {
            blocks.append(FlowBlock(text: (index == 0 ? marker : "") + text.trimmed, kind: kind))
        }
        for picture in inline.takePictures() { blocks.append(FlowBlock(text: picture, kind: .body)) }
    }

    /// The lines of the block; those whose parts a row of dots joins end in a break.
    private var joined: String {
        guard lines.count > 1, kind == .body else { return lines.joined(separator: "\n") }
        let leaders = LeaderLine.stand(lines.map { LeaderLine($0.unicodeScalars) })
        guard leaders.contains(true) else { return lines.joined(separator: "\n") }
        return lines.indices.map { index in
            let isBroken = leaders[index] || index + 1 < lines.count && leaders[index + 1]
            return lines[index] + (isBroken && !lines[index].hasSuffix("\u{2028}") ? "\u{2028}" : "")
        }.joined(separator: "\n")
    }

    private mutating func heading(_ line: Substring, _ level: Int) {
        flush()
        lists = []
        var body = line.dropFirst(level + 1).trimmed
        // Closing marks, and the names that Pandoc lets a heading have.
        if body.hasSuffix("#") { body = body.replacing(/\s+#+$/, with: "") }
        if body.hasSuffix("}") { body = body.replacing(/\s*\{[#.][^{}]*\}$/, with: "") }
        blocks.append(FlowBlock(text: inline.plain(body).joined(separator: " "), kind: .heading(level: level)))
    }

    private mutating func takeFence(_ all: [Substring], _ index: Int, _ fence: Substring) -> Int {
        flush()
        var end = index + 1
        while end < all.count,
            !(all[end].trimmed.hasPrefix(fence) && all[end].trimmed.allSatisfy({ $0 == fence.first }))
        { end += 1 }
        if MarkdownNotes.isQuery(all[index]) {
            notices.add(.hiddenLeftOut)
            return min(end + 1, all.count)
        }
        let code = all[min(index + 1, end)..<end].map { Self.unquoted($0).line }
        if !Self.isProgram(all[index]) {
            blocks.append(contentsOf: PlainTextReading.blocks(code.joined(separator: "\n")))
        } else {
            blocks.append(FlowBlock(text: code.joined(separator: " "), kind: .body))
        }
        return min(end + 1, all.count)
    }

    /// Whether a fence names a language: code goes on from line to line.
    private static func isProgram(_ line: Substring) -> Bool {
        let name = line.trimmed.drop { $0 == "`" || $0 == "~" }.trimmed.lowercased()
        return !["", "text", "txt", "plain", "plaintext", "md", "markdown", "csv"].contains(name)
    }

    private mutating func startItem(_ item: Item, _ indent: Int) {
        flush()
        lists.removeAll { $0.indent > indent + 1 }
        kind = .listItem
        var text = item.text
        if let number = item.number {
            var shown = number
            if let last = lists.last, last.indent >= indent - 1, last.sign == item.sign {
                // Numbers that are all the same are counted on; where the file skips, it is believed.
                if number == last.next - 1 || number == 1 && last.next > 1 { shown = last.next }
                lists[lists.count - 1].next = shown + 1
            } else {
                lists.append(OpenList(indent: indent, sign: item.sign, next: number + 1))
            }
            marker = item.opens + String(shown) + String(item.sign) + " "
        } else if item.letter != nil {
            marker = item.opens + (item.letter ?? "") + String(item.sign) + " "
            if lists.last.map({ $0.indent < indent - 1 }) ?? true {
                lists.append(OpenList(indent: indent, sign: item.sign, next: 0))
            }
        } else {
            marker = "• "
            if text.first == "[", let box = text.prefixMatch(of: /\[([ xX✓])\]\s+/) {
                marker = box.output.1 == " " ? "☐ " : "☒ "
                text = text[box.range.upperBound...]
            } else if let (sign, word) = MarkdownNotes.box(text) {
                (marker, text) = (sign, text.dropFirst(word.count))
            }
            if lists.last.map({ $0.indent < indent - 1 || $0.sign != item.sign }) ?? true {
                lists.append(OpenList(indent: indent, sign: item.sign, next: 0))
            }
        }
        if lists.count > 50 { lists.removeFirst() }
        lines = text.isEmpty ? [] : [String(text)]
        if lines.isEmpty { lines = [""] }
    }

    private mutating func html(_ source: ArraySlice<Substring>) {
        let text = source.map { Self.unquoted($0).line }.joined(separator: "\n")
        guard let tree = try? HTMLReading.parse(text, html: true, reader: reader) else { return }
        let walk = HTMLReading.blocks(of: tree)
        for block in walk.blocks {
            // What stands between tags may be Markdown.
            let parts = inline.plain(block.text)
            blocks.append(FlowBlock(text: parts.joined(separator: " "), kind: block.kind))
        }
        for notice in walk.notices { notices.add(notice.kind, count: notice.count) }
    }
}
