/// How a Word document looks: its styles, its lists and its footer.
enum WordStyles {
    private static let word = WordBody.word

    /// A language without a region as word processors name it; the product serves schools in the United States.
    private static func full(_ language: String) -> String {
        switch language.lowercased() {
        case "en": "en-US"
        case "es": "es-US"
        default: language
        }
    }

    static func xml(language: String) -> String {
        let language = Markup.escape(full(language))
        let both = Direction(language: language) == .rightToLeft ? " w:bidi=\"\(language)\"" : ""
        let font = "<w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:eastAsia=\"Calibri\" w:cs=\"Arial\"/>"
        let defaults =
            "<w:docDefaults><w:rPrDefault><w:rPr>\(font)\(size(22))<w:lang w:val=\"\(language)\"\(both)/></w:rPr>"
            + "</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr>"
            + "</w:pPrDefault></w:docDefaults>"
        let headings = (1...5).map { level in
            paragraph(
                "Heading\(level)", "heading \(level)", next: "Normal",
                "<w:keepNext/><w:keepLines/><w:spacing w:before=\"\(320 - 40 * level)\" w:after=\"80\"/>"
                    + "<w:outlineLvl w:val=\"\(level - 1)\"/>", bold + size(max(34 - 4 * level, 22)))
        }
        let line = "w:val=\"single\" w:sz=\"4\" w:color=\"A0A0A0\""
        let styles =
            [
                "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>"
                    + "</w:style>",
                "<w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">"
                    + "<w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/></w:style>",
                "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>"
                    + "<w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:left w:w=\"108\" w:type=\"dxa\"/>"
                    + "<w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
                paragraph("Title", "Title", next: "Normal", "<w:spacing w:after=\"120\"/>", bold + size(40)),
                paragraph("Subtitle", "Subtitle", next: "Normal", "", size(26)),
            ] + headings + [
                paragraph("Quote", "Quote", "<w:ind w:left=\"567\" w:right=\"567\"/>", "<w:i/><w:iCs/>"),
                paragraph("ListParagraph", "List Paragraph", "<w:spacing w:after=\"60\"/>"),
                paragraph(
                    "Caption", "caption", next: "Normal", "<w:keepNext/><w:spacing w:after=\"80\"/>", bold + size(20)),
                paragraph("TableText", "Table Text", "<w:spacing w:after=\"0\"/>", size(20)),
                paragraph("Note", "Note", "", "<w:color w:val=\"555555\"/>" + size(18)),
                paragraph(
                    "Code", "HTML Preformatted", "<w:spacing w:after=\"120\" w:line=\"240\" w:lineRule=\"auto\"/>",
                    "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\" w:cs=\"Courier New\"/><w:noProof/>" + size(18)),
                paragraph("Divider", "Divider", "<w:pBdr><w:bottom \(line) w:space=\"1\"/></w:pBdr>"),
                paragraph(
                    "Bibliography", "Bibliography",
                    "<w:tabs><w:tab w:val=\"left\" w:pos=\"567\"/></w:tabs><w:ind w:left=\"567\" w:hanging=\"567\"/>"),
                paragraph("Footer", "footer", "<w:jc w:val=\"center\"/>", size(18)),
                "<w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/><w:rPr>"
                    + "<w:color w:val=\"0B57D0\"/><w:u w:val=\"single\"/></w:rPr></w:style>",
                "<w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"Citation\"><w:name w:val=\"Citation\"/><w:rPr>"
                    + "<w:color w:val=\"0B57D0\"/></w:rPr></w:style>",
                "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"ReportTable\"><w:name w:val=\"Report Table\"/>"
                    + "<w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>"
                    + ["top", "left", "bottom", "right", "insideH", "insideV"].map {
                        "<w:\($0) \(line) w:space=\"0\"/>"
                    }
                    .joined() + "</w:tblBorders></w:tblPr><w:tblStylePr w:type=\"firstRow\"><w:rPr>\(bold)</w:rPr>"
                    + "<w:tcPr><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F1F1F1\"/></w:tcPr></w:tblStylePr></w:style>",
            ]
        return "<w:styles xmlns:w=\"\(word)\">\(defaults)\(styles.joined())</w:styles>"
    }

    private static let bold = "<w:b/><w:bCs/>"

    /// In half points.
    private static func size(_ value: Int) -> String { "<w:sz w:val=\"\(value)\"/><w:szCs w:val=\"\(value)\"/>" }

    private static let own: Set<String> = ["TableText", "Note", "Divider"]

    private static func paragraph(
        _ id: String, _ name: String, next: String? = nil, _ properties: String, _ run: String = ""
    ) -> String {
        "<w:style w:type=\"paragraph\"\(own.contains(id) ? " w:customStyle=\"1\"" : "") w:styleId=\"\(id)\">"
            + "<w:name w:val=\"\(name)\"/><w:basedOn w:val=\"Normal\"/>"
            + (next.map { "<w:next w:val=\"\($0)\"/>" } ?? "") + "<w:qFormat/>"
            + (properties.isEmpty ? "" : "<w:pPr>\(properties)</w:pPr>") + (run.isEmpty ? "" : "<w:rPr>\(run)</w:rPr>")
            + "</w:style>"
    }

    /// Lists with nine levels, of both kinds; each list begins anew.
    static func numbering(_ lists: [Bool]) -> String {
        func levels(_ mark: (Int) -> (format: String, text: String)) -> String {
            (0..<9).map { level in
                let (format, text) = mark(level)
                return "<w:lvl w:ilvl=\"\(level)\"><w:start w:val=\"1\"/><w:numFmt w:val=\"\(format)\"/>"
                    + "<w:lvlText w:val=\"\(text)\"/><w:lvlJc w:val=\"left\"/><w:pPr>"
                    + "<w:ind w:left=\"\(567 * (level + 1))\" w:hanging=\"283\"/></w:pPr></w:lvl>"
            }.joined()
        }
        func kind(_ id: Int, _ levels: String) -> String {
            "<w:abstractNum w:abstractNumId=\"\(id)\"><w:multiLevelType w:val=\"hybridMultilevel\"/>\(levels)"
                + "</w:abstractNum>"
        }
        let kinds =
            kind(0, levels { ("bullet", ["•", "–", "▪"][$0 % 3]) })
            + kind(1, levels { (["decimal", "lowerLetter", "lowerRoman"][$0 % 3], "%\($0 + 1).") })
        let numbers = lists.enumerated().map { index, isNumbered in
            let start = (0..<9).map {
                "<w:lvlOverride w:ilvl=\"\($0)\"><w:startOverride w:val=\"1\"/></w:lvlOverride>"
            }.joined()
            return "<w:num w:numId=\"\(index + 1)\"><w:abstractNumId w:val=\"\(isNumbered ? 1 : 0)\"/>\(start)</w:num>"
        }
        return "<w:numbering xmlns:w=\"\(word)\">\(kinds)\(numbers.joined())</w:numbering>"
    }

    /// Without it Word opens the file as one of 2007.
    static let settings =
        "<w:settings xmlns:w=\"\(word)\"><w:compat><w:compatSetting w:name=\"compatibilityMode\" "
        + "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"

    /// The page's number.
    static let footer =
        "<w:ftr xmlns:w=\"\(word)\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr><w:fldSimple w:instr=\" PAGE \">"
        + "<w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>"
}
