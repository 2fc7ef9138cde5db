import Testing

@testable import Extraction

private func word(_ body: String, styles: String = "") throws -> [String] {
    let spaces = """
        xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
        xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
        """
    let relations = """
        <Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>
        """
    let bytes = storedZip(
        [
            ("_rels/.rels", relations),
            ("word/document.xml", "<w:document \(spaces)><w:body>\(body)</w:body></w:document>"),
            ("word/styles.xml", "<w:styles \(spaces)>\(styles)</w:styles>"),
        ].map { ($0, Array($1.utf8)) })
    return try bytes.withUnsafeBytes { try Extraction.read($0, fileName: "a.docx") }.pages.flatMap {
        $0.text.split(separator: "\n").map(String.init)
    }
}

private func run(_ text: String, _ looks: String = "") -> String {
    "<w:r><w:rPr>\(looks)</w:rPr><w:t xml:space=\"preserve\">\(text)</w:t></w:r>"
}
private func paragraph(_ content: String, _ properties: String = "") -> String {
    "<w:p><w:pPr>\(properties)</w:pPr>\(content)</w:p>"
}

@Suite("Large first letters, signs of picture fonts and titles that programs leave") struct InitialsAndTitlesTests {
    private static let frame = "<w:framePr w:dropCap=\"drop\" w:lines=\"3\" w:wrap=\"around\"/>"

    @Test(
        "a large first letter in a frame begins the next paragraph's first word, or is a word itself",
        arguments: [
            ("T", "he curtain rises.", "The curtain rises."), ("A", " choir sings.", "A choir sings."),
            ("A", "choir sings.", "A choir sings."), ("A", "fter lunch we sing.", "After lunch we sing."),
            ("“W", "e sing,” she said.", "“We sing,” she said."), ("Once", " a year we sing.", "Once a year we sing."),
            ("É", "l canta.", "Él canta."),
        ])
    func framed(letter: String, rest: String, whole: String) throws {
        let large = run(letter, "<w:position w:val=\"-6\"/><w:sz w:val=\"112\"/>")
        #expect(try word(paragraph(large, Self.frame) + paragraph(run(rest))) == [whole])
        #expect(
            try word(paragraph(large, Self.frame) + paragraph("") + paragraph(run(rest)) + paragraph(run("Next.")))
                == [whole, "Next."])
    }

    @Test("a frame with more than a letter is a paragraph; a letter that nothing follows is kept")
    func asides() throws {
        let frame = "<w:framePr w:w=\"2000\" w:wrap=\"around\"/>"
        #expect(
            try word(paragraph(run("Doors close at 7."), frame) + paragraph(run("The play is long.")))
                == ["Doors close at 7.", "The play is long."])
        #expect(try word(paragraph(run("Act one.")) + paragraph(run("T"), Self.frame)) == ["Act one.", "T"])
    }

    @Test("a large first letter in a text box begins the paragraph that it hangs on")
    func boxed() throws {
        let box =
            "<w:r><w:pict><wps:txbx><w:txbxContent>\(paragraph(run("T")))</w:txbxContent></wps:txbx></w:pict></w:r>"
        #expect(try word(paragraph(box + run("he curtain rises."))) == ["The curtain rises."])
        #expect(try word(paragraph(box + run("HE CURTAIN rises."))) == ["THE CURTAIN rises."])
        #expect(try word(paragraph(box + run("Seats are free."))) == ["Seats are free.", "T"])
    }

    @Test("letters of fonts that have pictures only are the signs that they show")
    func signs() throws {
        let font = "<w:rFonts w:ascii=\"Wingdings\" w:hAnsi=\"Wingdings\"/>"
        #expect(
            try word(paragraph(run("þ", font) + run(" may walk")) + paragraph(run("\u{A8}", font) + run(" may ride")))
                == ["☑ may walk", "☐ may ride"])
    }

    @Test("what a chain of character styles hides or paints in the colour of paper is left out")
    func hidden() throws {
        let styles = """
            <w:style w:type="character" w:styleId="Key"><w:name w:val="Key"/><w:rPr><w:vanish/></w:rPr></w:style>
            <w:style w:type="character" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Key"/></w:style>
            <w:style w:type="character" w:styleId="Shown"><w:basedOn w:val="Own"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>
            """
        let body = paragraph(
            run("Name the gas.") + run(" It is this.", "<w:rStyle w:val=\"Own\"/>")
                + run(" And that.", "<w:color w:val=\"FEFEFE\"/>") + run(" Write.", "<w:rStyle w:val=\"Shown\"/>"))
        #expect(try word(body, styles: styles) == ["Name the gas. Write."])
    }

    @Test(
        "a title that a program left is none",
        arguments: [
            "*|MC:SUBJECT|*", "{{ page.title }}", "%%subject%%", "Untitled", "Untitled-1", "Untitled design (3)",
            "Document1", "Documento sin título", "about:blank", "file:///C:/a.htm", "https://x.example/?id=4",
            "Microsoft Word - handbook.doc", "PowerPoint Presentation", "Slide 1", "New Page 1", "Nueva página 2",
            "[Document title]", "Your Title Here", "Click to add title", "handbook_final.docx", "Book1.xlsx",
            "index.html",
        ])
    func left(title: String) {
        #expect(LeftTitle.isLeft(title))
        #expect(PDFTitle.written(title) == nil)
    }

    @Test(
        "a title that a person wrote is one",
        arguments: [
            "Title IX", "Document retention", "Page turners: a reading list", "2025-2026 Handbook", "Slide rule club",
            "Templates for teachers", "Printing in color", "Subject teachers 2025", "504 Plans", "Sheet music library",
        ])
    func written(title: String) {
        #expect(!LeftTitle.isLeft(title))
        #expect(PDFTitle.written(title) == title)
    }

    @Test("a page whose title a program left is called by its first heading")
    func heading() throws {
        let page =
            "<html><head><title>*|MC:SUBJECT|*</title></head><body><h1>Larkspur News</h1><p>Hi.</p></body></html>"
        let document = try Array(page.utf8).withUnsafeBytes { try Extraction.read($0, fileName: "a.html") }
        #expect(document.title == "Larkspur News")
    }
}
