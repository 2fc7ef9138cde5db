public import GRDB
import Hummingbird
public import Kernel
public import Library
public import Persistence
public import Vault
public import Web

/// Answers questions about practice from the library: written by a model where there is one, quoted where there is not.
public struct Coach: Feature {
    public static var migrations: [SchemaMigration] { CoachSchema.migrations }
    let quoting: QuotedAnswers
    let writing: WrittenAnswers
    let providers: ModelProviders
    private let ledger: ModelLedger
    private let database: any DatabaseWriter

    /// - Parameters:
    ///   - directory: knows whose names must not leave.
    ///   - sealer: seals providers' keys.
    public init(library: Library, database: any DatabaseWriter, directory: any DistrictDirectory, sealer: Sealer) {
        (quoting, self.database) = (QuotedAnswers(library: library), database)
        ledger = ModelLedger(database: database)
        providers = ModelProviders(database: database, sealer: sealer, ledger: ledger)
        writing = WrittenAnswers(
            library: library, quoting: quoting, providers: providers, ledger: ledger,
            people: PeopleNames(database: database, directory: directory))
    }

    /// The answer to a question, quoted from what the asker may read.
    /// - Throws: database errors.
    public func answer(_ question: String, for user: Principal = .operator) async throws -> QuotedAnswer {
        try await quoting.answer(question, for: user).answer
    }

    public func addRoutes(to api: SignedInRoutes) {
        CoachRoutes(quoting: quoting, writing: writing, database: database)
            .add(to: api.requiring(.askQuestions, isCostly: true))
        ModelRoutes(providers: providers, ledger: ledger).add(to: api)
    }
}
