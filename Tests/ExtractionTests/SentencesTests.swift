import Extraction
import Testing

@Suite("Sentences") struct SentencesTests {
    @Test(
        "end where a reader stops",
        arguments: [
            ("One. Two! Three? Four.", ["One.", "Two!", "Three?", "Four."]),
            ("Mr. Dewey wrote it. He was right.", ["Mr. Dewey wrote it.", "He was right."]),
            ("See J. Dewey, p. 12, for that. Then go on.", ["See J. Dewey, p. 12, for that.", "Then go on."]),
            ("It rose by 3.5 percent, e.g. in May. Yes.", ["It rose by 3.5 percent, e.g. in May.", "Yes."]),
            ("“Stop!” he said. She did.", ["“Stop!” he said.", "She did."]),
            ("lift of a wing . the flow is slow .", ["lift of a wing .", "the flow is slow ."]),
            ("3. A numbered line stays whole", ["3. A numbered line stays whole"]),
            ("No stop at all", ["No stop at all"]),
        ])
    func boundaries(text: String, expected: [String]) {
        let scalars = Array(text.unicodeScalars)
        let found = Sentences.split(scalars, 0..<scalars.count).map { String(String.UnicodeScalarView(scalars[$0])) }
        #expect(found == expected)
    }
}
