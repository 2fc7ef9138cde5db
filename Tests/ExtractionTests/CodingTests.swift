import Extraction
import Testing

@Suite("A document as bytes") struct CodingTests {
    private func sample() throws -> ExtractedDocument {
        var document = try read("# One\n\nText of it.\n", as: "a.md")
        document.author = "Ann"
        document.pages[0].lines = [TextLine(range: 0..<3, top: 10, bottom: 20.5, edges: [1, 2.5, 4, 5.25])]
        return document
    }

    @Test("comes back the same")
    func roundTrip() throws {
        let document = try sample()
        #expect(try ExtractedDocument(bytes: document.bytes) == document)
    }

    @Test("damaged bytes are refused, never a crash")
    func damage() throws {
        let bytes = try sample().bytes
        for count in 0..<bytes.count {
            #expect(throws: (any Error).self) { try ExtractedDocument(bytes: bytes.prefix(count)) }
        }
        var state: UInt64 = 7
        for _ in 0..<5000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            var changed = bytes
            changed[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
            if let document = try? ExtractedDocument(bytes: changed) {
                for page in document.pages {
                    let count = page.text.unicodeScalars.count
                    #expect(page.paragraphs.allSatisfy { $0.range.upperBound <= count })
                }
            }
        }
    }
}
