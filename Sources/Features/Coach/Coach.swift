public import Hummingbird
import Kernel
public import Library
public import Persistence
public import Web

/// Answers questions about practice from the library. Without a language model the answer is quoted.
public struct Coach: Feature {
    public static var migrations: [SchemaMigration] { [] }
    let quoting: QuotedAnswers

    public init(library: Library) { quoting = QuotedAnswers(library: library) }

    /// The answer to a question, quoted.
    /// - Throws: database errors.
    public func answer(_ question: String) async throws -> QuotedAnswer { try await quoting.answer(question) }

    public func addRoutes(to api: RouterGroup<SignedInContext>) {
        CoachRoutes(quoting: quoting).add(to: api.requiring(.askQuestions))
    }
}
