extension Report {
    /// The report in GitHub Flavored Markdown. Nothing in its text is read as markup.
    public var markdown: String {
        var parts = ["# " + MarkdownWriter.line([.text(title)])]
        if let subtitle { parts.append("*\(MarkdownWriter.line([.text(subtitle)]))*") }
        if let byline { parts.append(MarkdownWriter.paragraph([.text(byline)])) }
        parts += blocks.map(MarkdownWriter.block)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }
}

/// Markdown (CommonMark 0.31 with the tables of GFM).
enum MarkdownWriter {
    static func block(_ block: Report.Block) -> String {
        switch block {
        case .heading(let level, let runs):
            String(repeating: "#", count: min(max(level, 1), 5) + 1) + " " + line(runs)
        case .paragraph(let runs): paragraph(runs)
        case .note(let runs): paragraph(runs.map { $0.adding(.italic) })
        case .quote(let runs, let citation):
            paragraph(runs + Report.marks(citation)).split(separator: "\n", omittingEmptySubsequences: false)
                .map { "> " + $0 }.joined(separator: "\n")
        case .list(let list): items(list, indent: "").joined(separator: "\n")
        case .table(let table): self.table(table)
        case .code(let text): code(text)
        case .divider: "---"
        case .sources(let sources): sources.map(source).joined(separator: "\n")
        }
    }

    // MARK: Lines

    /// Runs on one line.
    static func line(_ runs: [Report.Run], lineBreak: String = " ") -> String {
        inline(runs).split(separator: "\n").joined(separator: lineBreak).trimmed
    }

    /// Runs with line breaks; no line begins as a heading, list, quote or rule does.
    static func paragraph(_ runs: [Report.Run]) -> String {
        inline(runs).split(separator: "\n").map { lineStart($0.trimmed) }.filter { !$0.isEmpty }
            .joined(separator: "\\\n")
    }

    private static func lineStart(_ line: String) -> String {
        if let first = line.first, "+-=".contains(first) { return "\\" + line }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line.dropFirst(digits.count)
        if !digits.isEmpty, let mark = rest.first, ".)".contains(mark) { return digits + "\\" + rest }
        return line
    }

    private static func inline(_ runs: [Report.Run]) -> String {
        var out = ""
        for (index, run) in runs.enumerated() {
            switch run {
            case .text(let text, let style):
                let next = runs.dropFirst(index + 1).first { !$0.plain.isEmpty }?.plain.first
                styled(escape(text), style, before: next, &out)
            case .link(let text, let address):
                let shown = escape(text.isEmpty ? address : text)
                if let target = WebAddress.checked(address), target == text || text.isEmpty {
                    out += "<\(target)>"
                } else if let target = WebAddress.checked(address) {
                    out += "[\(shown)](" + (target.contains { "()".contains($0) } ? "<\(target)>" : target) + ")"
                } else {
                    out += shown
                }
            case .citation(let number): out += "\\[\(number)\\]"
            }
        }
        return out
    }

    /// Emphasis lies around words, not around blanks. Where the marks would not be read as such (CommonMark's flanking
    /// rules), tags are.
    private static func styled(_ text: String, _ style: Report.Style, before next: Character?, _ out: inout String) {
        let inner = text.trimmed
        guard !style.isEmpty, let first = inner.first, let last = inner.last else { return out += text }
        let lead = text.prefix { $0.isWhitespace }
        let trail = text.dropFirst(lead.count + inner.count)
        func isOpen(_ inside: Character, _ outside: Character?) -> Bool {
            inside.isLetter || inside.isNumber || outside.map { !$0.isLetter && !$0.isNumber } ?? true
        }
        let isPlain =
            isOpen(first, lead.last ?? out.last) && isOpen(last, trail.first ?? next) && !inner.contains("\n")
        out += lead
        // The outer pair last, so that a pair of one kind closes in the order it was opened.
        let pairs: [(Report.Style, String, String)] = [(.bold, "**", "strong"), (.italic, "*", "em")]
        let used = pairs.filter { style.contains($0.0) }
        out += used.map { isPlain ? $0.1 : "<\($0.2)>" }.joined() + inner
        out += used.reversed().map { isPlain ? $0.1 : "</\($0.2)>" }.joined() + trail
    }

    /// What would be read as markup stands for itself.
    static func escape(_ text: String) -> String {
        let text = Markup.clean(text)
        var out = ""
        var isAmpersand = false
        for scalar in text.unicodeScalars {
            // An ampersand begins an entity only before a letter or a number sign.
            if isAmpersand, scalar == "#" || scalar.isASCII && scalar.properties.isAlphabetic {
                out += "\\&"
            } else if isAmpersand {
                out += "&"
            }
            isAmpersand = scalar == "&"
            if isAmpersand { continue }
            switch scalar {
            case "\\", "`", "*", "_", "<", ">", "[", "]", "#", "|", "~": out += "\\"
            default: break
            }
            out.unicodeScalars.append(scalar)
        }
        return isAmpersand ? out + "&" : out
    }

    // MARK: Blocks of several lines

    private static func items(_ list: Report.List, indent: String) -> [String] {
        list.items.enumerated().flatMap { index, item -> [String] in
            let mark = list.isNumbered ? "\(index + 1). " : "- "
            let below = indent + String(repeating: " ", count: mark.count)
            return [indent + mark + lineStart(line(item.runs, lineBreak: "<br>"))]
                + item.lists.flatMap { items($0, indent: below) }
        }
    }

    private static func table(_ table: Report.Table) -> String {
        guard !table.columns.isEmpty else { return "" }
        func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        func text(_ cell: Report.Cell) -> String {
            if case .text(let runs) = cell { line(runs, lineBreak: "<br>") } else { cell.plain }
        }
        let marks = table.columns.map { column in
            switch column.alignment {
            case .leading: "---"
            case .center: ":-:"
            case .trailing: "--:"
            }
        }
        let rows =
            [row(table.columns.map { line([.text($0.title)], lineBreak: "<br>") }), row(marks)]
            + table.rows.map { row(table.cells($0).map(text)) }
        let caption = table.caption.map { ["**\(line([.text($0)]))**", ""] } ?? []
        return (caption + rows).joined(separator: "\n")
    }

    private static func code(_ text: String) -> String {
        let text = Markup.clean(text)
        let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return fence + "\n" + text + (text.hasSuffix("\n") ? "" : "\n") + fence
    }

    private static func source(_ source: Report.Source) -> String {
        let address = source.address.map { [.text(". "), Report.Run.link($0, to: $0)] } ?? []
        return "- " + line([.citation(source.number), .text(" " + source.line)] + address)
    }
}

extension Report {
    /// The mark of a source behind a quotation.
    static func marks(_ citation: Int?) -> [Run] { citation.map { [.text(" "), .citation($0)] } ?? [] }
}

extension Report.Run {
    /// The same with another style.
    func adding(_ style: Report.Style) -> Self {
        if case .text(let text, let own) = self { .text(text, own.union(style)) } else { self }
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
