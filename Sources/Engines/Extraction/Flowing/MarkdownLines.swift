extension MarkdownBlocks {
    /// What opens an item of a list.
    struct Item {
        var number: Int?
        var letter: String?
        /// A bracket before the number.
        var opens = ""
        var sign: Character
        var text: Substring

        /// An item that may open a list in the middle of a paragraph (CommonMark 5.2).
        var opensInText: Bool { letter == nil && number ?? 1 == 1 && !text.isEmpty }
    }

    /// A line without its marks of quotation, how many those were, and how far it is indented.
    static func unquoted(_ raw: Substring) -> (line: Substring, depth: Int, indent: Int) {
        var line = raw.drop { $0 == " " }
        var depth = 0
        while line.first == ">", depth < 20 {
            depth += 1
            line = line.dropFirst()
            if depth < 20, line.first == " " { line = line.dropFirst() }
            let blanks = line.prefix { $0 == " " }.count
            if line.dropFirst(blanks).first == ">" { line = line.dropFirst(blanks) }
        }
        let indent = depth == 0 ? raw.count - line.count : line.prefix { $0 == " " }.count
        line = line.drop { $0 == " " }
        while line.last == " " { line = line.dropLast() }
        return (line, depth, indent)
    }

    static func fence(_ line: Substring) -> Substring? {
        guard let sign = line.first, sign == "`" || sign == "~" else { return nil }
        let run = line.prefix { $0 == sign }
        guard run.count >= 3, sign == "~" || !line.dropFirst(run.count).holds("`") else { return nil }
        return run
    }

    static func headingLevel(_ line: Substring) -> Int? {
        let marks = line.prefix { $0 == "#" }.count
        guard (1...6).contains(marks), line.dropFirst(marks).first ?? " " == " " else { return nil }
        return marks - 1
    }

    /// "***", "- - -": a line across.
    static func isRule(_ line: Substring) -> Bool {
        guard let sign = line.first, "-*_".contains(sign) else { return false }
        return line.allSatisfy { $0 == sign || $0 == " " } && line.count { $0 == sign } >= 3
    }

    static func item(_ line: Substring, canBeLetter: Bool) -> Item? {
        if let sign = line.first, "-*+•".contains(sign), line.dropFirst().first ?? " " == " " {
            return Item(sign: sign, text: line.dropFirst(1).drop { $0 == " " })
        }
        let opens = line.first == "(" ? "(" : ""
        let body = line.dropFirst(opens.count)
        let digits = body.prefix(9).prefix { $0.isASCII && $0.isNumber }
        let letters = digits.isEmpty && canBeLetter ? body.prefix(4).prefix { $0.isASCII && $0.isLetter } : ""
        let mark = digits.isEmpty ? letters : digits
        let rest = body.dropFirst(mark.count)
        guard !mark.isEmpty, let sign = rest.first, sign == ")" || sign == "." && opens.isEmpty,
            rest.dropFirst().first ?? " " == " "
        else { return nil }
        let text = rest.dropFirst().drop { $0 == " " }
        if let number = Int(digits) { return Item(number: number, opens: opens, sign: sign, text: text) }
        let isRoman = letters.allSatisfy { "ivxIVX".contains($0) }
        // "J. Dewey wrote": a letter in capitals with its stop is a name more often than an item.
        guard letters.count == 1 || isRoman, sign == ")" || letters.first?.isLowercase == true, !text.isEmpty else {
            return nil
        }
        return Item(letter: String(letters), opens: opens, sign: sign, text: text)
    }
}

/// Comments in Markdown are those of HTML; they may run over many lines.
enum MarkdownComments {
    /// The lines without comments, and how many were left out. Code keeps what looks like one.
    static func without(_ lines: [Substring]) -> ([Substring], Int) {
        guard lines.contains(where: { $0.holds("<!--") }) else { return (lines, 0) }
        let lastClose = lines.lastIndex { $0.holds("-->") } ?? -1
        var result: [Substring] = []
        var (count, isInside) = (0, false)
        var fence: Substring?
        for (index, line) in lines.enumerated() {
            if !isInside {
                let trimmed = line.drop { $0 == " " }
                if let open = fence {
                    if trimmed.hasPrefix(open) { fence = nil }
                    result.append(line)
                    continue
                }
                if let open = MarkdownBlocks.fence(trimmed) {
                    fence = open
                    result.append(line)
                    continue
                }
            }
            var kept = ""
            var rest = line
            let wasInside = isInside
            while !rest.isEmpty {
                if isInside {
                    guard let close = rest.firstRange(of: "-->") else { break }
                    rest = rest[close.upperBound...]
                    isInside = false
                } else {
                    // An opening that nothing closes hides nothing.
                    guard let open = rest.firstRange(of: "<!--"), index <= lastClose,
                        index < lastClose || rest[open.upperBound...].holds("-->"),
                        rest[..<open.lowerBound].count(where: { $0 == "`" }) % 2 == 0
                    else {
                        kept += rest
                        break
                    }
                    kept += rest[..<open.lowerBound]
                    rest = rest[open.upperBound...]
                    isInside = true
                    count += 1
                }
            }
            // A line that was nothing but comment is no blank line that would part a paragraph.
            if (wasInside || line.holds("<!--")) && kept.allSatisfy(\.isWhitespace) { continue }
            result.append(Substring(kept))
        }
        return (result, count)
    }
}

/// A table of GitHub's kind, with or without bars at its edges, or of Pandoc's kind with a drawn grid.
struct MarkdownTable {
    private(set) var rows: [[String]] = []
    private(set) var end: Int

    /// nil where no table begins at the index.
    init?(_ lines: [Substring], _ index: Int, depth: Int, isOpen: Bool) {
        end = index
        func line(_ place: Int) -> Substring? {
            guard place < lines.count else { return nil }
            let (line, own, _) = MarkdownBlocks.unquoted(lines[place])
            return own == depth && !line.isEmpty ? line : nil
        }
        guard let first = line(index) else { return nil }
        if first.hasPrefix("+-") || first.hasPrefix("+="), first.allSatisfy({ "+-=: ".contains($0) }) {
            readGrid(line, index)
            return
        }
        let isBarred = first.hasPrefix("|") && first.dropFirst().holds("|")
        let isHead = first.holds("|") && line(index + 1).map { Self.isRule($0) } ?? false
        guard isBarred || isHead else { return nil }
        while let next = line(end), next.holds("|") {
            if !Self.isRule(next) { rows.append(Self.cells(next)) }
            end += 1
        }
    }

    /// "--- | :---:"
    private static func isRule(_ line: Substring) -> Bool {
        line.holds("-") && line.holds("|") && line.allSatisfy { "-: |".contains($0) }
    }

    private mutating func readGrid(_ line: (Int) -> Substring?, _ start: Int) {
        var open: [String] = []
        while let next = line(end), next.hasPrefix("+") || next.hasPrefix("|") {
            if next.hasPrefix("+") {
                if !open.isEmpty { rows.append(open) }
                open = []
            } else {
                for (column, cell) in Self.cells(next).enumerated() {
                    if column < open.count {
                        open[column] += (cell.isEmpty ? "" : " ") + cell
                    } else {
                        open.append(cell)
                    }
                }
            }
            end += 1
        }
        if !open.isEmpty { rows.append(open) }
        if end == start { end += 1 }
    }

    /// A blank cell keeps its column; what stands before the first bar and after the last is no cell.
    private static func cells(_ line: Substring) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isEscaped = false
        for character in line.hasPrefix("|") ? line.dropFirst() : line {
            if isEscaped {
                cell += character == "|" ? "|" : "\\" + String(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "|" {
                cells.append(cell.trimmed)
                cell = ""
            } else {
                cell.append(character)
            }
        }
        if isEscaped { cell += "\\" }
        if !line.hasSuffix("|") || !cell.trimmed.isEmpty { cells.append(cell.trimmed) }
        return cells
    }
}

/// Blocks of HTML in Markdown.
enum MarkdownHTML {
    private static let whole: Set<Substring> = [
        "table", "ul", "ol", "dl", "pre", "script", "style", "select", "form", "svg", "template", "textarea",
    ]
    private static let blocks: Set<Substring> = [
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "div", "fieldset", "figure",
        "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "p", "section", "summary", "iframe",
    ]

    /// Where the block ends that begins with a line; nil where none begins.
    static func block(_ lines: [Substring], _ index: Int, _ line: Substring, budget: inout Int) -> Int? {
        guard line.first == "<" else { return nil }
        let name = line.dropFirst(line.dropFirst().first == "/" ? 2 : 1).prefix { $0.isLetter || $0.isNumber }
        let tag = Substring(name.lowercased())
        var end = index + 1
        if whole.contains(tag), line.dropFirst().first != "/" {
            // Ends with its own tag, also where blank lines stand in it.
            let close = "</" + tag
            end = index
            while end < lines.count, end < index + 2000, budget > 0 {
                end += 1
                budget -= 1
                if lines[end - 1].lowercased().contains(close) { return end }
            }
            end = index + 1
        }
        guard whole.contains(tag) || blocks.contains(tag) else { return nil }
        while end < lines.count, !lines[end].allSatisfy(\.isWhitespace) { end += 1 }
        return end
    }
}
