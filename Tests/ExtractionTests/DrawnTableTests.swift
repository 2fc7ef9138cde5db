import Testing

@testable import Extraction

@Suite("Tables and blocks on a page") struct DrawnTableTests {
    @Test("drawn cells hold their wrapped lines, and a cell over two rows is said of both")
    func ruled() throws {
        let text = try SamplePDF.text { page in
            for y in [720.0, 690, 610, 570] { page.line(60, y, 500, y) }
            page.line(160, 650, 500, 650)
            for x in [60.0, 160, 330, 500] { page.line(x, 720, x, 570) }
            page.text("Building", 65, 700)
            page.text("Room", 165, 700)
            page.text("Teacher", 335, 700)
            page.text("North", 65, 645)
            page.text("Room 12 on the", 165, 672)
            page.text("second floor", 165, 660)
            page.text("Ms. Ortega", 335, 665)
            page.text("Room 14", 165, 625)
            page.text("Mr. Brandt", 335, 625)
            page.text("South", 65, 585)
            page.text("Room 3", 165, 585)
        }
        #expect(
            text.split(separator: "\n") == [
                "Building | Room | Teacher", "North | Room 12 on the second floor | Ms. Ortega",
                "North | Room 14 | Mr. Brandt", "South | Room 3 |",
            ])
    }

    @Test("without rules, lines that go on in a cell are put to its row")
    func wrapped() throws {
        let text = try SamplePDF.text { page in
            page.lines(["10 minutes"], 60, 700)
            page.lines(["Reads the poem aloud", "twice and asks which", "line surprised them"], 160, 700)
            page.lines(["Listen with closed eyes", "and name one line"], 300, 700)
            page.lines(["20 minutes"], 60, 650)
            page.lines(["Models how to mark", "the meter"], 160, 650)
            page.lines(["Mark the meter of the", "second stanza with a", "partner"], 300, 650)
        }
        #expect(
            text.split(separator: "\n") == [
                "10 minutes | Reads the poem aloud twice and asks which line surprised them | "
                    + "Listen with closed eyes and name one line",
                "20 minutes | Models how to mark the meter | Mark the meter of the second stanza with a partner",
            ])
    }

    @Test("figures are cells of their own, however near their columns are set; figures in a sentence are none")
    func nearColumns() throws {
        let text = try SamplePDF.text { page in
            let rows = [
                ["Region", "2003-04", "2004-05", "2005-06"], ["Maine", "13,278", "13,077", "12,950"],
                ["Ohio", "119,029", "116,702", "117,356"],
            ]
            for (row, cells) in rows.enumerated() {
                for (column, cell) in cells.enumerated() {
                    page.text(cell, [72, 150, 200, 250][column], 700 - Double(row) * 12, size: 10)
                }
            }
            page.text("Rooms 12 and 14 open at 8:05 on 3 days.", 72, 600)
        }
        #expect(
            text == """
                Region | 2003-04 | 2004-05 | 2005-06
                Maine | 13,278 | 13,077 | 12,950
                Ohio | 119,029 | 116,702 | 117,356
                Rooms 12 and 14 open at 8:05 on 3 days.
                """)
    }

    @Test("rows of numbers stay rows, however close they stand")
    func numbers() throws {
        let text = try SamplePDF.text { page in
            for (row, cells) in [["Name", "Pre", "Post"], ["Letters", "12", "18"], ["Sounds", "9", "15"]].enumerated() {
                for (column, cell) in cells.enumerated() {
                    page.text(cell, [72, 250, 330][column], 700 - Double(row) * 12, size: 10)
                }
            }
        }
        #expect(text == "Name | Pre | Post\nLetters | 12 | 18\nSounds | 9 | 15")
    }

    @Test("a box beside the text is read by itself")
    func sidebar() throws {
        let text = try SamplePDF.text { page in
            page.lines(SamplePDF.prose, 40, 700, size: 10)
            page.box(420, 620, 160, 100, looks: ".9 g")
            page.lines(["Did you know? A child", "who reads each day", "meets many words."], 430, 700, size: 10)
        }
        #expect(text.contains("the words that they do not know. Then they talk"))
        #expect(text.contains("A child who reads each day meets many words."))
    }

    @Test("slides that stand side by side on a handout are read one by one")
    func handout() throws {
        let text = try SamplePDF.text { page in
            for slide in 0..<4 {
                let (x, y) = (60 + Double(slide % 2) * 260, 560 - Double(slide / 2) * 220)
                page.box(x, y, 240, 180, looks: "0 G")
                page.text("Slide title \(slide)", x + 15, y + 150, size: 16, bold: true)
                for item in 1...3 { page.text("- Item \(item) of \(slide)", x + 20, y + 115 - Double(item) * 25) }
            }
        }
        #expect(text.contains("Slide title 0"))
        let places = (0..<4).compactMap { text.firstRange(of: "Item 3 of \($0)")?.lowerBound }
        #expect(places == places.sorted() && places.count == 4)
        #expect(!text.contains("title 0 | "))
    }
}
