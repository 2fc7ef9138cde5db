public import Foundation
public import GRDB
public import Hummingbird
public import Jobs
public import Kernel
import LanguageModel
import Logging
public import Mail
public import Models
public import Outbound
public import Persistence
public import ServiceLifecycle
public import Vault
public import Web

/// What keeps the appliance in order: what may leave the building and the account of what did, the servers that write, the
/// work that goes on beside the requests.
public struct Operations: Feature {
    public static var migrations: [SchemaMigration] {
        JobQueue.migrations + ModelsSchema.migrations + AuditForwarder.migrations + IdempotencyKeys.migrations
            + MailSchema.migrations
    }
    public var jobs: [JobHandler] { [] }
    public var schedules: [Schedule] { [] }
    private let database: any DatabaseWriter
    private let gate: OutboundGate
    private let rules: OutboundRules
    private let keys: SubjectKeys
    private let models: ModelCalls
    private let mailer: Mailer
    private let routeChanged: RouteChange
    private let board: JobBoard
    private let scheduler: Scheduler
    private let names: AuditNames
    private let forwarder: AuditForwarder
    private let retention: Retention
    private let folder: String

    /// What else follows, in the same transaction, when somebody changes whom this machine takes servers outside for:
    /// the authorities it trusts, its proxy, or the names that are inside. It is given a hash of these rules.
    public typealias RouteChange = @Sendable (Database, _ by: Principal, _ rules: String) throws -> Void

    /// - Parameters:
    ///   - sealer: seals the proxy's password.
    ///   - keys: are looked at and sealed anew.
    ///   - models: the servers that write.
    ///   - mailer: sends mail.
    ///   - board: knows the jobs of all features.
    ///   - scheduler: runs the schedules of all features.
    ///   - names: says what jobs are about.
    ///   - forwarder: sends the audit trail on.
    ///   - retention: the classes of all features.
    ///   - folder: where the appliance keeps its data.
    public init(
        database: any DatabaseWriter, gate: OutboundGate, sealer: Sealer, keys: SubjectKeys, models: ModelCalls,
        mailer: Mailer, routeChanged: @escaping RouteChange, board: JobBoard, scheduler: Scheduler, names: AuditNames,
        forwarder: AuditForwarder, retention: Retention, folder: String
    ) {
        (self.database, self.gate, rules) = (database, gate, OutboundRules(sealer: sealer))
        (self.keys, self.models, self.mailer) = (keys, models, mailer)
        (self.forwarder, self.retention, self.folder) = (forwarder, retention, folder)
        (self.routeChanged, self.board, self.scheduler, self.names) = (routeChanged, board, scheduler, names)
    }

    /// What this feature does again and again; apart from it, since the scheduler that it shows is made of these too.
    public static func schedules(
        retention: Retention, keys: SubjectKeys, mailer: Mailer, forwarder: AuditForwarder,
        database: any DatabaseWriter
    ) -> [Schedule] {
        [
            Schedule("operations.retention", .daily(hour: 3, minute: 0)) {
                let counts = try await retention.prune(database)
                guard !counts.isEmpty else { return }
                Logger(label: "homeroom.operations").notice(
                    "what was older than its class allows was removed", metadata: .init(counts: counts))
            },
            Schedule("operations.forwarding", .every(5, .seconds)) { try await forwarder.forward() },
            Schedule("operations.keys", .every(1, .hours)) {
                try await database.writeWithoutTransaction { db in try keys.destroyOverdue(db) }
            },
            Schedule("operations.idempotency", .every(1, .hours)) {
                try await database.write { db in try IdempotencyKeys.forgetOld(db) }
            },
            Schedule(mailSchedule, .every(10, .seconds)) { try await mailer.drain() },
            Schedule("operations.mailReturns", .every(5, .minutes)) { _ = try await mailer.returned.look() },
        ]
    }

    static let mailSchedule = "operations.mail"

    public func findings(deep: Bool) async throws -> [HealthFinding] {
        let (failed, undelivered) = try await database.read { [mailer] db in
            let counts = try mailer.outbox.counts(db)
            return (try JobBoard.counts(db)[.failed] ?? 0, (counts["failed"] ?? 0) + (counts["bounced"] ?? 0))
        }
        var found = scheduler.statuses().filter { $0.last?.outcome == .failed }.map { status in
            HealthFinding.fault(
                "operations.scheduleFailed",
                "“\(status.name)” failed when it was last run: \(status.last?.problem ?? "") It is tried again by itself."
            )
        }
        if let fault = try await forwarder.fault() { found.append(.fault("operations.forwarding", fault)) }
        found += try await models.providers.faults().map { .fault("operations.models", $0) }
        if undelivered > 0 {
            found.append(
                .fault(
                    "operations.mailFailed",
                    "messages that could not be delivered: \(undelivered). See why, and retry or drop them, under Mail, "
                        + "or with: homeroom mail outbox"))
        }
        if failed > 0 {
            found.append(
                .fault(
                    "operations.jobsFailed",
                    "pieces of work that were given up: \(failed). See why, and retry or drop them, under Background work, "
                        + "or with: homeroom jobs"))
        }
        let keyFaults = try await Offload.health { [keys, database] in try keys.faults(database, now: Date()) }
        return found + keyFaults.map { .fault("operations.keys", $0) }
    }

    /// What may leave, for the gate, before anything runs.
    /// - Throws: `Settings.Unreadable`; database errors.
    public static func policy(_ database: any DatabaseWriter, sealer: Sealer) throws -> OutboundPolicy {
        try database.write { db in
            let rules = OutboundRules(sealer: sealer)
            try rules.sealStored(db)
            return try rules.read(db)
        }
    }

    public static var people: [PersonColumn] {
        IdempotencyKeys.people + [
            .init(
                "modelCall.actor", .kept("the account of what was sent and spent; the name goes with the person"),
                .section("modelCalls")),
            .init("mail.personID", .deleted, .section("messages")),
            .init("activity.personID", .cleared, .section("activity")),
            .init("auditEntry.actor", .kept("the trail; the name goes with the person"), .section("auditBy")),
        ]
    }

    public static var retention: [RetentionClass] {
        JobBoard.retention + ModelLedger.retention + Outbox.retention + [
            IdempotencyKeys.retention, Activity.retention, OutboundLedger.retention,
            RetentionClass(
                "audit", holds: "Who did what to whom: the trail, which nothing is ever taken from",
                tables: ["auditEntry", "auditForwarding", "auditHome"], .asLongAs(.appliance)),
            RetentionClass(
                "destroyedKeys", holds: "Of whom keys were destroyed, by number", tables: ["keyDestruction"],
                .byRule(.init("30 days", schedule: "operations.keys", setting: nil))),
            RetentionClass(
                "appliance", holds: "What is set, and what the appliance is",
                tables: ["setting", "applianceIdentity", "keyGeneration", "grdb_migrations"], .asLongAs(.appliance)),
        ]
    }

    public func export(into export: PersonExport, _ db: Database) throws {
        try PlatformExport(mailer: mailer, names: names).add(to: export, db)
    }

    public var services: [any Service] { [] }
    public var metrics: [Metric] {
        [
            Metric("homeroom_jobs", .gauge, help: "Background work, by state.") { db in
                .byLabel(
                    "state",
                    Dictionary(uniqueKeysWithValues: try JobBoard.counts(db).map { ($0.key.rawValue, $0.value) }))
            },
            Metric("homeroom_mail", .gauge, help: "Messages in the outbox, by state.") { [mailer] db in
                .byLabel("state", try mailer.outbox.counts(db))
            },
            Metric("homeroom_model_calls_total", .counter, help: "Calls to models.") { db in
                try .count("SELECT max(number) FROM modelCall", db)
            },
            Metric("homeroom_outbound_calls_total", .counter, help: "Requests that left this machine.") { db in
                try .count("SELECT max(number) FROM outboundCall", db)
            },
        ]
    }

    public static var prompts: [PromptFile] { [] }
    public var tools: [Tool] { [] }

    public func addMachineRoutes(to root: SignedInRoutes, tools: [Tool]) {}
    public func addPublicRoutes(to router: Router<AppContext>) {}

    /// Beside answers and messages, which go, it keeps identifiers of people: these say nothing without the person.
    public func erase(_ person: UUID, _ db: Database) throws {
        try IdempotencyKeys.erase(person, db)
        try Activity.erase(person, db)
        try mailer.outbox.erase(person, db)
    }

    public static var settings: [any AnySetting] {
        [
            OutboundPolicy.setting, OutboundRules.password, PersonalDataRules.setting, ModelBudget.setting,
            AuditForwarding.setting, RetentionRules.setting,
            MailSettings.setting, MailSettings.password, ReturnMailbox.setting, ReturnMailbox.password,
        ]
    }

    public func addRoutes(to api: SignedInRoutes) {
        OutboundRoutes(
            database: database, gate: gate, ledger: OutboundLedger(database: database), stored: rules,
            routeChanged: routeChanged
        ).add(to: api)
        JobRoutes(database: database, board: board, scheduler: scheduler, names: names).add(to: api)
        ModelRoutes(providers: models.providers, ledger: models.ledger).add(to: api)
        PromptRoutes(prompts: models.prompts).add(to: api)
        KeyRoutes(database: database, keys: keys).add(to: api)
        RetentionRoutes(database: database, retention: retention).add(to: api)
        ForwardingRoutes(database: database, forwarder: forwarder, folder: folder).add(to: api)
        MailRoutes(database: database, mailer: mailer) { [scheduler] in
            _ = scheduler.trigger(Self.mailSchedule)
        }.add(to: api)
    }
}

extension Logger.Metadata {
    /// How many there are of each.
    fileprivate init(counts: [String: Int]) { self = counts.mapValues { "\($0)" } }
}
