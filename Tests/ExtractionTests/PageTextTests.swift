import Testing

@testable import Extraction

@Suite("A page's text") struct PageTextTests {
    /// A line of 10 point type, 5 points a character; a soft hyphen is drawn unless it is told not to be.
    private func line(_ text: String, left: Float = 50, baseline: Float, drawn: Bool = true) -> SetLine {
        var (characters, x) = ([SetCharacter](), left)
        for scalar in text.unicodeScalars {
            let right = scalar == "\u{AD}" && !drawn ? x : x + 5
            characters.append(SetCharacter(scalar: scalar, left: x, right: right))
            x = right
        }
        return SetLine(
            characters: characters, left: left, top: baseline - 8, right: x, bottom: baseline + 2, baseline: baseline,
            size: 10, bold: false)
    }

    private func text(_ lines: [SetLine], words: Set<String> = []) -> String {
        let result = PageComposer(bodySize: 10, words: words).compose([lines])
        for line in result.lines { #expect(line.edges.count == line.range.count + 1) }
        return String(String.UnicodeScalarView(result.text))
    }

    @Test(
        "a soft hyphen that is drawn inside a line is a hyphen, and at a line's end joins the word",
        arguments: [
            (["the group al\u{AD}Qaeda and"], "the group al-Qaeda and"),
            (["a 40\u{AD}minute block, pre\u{AD} and post"], "a 40-minute block, pre- and post"),
            (["what they have under\u{AD}", "stood by now"], "what they have understood by now"),
            (["the group known as al\u{AD}", "Qaeda has said"], "the group known as al-Qaeda has said"),
            (["a block that takes 40\u{AD}", "minute lessons"], "a block that takes 40-minute lessons"),
            (["a well\u{AD}", "known team here"], "a well-known team here"),
            (["ends in a hyphen\u{AD}"], "ends in a hyphen"),
        ])
    func softHyphens(lines: [String], expected: String) {
        let set = lines.enumerated().map { line($0.element, baseline: 100 + 12 * Float($0.offset)) }
        #expect(text(set, words: ["well-known", "they"]) == expected)
    }

    @Test("a soft hyphen that is not drawn is nothing")
    func invisible() {
        #expect(text([line("co\u{AD}operate with all", baseline: 100, drawn: false)]) == "cooperate with all")
    }

    @Test("a blank cell keeps its column, wherever it stands")
    func blankCells() {
        func row(_ cells: [(String, Float)], _ baseline: Float) -> [SetLine] {
            cells.map { line($0.0, left: $0.1, baseline: baseline) }
        }
        let rows = [
            row([("Measure", 50), ("Pretest", 250), ("Posttest", 350)], 100),
            row([("Vocabulary", 50), ("0.18", 255), ("0.31", 355)], 112),
            row([("Letter\u{AD}Word", 50), ("0.22", 355)], 124),
            row([("Spelling", 50), ("0.10", 255)], 136),
            row([("0.40", 255), ("0.41", 355)], 148),
        ]
        #expect(
            text(rows.flatMap { $0 }).split(separator: "\n") == [
                "Measure | Pretest | Posttest", "Vocabulary | 0.18 | 0.31", "Letter-Word | | 0.22", "Spelling | 0.10 |",
                "| 0.40 | 0.41",
            ])
    }

    @Test("a cell above several columns leaves its row as it is")
    func spanningCell() {
        let rows = [
            [line("Group", left: 50, baseline: 100), line("Results of two tests", left: 260, baseline: 100)],
            [
                line("Name", left: 50, baseline: 112), line("Pretest", left: 250, baseline: 112),
                line("Posttest", left: 330, baseline: 112),
            ],
        ]
        #expect(text(rows.flatMap { $0 }) == "Group | Results of two tests\nName | Pretest | Posttest")
    }
}
