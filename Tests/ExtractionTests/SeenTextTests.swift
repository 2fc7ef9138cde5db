import Testing

@testable import Extraction

@Suite("Text that is seen, and text that is not") struct SeenTextTests {
    @Test("white, transparent, covered and clipped text is left out, and told")
    func hidden() throws {
        var file = SamplePDF()
        file.page { page in
            page.lines(SamplePDF.prose, 72, 740)
            page.text("White answer seven.", 72, 640, looks: "1 g")
            page.text("Transparent answer eight.", 72, 620, looks: "3 Tr")
            page.text("Covered answer nine.", 72, 600)
            page.box(60, 595, 300, 20, looks: "1 g")
            page.text("Corrected answer ten.", 72, 600)
            page.content += "q 0 0 10 10 re W n\n"
            page.text("Clipped answer eleven.", 72, 560)
            page.content += "Q\n"
            page.box(60, 530, 300, 24, looks: "0 0 .5 rg")
            page.text("White heading on blue twelve", 72, 538, looks: "1 g")
        }
        let document = try file.read()
        let text = document.pages[0].text
        for word in ["seven", "eight", "nine", "eleven"] { #expect(!text.contains(word), "\(word)") }
        for word in ["ten", "twelve", "found."] { #expect(text.contains(word), "\(word)") }
        #expect(document.notices.first { $0.kind == .hiddenLeftOut }?.pages == [1])
    }

    @Test("transparent text over a picture is the picture's recognised text")
    func recognised() throws {
        let text = try SamplePDF.text { page in
            page.text("Page 4", 500, 760)
            page.content += "q 612 0 0 792 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{FF} EI Q\n"
            for (row, line) in SamplePDF.prose.enumerated() {
                page.text(line, 72, 600 - Double(row) * 14, looks: "3 Tr")
            }
        }
        #expect(text.contains("Students read the passage twice"))
    }

    @Test("struck words no longer hold; underlined ones do")
    func struck() throws {
        var file = SamplePDF()
        file.page { page in
            page.text("Late work loses ten points.", 72, 700)
            page.line(72, 704, 205, 704)
            page.text("Work is taken within five days.", 72, 670)
            page.line(72, 668, 224, 668)
            page.text("The bus leaves at eight.", 72, 640)
            page.annotations.append(
                "<</Type/Annot/Subtype/StrikeOut/F 4/Rect[72 636 200 652]/QuadPoints[72 652 200 652 72 636 200 636]>>")
        }
        let document = try file.read()
        #expect(document.pages[0].text == "Work is taken within five days.")
        #expect(document.notices.first { $0.kind == .struckLeftOut }?.count == 2)
    }

    @Test("a page that is a picture with a stamp is a page without text")
    func stamp() throws {
        var file = SamplePDF()
        file.page { $0.lines(SamplePDF.prose, 72, 700) }
        file.page { page in
            page.content += "q 612 0 0 792 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{AA} EI Q\n"
            page.text("RECEIVED JUN 3 2026", 400, 770)
        }
        #expect(try file.read().pagesWithoutText == [2])
    }

    @Test("text whose letters are no letters is told, not stored")
    func garbled() throws {
        var file = SamplePDF()
        let signs = Array("^234#$-3 6'~2!$/&*=<>@|{}+%[]_7")
        for (index, letter) in "abcdefghijklmnopqrstuvwxyz".enumerated() {
            file.meanings[letter] = signs[index].unicodeScalars.first
        }
        file.page { page in
            for (row, line) in SamplePDF.prose.enumerated() {
                page.text(line.lowercased(), 72, 700 - Double(row) * 14, font: "F3")
            }
        }
        let document = try file.read()
        #expect(document.pagesWithoutText == [1])
        #expect(document.notices.contains { $0.kind == .unreadableText })
    }

    @Test("a form that only asks to wait is refused, or read from its template")
    func placeholder() throws {
        var file = SamplePDF()
        file.catalog = "/AcroForm<</Fields[]/XFA(none)>>"
        file.page { $0.text("Please wait... your PDF viewer may need Adobe Reader.", 72, 700) }
        #expect(throws: ExtractionFailure.needsOtherProgram) { try file.read() }
    }
}
