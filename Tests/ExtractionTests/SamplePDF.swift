@testable import Extraction

/// A small PDF written by hand: what a test puts on its pages, and nothing else.
struct SamplePDF {
    struct Page {
        var content = ""
        var annotations: [String] = []
        var width = 612
        var height = 792

        /// Text at a place, points from the page's bottom left corner. `looks` are operators such as `1 g` or `3 Tr`.
        mutating func text(
            _ text: String, _ x: Double, _ y: Double, size: Double = 11, bold: Bool = false, font: String? = nil,
            looks: String = "0 g",
            matrix: String = "1 0 0 1"
        ) {
            let escaped = text.map { "\\()".contains($0) ? "\\\($0)" : String($0) }.joined()
            content +=
                "q BT /\(font ?? (bold ? "F2" : "F1")) \(size) Tf \(looks) \(matrix) \(x) \(y) Tm (\(escaped)) Tj ET Q\n"
        }

        /// Lines below one another.
        mutating func lines(_ lines: [String], _ x: Double, _ y: Double, size: Double = 11, step: Double = 13) {
            for (index, line) in lines.enumerated() { text(line, x, y - Double(index) * step, size: size) }
        }

        mutating func line(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) {
            content += "q 0.7 w \(x0) \(y0) m \(x1) \(y1) l S Q\n"
        }

        mutating func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, looks: String) {
            content += "q \(looks) \(x) \(y) \(width) \(height) re \(looks.hasSuffix("G") ? "S" : "f") Q\n"
        }

        /// A text field or another, by its dictionary's entries.
        mutating func field(_ entries: String, _ rectangle: String) {
            annotations.append(
                "<</Type/Annot/Subtype/Widget/F 4/DA(/Helv 10 Tf 0 g)/Rect[\(rectangle)]/T(f\(annotations.count))\(entries)>>"
            )
        }
    }

    var pages: [Page] = []
    /// Entries of the catalog and of the information dictionary.
    var catalog = ""
    var information = ""
    /// What the letters of the fonts F3 and F5 say they are; F4 and F5 are fonts of signs.
    var meanings: [Character: Unicode.Scalar] = [:]

    /// A page of one paragraph of prose under what `draw` puts there.
    mutating func page(_ draw: (inout Page) -> Void) {
        var page = Page()
        draw(&page)
        pages.append(page)
    }

    /// Some lines of prose for pages whose other parts are tested.
    static let prose = [
        "Students read the passage twice and mark the words that they do not",
        "know. Then they talk with a partner about what the writer means and",
        "write one sentence that says it in their own words. The teacher walks",
        "from table to table, listens, and notes whom to ask when all of them",
        "come together again at the end of the hour and share what they found.",
    ]

    var bytes: [UInt8] {
        var objects: [String] = [
            "<</Type/Catalog/Pages 2 0 R\(catalog)>>", "",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>", "<<\(information)>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 7 0 R>>", map,
            "<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>",
            "<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Wingdings-Regular/Encoding/WinAnsiEncoding/ToUnicode 7 0 R>>",
        ]
        var kids: [String] = []
        for page in pages {
            objects.append("<</Length \(page.content.unicodeScalars.count)>>stream\n\(page.content)\nendstream")
            let content = objects.count
            objects += page.annotations
            let annotations = (content..<objects.count).map { "\($0 + 1) 0 R" }.joined(separator: " ")
            objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 \(page.width) \(page.height)]/Contents \(content) 0 R"
                    + "/Resources<</Font<</F1 3 0 R/F2 4 0 R/F3 6 0 R/F4 8 0 R/F5 9 0 R>>>>/Annots[\(annotations)]>>")
            kids.append("\(objects.count) 0 R")
        }
        objects[1] = "<</Type/Pages/Count \(pages.count)/Kids[\(kids.joined(separator: " "))]>>"
        var file = "%PDF-1.7\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.unicodeScalars.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.unicodeScalars.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            file += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n"
        }
        file += "trailer<</Size \(objects.count + 1)/Root 1 0 R/Info 5 0 R>>\nstartxref\n\(start)\n%%EOF"
        // One byte a character, as WinAnsiEncoding has it.
        return file.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private var map: String {
        let lines = meanings.sorted { $0.key < $1.key }.map { letter, meaning in
            "<\(Self.hexadecimal(letter.unicodeScalars.first?.value ?? 0, 2))> <\(Self.hexadecimal(meaning.value, 4))>\n"
        }
        let stream =
            "begincmap 1 begincodespacerange <00> <FF> endcodespacerange \(lines.count) beginbfchar\n\(lines.joined())endbfchar endcmap"
        return "<</Length \(stream.utf8.count)>>stream\n\(stream)\nendstream"
    }

    private static func hexadecimal(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    func read() throws -> ExtractedDocument {
        try bytes.withUnsafeBytes { try Extraction.read($0, fileName: "sample.pdf") }
    }

    /// The text of all pages.
    func text() throws -> String { try read().pages.map(\.text).joined(separator: "\n") }

    /// The text of a page.
    static func text(_ draw: (inout Page) -> Void) throws -> String {
        var file = SamplePDF()
        file.page(draw)
        return try file.text()
    }
}
