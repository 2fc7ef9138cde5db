import Extraction
import Testing

/// A Word file with a body and parts of its own.
private func word(_ body: String, parts: [String: String] = [:]) throws -> ExtractedDocument {
    let spaces = [
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("m", "http://schemas.openxmlformats.org/officeDocument/2006/math"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
    ].map { "xmlns:\($0)=\"\($1)\"" }.joined(separator: " ")
    let relations = """
        <Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>
        """
    var entries = [
        ("_rels/.rels", relations),
        ("word/document.xml", "<w:document \(spaces)><w:body>\(body)</w:body></w:document>"),
    ]
    for (name, part) in parts { entries.append((name, part.replacing("SPACES", with: spaces))) }
    let bytes = storedZip(entries.map { ($0, Array($1.utf8)) })
    return try bytes.withUnsafeBytes { try Extraction.read($0, fileName: "a.docx") }
}

private func run(_ text: String, _ properties: String = "") -> String {
    "<w:r><w:rPr>\(properties)</w:rPr><w:t xml:space=\"preserve\">\(text)</w:t></w:r>"
}
private func paragraph(_ content: String, _ properties: String = "") -> String {
    "<w:p><w:pPr>\(properties)</w:pPr>\(content.hasPrefix("<") ? content : run(content))</w:p>"
}
private func item(_ text: String, list: Int, level: Int = 0) -> String {
    paragraph(text, "<w:numPr><w:ilvl w:val=\"\(level)\"/><w:numId w:val=\"\(list)\"/></w:numPr>")
}
private func cell(_ content: String, _ properties: String = "") -> String {
    "<w:tc><w:tcPr>\(properties)</w:tcPr>\(content.hasPrefix("<") ? content : paragraph(content))</w:tc>"
}
private func row(_ cells: String...) -> String {
    "<w:tr>\(cells.map { $0.hasPrefix("<w:tc>") || $0.hasPrefix("<w:sdt>") ? $0 : cell($0) }.joined())</w:tr>"
}
private func control(_ content: String, _ properties: String = "") -> String {
    "<w:sdt><w:sdtPr>\(properties)</w:sdtPr><w:sdtContent>\(content)</w:sdtContent></w:sdt>"
}
private func lines(_ document: ExtractedDocument) -> [String] {
    document.pages.flatMap { $0.text.split(separator: "\n").map(String.init) }
}

@Suite("Word files") struct WordTests {
    private static let numbering = """
        <w:numbering SPACES><w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
        </w:abstractNum><w:abstractNum w:abstractNumId="1">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:pStyle w:val="Article"/>
        <w:lvlText w:val="Article %1"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
        </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num></w:numbering>
        """
    private static let styles = """
        <w:styles SPACES><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H"/></w:style>
        <w:style w:type="paragraph" w:styleId="Article"><w:name w:val="Article"/><w:basedOn w:val="Own"/>
        <w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
        <w:style w:type="character" w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:strike/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="Key"><w:name w:val="Key"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>
        """
    private static let parts = ["word/numbering.xml": numbering, "word/styles.xml": styles]

    @Test("paragraphs have the numbers that Word shows: levels, restarts, lists that go on, styles with numbers")
    func numbers() throws {
        let document = try word(
            item("Open.", list: 1) + item("Left", list: 1, level: 1) + item("Right", list: 1, level: 1)
                + item("Close.", list: 1) + item("Again", list: 1, level: 1) + paragraph("Between.")
                + item("Lock.", list: 1) + item("Anew.", list: 2) + paragraph("Chairs", "<w:pStyle w:val=\"Article\"/>")
                + item("Sit.", list: 3, level: 1) + paragraph("Tables", "<w:pStyle w:val=\"Article\"/>")
                + item("Eat.", list: 3, level: 1), parts: Self.parts)
        #expect(
            lines(document) == [
                "1. Open.", "a) Left", "b) Right", "2. Close.", "a) Again", "Between.", "3. Lock.", "1. Anew.",
                "Article I Chairs", "1.1 Sit.", "Article II Tables", "2.1 Eat.",
            ])
        #expect(document.outline.map(\.title) == ["Article I Chairs", "Article II Tables"])
    }

    @Test("cells keep their lists, inner tables and controls; merged cells give each row its label")
    func cells() throws {
        let inner = "<w:tbl>\(row("1:00", "reading"))\(row("2:00", "gym"))</w:tbl>"
        let document = try word(
            "<w:tbl>\(row("Day", "Bring", "Do"))"
                + row("Monday", cell(item("crayons", list: 1) + item("paper", list: 1)), cell(inner))
                + control(control(row("Tuesday", control(cell("a hat")), cell(paragraph(control(run("late bus")))))))
                + row(cell("Grade 4", "<w:vMerge w:val=\"restart\"/>"), "fractions", "May")
                + row(cell("", "<w:vMerge/>"), "decimals", "June")
                + row("Friday", cell("No school", "<w:gridSpan w:val=\"2\"/>"))
                + "</w:tbl>", parts: Self.parts)
        #expect(
            lines(document) == [
                "Day | Bring | Do", "Monday | 1. crayons; 2. paper | 1:00, reading; 2:00, gym",
                "Tuesday | a hat | late bus",
                "Grade 4 | fractions | May", "Grade 4 | decimals | June", "Friday | No school | No school",
            ])
    }

    @Test("forms are read with what was chosen, ticked and typed; what was not is told")
    func forms() throws {
        func field(_ data: String, _ code: String, _ result: String = "") -> String {
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>\(data)</w:ffData></w:fldChar></w:r>"
                + "<w:r><w:instrText> \(code) </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
                + result + "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        }
        let list =
            "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"bus\"/><w:listEntry w:val=\"car\"/></w:ddList>"
        let document = try word(
            paragraph(run("Goes by ") + field(list, "FORMDROPDOWN") + run(" home."))
                + paragraph(field("<w:checkBox><w:checked/></w:checkBox>", "FORMCHECKBOX") + run(" Asthma"))
                + paragraph(
                    field("<w:checkBox><w:default w:val=\"0\"/></w:checkBox>", "FORMCHECKBOX") + run(" Diabetes"))
                + paragraph(run("Name: ") + field("<w:textInput/>", "FORMTEXT", run("Ana")))
                + paragraph(run("Phone: ") + field("<w:textInput/>", "FORMTEXT", run("   ")))
                + paragraph(run("Grade: ") + control(run("Fourth"), "<w:dropDownList/>"))
                + paragraph(run("Room: ") + control(run("Choose an item."), "<w:showingPlcHdr/><w:dropDownList/>"))
                + paragraph(
                    control(run("☒"), "<w14:checkbox><w14:checked w14:val=\"1\"/></w14:checkbox>") + run(" Photos"))
                + paragraph("<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/></w:r>" + run(" Videos")))
        #expect(
            lines(document) == [
                "Goes by car home.", "☒ Asthma", "☐ Diabetes", "Name: Ana", "Phone:", "Grade: Fourth", "Room:",
                "☒ Photos", "☐ Videos",
            ])
        #expect(document.notices.contains(ReadingNotice(.fieldsEmpty, count: 2)))
    }

    @Test("what is struck, deleted, moved away, hidden or white is left out and told")
    func leftOut() throws {
        let document = try word(
            paragraph(
                run("Ten points. ", "<w:strike/>") + run("Twelve. ", "<w:rStyle w:val=\"Old\"/>") + run("Five points."))
                + paragraph("Key: Anneke.", "<w:pStyle w:val=\"Key\"/>")
                + paragraph("<w:moveFrom>\(run("The vest is worn."))</w:moveFrom>")
                + paragraph("<w:moveTo>\(run("The vest is worn."))</w:moveTo>")
                + paragraph("<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del><w:ins>\(run("Come."))</w:ins>")
                + paragraph(run("White. ", "<w:color w:val=\"FFFFFF\"/>") + run("Black."))
                + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>\(run("One "))</w:p>" + paragraph("sentence.")
                + paragraph(run("Kept.", "<w:strike w:val=\"0\"/>")),
            parts: Self.parts.merging([
                "word/comments.xml": "<w:comments SPACES><w:comment>\(paragraph("Really?"))</w:comment></w:comments>"
            ]) { $1 })
        #expect(lines(document) == ["Five points.", "The vest is worn.", "Come.", "Black.", "One sentence.", "Kept."])
        let kinds = document.notices.map(\.kind)
        #expect(kinds.contains(.struckLeftOut) && kinds.contains(.hiddenLeftOut) && kinds.contains(.commentsLeftOut))
    }

    @Test("raised figures, fractions and formulas keep their value; marks of notes go")
    func figures() throws {
        let (up, down) = ("<w:vertAlign w:val=\"superscript\"/>", "<w:vertAlign w:val=\"subscript\"/>")
        func part(_ name: String, _ text: String) -> String { "<m:\(name)><m:r><m:t>\(text)</m:t></m:r></m:\(name)>" }
        let document = try word(
            paragraph(
                run("4 × 10") + run("3", up) + run(" caps, 25 m") + run("2", up) + run(", H") + run("2", down)
                    + run("O"))
                + paragraph(
                    run("Mix 1") + "<m:oMath><m:f>\(part("num", "3"))\(part("den", "4"))</m:f></m:oMath>" + run(" cups")
                )
                + paragraph(
                    run("On the 3") + run("rd", up) + run(" floor") + run("2", up) + run(", ") + run("1", up) + run("/")
                        + run("2", down) + run(" mile.") + run("1,2", up))
                + paragraph("<m:oMath><m:sSup>\(part("e", "x"))\(part("sup", "2"))</m:sSup></m:oMath>" + run(" = 9"))
                + paragraph("<w:r><w:t>5 </w:t><w:sym w:font=\"Symbol\" w:char=\"F0B3\"/><w:t> 4</w:t></w:r>"))
        #expect(
            lines(document) == [
                "4 × 10^3 caps, 25 m^2, H2O", "Mix 1 3/4 cups", "On the 3rd floor, 1/2 mile.", "x^2 = 9", "5 ≥ 4",
            ])
    }

    @Test("a text box is read by itself and once; headers and footers that are shown, once; pictures by their words")
    func besides() throws {
        func box(_ text: String) -> String {
            "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>\(paragraph(text))</w:txbxContent></wps:txbx>"
                + "</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>\(paragraph(text))</w:txbxContent></w:pict></mc:Fallback>"
                + "</mc:AlternateContent></w:r>"
        }
        let relation = { (id: String, target: String) in "<Relationship Id=\"\(id)\" Type=\"x\" Target=\"\(target)\"/>"
        }
        let document = try word(
            paragraph("Field Day", "<w:pStyle w:val=\"H\"/>")
                + paragraph(run("We walk ") + box("Bring water.") + run("to the meadow."))
                + paragraph(
                    "<w:r><w:drawing><wp:docPr descr=\"Map: meet at the oak.\"/></w:drawing></w:r>"
                        + run("See the map."))
                + paragraph("<w:hyperlink r:id=\"L\">\(run("online form"))</w:hyperlink>" + run(" is open."))
                + "<w:altChunk r:id=\"C\"/>"
                + "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"H\"/><w:headerReference w:type=\"even\" r:id=\"E\"/><w:footerReference w:type=\"default\" r:id=\"F\"/></w:sectPr>",
            parts: Self.parts.merging([
                "word/_rels/document.xml.rels":
                    "<Relationships>\(relation("H", "h.xml"))\(relation("E", "e.xml"))\(relation("F", "f.xml"))\(relation("C", "c.html"))"
                    + "<Relationship Id=\"L\" Type=\"x\" Target=\"https://enroll.example/new\" TargetMode=\"External\"/></Relationships>",
                "word/h.xml": "<w:hdr SPACES>\(paragraph("Policy 12, adopted May 2, 2020"))</w:hdr>",
                "word/e.xml": "<w:hdr SPACES>\(paragraph("Never shown"))</w:hdr>",
                "word/f.xml":
                    "<w:ftr SPACES>\(paragraph(run("Page ") + "<w:fldSimple w:instr=\"PAGE\">\(run("3"))</w:fldSimple>"))</w:ftr>",
                "word/c.html": "<html><body><p>Imported.</p></body></html>",
            ]) { $1 })
        #expect(
            lines(document) == [
                "Field Day", "Policy 12, adopted May 2, 2020", "We walk to the meadow.", "Bring water.", "See the map.",
                "Map: meet at the oak.", "online form (enroll.example/new) is open.", "Imported.",
            ])
    }

    @Test("a chart is read as its title and the table of its numbers")
    func chart() throws {
        let chart = """
            <c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Attendance, percent</a:t></a:r></a:p></c:rich></c:tx>
            </c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>Days</c:v></c:pt>
            </c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>May</c:v></c:pt><c:pt idx="1">
            <c:v>June</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode>
            <c:pt idx="0"><c:v>0.964</c:v></c:pt><c:pt idx="1"><c:v>0.9410000001</c:v></c:pt></c:numCache></c:numRef></c:val>
            </c:ser></c:barChart></c:plotArea></c:chart><c:externalData r:id="x"/></c:chartSpace>
            """
        let relations = """
            <Relationships><Relationship Id="c1" Type="x/chart" Target="charts/chart1.xml"/></Relationships>
            """
        let drawing = """
            <w:r><w:drawing><wp:inline><wp:docPr id="1" name="Chart 1"/><a:graphic><a:graphicData><c:chart r:id="c1"/>
            </a:graphicData></a:graphic></wp:inline></w:drawing></w:r>
            """
        let document = try word(
            paragraph("Before.") + paragraph(drawing) + paragraph("After."),
            parts: [
                "word/_rels/document.xml.rels": relations, "word/charts/chart1.xml": chart,
                "word/embeddings/sheet.xlsx": "x",
            ])
        #expect(
            lines(document) == ["Before.", "Attendance, percent", "| Days", "May | 96.4%", "June | 94.1%", "After."])
        #expect(!document.notices.contains { $0.kind == .attachedFiles })
    }

    @Test("a tab that draws dots parts a row, by the paragraph's own word or its style's")
    func leaders() throws {
        func stop(_ leader: String) -> String {
            "<w:tabs><w:tab w:val=\"right\" w:leader=\"\(leader)\" w:pos=\"9000\"/></w:tabs>"
        }
        func line(_ label: String, _ value: String) -> String {
            "<w:r><w:t>\(label)</w:t><w:tab/><w:t>\(value)</w:t></w:r>"
        }
        let styles =
            "<w:styles SPACES><w:style w:type=\"paragraph\" w:styleId=\"List\"><w:pPr>\(stop("dot"))</w:pPr>"
            + "</w:style><w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:basedOn w:val=\"List\"/></w:style></w:styles>"
        let document = try word(
            paragraph(line("Payroll", "555-0172"), stop("dot")) + paragraph(line("Romeo", "Tobias Hale"), stop("dot"))
                + paragraph(line("Gym", "$4"), "<w:pStyle w:val=\"Own\"/>") + paragraph("The end.")
                + paragraph(line("Welcome", "1"), stop("dot")) + paragraph(line("Rules", "4"), stop("dot"))
                + paragraph(line("Name", "Class"), stop("underscore")),
            parts: ["word/styles.xml": styles])
        #expect(
            lines(document) == [
                "Payroll | 555-0172", "Romeo | Tobias Hale", "Gym | $4", "The end.", "Welcome ··· 1", "Rules ··· 4",
                "Name Class",
            ])
    }

    @Test("a blank line keeps a table apart from the one above it")
    func tablesBelowOneAnother() throws {
        let document = try word(
            "<w:tbl>\(row("Day", "Opens"))\(row("Mon", "8:00"))</w:tbl>\(paragraph(""))"
                + "<w:tbl>\(row("Bus", "Driver"))\(row("12", "Ada"))</w:tbl>")
        #expect(document.pages.map(\.text) == ["Day | Opens\nMon | 8:00\n\nBus | Driver\n12 | Ada"])
    }
}
