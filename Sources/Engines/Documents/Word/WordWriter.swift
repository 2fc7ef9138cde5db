extension Report {
    /// The report for word processors (Office Open XML, ECMA-376): headings, lists, quotations and tables are such, and
    /// not only look so.
    public var docx: [UInt8] {
        var body = WordBody(sources: sourceNumbers)
        body.paragraph("Title", [.text(title)])
        if let subtitle { body.paragraph("Subtitle", [.text(subtitle)]) }
        if let byline { body.paragraph("Note", [.text(byline)]) }
        for block in blocks { body.add(block) }
        let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        var package = OfficePackage()
        package.addProperties(of: self)
        func link(_ name: String) -> OfficePackage.Link {
            .init(id: name, type: OfficePackage.relation + "/" + name, target: name + ".xml")
        }
        package.add(
            "word/document.xml", kind + ".document.main+xml", body.document,
            links: ["styles", "numbering", "settings", "footer"].map(link) + body.links)
        package.add("word/styles.xml", kind + ".styles+xml", WordStyles.xml(language: language))
        package.add("word/numbering.xml", kind + ".numbering+xml", body.numbering)
        package.add("word/settings.xml", kind + ".settings+xml", WordStyles.settings)
        package.add("word/footer.xml", kind + ".footer+xml", WordStyles.footer)
        return package.bytes(main: "word/document.xml")
    }
}

/// The text of a Word document while it is written.
struct WordBody {
    static let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    private let sources: Set<Int>
    private var xml = ""
    /// The lists that there are, by kind: each counts by itself.
    private var lists: [Bool] = []
    private var addresses: [String] = []
    /// Identifiers of links' relationships by their addresses.
    private var addressIDs: [String: String] = [:]

    init(sources: Set<Int>) { self.sources = sources }

    var links: [OfficePackage.Link] {
        addresses.map { address in
            .init(
                id: addressIDs[address] ?? "", type: OfficePackage.relation + "/hyperlink", target: address,
                isOutside: true)
        }
    }

    mutating func add(_ block: Report.Block) {
        switch block {
        case .heading(let level, let runs): paragraph("Heading\(min(max(level, 1), 5))", runs)
        case .paragraph(let runs): paragraph(nil, runs)
        case .note(let runs): paragraph("Note", runs)
        case .quote(let runs, let citation): paragraph("Quote", runs + Report.marks(citation))
        case .list(let list): add(list, level: 0)
        case .table(let table): add(table)
        case .code(let text): paragraph("Code", [.text(text)])
        case .divider: paragraph("Divider", [])
        case .sources(let sources): for source in sources { add(source) }
        }
    }

    /// - Parameters:
    ///   - style: the identifier of one; nil for the standard.
    ///   - numbering: a list's number and the level in it.
    ///   - alignment: `center` or `end`; nil for the beginning of lines.
    mutating func paragraph(
        _ style: String?, _ runs: [Report.Run], numbering: (list: Int, level: Int)? = nil, alignment: String? = nil,
        before: String = "", after: String = ""
    ) {
        let isRightToLeft = Direction(of: runs.plain) == .rightToLeft
        // In the order that the schema sets for CT_PPr.
        let properties = [
            style.map { "<w:pStyle w:val=\"\($0)\"/>" },
            numbering.map { "<w:numPr><w:ilvl w:val=\"\($0.level)\"/><w:numId w:val=\"\($0.list)\"/></w:numPr>" },
            isRightToLeft ? "<w:bidi/>" : nil,
            alignment.map { "<w:jc w:val=\"\($0)\"/>" },
        ].compactMap(\.self).joined()
        xml += "<w:p>" + (properties.isEmpty ? "" : "<w:pPr>\(properties)</w:pPr>") + before
        for run in runs { add(run) }
        xml += after + "</w:p>"
    }

    // MARK: Runs

    private mutating func add(_ run: Report.Run) {
        switch run {
        case .text(let text, let style): add(text, style)
        case .link(let text, let address):
            let shown = text.isEmpty ? address : text
            guard let target = WebAddress.checked(address) else { return add(shown, []) }
            xml += "<w:hyperlink r:id=\"\(id(of: target))\" w:history=\"1\">"
            add(shown, [], character: "Hyperlink")
            xml += "</w:hyperlink>"
        case .citation(let number):
            guard sources.contains(number) else { return add("[\(number)]", []) }
            xml += "<w:hyperlink w:anchor=\"source_\(number)\" w:history=\"1\">"
            add("[\(number)]", [], character: "Citation")
            xml += "</w:hyperlink>"
        }
    }

    private mutating func id(of address: String) -> String {
        if let known = addressIDs[address] { return known }
        let id = "link\(addresses.count + 1)"
        addresses.append(address)
        addressIDs[address] = id
        return id
    }

    private mutating func add(_ text: String, _ style: Report.Style, character: String? = nil) {
        guard !text.isEmpty else { return }
        // In the order that the schema sets for CT_RPr.
        let properties = [
            character.map { "<w:rStyle w:val=\"\($0)\"/>" }, style.contains(.bold) ? "<w:b/><w:bCs/>" : nil,
            style.contains(.italic) ? "<w:i/><w:iCs/>" : nil,
            Direction(of: text) == .rightToLeft ? "<w:rtl/>" : nil,
        ].compactMap(\.self).joined()
        let content = Markup.escape(
            text, lineFeed: "</w:t><w:br/><w:t xml:space=\"preserve\">",
            tab: "</w:t><w:tab/><w:t xml:space=\"preserve\">")
        xml +=
            "<w:r>" + (properties.isEmpty ? "" : "<w:rPr>\(properties)</w:rPr>")
            + "<w:t xml:space=\"preserve\">\(content)</w:t></w:r>"
    }

    // MARK: Lists, tables and sources

    private mutating func add(_ list: Report.List, level: Int) {
        lists.append(list.isNumbered)
        let number = lists.count
        for item in list.items {
            paragraph("ListParagraph", item.runs, numbering: (number, min(level, 8)))
            for inner in item.lists { add(inner, level: level + 1) }
        }
    }

    private mutating func add(_ table: Report.Table) {
        guard !table.columns.isEmpty else { return }
        if let caption = table.caption { paragraph("Caption", [.text(caption)]) }
        let caption = table.caption.map { "<w:tblCaption w:val=\"\(Markup.escape($0))\"/>" } ?? ""
        // Twentieths of a point between the margins of the page.
        let width = 9360 / table.columns.count
        xml +=
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"ReportTable\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>"
            + "<w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" "
            + "w:noHBand=\"1\" w:noVBand=\"1\"/>\(caption)</w:tblPr><w:tblGrid>"
            + table.columns.map { _ in "<w:gridCol w:w=\"\(width)\"/>" }.joined() + "</w:tblGrid>"
        row(table.columns.map { .plain($0.title) }, table.columns, properties: "<w:cantSplit/><w:tblHeader/>", width)
        for cells in table.rows { row(table.cells(cells), table.columns, properties: "<w:cantSplit/>", width) }
        // Two tables with nothing between them would be one.
        xml += "</w:tbl><w:p/>"
    }

    private mutating func row(
        _ cells: [Report.Cell], _ columns: [Report.Column], properties: String, _ width: Int
    ) {
        xml += "<w:tr><w:trPr>\(properties)</w:trPr>"
        for (cell, column) in zip(cells, columns) {
            xml += "<w:tc><w:tcPr><w:tcW w:w=\"\(width)\" w:type=\"dxa\"/></w:tcPr>"
            let runs: [Report.Run] = if case .text(let runs) = cell { runs } else { [.text(cell.plain)] }
            let alignment: String? =
                switch column.alignment {
                case .leading: nil
                case .center: "center"
                // Which ECMA-376's first edition, that Word writes, calls by this name whichever way the text runs.
                case .trailing: "right"
                }
            paragraph("TableText", runs, alignment: alignment)
            xml += "</w:tc>"
        }
        xml += "</w:tr>"
    }

    private mutating func add(_ source: Report.Source) {
        let address = source.address.map { [.text(". "), Report.Run.link($0, to: $0)] } ?? []
        let id = source.number
        paragraph(
            "Bibliography", [.text("[\(id)]\t" + source.line)] + address,
            before: "<w:bookmarkStart w:id=\"\(id)\" w:name=\"source_\(id)\"/>",
            after: "<w:bookmarkEnd w:id=\"\(id)\"/>")
    }

    // MARK: Parts

    /// On US letter paper, in twentieths of a point.
    var document: String {
        "<w:document xmlns:w=\"\(Self.word)\" xmlns:r=\"\(OfficePackage.relation)\"><w:body>\(xml)<w:sectPr>"
            + "<w:footerReference w:type=\"default\" r:id=\"footer\"/><w:pgSz w:w=\"12240\" w:h=\"15840\"/>"
            + "<w:pgMar w:top=\"1440\" w:right=\"1440\" w:bottom=\"1440\" w:left=\"1440\" w:header=\"720\" "
            + "w:footer=\"720\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    }

    var numbering: String { WordStyles.numbering(lists) }
}
