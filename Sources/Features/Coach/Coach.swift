public import Answering
public import Documents
public import Foundation
public import GRDB
public import Hummingbird
public import Jobs
public import Kernel
import LanguageModel
import Logging
public import Models
public import Outbound
public import Persistence
public import Search
public import ServiceLifecycle
public import Vault
public import Web

/// Writes a report as a file, when the turn of whoever asks comes.
public typealias ReportWriter =
    @Sendable (_ report: Report, _ format: ReportFormat, _ actor: String) async throws -> [UInt8]

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

    let asking: AnswerPipeline
    let conversations: Conversations
    let underway = AnswersUnderway()
    private let search: PassageSearch
    private let writeReport: ReportWriter
    private let directory: any DistrictDirectory
    private let database: any DatabaseWriter
    /// Seals providers' keys; releases before `keys.db` sealed people's with it too.
    let sealer: Sealer

    /// - Parameters:
    ///   - search: finds what answers are made of.
    ///   - activity: notes who asked what.
    ///   - directory: knows who is a coach.
    ///   - sealer: seals the key of the web search.
    ///   - keys: seal what people wrote.
    ///   - models: write, where there are any.
    ///   - gate: the way out.
    ///   - writeReport: writes a report as a file, when the turn of whoever asks comes.
    public init(
        search: PassageSearch, activity: ActivityLog, database: any DatabaseWriter, directory: any DistrictDirectory,
        sealer: Sealer,
        keys: SubjectKeys, models: ModelCalls, gate: OutboundGate,
        writeReport: @escaping ReportWriter
    ) {
        (self.search, self.database, self.directory, self.sealer) = (search, database, directory, sealer)
        self.writeReport = writeReport
        asking = AnswerPipeline(
            search: search, activity: activity, models: models,
            web: WebSearch(database: database, sealer: sealer, gate: gate, people: models.people))
        conversations = Conversations(database: database, keys: keys, directory: directory)
    }

    public static var people: [PersonColumn] {
        [
            .init("conversation.ownerID", .deleted, .section("conversations")),
            .init("conversationShare.personID", .deleted, .section("shares")),
            .init("conversationShareOpening.personID", .deleted, .section("shares")),
            .init("personKey.personID", .deleted, .withheld("a key")),
            .init("handOver.askerID", .deleted, .section("handOvers")),
            .init("handOver.takenByID", .cleared, .section("handOvers")),
            .init(
                "handOver.coachID", .kept("whom a question was sent to; the name goes with the person"),
                .section("handOvers")),
            .init(
                "message.authorID", .kept("who replied in somebody else's conversation; the name goes with the person"),
                .section("replies")),
        ]
    }

    public static var retention: [RetentionClass] {
        [
            RetentionClass(
                "conversations", holds: "Questions, answers and replies, sealed, and whom they were shown to",
                tables: ["conversation", "message", "conversationShareOpening", "handOver"],
                .byRule(.init("as the rules of the coach say", schedule: "coach.conversations", setting: "coach-rules"))
            ),
            RetentionClass(
                "shares", holds: "Links and shares that have ended", tables: ["conversationShare"],
                .days(
                    standard: 90, within: 1...730,
                    .init("conversationShare", key: "id", since: "expiresAt", where: "expiresAt IS NOT NULL"))),
            RetentionClass(
                "movedKeys", holds: "Keys that an earlier release kept here, until they are moved to keys.db",
                tables: ["personKey"], .asLongAs(.account)),
        ]
    }

    public func export(into export: PersonExport, _ db: Database) throws {
        try conversations.export(into: export, db)
    }

    public func addPublicRoutes(to router: Router<AppContext>) {}

    public func erase(_ person: UUID, _ db: Database) throws {
        try conversations.eraseAll(of: person, db)
        // What was written for them may stand in answers that are kept.
        asking.forgetKept()
    }

    public func findings(deep: Bool) async throws -> [HealthFinding] { [] }

    /// The answer to a question, quoted from what the asker may read.
    /// - Throws: database errors.
    public func answer(_ question: String, for user: Principal = .operator) async throws -> QuotedAnswer {
        try await asking.quote(question, for: user, under: CoachPolicy())
    }

    /// Erases conversations that are older than the rules allow.
    /// - Throws: database errors.
    func eraseOld(_ rules: CoachRules) async throws -> Int {
        try await conversations.eraseOld(rules, directory: directory)
    }

    public static var settings: [any AnySetting] { [CoachRules.setting] + AnswerPipeline.settings }

    public func addRoutes(to api: SignedInRoutes) {
        let sharing = Sharing(
            database: database, directory: directory, search: search, conversations: conversations)
        let handOvers = HandOvers(
            database: database, directory: directory, conversations: conversations, sharing: sharing)
        QuestionRoutes(asking: asking, database: database).add(to: api)
        ConversationRoutes(
            asking: asking, underway: underway, conversations: conversations, handOvers: handOvers,
            exports: Exports(writeReport: writeReport, database: database), database: database, directory: directory
        ).add(to: api)
        SharingRoutes(sharing: sharing, handOvers: handOvers).add(to: api)
        NewsRoutes(handOvers: handOvers, database: database).add(to: api)
        CoachSettingsRoutes(web: asking.web, database: database).add(to: api)
    }

    public var metrics: [Metric] {
        [
            Metric("homeroom_conversations", .gauge, help: "Conversations, by status.") { db in
                try .counts(by: "status", "SELECT status, count(*) FROM conversation GROUP BY status", db)
            },
            Metric("homeroom_messages", .gauge, help: "Messages of conversations, by role.") { db in
                try .counts(by: "role", "SELECT role, count(*) FROM message GROUP BY role", db)
            },
        ]
    }

    public static var prompts: [PromptFile] { AnswerPipeline.promptFiles }

    public var tools: [Tool] { CoachTools(asking: asking, search: search, database: database).all }

    public func addMachineRoutes(to root: SignedInRoutes, tools: [Tool]) {
        ChatCompletionRoutes(asking: asking, database: database).add(to: root)
        MCPRoutes(tools: tools, limiter: root.limiter).add(to: root)
    }
}
