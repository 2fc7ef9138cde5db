import Testing

@testable import Extraction

@Suite("Lines whose parts a row of dots joins") struct LeaderLineTests {
    private static let calls = [
        ("Bus garage after 5 p.m.", "555-0151"), ("Payroll", "555-0172"), ("Principal", "Marta Oyelaran"),
        ("Lunch", "$4.25"), ("Doors open", "7:30"),
    ]

    private func dotted(_ label: String, _ value: String, count: Int = 40) -> String {
        label + " " + String(repeating: ".", count: count) + " " + value
    }

    private func lines(_ text: String, _ name: String) throws -> [String] {
        let bytes = Array(text.utf8)
        let document = try bytes.withUnsafeBytes { try Extraction.read($0, fileName: name) }
        return document.pages.flatMap { $0.text.split(separator: "\n").map { String($0) } }
    }

    @Test("on a page each is a row of its own, whatever its dots lead to")
    func page() throws {
        var file = SamplePDF()
        file.page { page in
            page.lines(Self.calls.map { dotted($0, $1) }, 72, 700)
            page.lines(["The office is open from seven to four on every day that school is in session."], 72, 600)
        }
        let page = try file.read().pages[0]
        #expect(page.text.hasPrefix(Self.calls.map { "\($0) | \($1)" }.joined(separator: "\n") + "\n"))
        #expect(page.paragraphs.map(\.kind) == Array(repeating: .tableRow, count: 5) + [.body])
    }

    @Test("lists side by side are read one after the other, each below its head")
    func columns() throws {
        let text = try SamplePDF.text { page in
            page.text("Schools", 72, 720)
            page.text("Office", 330, 720)
            for (row, (label, value)) in Self.calls.prefix(3).enumerated() {
                page.text(dotted(label, value, count: 30 - label.count), 72, 700 - Double(row) * 14)
                page.text(dotted("Desk \(row + 1)", "555-019\(row)"), 330, 700 - Double(row) * 14)
            }
        }
        #expect(
            text == "Schools\n" + Self.calls.prefix(3).map { "\($0) | \($1)" }.joined(separator: "\n")
                + "\nOffice\nDesk 1 | 555-0190\nDesk 2 | 555-0191\nDesk 3 | 555-0192")
    }

    @Test("a label and a value of two lines are whole")
    func wrapped() throws {
        let text = try SamplePDF.text { page in
            page.text("Substitute desk, for absences that are known", 72, 700)
            page.text(dotted("after six in the morning", "555-0185"), 84, 687)
            page.text("Bus dispatch " + String(repeating: ".", count: 60), 72, 670)
            page.lines(["Marguerite Oyelaran,", "Monday to Thursday"], 330, 670)
        }
        #expect(
            text == "Substitute desk, for absences that are known after six in the morning | 555-0185\n"
                + "Bus dispatch | Marguerite Oyelaran, Monday to Thursday")
    }

    @Test("numbers of rooms and extensions are no page numbers; those of a contents page are")
    func numbers() throws {
        let rows = [("Counselor", "112"), ("Nurse", "104"), ("Library", "210")]
        let contents = [("Welcome", "iii"), ("Attendance", "4"), ("Bus rules", "12"), ("Forms", "A-3")]
        for (lines, sign) in [(rows, "|"), (contents, "···")] {
            let text = try SamplePDF.text { $0.lines(lines.map { dotted($0, $1) }, 72, 700) }
            #expect(text == lines.map { "\($0) \(sign) \($1)" }.joined(separator: "\n"))
            let plain = try self.lines(lines.map { dotted($0, $1) }.joined(separator: "\n"), "a.txt")
            #expect(plain == lines.map { "\($0) \(sign) \($1)" })
        }
    }

    @Test("blanks of a form and dots in a sentence make no row")
    func prose() throws {
        let dots = String(repeating: ".", count: 40)
        let lines = [
            "I, \(dots), parent of \(dots), agree to the rules.", "Name: \(dots) Date: \(dots)",
            "He said . . . . that the child is to be . . . . taught.", "He waited.......... Nothing at all came of it.",
        ]
        for line in lines { #expect(try self.lines(line, "a.txt") == [line]) }
        #expect(LeaderLine("Student: \(dots) Class:".unicodeScalars) == nil)
    }

    @Test("in plain text, Markdown and web pages each is a row of its own")
    func flowing() throws {
        let dotted = Self.calls.map { self.dotted($0, $1) }
        let rows = Self.calls.map { "\($0) | \($1)" }
        #expect(try lines("Who to call\n\n" + dotted.joined(separator: "\n"), "a.txt") == ["Who to call"] + rows)
        #expect(try lines("# Who\n\n" + dotted.joined(separator: "\n"), "a.md") == ["Who"] + rows)
        #expect(try lines("<p>" + dotted.joined(separator: "<br>") + "</p>", "a.html") == rows)
        let sides = dotted.map { $0 + "     " + self.dotted("Desk", "555-0190") }
        #expect(try lines(sides.joined(separator: "\n"), "a.txt") == rows.flatMap { [$0, "Desk | 555-0190"] })
    }

    @Test("a tab that draws dots parts a row in rich text; one to write on is a blank")
    func richText() throws {
        let text = #"""
            {\rtf1\ansi \pard\tldot\tqr\tx9000 Payroll\tab 555-0172\par Bus\tab 555-0150\line Nurse\tab 555-0111\par
            Signature\tab\par \pard\tlul\tx4000 Name\tab Class\par \pard Plain\tab text\par}
            """#
        #expect(
            try lines(text, "a.rtf") == [
                "Payroll | 555-0172", "Bus | 555-0150", "Nurse | 555-0111", "Signature", "Name Class", "Plain text",
            ])
    }
}
