import Testing

@testable import Extraction

@Suite("Pictures on pages of text") struct PictureTextTests {
    /// A picture of one bit a pixel, as an inline image; `isInk` is asked of each pixel.
    private func picture(
        _ width: Int, _ height: Int, at place: String, isInk: (Int, Int) -> Bool
    ) -> String {
        var rows = ""
        for y in 0..<height {
            for x in stride(from: 0, to: width, by: 8) {
                var byte = 0
                for bit in 0..<8 where x + bit < width && !isInk(x + bit, y) { byte |= 0x80 >> bit }
                rows += (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return "q \(place) cm BI /W \(width) /H \(height) /BPC 1 /CS /G /F /AHx ID \(rows)> EI Q\n"
    }

    /// Rows of signs such as letters are made of: an upright stroke with bars.
    private func isLetter(_ x: Int, _ y: Int) -> Bool {
        let (column, row) = (x % 10, y % 24)
        guard x < 280, column < 7, row >= 6, row < 17 else { return false }
        let kind = (x / 10 * 7 + y / 24 * 3) % 4
        return column < 2 || row < 8 && kind != 1 || (10...11).contains(row) && kind != 2 || row > 14 && kind > 1
    }

    private func page(_ content: String, lines: [String] = SamplePDF.prose) throws -> ExtractedDocument {
        var file = SamplePDF()
        file.page { page in
            page.lines(lines, 72, 720)
            page.content += content
        }
        return try file.read()
    }

    @Test("one that holds rows of letters is told, on the page that shows it")
    func letters() throws {
        let document = try page(picture(300, 160, at: "400 0 0 210 72 300", isInk: isLetter))
        #expect(document.notices == [ReadingNotice(.picturesUnread, pages: [1])])
        #expect(document.pages.first?.text.hasPrefix("Students read the passage twice") == true)
        #expect(document.pagesWithoutText.isEmpty)
    }

    @Test("the strips of one picture are one")
    func strips() throws {
        let strips = (0..<4).map { strip in
            picture(300, 40, at: "400 0 0 52 72 \(456 - strip * 52)") { isLetter($0, $1 + strip * 40) }
        }
        #expect(try page(strips.joined()).notices == [ReadingNotice(.picturesUnread, pages: [1])])
    }

    @Test("a page with nothing else is left to recognition, however small the picture")
    func alone() throws {
        let document = try page(picture(300, 160, at: "400 0 0 210 72 300", isInk: isLetter), lines: [])
        #expect(document.pagesWithoutText == [1])
        #expect(document.notices.isEmpty)
    }

    @Test("a logo, a drawing, a pattern and a ground under text are not")
    func others() throws {
        let logo = picture(300, 160, at: "60 0 0 40 500 740", isInk: isLetter)
        let windows = picture(300, 160, at: "400 0 0 210 72 300") { $0 % 20 < 12 && $1 % 24 < 14 }
        let disc = picture(300, 160, at: "400 0 0 210 72 300") {
            ($0 - 150) * ($0 - 150) + ($1 - 80) * ($1 - 80) < 5000
        }
        let dots = picture(300, 160, at: "400 0 0 210 72 300") { ($0 &* 7919 &+ $1 &* 104_729) % 13 < 6 }
        for content in [logo, windows, disc, dots] { #expect(try page(content).notices.isEmpty) }
        var file = SamplePDF()
        file.page { page in
            page.content += picture(300, 160, at: "612 0 0 792 0 0") { _, _ in false }
            for paragraph in 0..<6 { page.lines(SamplePDF.prose, 72, 720 - Double(paragraph) * 100) }
        }
        #expect(try file.read().notices.isEmpty)
    }

    @Test("a file that ends too early is told, with the last page that says something")
    func cutShort() throws {
        var file = SamplePDF()
        for _ in 0..<3 { file.page { $0.lines(SamplePDF.prose, 72, 720) } }
        let bytes = file.bytes
        #expect(try file.read().notices.isEmpty)
        let end = try #require(String(decoding: bytes, as: UTF8.self).utf8.count > 200 ? bytes.count - 150 : nil)
        let cut = try Array(bytes[..<end]).withUnsafeBytes { try Extraction.read($0, fileName: "a.pdf") }
        #expect(cut.notices == [ReadingNotice(.cutShort, pages: [3])])
        // Without its last mark alone it is whole.
        let whole = try Array(bytes.dropLast(5)).withUnsafeBytes { try Extraction.read($0, fileName: "a.pdf") }
        #expect(whole.notices.isEmpty)
    }
}
