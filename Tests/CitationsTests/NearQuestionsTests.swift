import Testing

@testable import Citations

@Suite("Questions that ask the same") struct NearQuestionsTests {
    private let one: [Float] = [1, 0]

    @Test("likeness alone does not do: numbers, names, negations and what is asked for must agree")
    func marks() {
        let pairs = [
            ("How many weeks is tier 2?", "How many weeks is tier 3?"),
            ("What did Hattie find?", "What did Marzano find?"),
            ("Which students did not learn?", "Which students did learn?"),
            ("When does the team meet?", "Why does the team meet?"),
            ("What comes before the test?", "What comes after the test?"),
        ]
        for (first, second) in pairs { #expect(!NearQuestions.ask(first, second, one, one), "\(first) \(second)") }
        #expect(NearQuestions.ask("What are norms?", "What is a norm?", one, one))
        #expect(!NearQuestions.ask("What are norms?", "What is a norm?", one, [0.9, 0.43]))
    }
}
