public import GRDB
import Hummingbird
public import Kernel
public import Library
public import Persistence
public import Web

/// Answers questions about practice from the library. Without a language model the answer is quoted.
public struct Coach: Feature {
    public static var migrations: [SchemaMigration] { [] }
    let quoting: QuotedAnswers
    private let database: any DatabaseWriter

    public init(library: Library, database: any DatabaseWriter) {
        (quoting, self.database) = (QuotedAnswers(library: library), database)
    }

    /// The answer to a question, quoted from what the asker may read.
    /// - Throws: database errors.
    public func answer(_ question: String, for user: Principal = .operator) async throws -> QuotedAnswer {
        try await quoting.answer(question, for: user)
    }

    public func addRoutes(to api: SignedInRoutes) {
        CoachRoutes(quoting: quoting, database: database).add(to: api.requiring(.askQuestions, isCostly: true))
    }
}
