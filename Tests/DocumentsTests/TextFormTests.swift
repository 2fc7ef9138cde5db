import Documents
import Foundation
import Testing

@Suite("Reports as text") struct TextFormTests {
    @Test("Markdown, in full")
    func markdown() {
        let expected = #"""
            # Tiers \<of\> support

            *For a team*

            Ada Byron · 2025-11-27

            ## First

            Plain, **bold**, [a link](https://example.org/a%20b?q=%C3%A4), none \[1\]\[9\]

            \]\]\> \<script\>alert('x')\</script\> & \&amp; \| "q"  👩‍👩‍👧\
            end

            *Small.*

            > “All learn.” \[1\]

            שלום עולם

            - One
              1. Inner
            - Two

            **Numbers**

            | Name | Count | Day |
            | --- | --: | --- |
            | =1+1 | 12 | 1970-01-01 |
            | \]\]\> \<script\>alert('x')\</script\> & \&amp; \| "q"  👩‍👩‍👧<br>end |  |  |
            | two<br>lines | 0.50 | 1970-01-01 23:59:59 |

            ````
            let x = `a`
            ```
            ````

            ---

            ## Sources

            - \[1\] A Handbook, page 12. ISBN 978-1. <https://example.org/h>

            """#
        #expect(Report.sample.markdown == expected)
    }

    @Test(
        "no line of a paragraph is read as a heading, list, quotation or rule",
        arguments: [
            ("- a", "\\- a"), ("12. a", "12\\. a"), ("3) a", "3\\) a"), ("# a", "\\# a"), ("> a", "\\> a"),
            ("===", "\\==="), ("a\n+ b", "a\\\n\\+ b"), ("~~~", "\\~\\~\\~"), ("    a", "a"), ("2025 was", "2025 was"),
            ("AT&T &copy; &#38; &", "AT\\&T \\&copy; \\&#38; &"),
        ])
    func lines(_ text: String, _ expected: String) {
        let body = Report(title: "T", blocks: [.paragraph([.text(text)])]).markdown.dropFirst(5).dropLast()
        #expect(body == expected.replacing("&#38;", with: "&\\#38;"))
    }

    @Test("marks of emphasis stand where they are read as such, and tags where they would not be")
    func emphasis() {
        func written(_ runs: [Report.Run]) -> String {
            String(Report(title: "T", blocks: [.paragraph(runs)]).markdown.dropFirst(5).dropLast())
        }
        #expect(written(["a ", .text(" b ", .bold), "c"]) == "a  **b** c")
        #expect(written(["a", .text("(b)", .bold), "c"]) == "a<strong>(b)</strong>c")
        #expect(written([.text("All.", .italic)]) == "*All.*")
        #expect(written([.text("b", [.bold, .italic])]) == "***b***")
        #expect(written([.text(" ", .bold), "a"]) == "a")
    }

    @Test("HTML escapes all text, runs nothing, and says language, heads and directions")
    func html() {
        let html = Report.sample.html
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">"))
        #expect(html.contains("default-src 'none'") && !html.contains("<script") && !html.contains("javascript:"))
        #expect(
            html.contains("<th scope=\"col\" class=\"end\">Count</th>") && html.contains("<caption>Numbers</caption>"))
        #expect(html.contains("<p dir=\"rtl\">שלום עולם</p>"))
        #expect(html.contains("<a class=\"citation\" href=\"#source-1\">[1]</a>[9]"))
        #expect(html.contains("<li id=\"source-1\">[1] A Handbook, page 12. ISBN 978-1."))
        #expect(html.contains("]]&gt; &lt;script&gt;alert('x')&lt;/script&gt; &amp; &amp;amp; | &quot;q&quot;"))
        #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0xFFFE })
        let arabic = Report(title: "مرحبا", language: "ar-EG", blocks: [.paragraph(["Plain"])]).html
        #expect(arabic.contains("<html lang=\"ar-EG\" dir=\"rtl\">") && arabic.contains("<p dir=\"ltr\">Plain</p>"))
        #expect(Report.sample.typesettingHTML.hasPrefix("<html lang=\"en\" dir=\"ltr\"><body>"))
        #expect(!Report.sample.typesettingHTML.contains("<style>"))
    }

    @Test("CSV quotes by RFC 4180, and no cell is a formula")
    func csv() {
        func line(_ cell: Report.Cell...) -> String { String(decoding: CSVWriter.line(cell), as: UTF8.self) }
        #expect(line("a", "b,c", "d\"e", .empty, .number(-5), .number(0.25)) == "a,\"b,c\",\"d\"\"e\",,-5,0.25\r\n")
        for start in ["=", "+", "-", "@", "＝"] { #expect(line(.plain(start + "1")) == "'\(start)1\r\n") }
        for start in ["\t", "\r", "\n"] { #expect(line(.plain(start + "=1")) == "\"'\(start)=1\"\r\n") }
        #expect(line(.empty) == "\"\"\r\n" && line("a\u{0}b") == "ab\r\n" && line(" a") == "\" a\"\r\n")
        let csv = Report.sample.csv
        #expect(csv.starts(with: CSVWriter.byteOrderMark))
        #expect(
            String(decoding: csv.dropFirst(3), as: UTF8.self).hasPrefix("Name,Count,Day\r\n'=1+1,12,1970-01-01\r\n"))
    }

    @Test("JSON has the same keys in the same order each time, and values of their own kinds")
    func json() throws {
        #expect(Report.sample.json == Report.sample.json)
        let read = try #require(
            JSONSerialization.jsonObject(with: Data(Report.sample.json)) as? [String: Any])
        #expect(read["createdAt"] as? String == "2025-11-27T07:12:21Z" && read["language"] as? String == "en")
        let blocks = try #require(read["blocks"] as? [[String: Any]])
        #expect(
            blocks.map { $0["type"] as? String } == [
                "heading", "paragraph", "paragraph", "note", "quote", "paragraph", "list", "table", "code", "divider",
                "heading", "sources",
            ])
        let rows = try #require(blocks[7]["rows"] as? [[Any]])
        #expect(rows[0][1] as? Int == 12 && rows[1][1] is NSNull && rows[0][2] as? String == "1970-01-01")
        #expect(rows.allSatisfy { $0.count == 3 })
        #expect((blocks[4]["citation"] as? Int) == 1)
    }

    @Test("days are those of the calendar")
    func days() {
        for (seconds, day) in [
            (0.0, "1970-01-01"), (-1, "1969-12-31"), (951_782_400, "2000-02-29"), (4_107_542_400, "2100-03-01"),
            (-2_203_891_200, "1900-03-01"), (253_402_300_799, "9999-12-31"), (1e300, "9999-12-31"),
        ] {
            let line = CSVWriter.line([.day(Date(timeIntervalSince1970: seconds))])
            #expect(String(decoding: line, as: UTF8.self) == day + "\r\n")
        }
    }
}
