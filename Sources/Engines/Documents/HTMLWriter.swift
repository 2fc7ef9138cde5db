extension Report {
    /// The report as one file that needs nothing else: for browsers, screen readers and printers.
    public var html: String {
        let head = [
            "<meta charset=\"utf-8\">", "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            // Nothing is fetched and nothing runs, whatever a text holds.
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            author.map { "<meta name=\"author\" content=\"\(Markup.escape($0))\">" },
            "<title>\(Markup.escape(title))</title>", "<style>\n\(HTMLWriter.style)\n</style>",
        ]
        return "<!DOCTYPE html>\n" + root(head.compactMap(\.self))
    }

    /// The report for the typesetter, which has a style sheet of its own: plain elements, and no head.
    public var typesettingHTML: String { root([]) }

    private func root(_ head: [String]) -> String {
        let writer = HTMLWriter(
            base: Direction(language: language), sources: sourceNumbers, isForTypesetting: head.isEmpty)
        var body = ["<h1\(writer.direction(title))>\(Markup.escape(title))</h1>"]
        if let subtitle { body.append(writer.element("p", [.text(subtitle)], class: "subtitle")) }
        if let byline { body.append(writer.element("p", [.text(byline)], class: "small")) }
        body += blocks.map(writer.block)
        let start = "<html lang=\"\(Markup.escape(language))\" dir=\"\(writer.base.rawValue)\">"
        let content = body.joined(separator: "\n")
        guard !head.isEmpty else { return "\(start)<body>\n\(content)\n</body></html>\n" }
        return start + "\n<head>\n" + head.joined(separator: "\n") + "\n</head>\n<body>\n<main>\n\(content)\n</main>\n"
            + "</body>\n</html>\n"
    }
}

/// HTML elements (the WHATWG's standard) of a report's blocks.
struct HTMLWriter {
    /// The way the whole runs.
    let base: Direction
    /// The sources that there are; a citation of another leads nowhere.
    let sources: Set<Int>
    /// Whether MuPDF reads it, which sets captions below their tables.
    let isForTypesetting: Bool

    /// For the screen and for paper. Colours have the contrast that WCAG 2.2 asks for (1.4.3).
    static let style = """
        :root { color-scheme: light }
        body { margin: 0; background: #fff; color: #1a1a1a; font: 1rem/1.55 system-ui, sans-serif }
        main { max-width: 44rem; margin: 0 auto; padding: 2rem 1.25rem; overflow-wrap: anywhere }
        h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 .5em }
        h1 { margin-top: 0 }
        .subtitle { font-size: 1.15rem }
        .small { font-size: .875rem; color: #555 }
        blockquote { margin: 1em 0; padding-inline-start: 1em; border-inline-start: 4px solid #b5b5b5 }
        table { border-collapse: collapse; margin: 1em 0; overflow-wrap: normal }
        caption { text-align: start; font-weight: 600; padding-bottom: .4em }
        th, td { border: 1px solid #b5b5b5; padding: .3em .6em; text-align: start; vertical-align: top }
        th { background: #f1f1f1 }
        .center { text-align: center } .end { text-align: end }
        pre { overflow-x: auto; background: #f5f5f5; padding: .8em }
        hr { border: 0; border-top: 1px solid #b5b5b5; margin: 2em 0 }
        a { color: #0b57d0 } .citation { text-decoration: none; white-space: nowrap }
        .sources { list-style: none; padding: 0 } .sources li { margin: .4em 0 }
        @media print {
          @page { margin: 2cm }
          body { font-size: 11pt; color: #000 } main { max-width: none; padding: 0 } a { color: inherit }
          h1, h2, h3, h4, h5, h6 { break-after: avoid } tr, blockquote, li { break-inside: avoid }
          thead { display: table-header-group } pre { white-space: pre-wrap }
        }
        """

    func block(_ block: Report.Block) -> String {
        switch block {
        case .heading(let level, let runs): element("h\(min(max(level, 1), 5) + 1)", runs)
        case .paragraph(let runs): element("p", runs)
        case .note(let runs): element("p", runs, class: "small")
        case .quote(let runs, let citation):
            "<blockquote>" + element("p", runs + Report.marks(citation)) + "</blockquote>"
        case .list(let list): self.list(list)
        case .table(let table): self.table(table)
        case .code(let text): "<pre dir=\"ltr\"><code>\(Markup.escape(text))</code></pre>"
        case .divider: "<hr>"
        case .sources(let sources):
            "<ul class=\"sources\">\n" + sources.map(source).joined(separator: "\n") + "\n</ul>"
        }
    }

    func element(_ name: String, _ runs: [Report.Run], class style: String? = nil) -> String {
        "<\(name)\(style.map { " class=\"\($0)\"" } ?? "")\(direction(runs.plain))>\(inline(runs))</\(name)>"
    }

    /// The attribute of a text that runs another way than the whole.
    func direction(_ text: String) -> String {
        guard let own = Direction(of: text), own != base else { return "" }
        return " dir=\"\(own.rawValue)\""
    }

    private func inline(_ runs: [Report.Run]) -> String {
        runs.map { run in
            switch run {
            case .text(let text, let style):
                var out = lines(text)
                if style.contains(.italic) { out = "<em>\(out)</em>" }
                if style.contains(.bold) { out = "<strong>\(out)</strong>" }
                return out
            case .link(let text, let address):
                let shown = lines(text.isEmpty ? address : text)
                return WebAddress.checked(address).map {
                    "<a href=\"\(Markup.escape($0))\" rel=\"noreferrer\">\(shown)</a>"
                } ?? shown
            case .citation(let number):
                return sources.contains(number)
                    ? "<a class=\"citation\" href=\"#source-\(number)\">[\(number)]</a>" : "[\(number)]"
            }
        }.joined()
    }

    private func lines(_ text: String) -> String { Markup.escape(text, lineFeed: "<br>\n") }

    private func list(_ list: Report.List) -> String {
        let name = list.isNumbered ? "ol" : "ul"
        let items = list.items.map { item in
            "<li\(direction(item.runs.plain))>" + inline(item.runs) + item.lists.map { "\n" + self.list($0) }.joined()
                + "</li>"
        }
        return "<\(name)>\n" + items.joined(separator: "\n") + "\n</\(name)>"
    }

    private func table(_ table: Report.Table) -> String {
        guard !table.columns.isEmpty else { return "" }
        func style(_ column: Report.Column) -> String {
            switch column.alignment {
            case .leading: ""
            case .center: " class=\"center\""
            case .trailing: " class=\"end\""
            }
        }
        func cell(_ cell: Report.Cell, _ column: Report.Column) -> String {
            let runs: [Report.Run] = if case .text(let runs) = cell { runs } else { [.text(cell.plain)] }
            return "<td\(style(column))\(direction(runs.plain))>\(inline(runs))</td>"
        }
        let caption = table.caption.map { Markup.escape($0) } ?? ""
        let above = isForTypesetting && !caption.isEmpty ? "<p class=\"caption\">\(caption)</p>\n" : ""
        let inside = isForTypesetting || caption.isEmpty ? "" : "<caption>\(caption)</caption>\n"
        let head = table.columns.map { "<th scope=\"col\"\(style($0))>\(Markup.escape($0.title))</th>" }.joined()
        let rows = table.rows.map { row in
            "<tr>" + zip(table.cells(row), table.columns).map(cell).joined() + "</tr>\n"
        }
        return "\(above)<table>\n\(inside)<thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows.joined())</tbody>\n</table>"
    }

    private func source(_ source: Report.Source) -> String {
        let address = source.address.map { [.text(". "), Report.Run.link($0, to: $0)] } ?? []
        return "<li id=\"source-\(source.number)\"\(direction(source.line))>[\(source.number)] "
            + inline([.text(source.line)] + address) + "</li>"
    }
}
