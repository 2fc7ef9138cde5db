import Documents
import Foundation
import Testing

@Suite("Reports for office programs") struct OfficeFormTests {
    @Test("every part is XML, has a content type, and is named by what points to it", arguments: ["docx", "xlsx"])
    func parts(format: String) throws {
        for report in [Report.sample, Report(title: ""), Report(title: Report.hostile, author: Report.hostile)] {
            let format = try #require(ReportFormat(rawValue: format))
            let files = Unpacked(try #require(report.file(as: format))).files
            for (name, text) in files { #expect(Unpacked.fault(in: text) == nil, "\(name): \(text.prefix(2000))") }
            let types = try #require(files["[Content_Types].xml"])
            for name in files.keys where !name.hasSuffix(".rels") && name != "[Content_Types].xml" {
                #expect(types.contains("PartName=\"/\(name)\""), "\(name)")
            }
            for (name, text) in files where name.hasSuffix(".rels") {
                let folder = name.replacing(/_rels\/[^\/]*$/, with: "")
                for link in text.matches(of: /Target="([^"]*)"(?! TargetMode)/) {
                    #expect(files[folder + link.output.1] != nil, "\(name) points to \(link.output.1)")
                }
            }
        }
    }

    @Test("a word processor gets headings, lists, heads of tables, links and directions, not only their looks")
    func word() throws {
        let files = Unpacked(Report.sample.docx).files
        let text = try #require(files["word/document.xml"])
        let links = try #require(files["word/_rels/document.xml.rels"])
        #expect(text.contains("<w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">First<"))
        #expect(text.contains("<w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"2\"/></w:numPr>"))
        #expect(files["word/numbering.xml"]?.components(separatedBy: "<w:num ").count == 3)
        #expect(text.contains("<w:tblHeader/>") && text.contains("<w:jc w:val=\"right\"/>"))
        #expect(text.contains("<w:bidi/>") && text.contains("<w:rtl/></w:rPr><w:t xml:space=\"preserve\">שלום"))
        #expect(text.contains("w:anchor=\"source_1\"") && text.contains("w:name=\"source_1\""))
        #expect(!text.contains("source_9") && !links.contains("javascript"))
        #expect(links.contains("Target=\"https://example.org/a%20b?q=%C3%A4\" TargetMode=\"External\""))
        #expect(files["docProps/core.xml"]?.contains("<dc:creator>Ada Byron</dc:creator>") == true)
        #expect(files["word/styles.xml"]?.contains("<w:lang w:val=\"en-US\"/>") == true)
    }

    @Test("a spreadsheet gets numbers and times as such, text as text, and a head that stays and filters")
    func sheet() throws {
        let sheet = try #require(Unpacked(Report.sample.xlsx).files["xl/worksheets/sheet1.xml"])
        #expect(sheet.contains("<c r=\"A2\" s=\"0\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1</t></is></c>"))
        #expect(sheet.contains("<c r=\"B2\" s=\"0\"><v>12</v></c><c r=\"C2\" s=\"3\"><v>25569</v></c>"))
        #expect(sheet.contains("<c r=\"B4\" s=\"7\"><v>0.5</v></c><c r=\"C4\" s=\"4\"><v>25569.99998"))
        #expect(!sheet.contains("<f>") && sheet.contains("state=\"frozen\""))
        #expect(sheet.contains("<autoFilter ref=\"A1:C4\"/>"))
    }

    @Test("sheets have names that programs take, each its own")
    func names() throws {
        let long = String(repeating: "a", count: 40)
        let captions = ["[a]:b*?/\\", "A  b", "'x'", "", "History", long, long, "😀" + long, "a<b"]
        let report = Report(
            title: "", blocks: captions.map { .table(.init(caption: $0, columns: ["x"])) })
        let index = try #require(Unpacked(report.xlsx).files["xl/workbook.xml"])
        let names = index.matches(of: /<sheet name="([^"]*)"/).map { String($0.output.1) }
        #expect(names.count == captions.count && Set(names.map { $0.lowercased() }).count == names.count, "\(names)")
        for name in names {
            #expect((1...31).contains(name.replacing("&lt;", with: "<").utf16.count), "\(name)")
            #expect(name.firstMatch(of: /[\[\]:*?\/\\]|^'|'$/) == nil && name != "History")
        }
    }

    @Test("a cell is cut where programs end, and what looks like a code of a letter stays as it is")
    func cells() throws {
        let long = String(repeating: "😀<", count: 300_000)
        let report = Report(
            title: "T", blocks: [.table(.init(columns: ["x"], rows: [[.plain(long)], ["_x0041_ a_b"]]))])
        let sheet = try #require(Unpacked(report.xlsx).files["xl/worksheets/sheet1.xml"])
        let text = sheet.matches(of: /<t [^>]*>([^<]*)<\/t>/).map { $0.output.1.replacing("&lt;", with: "<") }
        #expect(text.count == 3 && text[1].utf16.count <= 32_767 && text[1].hasSuffix("…"))
        #expect(text[2] == "_x005F_x0041_ a_b")
    }

    @Test("many rows are written row by row")
    func many() throws {
        var sheet = Sheet("Many", columns: ["N", "Text"])
        for number in 0..<5000 { sheet.append([.number(Double(number)), .plain("Row \(number)")]) }
        var workbook = Workbook(of: Report(title: "Many"))
        workbook.add(sheet)
        let text = try #require(Unpacked(workbook.bytes).files["xl/worksheets/sheet1.xml"])
        #expect(
            text.contains("<c r=\"A5001\" s=\"0\"><v>4999</v></c>") && text.contains("<dimension ref=\"A1:B5001\"/>"))
    }

    @Test("only addresses of the web and of mail are linked to")
    func addresses() {
        func isLinked(_ address: String) -> Bool {
            Report(title: "T", blocks: [.paragraph([.link("x", to: address)])]).html.contains("<a href")
        }
        for good in [
            "https://example.org", "http://localhost:8080/a", "HTTPS://example.org/%20%zz", "mailto:a@example.org",
        ] {
            #expect(isLinked(good), "\(good)")
        }
        for bad in [
            "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "http://a:99999/",
            "//x.example",
            "mailto:x", "", " https://example.org", String(repeating: "https://example.org/", count: 200),
        ] { #expect(!isLinked(bad), "\(bad.prefix(40))") }
    }
}
