import Testing

@testable import Citations

@Suite("Choosing sentences") struct QuoteSelectionTests {
    private func choose(_ question: String, _ sentences: [(String, Float)]) -> [String] {
        let terms = QuestionTerms(question)
        let selection = QuoteSelection(question: terms, rarity: terms.words.map { _ in 1 })
        let candidates = sentences.enumerated().map { index, sentence in
            QuoteSelection.Candidate(
                passage: 0, index: index, text: sentence.0, similarity: sentence.1)
        }
        return selection.choose(candidates, passages: [.init(score: 1, similarity: 0.5)]).map {
            candidates[$0.candidate].text
        }
    }

    @Test("the sentence that holds the question's words comes first")
    func words() {
        let chosen = choose(
            "How long does the second tier of support last?",
            [
                ("Support comes in three tiers.", 0.5), ("The second tier of support lasts three weeks.", 0.55),
                ("Roles rotate.", 0.1),
            ])
        #expect(chosen.first == "The second tier of support lasts three weeks.")
    }

    @Test("where a time is asked for, the sentence with a time wins")
    func expectation() {
        let chosen = choose(
            "When was the school founded?",
            [("The school was founded with hope.", 0.6), ("The school was founded in 1891.", 0.6)])
        #expect(chosen.first == "The school was founded in 1891.")
    }

    @Test(
        "a table's row is chosen by the number that names it, where all cells are figures too",
        arguments: [
            (
                "What is the lab fee in grade 8?",
                ["Grade | Lab fee | Locker", "6 | $5 | $3", "7 | $9 | $4", "8 | $12 | $6"]
            ),
            (
                "What is the capacity of room 114?",
                ["Room | Capacity | Phone", "101 | 30 | 4201", "107 | 24 | 4207", "114 | 18 | 4214", "121 | 30 | 4221"]
            ),
            (
                "When does period 2 start on a late start day?",
                ["Period | Regular | Late start", "1 | 8:00 | 10:00", "2 | 8:51 | 10:39", "6 | 1:10 | 1:40"]
            ),
        ])
    func figures(question: String, rows: [String]) {
        let terms = QuestionTerms(question)
        let selection = QuoteSelection(question: terms, rarity: terms.words.map { _ in 1 })
        let candidates = rows.enumerated().map {
            // The first row is the nearest by its words' meaning: only the number tells them apart.
            QuoteSelection.Candidate(
                passage: 0, index: $0, text: $1, similarity: 0.5 - 0.02 * Float($0), opening: .paragraph)
        }
        let chosen = selection.choose(candidates, passages: [.init(score: 1, similarity: 0.5)])
        let wanted = question.matches(of: /\d+/).map { String($0.output) }.first ?? ""
        #expect(chosen.first.map { candidates[$0.candidate].text.hasPrefix(wanted + " ") } == true, "\(chosen)")
        #expect(chosen.first?.lead == 0)
    }

    @Test("a form's line that names only who is asked about is no answer")
    func echo() {
        let chosen = choose(
            "Where does Maya Castellanos's field trip go?",
            [("Student: Maya Castellanos", 0.6), ("Field trip to: Heron Marsh Nature Center", 0.45)])
        #expect(chosen.first != "Student: Maya Castellanos")
    }

    @Test("never more than five")
    func most() {
        #expect(
            choose("teams", (0..<20).map { ("All teams meet in room \($0).", Float(0.5)) }).count == QuoteSelection.most
        )
    }

    @Test(
        "questions know what they ask for",
        arguments: [
            ("How many items?", QuestionTerms.Expectation.number), ("What year was it?", .time),
            ("Who leads?", .person),
            ("What is a norm?", .anything), ("Why do teams fail?", .reason),
        ])
    func expectations(question: String, expected: QuestionTerms.Expectation) {
        #expect(QuestionTerms(question).expects == expected)
    }

    @Test("titles, imprints and the same sentence twice are not quoted")
    func statements() {
        #expect(QuoteSelection.isStatement("The team meets every week."))
        #expect(!QuoteSelection.isStatement("Dewey’s Interest and Effort in Education."))
        #expect(!QuoteSelection.isStatement("BOSTON NEW YORK CHICAGO The Riverside Press Cambridge"))
        #expect(!QuoteSelection.isStatement("Too short."))
        #expect(choose("teams meet", [("Teams meet every week.", 0.6), ("Teams meet every week.", 0.6)]).count == 1)
    }

    @Test(
        "a chapter's synopsis names what is said, and says none of it",
        arguments: [
            "Interest and attention are two aspects of one fact,—Voluntary attention comes in beats,—Genius and attention.",
            "Interest in others.—Interest in things.—What ‘effort’ is for.—Summary of the chapter.",
            "Our mental life is a succession of conscious 'fields,'—They have a focus and a margin,—Wundt's conclusions.",
            "Why so?--The teacher's function is to train pupils to behavior,-Acts and habits,-The drill.",
        ])
    func synopses(text: String) {
        #expect(!QuoteSelection.isStatement(text))
    }

    @Test(
        "dashes of prose are prose",
        arguments: [
            "Is this anarchy a respect for the child's nature? I answer,—Respect the child, respect him to the end.",
            "The teacher,—and this is the point,—must know what the pupil has not yet understood.",
            "Dr. Marzano — who wrote it in 2001 — says that feedback, given early, helps. Teams agree - and use it.",
        ])
    func prose(text: String) {
        #expect(QuoteSelection.isStatement(text))
    }

    // MARK: Order

    private func arrange(_ chosen: [(passage: Int, index: Int, confidence: Float)]) -> [[Int]] {
        let candidates = chosen.map {
            QuoteSelection.Candidate(passage: $0.passage, index: $0.index, text: "x", similarity: 0)
        }
        let choices = chosen.enumerated().map {
            QuoteSelection.Choice(candidate: $0.offset, score: 1, confidence: $0.element.confidence)
        }
        return QuoteSelection.inReadingOrder(choices, of: candidates).map {
            [candidates[$0.candidate].passage, candidates[$0.candidate].index]
        }
    }

    @Test("the surest sentence comes first, wherever in its passage it stands")
    func surestFirst() {
        #expect(
            arrange([(0, 2, 0.3), (0, 40, 0.81), (0, 9, 0.5), (1, 3, 0.6)]) == [[0, 40], [1, 3], [0, 9], [0, 2]])
    }

    @Test("what goes on from a sentence stays behind it; what stands before it does not come before it")
    func continuation() {
        #expect(
            arrange([(0, 4, 0.3), (0, 5, 0.9), (0, 6, 0.4), (0, 7, 0.35), (1, 1, 0.8)])
                == [[0, 5], [0, 6], [0, 7], [1, 1], [0, 4]])
    }

    @Test("a sentence far less sure than the surest is dropped")
    func weak() {
        // Words and a number alone carry the weak one as far as being chosen.
        let sentences: [(String, Float)] = [
            ("A team meets and plans.", 0.5), ("The team meets after 5.", -0.6), ("Roles rotate in here often.", -0.5),
            ("The team meets about goals.", 0.9),
        ]
        let question = "When does the team meet?"
        #expect(choose(question, Array(sentences.dropFirst())) == ["The team meets about goals."])
        // What goes on from a sure sentence is kept, however little it says by itself.
        let going: [(String, Float)] = [sentences[0], ("The team meets after 5.", -0.1), sentences[3]]
        #expect(choose(question, going).contains("The team meets after 5."))
    }

    private func first(_ question: String, _ paragraphs: [[String]]) -> String? {
        let terms = QuestionTerms(question)
        let selection = QuoteSelection(question: terms, rarity: terms.words.map { _ in 1 })
        var candidates: [QuoteSelection.Candidate] = []
        for sentences in paragraphs {
            for (index, text) in sentences.enumerated() {
                candidates.append(
                    .init(
                        passage: 0, index: candidates.count, text: text, similarity: 0.5,
                        opening: index == 0 ? .paragraph : .sentence))
            }
        }
        return selection.choose(candidates, passages: [.init(score: 1, similarity: 0.5)]).first.map {
            candidates[$0.candidate].text
        }
    }

    @Test("a fact whose label is asked for goes before one that only names the person")
    func labels() {
        let form = [
            ["Band instrument loan"], ["Student: Ada Alba"], ["Instrument: bass clarinet"], ["Serial number: B-4"],
        ]
        #expect(first("Which instrument does Ada Alba borrow?", form) == "Instrument: bass clarinet")
        #expect(first("What is the serial number of the band instrument?", form) == "Serial number: B-4")
    }

    @Test("forms of a verb that no ending tells are one word; who was named before is still meant")
    func irregular() {
        #expect(
            first(
                "Who writes the garden grant?",
                [["The garden needs money for raised beds.", "The grant is written by Ms. Roy."]])
                == "The grant is written by Ms. Roy.")
        #expect(
            first(
                "From where do buses for the Saltmarsh Aquarium leave?",
                [["On Friday we visit the Saltmarsh Aquarium.", "Buses leave from the north turnaround at 8:25."]])
                == "Buses leave from the north turnaround at 8:25.")
    }

    @Test("what a newer message quotes comes after it")
    func messages() {
        let mail = [["The floor is closed until the 23rd."], ["> The gym floor is closed until the 20th."]]
        #expect(first("Until when is the gym floor closed?", mail) == "The floor is closed until the 23rd.")
    }
}
