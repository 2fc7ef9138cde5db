import Extraction
import Foundation
import TestSupport
import Testing

@Suite("Real layouts", .enabled(if: SharedData.isHere, "\(SharedData.missing)")) struct LayoutTests {
    private func read(_ path: String) throws -> ExtractedDocument {
        try Data(contentsOf: SharedData.file(path)).withUnsafeBytes { try Extraction.read($0, fileName: path) }
    }

    @Test("two columns are read one after the other, without running heads, words whole")
    func twoColumns() throws {
        let document = try read("paged/encyclopedia-twocol.pdf")
        #expect(document.pages.count == 16)
        let text = document.pages.map(\.text).joined(separator: "\n")
        #expect(text.contains("The Presiding Officer and deputies are elected by a secret ballot of the 129 MSPs"))
        #expect(!text.contains("\u{AD}"))
    }

    @Test("printed page numbers become labels and leave the text")
    func labels() throws {
        let document = try read("paged/encyclopedia-book.pdf")
        #expect(document.pages[4].label == "3")
        #expect(!document.pages[4].text.hasSuffix("\n3"))
    }

    @Test("every character stands inside its page")
    func positions() throws {
        let document = try read("layouts/federal-register-2020-17221.pdf")
        for page in document.pages {
            for line in page.lines {
                #expect(line.edges.count == line.range.count + 1)
                #expect(line.top >= -1 && line.bottom <= page.height + 1)
                #expect(line.edges.allSatisfy { $0 >= -1 && $0 <= page.width + 1 })
            }
        }
    }

    @Test("scans are known for what they are")
    func scans() throws {
        let document = try read("books/scanned-moral-principles.pdf")
        #expect(document.pagesWithoutText.count == document.pages.count)
    }

    @Test("a page can be drawn")
    func drawing() throws {
        let png = try Data(contentsOf: SharedData.file("books/talks-to-teachers.pdf")).withUnsafeBytes {
            try Extraction.draw($0, page: 10, width: 300, height: 900)
        }
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
}
