/// Reads plain text: paragraphs stand between empty lines, or are one line each where lines are long.
enum PlainTextReading {
    static func read(_ text: String, limit: Int = ExtractionLimits().characters) -> ExtractedDocument {
        var builder = FlowBuilder(limit: limit)
        for block in blocks(text) { builder.add(block) }
        return builder.document(.text)
    }

    /// The paragraphs of a text.
    static func blocks(_ text: String) -> [FlowBlock] {
        let raw = ReportPages.lines(text)
        let lines = withLeaders(FixedWidthTable.lines(raw))
        let filled = lines.filter { !$0.text.isEmpty && $0.marker == nil && !$0.isRow }
        // One very long line in a file says nothing of how the others are set.
        let counts = filled.map(\.text.count).sorted()
        let longest = counts.isEmpty ? 0 : counts[counts.count - 1 - counts.count / 20]
        // Lines wrapped by hand are of one measure; where they are not, every line is a paragraph.
        let isWrapped = longest <= 100 && counts.count { $0 > longest * 2 / 3 } * 3 > counts.count
        var walk = Walk(isWrapped: isWrapped, compounds: isWrapped ? Compounds(raw) : Compounds([]))
        for (index, line) in lines.enumerated() {
            walk.take(line, next: index + 1 < lines.count ? lines[index + 1] : nil)
        }
        walk.flush()
        return Self.ranked(walk.blocks)
    }

    /// The lines, those whose parts a row of dots joins as rows of their own; what they say is told by all of the file.
    private static func withLeaders(_ lines: [Line]) -> [Line] {
        let parted = lines.flatMap { line -> [Line] in
            guard line.isRow, line.cells.count > 1,
                line.cells.allSatisfy({ LeaderLine($0.unicodeScalars)?.isSure ?? false })
            else { return [line] }
            return line.cells.map { Line(row: [$0]) }
        }
        let leaders = LeaderLine.stand(parted.map { $0.isQuoted ? nil : LeaderLine($0.text.unicodeScalars) })
        return zip(parted, leaders).map { line, isOne in isOne && !line.isFixed ? Line(row: [line.text]) : line }
    }

    /// A file that opens with a heading has it over the others, unless all are chapters.
    private static func ranked(_ blocks: [FlowBlock]) -> [FlowBlock] {
        guard blocks.count > 3, let first = blocks.first, first.kind.headingLevel == 0,
            !isChapter(first.text),
            !blocks.dropFirst().contains(where: { $0.kind.headingLevel == 0 && isChapter($0.text) }),
            blocks.dropFirst().contains(where: { $0.kind.headingLevel == 0 })
        else { return blocks }
        return blocks.prefix(1)
            + blocks.dropFirst().map { block in
                var block = block
                if block.kind.headingLevel == 0 { block.kind = .heading(level: 1) }
                return block
            }
    }

    private static func isChapter(_ line: String) -> Bool {
        line.prefixMatch(of: /(?i)(chapter|part|book|section|appendix|[ivxlc]+\.|[0-9]+\.)\s/) != nil
    }

    /// A line, with what its start says of it.
    struct Line {
        let text: String
        let indent: Int
        /// "- " or "3. ", which opens an item.
        let marker: String?
        /// Cells that stand apart by tabs or several blanks.
        let isRow: Bool
        let cells: [String]
        /// Quoted below a newer message, as programs for mail mark it with ">".
        let isQuoted: Bool
        /// Its cells are told by the table that it stands in; blank ones keep their place.
        let isFixed: Bool

        /// Parts of it stand so far apart that it is no line of running text.
        let isWide: Bool

        /// A row of a table whose columns are known.
        init(row cells: [String]) {
            let count = cells.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
            self.cells = Array(cells.prefix(count))
            text = self.cells.joined(separator: " ")
            (indent, marker, isRow, isQuoted, isFixed, isWide) = (0, nil, true, false, true, true)
        }

        init(_ line: Substring) {
            let bare = line.drop { $0 == ">" || $0 == " " }
            isQuoted = line.first == ">" && bare.count < line.count
            let raw = isQuoted ? bare : line
            indent = raw.prefix(40).prefix { $0 == " " || $0 == "\t" }.count
            let clean = CharacterCleaning.clean(String(raw))
            (text, marker) = (clean, Self.marker(clean))
            cells = raw.utf8.count < 600 && (raw.contains("\t") || raw.contains("   ")) ? Self.cells(raw) : []
            isRow = cells.count > 1
            isFixed = false
            isWide = isRow && raw.drop { $0 == " " }.contains("        ")
        }

        /// Told by hand and not by a pattern: it is asked of every line of every book.
        private static func marker(_ text: String) -> String? {
            guard let first = text.first else { return nil }
            if "-*•·◦▪●○■□☐☒☑✓►➢+".contains(first) { return text.dropFirst().first == " " ? String(first) : nil }
            let body = first == "(" ? text.dropFirst() : text[...]
            let head = body.prefix(5)
            guard let close = head.firstIndex(where: { $0 == "." || $0 == ")" }), close > head.startIndex,
                body[body.index(after: close)...].first == " "
            else { return nil }
            let mark = head[..<close]
            let isNumber = mark.count <= 3 && mark.allSatisfy { $0.isASCII && $0.isNumber }
            let isLetter = mark.count == 1 && mark.allSatisfy { $0.isASCII && $0.isLetter }
            return isNumber || isLetter || mark.allSatisfy { "ivxIVX".contains($0) } ? String(text[...close]) : nil
        }

        /// Pieces that tabs or three blanks part.
        private static func cells(_ raw: Substring) -> [String] {
            var cells: [String] = []
            var cell = ""
            var blanks = 0
            for character in raw {
                if character == " " { blanks += 1 } else if character != "\t" { blanks = 0 }
                cell.append(character)
                guard character == "\t" || blanks == 3 else { continue }
                cells.append(CharacterCleaning.clean(cell))
                cell = ""
            }
            cells.append(CharacterCleaning.clean(cell))
            return cells.filter { !$0.isEmpty }
        }

        var isBullet: Bool { marker.map { $0.count == 1 } ?? false }
    }

    private struct Walk {
        let isWrapped: Bool
        let compounds: Compounds
        private(set) var blocks: [FlowBlock] = []
        private var lines: [String] = []
        private var isItem = false
        private var isQuoted = false
        private var rows: [[String]] = []

        init(isWrapped: Bool, compounds: Compounds) { (self.isWrapped, self.compounds) = (isWrapped, compounds) }

        mutating func take(_ line: Line, next: Line?) {
            guard !line.text.isEmpty else { return flush() }
            if line.isRow, line.marker == nil,
                line.isFixed || line.isWide || !rows.isEmpty || next?.isRow ?? false && next?.marker == nil
                    || line.cells.count > 2
            {
                if rows.isEmpty { flush() }
                rows.append(line.cells)
                return
            }
            if !rows.isEmpty || line.isQuoted != isQuoted { flush() }
            isQuoted = line.isQuoted
            // A word that is broken over two lines joins them, however the file is set.
            if let last = lines.last, last.hasSuffix("-"), last.dropLast().last?.isLetter == true,
                line.text.first?.isLowercase == true, line.marker == nil
            {
                return lines.append(line.text)
            }
            // A long line whose sentence goes on was wrapped, though others in the file were not.
            if !isItem, line.marker == nil, line.text.first?.isLowercase == true, let last = lines.last,
                last.count >= 48 || isQuoted && last.count >= 24, !".!?:;".contains(last.last ?? " ")
            {
                return lines.append(line.text)
            }
            if opensItem(line, next: next) {
                flush()
                isItem = true
            } else if isItem, line.indent == 0, !goesOn(line) {
                // A line at the margin after an item that is whole belongs to no item.
                flush()
            } else if !isWrapped, !isItem || line.indent == 0 && !goesOn(line) {
                flush()
            }
            lines.append(line.text)
        }

        /// Whether a line's mark opens an item. In running text a line may begin with "1914." or "a)" by chance.
        private func opensItem(_ line: Line, next: Line?) -> Bool {
            guard let marker = line.marker else { return false }
            guard !lines.isEmpty, isWrapped else { return true }
            if line.isBullet { return marker != "-" || !(lines.last?.hasSuffix("-") ?? false) }
            if isItem || line.indent > 0 { return true }
            let before = lines.last?.last ?? " "
            return ":.;?!".contains(before)
        }

        private func goesOn(_ line: Line) -> Bool {
            guard let last = lines.last else { return false }
            return line.text.first?.isLowercase ?? false || isWrapped && FlowLines.goesOn(last)
        }

        mutating func flush() {
            defer { (lines, isItem, isQuoted, rows) = ([], false, false, []) }
            if !rows.isEmpty {
                for row in rows { blocks.append(FlowBlock(text: Self.text(row), kind: .tableRow)) }
                return
            }
            guard !lines.isEmpty else { return }
            if isItem {
                var text = joined()
                if let first = text.first, "*·◦▪●○■►➢+-".contains(first) {
                    text = "• " + text.dropFirst().drop { $0 == " " }
                }
                blocks.append(FlowBlock(text: (isQuoted ? "> " : "") + text, kind: .listItem))
            } else if isQuoted {
                blocks.append(FlowBlock(text: "> " + joined(), kind: .body))
            } else if lines.count == 1, PlainTextReading.isHeading(lines[0]) {
                blocks.append(FlowBlock(text: lines[0], kind: .heading(level: 0)))
            } else {
                blocks.append(FlowBlock(text: joined(), kind: .body))
            }
        }

        /// A row's cells; a label and its value are one.
        private static func text(_ row: [String]) -> String {
            row.dropFirst().reduce(into: row.first ?? "") { text, cell in
                let isValue = text.last == ":" && !cell.isEmpty && cell.last != ":"
                text += (isValue ? " " : " | ") + cell
            }
        }

        /// The lines as one text. Each is joined to the one before it alone: looking at all that came before would cost
        /// the square of the lines.
        private func joined() -> String {
            var done: [String] = []
            var last = lines.first ?? ""
            for line in lines.dropFirst() {
                if last.last == "-", last.dropLast().last?.isLetter == true, let first = line.first, first.isLetter {
                    if first.isLowercase, !compounds.keepHyphen(between: last.dropLast(), and: line) {
                        last.removeLast()
                    }
                } else {
                    last += " "
                }
                done.append(last)
                last = line
            }
            return done.joined() + last
        }
    }

    /// "CHAPTER IV", "III. THE METHOD", "Part Two": short, in capitals or named as a chapter.
    static func isHeading(_ line: String) -> Bool {
        guard line.count < 80, line.contains(where: \.isLetter) else { return false }
        let opens = line.first.map { "CPBSAcpbsa".contains($0) } ?? false
        if opens, line.wholeMatch(of: /(?i)(chapter|part|book|section|appendix)\s+[\w.:—-]+.*/) != nil { return true }
        let letters = line.filter(\.isLetter)
        // A sentence in capitals, with its stop, is a notice and no heading.
        if line.hasSuffix("."), line.split(separator: " ").count > 4 { return false }
        return letters.count > 3 && !letters.contains(where: \.isLowercase) && letters.contains(where: \.isUppercase)
    }
}
