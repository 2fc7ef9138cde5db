import Testing

@testable import Extraction

@Suite("Tables in, beside and below one another") struct NeighbouringTablesTests {
    /// The cells of a table, drawn or not; `y` is its upper edge.
    private func table(
        _ rows: [[String]], on page: inout SamplePDF.Page, x: Double, y: Double, step: Double = 60, drawn: Bool,
        bold: Bool = false
    ) {
        for (number, row) in rows.enumerated() {
            for (column, cell) in row.enumerated() {
                page.text(
                    cell, x + 4 + Double(column) * step, y - 14 - Double(number) * 18, size: 10,
                    bold: bold && number == 0)
            }
        }
        guard drawn, let first = rows.first else { return }
        let (right, bottom) = (x + Double(first.count) * step, y - Double(rows.count) * 18)
        for number in 0...rows.count { page.line(x, y - Double(number) * 18, right, y - Double(number) * 18) }
        for column in 0...first.count { page.line(x + Double(column) * step, y, x + Double(column) * step, bottom) }
    }

    private let regular = [["Period", "Begins", "Ends"], ["Period 1", "8:05", "8:58"], ["Period 2", "9:02", "9:55"]]
    private let early = [["Period", "Begins", "Ends"], ["Period 1", "8:05", "8:38"], ["Period 2", "8:42", "9:15"]]
    private let regularText = "Period | Begins | Ends\nPeriod 1 | 8:05 | 8:58\nPeriod 2 | 9:02 | 9:55"
    private let earlyText = "Period | Begins | Ends\nPeriod 1 | 8:05 | 8:38\nPeriod 2 | 8:42 | 9:15"

    @Test("a table in a table's cell has rows and a head of its own")
    func nested() throws {
        let text = try SamplePDF.text { page in
            for y in [740.0, 700, 560, 520] { page.line(60, y, 520, y) }
            for x in [60.0, 180, 520] { page.line(x, 740, x, 520) }
            page.text("Focus", 65, 715)
            page.text("Reading in grades three and four", 190, 715)
            page.text("Strategy", 65, 685)
            page.text("Timeline", 65, 540)
            page.text("Fall to spring", 190, 540)
            for y in [690.0, 670, 630, 590] { page.line(190, y, 510, y) }
            for x in [190.0, 350, 510] { page.line(x, 690, x, 590) }
            page.text("Action", 195, 676)
            page.text("Measure", 355, 676)
            page.lines(["Protect the literacy", "block in the schedule"], 195, 655)
            page.lines(["Visible blocks on", "the schedule"], 355, 655)
            page.lines(["Train all staff"], 195, 615)
            page.lines(["Records of staff", "training"], 355, 615)
        }
        #expect(
            text == """
                Focus | Reading in grades three and four
                Strategy

                Action | Measure
                Protect the literacy block in the schedule | Visible blocks on the schedule
                Train all staff | Records of staff training

                Timeline | Fall to spring
                """)
    }

    @Test("tables side by side are read one after the other, each below its caption", arguments: [true, false])
    func beside(drawn: Bool) throws {
        let text = try SamplePDF.text { page in
            page.text("Regular day", 64, 712, bold: true)
            page.text("Early release day", 324, 712, bold: true)
            table(regular, on: &page, x: 60, y: 704, drawn: drawn, bold: true)
            table(early, on: &page, x: 320, y: 704, drawn: drawn, bold: true)
            page.text("Lunch is served before dismissal.", 64, 600)
        }
        #expect(
            text == "Regular day\n\(regularText)\nEarly release day\n\(earlyText)\nLunch is served before dismissal.")
    }

    @Test("one frame around two tables is two tables: its head says the names twice")
    func oneFrame() throws {
        let rows = zip(regular, early).map { $0 + [""] + $1 }
        let text = try SamplePDF.text { page in table(rows, on: &page, x: 60, y: 700, drawn: true) }
        #expect(text == regularText + "\n\n" + earlyText)
    }

    @Test("a table of years over groups is one table")
    func years() throws {
        let text = try SamplePDF.text { page in
            table(
                [
                    ["Grade", "Boys", "Girls", "Boys", "Girls"], ["6", "11", "12", "13", "14"],
                    ["7", "9", "8", "7", "6"],
                ],
                on: &page, x: 60, y: 700, drawn: true)
        }
        #expect(text.hasPrefix("Grade | Boys | Girls | Boys | Girls\n6 | 11 | 12 | 13 | 14"))
    }

    @Test("a blank line keeps a table apart from the one above it", arguments: [true, false])
    func below(drawn: Bool) throws {
        let text = try SamplePDF.text { page in
            table(
                [["Route", "Driver", "Stop"], ["12", "Ada", "Elm"], ["14", "Bo", "Oak"]], on: &page, x: 60, y: 700,
                drawn: drawn, bold: true)
            table(
                [["Line", "Grade", "Time"], ["A", "Six", "11:05"], ["B", "Seven", "11:35"]], on: &page, x: 60, y: 615,
                drawn: drawn, bold: true)
        }
        #expect(
            text == """
                Route | Driver | Stop
                12 | Ada | Elm
                14 | Bo | Oak

                Line | Grade | Time
                A | Six | 11:05
                B | Seven | 11:35
                """)
    }

    @Test("a blank line keeps tables of web pages and Markdown apart, and the paragraphs' places hold")
    func flowing() throws {
        let web = try read(
            """
            <table><tr><th>Day</th><th>Opens</th></tr><tr><td>Mon</td><td>8:00</td></tr></table>
            <table><tr><th>Bus</th><th>Driver</th></tr><tr><td>12</td><td>Ada</td></tr></table>
            <table><tr><td>14</td><td>Bo</td></tr></table>
            """, as: "a.html")
        // The last has no head and is as wide: it goes on.
        #expect(web.pages.map(\.text) == ["Day | Opens\nMon | 8:00\n\nBus | Driver\n12 | Ada\n14 | Bo"])
        let scalars = Array((web.pages.first?.text ?? "").unicodeScalars)
        let rows = web.pages[0].paragraphs.map { String(String.UnicodeScalarView(scalars[$0.range])) }
        #expect(rows == ["Day | Opens", "Mon | 8:00", "Bus | Driver", "12 | Ada", "14 | Bo"])
        let marked = try read(
            "|Day|Opens|\n|-|-|\n|Mon|8:00|\n\n|Bus|Driver|\n|-|-|\n|12|Ada|\n\nRooms\n\n|Room|Use|\n|-|-|\n|A|Art|\n",
            as: "a.md")
        #expect(
            marked.pages.map(\.text) == [
                "Day | Opens\nMon | 8:00\n\nBus | Driver\n12 | Ada\nRooms\nRoom | Use\nA | Art"
            ])
    }
}
