/// Whether two questions ask the same, so that one answer serves both.
public enum NearQuestions {
    /// From which cosine on. Measured by `homeroom bench near-questions`: of different questions about one paragraph, the
    /// likeliest to be taken for each other, fewer than one pair in a thousand pass.
    public static let threshold: Float = 0.95

    public static func cosine(_ first: [Float], _ second: [Float]) -> Float {
        zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// - Parameters: two questions and their unit vectors.
    public static func ask(
        _ first: String, _ second: String, _ firstVector: [Float], _ secondVector: [Float], threshold: Float = threshold
    ) -> Bool {
        guard cosine(firstVector, secondVector) >= threshold else { return false }
        let (one, other) = (Marks(first), Marks(second))
        return one == other
    }

    /// What turns a question into another although it means nearly the same to an encoder.
    private struct Marks: Equatable {
        let numbers: Set<String>, negations: Set<String>, names: Set<String>
        let expects: QuestionTerms.Expectation

        private static let no: Set<String> = [
            "not", "no", "never", "without", "before", "after", "more", "less", "most", "least", "first", "last",
            "high",
            "low", "higher", "lower",
        ]

        init(_ text: String) {
            let tokens = QuestionTerms.tokens(text)
            numbers = Set(tokens.filter { $0.contains(where: \.isNumber) })
            negations = Set(tokens.filter { Self.no.contains($0) || $0.hasSuffix("n't") })
            names = Set(SupportCheck.names(text))
            expects = QuestionTerms(text).expects
        }
    }
}
