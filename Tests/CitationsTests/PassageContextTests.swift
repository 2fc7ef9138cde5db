import Testing

@testable import Citations

@Suite("What a passage says of its pieces") struct PassageContextTests {
    private func choose(_ question: String, _ pieces: [(String, Float)], title: String = "document") -> [String] {
        let terms = QuestionTerms(question)
        let selection = QuoteSelection(question: terms, rarity: terms.words.map { _ in 1 })
        let candidates = pieces.enumerated().map {
            QuoteSelection.Candidate(
                passage: 0, index: $0, text: $1.0, similarity: $1.1, isHeading: $1.0.hasPrefix("# "),
                opening: .paragraph)
        }
        let choices = selection.choose(candidates, passages: [.init(score: 1, similarity: 0.5, headings: [title])])
        return QuoteSelection.inReadingOrder(choices, of: candidates).map {
            candidates[$0.candidate...$0.last].map(\.text).joined(separator: "\n")
        }
    }

    @Test(
        "a form's lines belong to whom its head names",
        arguments: [
            ("Which hospital is preferred for Calliope Beaumont-Ng?", "Hospital preferred: St. Brannoc Children's"),
            (
                "Where is the EpiPen of Calliope Beaumont-Ng?",
                "Cashews and pistachios; EpiPen is in the nurse's cabinet."
            ),
            ("Until when is the slip of Calliope Beaumont-Ng valid?", "The slip is valid until June 12."),
        ])
    func forms(question: String, expected: String) {
        let chosen = choose(
            question,
            [
                ("Student: Calliope Beaumont-Ng", 0.65), ("Call first: Grandfather, Anselm Ng, 555-0117", 0.3),
                ("Hospital preferred: St. Brannoc Children's", 0.5),
                ("Cashews and pistachios; EpiPen is in the nurse's cabinet.", 0.4),
                ("The slip is valid until June 12.", 0.5),
            ])
        #expect(chosen.first == expected)
    }

    @Test("the next student's form takes the last one's place")
    func nextForm() {
        let held: [[Float]] = [[1, 0], [0, 0], [0, 1], [0, 0]]
        let context = PassageContext(
            ["Student: Ana Ruiz", "Bus: 4", "Student: Tom Ayers", "Bus: 9"],
            isHeading: [false, false, false, false], held: held)
        #expect(context.subjects[1] == [1, 0])
        #expect(context.subjects[3] == [0, 1])
    }

    @Test("the newer of two mails is quoted, and neither's envelope")
    func mails() {
        let mail: [(String, Float)] = [
            ("From: | Office - Millrace Elementary", 0.6), ("Sent: | Thursday, December 4, 2025 2:11 PM", 0.4),
            ("To: | All Staff Millrace", 0.66), ("Subject: | RE: Early dismissal Friday - CORRECTION", 0.4),
            ("The time in my first message was wrong.", 0.1),
            ("On Friday, December 5, buses leave at 12:45, and walkers are let out at 12:40.", 0.7),
            ("Georgette Ashby", 0.2), ("Office manager, ext. 3320", 0.5), ("-----Original Message-----", 0),
            ("From: Office - Millrace Elementary", 0.6), ("Sent: Thursday, December 4, 2025 9:30 AM", 0.3),
            ("To: All Staff Millrace", 0.5), ("Subject: Early dismissal Friday", 0.4),
            ("On Friday, December 5, buses leave at 1:45.", 0.75),
        ]
        #expect(
            choose("At what time do buses leave Millrace on Friday, December 5?", mail).first?.contains("12:45") == true
        )
        #expect(
            choose("What is the extension of the office manager at Millrace Elementary?", mail).first
                == "Office manager, ext. 3320")
    }

    @Test("a list goes on behind a list inside it")
    func lists() {
        let chosen = choose(
            "Where does broken glass go in Lab 204?",
            [
                ("Every student in Lab 204 follows these rules:", 0.3), ("1. Goggles stay on.", 0.3),
                ("2. Tell the teacher at once about:", 0.1), ("a) broken glass", 0.5),
                ("b) a spill larger than a hand", 0.2), ("3. No food or gum is in the lab on any day.", 0.2),
                ("4. Broken glass goes in the blue pail, never in the trash.", 0.5),
            ])
        #expect(chosen.first == "4. Broken glass goes in the blue pail, never in the trash.")
    }

    @Test("a label of another kind than is asked for counts against a fact")
    func labels() {
        let chosen = choose(
            "When is the winter concert?",
            [("Place: Winter Concert Hall, 9 Wharf St.", 0.6), ("December 11, 7:00 p.m.: Winter concert", 0.6)])
        #expect(chosen.first?.hasPrefix("December 11") == true)
    }

    @Test("a sentence in Chinese answers a question in Chinese")
    func chinese() {
        let chosen = choose(
            "家长会在哪里举行?",
            [("请带上孩子的成绩单。", 0.4), ("家长会将于三月十二日晚上六点在学校图书馆举行。", 0.55), ("The team meets every week.", 0.1)])
        #expect(chosen.first == "家长会将于三月十二日晚上六点在学校图书馆举行。")
    }

    @Test("what a formula follows that cannot be read is quoted; what leads into a list is not")
    func colons() {
        let sentence = "Combining these ideas gives a formula that relates the mass of the Earth to its gravity:"
        #expect(choose("Which formula relates the mass of the Earth to its gravity?", [(sentence, 0.7)]) == [sentence])
        #expect(
            choose(
                "What may not be brought to school?", [("The following things may not be brought to any school:", 0.7)]
            )
            .isEmpty)
    }
}
