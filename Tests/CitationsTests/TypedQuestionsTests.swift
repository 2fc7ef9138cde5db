import Testing

@testable import Citations

@Suite("Questions as people type them") struct TypedQuestionsTests {
    private struct Case: Sendable {
        var question: String
        /// "# " before a heading; "+ " before a sentence that goes on in its paragraph.
        var pieces: [(text: String, similarity: Float)]
        var first: String

        init(_ question: String, _ first: String, _ pieces: [(text: String, similarity: Float)]) {
            (self.question, self.first, self.pieces) = (question, first, pieces)
        }
    }

    private func first(_ question: String, _ pieces: [(text: String, similarity: Float)]) -> String? {
        let terms = QuestionTerms(question)
        let selection = QuoteSelection(question: terms, rarity: terms.words.map { _ in 1 })
        let candidates = pieces.enumerated().map { index, piece in
            QuoteSelection.Candidate(
                passage: 0, index: index, text: String(piece.text.drop { "#+".contains($0) }.drop { $0 == " " }),
                similarity: piece.similarity, isHeading: piece.text.hasPrefix("# "),
                opening: piece.text.hasPrefix("+ ") ? .sentence : .paragraph)
        }
        let choices = selection.choose(
            candidates, passages: [.init(score: 1, similarity: 0.4, headings: ["document"])])
        return QuoteSelection.inReadingOrder(choices, of: candidates).first.map {
            candidates[$0.candidate...$0.last].map(\.text).joined(separator: "\n")
        }
    }

    private static let schedule: [(text: String, similarity: Float)] = [
        ("# Salary schedule", 0.4), ("| Bachelor's | Master's", 0.2), ("Step | BA | BA+30 | MA | MA+30", 0.45),
        ("11 | $54,000 | $58,000 | $61,500 | $64,500", 0.34), ("12 | $55,075 | $59,210 | $62,835 | $65,920", 0.34),
        ("13 | $56,150 | $60,420 | $64,170 | $67,340", 0.36), ("Coaches are paid by Appendix C.", 0.4),
    ]

    @Test(
        "a row of a table answers by its key",
        arguments: [
            Case(
                "What's the pay on step 12 in the MA+30 lane?", "12 | $55,075 | $59,210 | $62,835 | $65,920",
                schedule),
            Case(
                "What time does fourth period start on early release days?", "4 | 10:51 | 11:39 | 9:58 | 10:30",
                [
                    ("# Bell schedules", 0.5),
                    ("Period | Regular day | Regular day | Early release | Early release", 0.5),
                    ("Period | Begins | Ends | Begins | Ends", 0.26), ("3 | 10:00 | 10:48 | 9:23 | 9:55", 0.43),
                    ("4 | 10:51 | 11:39 | 9:58 | 10:30", 0.43), ("The building opens at 7:40.", 0.35),
                ]),
            Case(
                "What is step 6 when closing the wet lab?", "6. Lock the cabinet with the blue key.",
                [
                    ("# Closing the wet lab", 0.6), ("1. Switch off the pumps.", 0.4),
                    ("2. Rinse the nets in fresh water.", 0.36), ("6. Lock the cabinet with the blue key.", 0.3),
                ]),
            Case(
                "What room is Ms. Tran in?", "Tran | 207 | Geometry | Prep",
                [
                    ("Teacher | Room | Per 1 | Per 2", 0.27), ("Dietz | 118 | World History | Prep", 0.1),
                    ("Tran | 207 | Geometry | Prep", 0.2), ("Trahan | 209 | Algebra | Prep", 0.2),
                ]),
            Case(
                "What is the combination of locker B-061?", "00471 | Birch | B-061 | 14-03-27",
                [
                    ("Number | Name | Locker | Combination", 0.4), ("00417 | Abara | B-016 | 04-31-09", 0.44),
                    ("00471 | Birch | B-061 | 14-03-27", 0.43),
                ]),
            Case(
                "What happens on October 22?", "19 | 20 | 21 | 22 Flu shots in the clinic | 23",
                [
                    ("# October, Moss Point School", 0.6), ("Sun | Mon | Tue | Wed | Thu", 0.3),
                    ("12 | 13 | 14 Fire drill at 10:20 | 15 | 16", 0.4),
                    ("19 | 20 | 21 | 22 Flu shots in the clinic | 23", 0.3),
                ]),
            Case(
                "When does the first quarter end?", "1 | 2 | 3 | 4 | 5 | 6 End of Q1 | 7",
                [
                    ("# November, Pine Hollow School", 0.3), ("Sun | Mon | Tue | Wed | Thu | Fri | Sat", 0.2),
                    ("1 | 2 | 3 | 4 | 5 | 6 End of Q1 | 7", 0.4),
                    ("A student must pass four classes in each term.", 0.4),
                ]),
        ]) private func rows(_ the: Case)
    {
        #expect(first(the.question, the.pieces) == the.first)
    }

    @Test(
        "what is asked of a thing goes before what only names it",
        arguments: [
            Case(
                "What is the cost of the new rubber tiles?",
                "The committee asks for new rubber tiles.\nThe cost is $4,870 with delivery.",
                [
                    ("The committee asks for new rubber tiles.", 0.8), ("+ The cost is $4,870 with delivery.", 0.5),
                    ("The tiles can be laid in the spring.", 0.4),
                ]),
            Case(
                "Which room is homework club in?", "Place: Room A-017",
                [("Tuesday, 3:30 p.m.: Homework Club.", 0.7), ("+ Place: Room A-017", 0.3)]),
            Case(
                "Who is the registrar?", "Ms. Philippa Oduya\nRegistrar\nRoom 101",
                [
                    ("# Staff directory", 0.3), ("# Ms. Philippa Oduya", 0.2), ("Registrar", 0.55), ("Room 101", 0.2),
                    ("# Mr. Crispin Vale", 0.2), ("Attendance clerk", 0.36), ("Front office", 0.31),
                ]),
            Case(
                "When will Mr. Okonkwo be back at work?", "Return to work: January 25, 2027",
                [
                    ("Employee: Chidi Okonkwo", 0.55), ("First day of leave: January 11, 2027", 0.3),
                    ("Return to work: January 25, 2027", 0.3),
                ]),
            Case(
                "Can a seventh grader use his phone at lunch?",
                "Students in grades 6 to 8 lock their phone in a pouch, lunch included.",
                [
                    ("Students in grades 9 to 12 may use a phone during lunch.", 0.75),
                    ("Students in grades 6 to 8 lock their phone in a pouch, lunch included.", 0.65),
                ]),
            Case(
                "Who has to come get the phone the second time it's taken?",
                "For the second offense a parent must collect it.",
                [
                    ("For the first offense the phone is returned at the end of the day.", 0.55),
                    ("For the second offense a parent must collect it.", 0.4),
                ]),
            Case(
                "What time do the choir buses get back?", "The buses return on Sunday at about 5:45 p.m.",
                [
                    ("Please be on time: the chaperones have been up since dawn.", 0.6),
                    ("The buses return on Sunday at about 5:45 p.m.", 0.6),
                ]),
            Case(
                "They turned down our transfer. Which form do we use to appeal?",
                "A family files an appeal with Form EN-540 within ten days.",
                [
                    ("A family asks for a transfer with Form EN-504.", 0.5),
                    ("A transfer is denied when the grade is full.", 0.5),
                    ("A family files an appeal with Form EN-540 within ten days.", 0.45),
                ]),
        ]) private func named(_ the: Case)
    {
        #expect(first(the.question, the.pieces) == the.first)
    }

    @Test(
        "a form answers by its labels, and an empty box says nothing",
        arguments: [
            Case(
                "Who is supposed to sub for Chidi Okonkwo?", "Substitute requested: Maribel Stroud",
                [
                    ("Employee: Chidi Okonkwo", 0.5), ("Position: Grade 5 teacher", 0.3),
                    ("Substitute requested: Maribel Stroud", 0.15),
                ]),
            Case(
                "Who takes Noor home?", "Goes home with: Joan Pell",
                [("Student name: Noor Haddad", 0.3), ("Goes home with: Joan Pell", 0.25), ("☐ Goes home alone", 0.4)]),
        ]) private func forms(_ the: Case)
    {
        #expect(first(the.question, the.pieces) == the.first)
    }

    @Test("the stop behind a title ends no sentence, and a person is found without it")
    func titles() {
        let terms = QuestionTerms("What room is Ms. Tran in?")
        #expect(terms.words == ["room", "ms", "tran"])
        #expect(terms.forms == [.any, .any, .exact])
        #expect(terms.weights[1] < 0.2)
    }

    @Test("a heading that forbids or no longer holds turns what stands below it")
    func turns() {
        for heading in ["Never allowed at the pool", "Former policy", "Not permitted", "Myths", "Prohibido"] {
            #expect(QuoteSelection.turns(heading), "\(heading)")
        }
        for heading in ["Allowed at the pool", "No. 5: Buses", "Notes", "Pool rules"] {
            #expect(!QuoteSelection.turns(heading), "\(heading)")
        }
    }

    @Test("how much is asks for money")
    func money() {
        #expect(QuestionTerms("How much is reading camp?").expects == .money)
        #expect(QuestionTerms("What do I pay for a fourth copy?").expects == .money)
        #expect(QuestionTerms("What does the levy pay for?").expects == .anything)
    }
}
