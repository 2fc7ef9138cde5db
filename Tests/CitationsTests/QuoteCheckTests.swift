import Citations
import Testing

@Suite("Checking quotations") struct QuoteCheckTests {
    private let page = "Teams meet weekly. They look at results."

    @Test("a quotation that stands there passes")
    func stands() {
        #expect(QuoteCheck.stands("Teams meet weekly.", in: [.init(pageText: page, range: 0..<18, separator: "\n")]))
    }

    @Test(
        "one letter off, one place off, or out of the page fails",
        arguments: [
            ("Teams met weekly.", 0..<18), ("Teams meet weekly.", 1..<19), ("Teams meet weekly.", 0..<400), ("", 0..<0),
        ])
    func fails(quote: String, range: Range<Int>) {
        #expect(!QuoteCheck.stands(quote, in: [.init(pageText: page, range: range, separator: "\n")]))
    }

    @Test("over a page end it must run to the end and go on at the start")
    func pages() {
        let first = QuoteCheck.Span(pageText: "It com", range: 0..<6, separator: "")
        #expect(
            QuoteCheck.stands(
                "It compares.", in: [first, .init(pageText: "pares. More.", range: 0..<6, separator: "\n")]))
        #expect(
            !QuoteCheck.stands("It compares.", in: [first, .init(pageText: "xpares.", range: 1..<7, separator: "\n")]))
        #expect(
            !QuoteCheck.stands(
                "It cpares.",
                in: [
                    .init(pageText: "It com", range: 0..<4, separator: ""),
                    .init(pageText: "pares.", range: 0..<6, separator: ""),
                ]))
    }

    @Test("offsets count characters of Unicode, not bytes")
    func scalars() {
        let text = "👩🏽‍🏫 naïve team"
        let start = Array(text.unicodeScalars).count - 4
        #expect(QuoteCheck.stands("team", in: [.init(pageText: text, range: start..<start + 4, separator: "\n")]))
    }
}
