import Citations
import Testing

@Suite("Choosing sentences") struct QuoteSelectionTests {
    private func choose(_ question: String, _ sentences: [(String, Float)]) -> [String] {
        let terms = QuestionTerms(question)
        let selection = QuoteSelection(question: terms, rarity: terms.words.map { _ in 1 })
        let candidates = sentences.enumerated().map { index, sentence in
            QuoteSelection.Candidate(
                passage: 0, index: index, text: sentence.0, similarity: sentence.1, isQuotable: true)
        }
        return selection.choose(candidates, passages: [(score: 1, similarity: 0.5)]).map {
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

    @Test("never more than five")
    func most() {
        #expect(choose("teams", (0..<20).map { ("Teams meet \($0).", Float(0.5)) }).count == QuoteSelection.most)
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
        #expect(choose("teams meet", [("Teams meet weekly.", 0.6), ("Teams meet weekly.", 0.6)]).count == 1)
    }
}
