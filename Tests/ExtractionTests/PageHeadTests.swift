import Testing

@testable import Extraction

@Suite("Heads of pages") struct PageHeadTests {
    private func file(_ pages: Int, _ draw: (inout SamplePDF.Page, Int) -> Void) throws -> ExtractedDocument {
        var file = SamplePDF()
        for number in 1...pages {
            file.page { page in
                draw(&page, number)
                let own = "Part \(["one", "two", "three", "four", "five", "six"][number - 1]) says this first."
                page.lines([own] + SamplePDF.prose, 72, 680)
            }
        }
        return try file.read()
    }

    @Test("a heading that counts up is the page's own, and no page number", arguments: ["Week", "Lesson", "Grado"])
    func counting(_ word: String) throws {
        let document = try file(5) { $0.text("\(word) \($1)", 72, 720, size: 18, bold: true) }
        #expect(document.outline.map(\.title) == (1...5).map { "\(word) \($0)" })
        #expect(document.pages.allSatisfy { $0.label == nil })
    }

    @Test("a counting heading in the text's own size stays beside a printed number")
    func sameSize() throws {
        let document = try file(5) {
            $0.text("Lesson \($1)", 72, 700)
            $0.text("\($1 + 6)", 300, 30, size: 9)
        }
        #expect(document.pages.map(\.label) == (7...11).map(String.init))
        #expect(document.pages.enumerated().allSatisfy { $0.element.text.hasPrefix("Lesson \($0.offset + 1)") })
        #expect(!document.pages[0].text.hasSuffix("\n7"))
    }

    @Test(
        "running heads with page numbers go, in any of their forms",
        arguments: ["HANDBOOK|%", "Staff Handbook Page % of 90", "Chapter 3 | %", "- % -", "% | P a g e"])
    func running(_ form: String) throws {
        let document = try file(6) { page, number in
            let parts = form.split(separator: "|").map { String($0) }
            let isApart = form == "HANDBOOK|%"
            let texts = isApart ? parts : [form]
            for (index, text) in texts.enumerated() {
                page.text(text.replacing("%", with: "\(number + 10)"), 72 + Double(index) * 400, 760, size: 9)
            }
        }
        #expect(document.pages.map(\.label) == (11...16).map(String.init))
        #expect(document.pages.allSatisfy { $0.text.hasPrefix("Part ") })
    }

    @Test("a large title that some slides share is theirs")
    func sharedTitle() throws {
        let document = try file(5) { $0.text($1 < 4 ? "Our Norms" : "Other \($1)", 72, 730, size: 24, bold: true) }
        #expect(document.pages.prefix(3).allSatisfy { $0.text.hasPrefix("Our Norms") })
    }

    @Test("the heads of a table that goes on are no running heads")
    func tableHeads() throws {
        var file = SamplePDF()
        for part in 0..<3 {
            file.page { page in
                page.text("School", 72, 740, bold: true)
                page.text("Bus that serves it", 250, 740, bold: true)
                for row in 1...12 {
                    page.text("School \(part * 12 + row)", 72, 740 - Double(row) * 16)
                    page.text("route \(row) by way of Creek Road", 250, 740 - Double(row) * 16)
                }
            }
        }
        #expect(try file.read().pages.allSatisfy { $0.text.hasPrefix("School | Bus that serves it\n") })
    }

    @Test("the file's own labels win over printed numbers")
    func labels() throws {
        var file = SamplePDF()
        file.catalog = "/PageLabels<</Nums[0<</S/r>>2<</S/D>>4<</S/A/P(Annex )>>]>>"
        for number in 1...5 {
            file.page { page in
                page.lines(SamplePDF.prose, 72, 700)
                page.text("\(number)", 300, 30)
            }
        }
        #expect(try file.read().pages.map(\.label) == ["i", "ii", "1", "2", "Annex A"])
    }

    @Test("numbers of a first column stay, with the next number too")
    func firstColumn() throws {
        let text = try SamplePDF.text { page in
            for row in 1...20 {
                let y = 740 - Double(row) * 16
                page.text("\(row)", 60, y)
                page.text("\(60 + row) students", 90, y)
                page.text("Room \(100 + row)", 250, y)
            }
        }
        #expect(text.contains("9 | 69 students | Room 109") || text.contains("9 69 students | Room 109"))
    }

    @Test("numbers of a list without stops stay, one item a paragraph")
    func countedList() throws {
        let text = try SamplePDF.text { page in
            for row in 1...15 {
                page.text("\(row)  Day of the reading month, and what is due", 60, 740 - Double(row) * 14)
            }
        }
        #expect(text.split(separator: "\n").count == 15)
        #expect(text.hasPrefix("1 Day of"))
    }

    @Test("line numbers in the margin of prose go")
    func lineNumbers() throws {
        let text = try SamplePDF.text { page in
            for (row, line) in (SamplePDF.prose + SamplePDF.prose + SamplePDF.prose).enumerated() {
                page.text("\(row + 1)", 60, 740 - Double(row) * 24)
                page.text(line, 90, 740 - Double(row) * 24)
            }
        }
        #expect(text.hasPrefix("Students read the passage twice and mark the words that they do not know."))
        #expect(!text.contains("15"))
    }

    @Test("a head that says what goes on stands in no sentence", arguments: ["(continued)", "- Cont.", "(continúa)"])
    func continued(_ mark: String) throws {
        var file = SamplePDF()
        file.page { page in
            page.text("Staff Gifts", 72, 740, size: 14, bold: true)
            page.lines(
                SamplePDF.prose + ["The office returns larger gifts with a letter of thanks, which the"], 72, 700)
        }
        file.page { page in
            page.text("Staff Gifts \(mark)", 72, 740, size: 14, bold: true)
            page.lines(["superintendent signs on the first Monday."] + SamplePDF.prose, 72, 700)
        }
        file.page { page in
            page.text("Staff Gifts \(mark)", 72, 740, size: 14, bold: true)
            page.lines(["Thanks are written within a month."] + SamplePDF.prose, 72, 700)
        }
        let document = try file.read()
        #expect(document.pages[0].join == .sentence)
        #expect(document.pages[1].text.hasPrefix("superintendent signs on the first Monday."))
        #expect(document.pages[2].text.hasPrefix("Staff Gifts"))
    }

    @Test("a wide table over two columns does not keep them from being read one after the other")
    func wideTable() throws {
        let text = try SamplePDF.text { page in
            for row in 0..<4 {
                let y = 740 - Double(row) * 14
                page.text("Single", 72, y)
                page.text("Model \(row) of \(row + 3) writers (and others, 2019)", 130, y)
                for column in 0..<8 { page.text("\(20 + row).\(column)", 340 + Double(column) * 28, y) }
            }
            for row in 0..<20 {
                let y = 640 - Double(row) * 14
                page.text("left line \(row) goes on and on to the gap", 72, y)
                page.text("right line \(row) goes on and on to the edge", 316, y)
            }
        }
        let right = try #require(text.firstRange(of: "right line 0"))
        #expect(text[..<right.lowerBound].contains("left line 19"))
        #expect(text[..<right.lowerBound].contains("Model 3 of 6 writers"))
        #expect(text.contains("left line 0 goes on and on to the gap left line 1"))
    }

    @Test("a sentence that is set large on a flyer or a slide is no heading, and not the title")
    func largeSentences() throws {
        var file = SamplePDF()
        file.page { page in
            page.lines(
                ["Bring a blanket, a lamp and a friend to an evening", "of games and loud songs on the lawn."], 72, 750,
                size: 17, step: 20)
            page.text("Family Night", 72, 700, size: 16)
            // Set so far apart that each line looks like a paragraph.
            page.lines(
                [
                    "We meet on the lawn behind the gym as soon as the doors of the",
                    "school open and stay until it is too dark to see the ball, and",
                    "whoever helps to carry the tables back goes home with a cake",
                ], 72, 660, size: 15, step: 34)
            page.lines(SamplePDF.prose + SamplePDF.prose, 72, 540)
        }
        let document = try file.read()
        #expect(document.title == "Family Night")
        #expect(document.outline.map(\.title) == ["Family Night"])
    }
}
