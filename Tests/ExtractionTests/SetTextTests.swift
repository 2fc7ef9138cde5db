import Testing

@testable import Extraction

@Suite("How text is set") struct SetTextTests {
    @Test("raised figures keep the number, fractions their stroke, and marks of notes are left out")
    func raised() throws {
        let text = try SamplePDF.text { page in
            page.text("6 x 10", 72, 700)
            page.text("5", 104, 704, size: 7)
            page.text("bacteria were kept cold.", 114, 700)
            page.text("1", 238, 704, size: 7)
            page.text("Mix 2", 72, 660)
            page.text("3", 104, 667, size: 9)
            page.line(103, 664.5, 110, 664.5)
            page.text("4", 104, 655.5, size: 9)
            page.text("cups of sugar.", 114, 660)
        }
        #expect(text.contains("6 x 10^5 bacteria were kept cold."))
        #expect(!text.contains("cold.1"))
        #expect(text.contains("Mix 2 3/4 cups of sugar."))
    }

    @Test("letters set apart, printed twice or set large are words")
    func letters() throws {
        let text = try SamplePDF.text { page in
            page.text("F A M I L Y   L I T E R A C Y   N I G H T", 72, 740, size: 18, bold: true)
            page.text("Grades are A B C D F here.", 72, 700)
            page.text("Doors close at nine.", 72, 670)
            page.text("Doors close at nine.", 72.3, 670)
            page.text("T", 72, 580, size: 38)
            page.lines(
                ["he school garden opens to families on the third", "Saturday of April and closes in the last week."],
                100, 600)
        }
        #expect(text.contains("FAMILY LITERACY NIGHT"))
        #expect(text.contains("Grades are A B C D F here."))
        #expect(text.ranges(of: "Doors close").count == 1)
        #expect(text.contains("The school garden opens to families on the third Saturday of April"))
    }

    @Test("accents over letters are part of them")
    func accents() throws {
        let text = try SamplePDF.text { page in
            page.text("educaci", 72, 700)
            page.text("\u{B4}", 110, 700)
            page.text("on", 109, 700)
        }
        #expect(text.contains("educación"))
    }

    @Test("text from right to left is read in the order of its language, in plain letters")
    func rightToLeft() throws {
        var file = SamplePDF()
        // "مكتب 214" as print shows it: from left to right, each letter in its shape.
        file.meanings = ["a": "\u{FE90}", "b": "\u{FE98}", "c": "\u{FEDC}", "d": "\u{FEE3}"]
        file.page { $0.text("214 abcd", 300, 700, font: "F3") }
        #expect(try file.text() == "مكتب 214")
    }

    @Test("a page set sideways is read in sentences")
    func sideways() throws {
        let text = try SamplePDF.text { page in
            for (row, line) in SamplePDF.prose.enumerated() {
                page.text(line, 100 + Double(row) * 14, 60, matrix: "0 1 -1 0")
            }
        }
        #expect(text.contains("the words that they do not know. Then they talk"))
    }

    @Test("a sentence goes on overleaf past the footnote")
    func footnote() throws {
        var file = SamplePDF()
        file.page { page in
            page.lines(SamplePDF.prose + ["At the start the case manager calls the office and then invites"], 72, 700)
            page.text("1 See policy 14 on how meetings are called.", 72, 90, size: 8)
        }
        file.page { $0.lines(["the student and the family to the first meeting."] + SamplePDF.prose, 72, 700) }
        let document = try file.read()
        #expect(document.pages[0].join == .sentence)
        #expect(document.pages[0].text.hasSuffix("and then invites"))
    }

    @Test("lines of a contents page are rows with their dots made short")
    func contents() throws {
        var file = SamplePDF()
        file.page { page in
            for (row, title) in ["Bicycle permits for students", "Lockers and their locks"].enumerated() {
                page.text(title + String(repeating: " .", count: 40) + " \(row + 4)", 72, 700 - Double(row) * 18)
            }
        }
        let page = try file.read().pages[0]
        #expect(page.text == "Bicycle permits for students ··· 4\nLockers and their locks ··· 5")
        #expect(page.paragraphs.allSatisfy { $0.kind == .tableRow })
    }

    @Test(
        "a title that a program left is none; then the largest heading is it",
        arguments: ["Slide 1", "(anonymous)", "Microsoft Word - x.doc", "untitled", "plan_final.docx", "IMG_0042"])
    func titles(_ title: String) throws {
        var file = SamplePDF()
        file.information =
            "/Title(\(title.replacing("(", with: "\\(").replacing(")", with: "\\)")))/ModDate(D:20240311081500-05'00')"
        file.page { page in
            page.text("Restorative Circles in Advisory", 72, 740, size: 20, bold: true)
            page.lines(SamplePDF.prose, 72, 700)
        }
        let document = try file.read()
        #expect(document.title == "Restorative Circles in Advisory")
        #expect(document.modified == "2024-03-11")
    }
}
