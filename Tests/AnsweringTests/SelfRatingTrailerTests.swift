import Testing

@testable import Answering

@Suite("The closing line") struct ClosingLineTests {
    /// What is shown of a text that comes in pieces of some length.
    private func shown(_ text: String, by size: Int) -> String {
        var (line, shown, rest) = (SelfRatingTrailer(), "", text[...])
        while !rest.isEmpty {
            shown += line.show(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return shown
    }

    @Test("is never shown, in whatever pieces it comes", arguments: 1...12)
    func hidden(size: Int) {
        let text = "Teams meet weekly [1].\nThey have norms [2].\n\nConfidence: 85\n"
        #expect(shown(text, by: size) == "Teams meet weekly [1].\nThey have norms [2].")
        #expect(shown("Confidence grows. [1]\nSo do teams. [2]", by: size).isEmpty, "held until the end shows it whole")
        #expect(shown("Teams share confidence: all of it [1].", by: size) == "Teams share confidence: all of it [1].")
    }

    @Test(
        "says how sure a model is",
        arguments: [
            ("A [1].\nConfidence: 80", "A [1].", 0.8), ("A [1]. Confidence: 7%", "A [1].", 0.07),
            ("A [1].\n\n**Confidence:** 100/100", "A [1].", 1), ("A [1].", "A [1].", nil),
            ("A.\nConfidence: 850", "A.\nConfidence: 850", nil),
        ] as [(String, String, Double?)])
    func split(text: String, expected: String, confidence: Double?) {
        let found = SelfRatingTrailer.split(text)
        #expect(found.text == expected && found.confidence == confidence)
    }
}
