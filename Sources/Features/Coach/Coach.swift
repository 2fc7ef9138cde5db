public import GRDB
public import Jobs
public import Kernel
import LanguageModel
public import Library
import Logging
public import Outbound
public import Persistence
public import ServiceLifecycle
public import Vault
public import Web

/// Answers questions about practice from the library: written by a model where there is one, quoted where there is not;
/// keeps conversations, shares them, and hands over to human coaches.
public struct Coach: Feature {
    public static var migrations: [SchemaMigration] { CoachSchema.migrations }
    public var services: [any Service] {
        [AnswersEnding(underway: underway)]
    }
    public var jobs: [JobHandler] { [] }
    public var schedules: [Schedule] {
        [
            Schedule("coach.conversations", .every(6, .hours)) { [conversations, directory] in
                let rules = try await conversations.database.read { db in try CoachRules.setting.value(db) }
                let count = try await conversations.eraseOld(rules, directory: directory)
                guard count > 0 else { return }
                Logger(label: "homeroom.coach").notice(
                    "old conversations were erased", metadata: ["count": "\(count)"])
            }
        ]
    }

    let asking: Asking
    let conversations: Conversations
    let underway = AnswersUnderway()
    private let library: Library
    private let directory: any DistrictDirectory
    private let database: any DatabaseWriter
    /// Seals providers' keys; releases before `keys.db` sealed people's with it too.
    let sealer: Sealer

    /// - Parameters:
    ///   - directory: knows whose names must not leave, and who is a coach.
    ///   - sealer: seals providers' keys.
    ///   - keys: seal what people wrote.
    ///   - gate: the way out.
    ///   - erasure: is told what to do when a person is erased.
    public init(
        library: Library, database: any DatabaseWriter, directory: any DistrictDirectory, sealer: Sealer,
        keys: SubjectKeys, gate: OutboundGate = .init(), erasure: PersonErasure = .init()
    ) {
        (self.library, self.database, self.directory, self.sealer) = (library, database, directory, sealer)
        let people = PeopleNames(database: database, directory: directory)
        let ledger = ModelLedger(database: database)
        let calls = ModelCalls(
            providers: ModelProviders(database: database, sealer: sealer, ledger: ledger, gate: gate), ledger: ledger,
            people: people, prompts: Prompts(database: database))
        let quoting = QuotedAnswers(library: library)
        asking = Asking(
            library: library, quoting: quoting,
            writing: WrittenAnswers(library: library, quoting: quoting, calls: calls),
            understanding: Understanding(library: library, calls: calls),
            web: WebSearch(database: database, sealer: sealer, gate: gate, people: people))
        conversations = Conversations(database: database, keys: keys, directory: directory)
        // What was written for somebody who is erased may stand in answers that are kept.
        erasure.add { [cache = asking.cache, conversations] person, db in
            try conversations.eraseAll(of: person, db)
            cache.forgetAll()
        }
    }

    /// The answer to a question, quoted from what the asker may read.
    /// - Throws: database errors.
    public func answer(_ question: String, for user: Principal = .operator) async throws -> QuotedAnswer {
        try await asking.quoting.answer(
            question, domains: try await library.domains(of: question).domains, in: library.readable(for: user)
        ).answer
    }

    /// Erases conversations that are older than the rules allow.
    /// - Throws: database errors.
    func eraseOld(_ rules: CoachRules) async throws -> Int {
        try await conversations.eraseOld(rules, directory: directory)
    }

    public static var settings: [any AnySetting] {
        [CoachRules.setting, WebSearch.setting, ModelBudget.setting] + Prompts.settings.values.map { $0 }
    }

    public func addRoutes(to api: SignedInRoutes) {
        let calls = asking.writing.calls
        let sharing = Sharing(
            database: database, directory: directory, library: library, conversations: conversations)
        let handOvers = HandOvers(
            database: database, directory: directory, conversations: conversations, sharing: sharing)
        QuestionRoutes(asking: asking, database: database).add(to: api)
        ConversationRoutes(
            asking: asking, underway: underway, conversations: conversations, handOvers: handOvers,
            exports: Exports(library: library, database: database), database: database, directory: directory
        ).add(to: api)
        SharingRoutes(sharing: sharing, handOvers: handOvers).add(to: api)
        NewsRoutes(handOvers: handOvers, database: database).add(to: api)
        ModelRoutes(providers: calls.providers, ledger: calls.ledger).add(to: api)
        CoachSettingsRoutes(prompts: calls.prompts, web: asking.web, database: database).add(to: api)
    }

    public func addMachineRoutes(to root: SignedInRoutes) {
        ChatCompletionRoutes(asking: asking, database: database).add(to: root)
        MCPRoutes(asking: asking, library: library, database: database, limiter: root.limiter).add(to: root)
    }
}
