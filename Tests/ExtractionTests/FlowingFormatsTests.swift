import Extraction
import Testing

/// Reads a text as a file of a name, in this process.
func read(_ text: String, as name: String) throws -> ExtractedDocument {
    try Array(text.utf8).withUnsafeBytes { try Extraction.read($0, fileName: name) }
}

@Suite("Files without pages") struct FlowingFormatsTests {
    @Test("Markdown loses its marks and keeps its headings, lists and tables")
    func markdown() throws {
        let document = try read(
            """
            # Teams

            A *team* meets **weekly**, see [the plan](plan.md).

            - first
            - second

            | Role | Task |
            | --- | --- |
            | Facilitator | Makes the agenda |
            """, as: "a.md")
        let page = try #require(document.pages.first)
        #expect(document.title == "Teams")
        #expect(
            page.text
                == "Teams\nA team meets weekly, see the plan.\n• first\n• second\nRole | Task\nFacilitator | Makes the agenda"
        )
        #expect(page.paragraphs.map(\.kind) == [.heading(level: 0), .body, .listItem, .listItem, .tableRow, .tableRow])
        #expect(document.outline.map(\.title) == ["Teams"])
    }

    @Test("HTML gives what a reader sees: no scripts, no navigation, cells side by side")
    func html() throws {
        let document = try read(
            """
            <html lang="en-US"><head><title>Norms</title><script>evil()</script></head><body><nav>Home</nav>
            <h1>Norms</h1><p>Begin&nbsp;on   time,<br>end on&shy; time.</p>
            <table><tr><td>Who</td><td>When</td></tr></table><ul><li><p>One</p></li></ul></body></html>
            """, as: "a.html")
        #expect(document.title == "Norms")
        #expect(document.language == "en")
        #expect(document.pages.map(\.text) == ["Norms\nBegin on time, end on time.\nWho | When\n• One"])
    }

    @Test("plain text wrapped by hand is joined, and broken words with it")
    func text() throws {
        let line = "The team looks at the results of its work and asks what students have under-\n"
        let document = try read(
            line + "stood so far, and what it will do for those who have not understood yet\n\nNext.\n", as: "a.txt")
        #expect(document.pages.first?.text.contains("have understood so far") == true)
    }

    @Test("text in other encodings is understood", arguments: [true, false])
    func utf16(littleEndian: Bool) throws {
        let units = "\u{FEFF}Fähig, naïve – “yes” and some more words".utf16
        let bytes = units.flatMap {
            littleEndian ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)]
        }
        let document = try bytes.withUnsafeBytes { try Extraction.read($0, fileName: "a.txt") }
        #expect(document.pages.first?.text == "Fähig, naïve – “yes” and some more words")
    }

    @Test("blank cells keep their column, in Markdown and in HTML")
    func blankCells() throws {
        let markdown = try read(
            "| Test | Before | After |\n|---|---|---|\n| Words || 0.22 |\n| Spelling | 0.1 | |\n", as: "a.md")
        let expected = ["Test | Before | After", "Words | | 0.22", "Spelling | 0.1 |"]
        #expect(markdown.pages.first?.text.split(separator: "\n").map(String.init) == expected)
        let html = try read(
            """
            <table><tr><th>Test<th>Before<th>After</tr><tr><td>Words</td><td></td><td>0.22</td></tr>
            <tr><td>Spelling</td><td>0.1</td><td> </td></tr></table>
            """, as: "a.html")
        #expect(html.pages.first?.text.split(separator: "\n").map(String.init) == expected)
    }

    @Test("lines may end in all the ways that programs end them, side by side")
    func lineEnds() throws {
        let ends = [
            "\n", "\r\n", "\r", "\u{0B}", "\u{0C}", "\u{1C}", "\u{1D}", "\u{1E}", "\u{85}", "\u{2028}", "\u{2029}",
        ]
        let lines = ends.indices.map { "Team \($0) meets." }
        let text = zip(lines, ends).map { $0 + $1 }.joined()
        let document = try read(text + "\u{1A}", as: "a.txt")
        let words = document.pages.map(\.text).joined(separator: "\n").split(whereSeparator: \.isWhitespace)
        #expect(words == lines.flatMap { $0.split(separator: " ") })
        #expect(throws: ExtractionFailure.self) { try read("\u{1}\u{2}\u{3}\u{4} not text", as: "a.txt") }
    }

    @Test(
        "what cannot be read is refused with its reason",
        arguments: [
            ("", "a.txt", ExtractionFailure.empty), ("  \n \n", "a.txt", .noText), ("hello", "a.exe", .unknownKind),
            ("<html><body>not a pdf</body></html>", "a.pdf", .mismatch(name: "pdf", found: "text")),
            ("MZ\u{0}\u{1}\u{0}\u{2}program", "a.txt", .mismatch(name: "txt", found: "a program")),
            ("%PDF-1.4 nothing follows", "a.txt", .mismatch(name: "txt", found: "a PDF")),
        ])
    func refusals(text: String, name: String, expected: ExtractionFailure) {
        #expect(throws: expected) { try read(text, as: name) }
    }

    @Test("limits are kept")
    func limits() {
        var limits = ExtractionLimits()
        limits.characters = 10
        #expect(throws: ExtractionFailure.tooMuchText(limit: 10)) {
            try Array("More than ten characters".utf8).withUnsafeBytes {
                try Extraction.read($0, fileName: "a.txt", limits: limits)
            }
        }
    }
}
