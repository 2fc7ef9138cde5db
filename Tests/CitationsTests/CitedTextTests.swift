import Testing

@testable import Citations

@Suite("Texts that cite") struct CitedTextTests {
    private func sentences(_ text: String, passages: Int = 7) -> [String] {
        CitedText(text, passages: passages).sentences.map { "\($0.text) \($0.citations)" }
    }

    @Test(
        "sentences and their marks, however they are written",
        arguments: [
            ("Teams meet weekly [1]. They set norms. [2][3]", ["Teams meet weekly. [1]", "They set norms. [2, 3]"]),
            ("Teams meet weekly. [1] They set norms [2, 3].", ["Teams meet weekly. [1]", "They set norms. [2, 3]"]),
            ("Dr. Marzano says so [1]. Yes!", ["Dr. Marzano says so. [1]", "Yes! []"]),
            ("It lasts 3.5 weeks [4], e.g. in May [4].", ["It lasts 3.5 weeks, e.g. in May. [4]"]),
            ("He said “Stop now.” [2] Then they went on [9].", ["He said “Stop now.” [2]", "Then they went on. []"]),
            ("- **First**, plan [1].\n- Then act [2].", ["First, plan. [1]", "Then act. [2]"]),
            ("No marks at all", ["No marks at all []"]), ("[1]", []), ("", []),
        ])
    func marks(text: String, expected: [String]) { #expect(sentences(text) == expected) }

    @Test("marks of passages that there are not are counted and left out")
    func invented() {
        let cited = CitedText("One [1]. Two [8][0]. Three [99].", passages: 7)
        #expect(cited.invented == 3 && cited.sentences.map(\.citations) == [[1], [], []])
        #expect(CitedText("One [1].", passages: 0).invented == 1)
    }

    private let passage =
        "In 2014 the team at Boones Mill met for 45 minutes each week. “We expect all students to learn,” said Becky DuFour."

    @Test(
        "a sentence is borne out by the words, numbers, names and quotations of its passage",
        arguments: [
            ("The team met for 45 minutes each week.", true), ("The team met for 50 minutes each week.", false),
            ("In Chicago the team met each week.", false), ("At Boones Mill the team met each week.", true),
            ("She said “We expect all students to learn”.", true), ("She said “We want all students to learn”.", false),
            ("As Becky DuFour's team, all students learn.", true), ("Penguins swim in cold water.", false),
        ])
    func support(claim: String, isBorneOut: Bool) {
        #expect(SupportCheck.check(claim, against: passage).isSupport(similarity: 0) == isBorneOut, "\(claim)")
    }

    @Test("likeness stands in for words, and never for a wrong number, name or quotation")
    func likeness() {
        let finding = SupportCheck.check("Colleagues gathered regularly.", against: passage)
        #expect(!finding.isSupport(similarity: 0.3) && finding.isSupport(similarity: 0.7))
        #expect(!SupportCheck.check("Colleagues gathered in 2015.", against: passage).isSupport(similarity: 0.9))
    }
}
