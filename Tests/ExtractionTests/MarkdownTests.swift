import Extraction
import Testing

@Suite("Markdown and text") struct MarkdownTests {
    private func lines(_ text: String, as name: String = "a.md") throws -> [String] {
        try read(text, as: name).pages.flatMap { $0.text.split(separator: "\n").map(String.init) }
    }

    @Test(
        "marks of style go, all else keeps its value",
        arguments: [
            ("The cafeteria seats 12 * 8 * 2 = 192, or 5*3*2.", "The cafeteria seats 12 * 8 * 2 = 192, or 5*3*2."),
            ("Small when 3<n and n>1 hold.", "Small when 3<n and n>1 hold."),
            ("Cost $1 &amp; 50&cent; &#8212; \\*cash\\* AT&T.", "Cost $1 & 50¢ — *cash* AT&T."),
            ("The ~~gold~~ silver ticket.", "The silver ticket."),
            ("*a* **b** ***c*** _d_ snake_case ____ `x * y`", "a b c d snake_case ____ x * y"),
            ("H~2~O, 10^3^, x<sup>2</sup>, $\\frac{3}{4}$", "H2O, 10^3, x^2, 3/4"),
            (
                "Write to <help@larkspur.example> or <https://x.example/new>.",
                "Write to help@larkspur.example or https://x.example/new."
            ),
            (
                "See [the form](https://forms.example/a_b) and [the plan](plan.md).",
                "See the form (forms.example/a_b) and the plan."
            ),
            ("Ms. Idowu<br>then library", "Ms. Idowu then library"),
            ("Before <!-- hidden\nover lines\n--> after.", "Before after."),
        ])
    func inline(source: String, expected: String) throws {
        #expect(try lines("Text.\n\n" + source) == ["Text.", expected])
    }

    @Test("lists keep their numbers, boxes and levels")
    func lists() throws {
        #expect(
            try lines(
                "1. one\n2. two\n   goes on\n   - inner\n1. three\n\n   more\n\n- [x] done\n- [ ] open\n\n4) four\n5) five"
            ) == [
                "1. one", "2. two goes on", "• inner", "3. three", "more", "☒ done", "☐ open", "4) four", "5) five",
            ])
    }

    @Test("tables without outer bars, with blank and escaped cells, drawn as grids and written in HTML")
    func tables() throws {
        #expect(
            try lines("Period | Start\n--- | ---\nFirst | 8:05\n\n| a | b |\n|---|---|\n| x \\| y || z |\n") == [
                "Period | Start", "First | 8:05", "a | b", "x | y | | z",
            ])
        #expect(try lines("+---+---+\n| A | B |\n+===+===+\n| c | d |\n| e |   |\n+---+---+") == ["A | B", "c e | d"])
        #expect(try lines("<table><tr><th>H<td>1</table>\n\nAfter.") == ["H | 1", "After."])
    }

    @Test("notes are text without their marks, definitions are no text")
    func notes() throws {
        #expect(
            try lines("Twice.[^1] Ask the [registrar][reg].\n\n[^1]: In May.\n\n[reg]: https://reg.example/x \"R\"")
                == [
                    "Twice. Ask the registrar (reg.example/x).", "In May.",
                ])
    }

    @Test("text wrapped by hand keeps its items, its rows and the hyphens of its compounds")
    func wrapped() throws {
        let text = """
            Items for the overnight trip to the outdoor school are listed below for families:
            - a warm sleeping bag that is rated for cold nights near the water
            - two pairs of wool socks and one pair of dry shoes for the even-
              ing
            The bus leaves at seven and the counselors check every bag before it is loaded.
            They work in the after-
            school program on self-
            directed projects that are under-
            stood by all.

            Room 11    Ms. Adeyemi     Grade 2
            Room 12    Mr. Castellan   Grade 3
            """
        #expect(
            try lines(text, as: "a.txt") == [
                "Items for the overnight trip to the outdoor school are listed below for families:",
                "• a warm sleeping bag that is rated for cold nights near the water",
                "• two pairs of wool socks and one pair of dry shoes for the evening",
                "The bus leaves at seven and the counselors check every bag before it is loaded.",
                "They work in the after-school program on self-directed projects that are understood by all.",
                "Room 11 | Ms. Adeyemi | Grade 2", "Room 12 | Mr. Castellan | Grade 3",
            ])
    }

    @Test("a spreadsheet saved as text is rows below their heads")
    func delimited() throws {
        #expect(
            try lines("School;ADA\n\"Lincoln; East\";94.1\n", as: "a.csv") == ["School | ADA", "Lincoln; East | 94.1"])
        #expect(try lines("School\tADA\nHarbor\t91.2\n", as: "A.TSV") == ["School | ADA", "Harbor | 91.2"])
    }
}

@Suite("Encodings") struct EncodingTests {
    private func text(_ bytes: [UInt8]) throws -> ExtractedDocument {
        try bytes.withUnsafeBytes { try Extraction.read($0, fileName: "a.txt") }
    }

    @Test("a stray byte or a zero spoils no file")
    func stray() throws {
        let document = try text(
            Array("La reunión será el miércoles. Don".utf8) + [0x92] + Array("t be".utf8) + [0] + Array(" late.".utf8))
        #expect(document.pages.first?.text == "La reunión será el miércoles. Don’t be late.")
        #expect(document.notices == [ReadingNotice(.encodingGuessed)])
    }

    @Test("old encodings are told by the words that they make")
    func old() throws {
        // "La señora Núñez" as the old Mac wrote it, as DOS did, and as Windows did.
        let forms: [[UInt8]] = [[0x96, 0x9C, 0x96], [0xA4, 0xA3, 0xA4], [0xF1, 0xFA, 0xF1]]
        for form in forms {
            let bytes = Array("La se".utf8) + [form[0]] + Array("ora N".utf8) + [form[1], form[2]] + Array("ez".utf8)
            #expect(try text(bytes).pages.first?.text == "La señora Núñez")
        }
    }

    @Test("wide encodings with and without their mark", arguments: [true, false])
    func wide(isMarked: Bool) throws {
        let written = (isMarked ? "\u{FEFF}" : "") + "Reunión"
        let four = written.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> (8 * $0) & 0xFF) } }
        #expect(try text(four).pages.first?.text == "Reunión")
        #expect(
            try text(written.unicodeScalars.flatMap { [0, 0, UInt8($0.value >> 8), UInt8($0.value & 0xFF)] }).pages
                .first?.text == "Reunión")
    }

    @Test("letters written in parts or decoded twice are whole")
    func parts() throws {
        #expect(
            try text(Array("La reunio\u{301}n con Nu\u{301}n\u{303}ez".utf8)).pages.first.map {
                Array($0.text.unicodeScalars)
            } == Array("La reunión con Núñez".unicodeScalars))
        #expect(try text(Array("La reuniÃ³n serÃ¡ maÃ±ana".utf8)).pages.first?.text == "La reunión será mañana")
    }
}
