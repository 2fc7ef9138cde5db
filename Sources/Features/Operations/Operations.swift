public import Foundation
public import GRDB
public import Jobs
public import Kernel
import LanguageModel
public import Mail
public import Models
public import Outbound
public import Persistence
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
    ///   - folder: where the appliance keeps its data.
    public init(
        database: any DatabaseWriter, gate: OutboundGate, sealer: Sealer, keys: SubjectKeys, models: ModelCalls,
        mailer: Mailer, routeChanged: @escaping RouteChange, board: JobBoard, scheduler: Scheduler, names: AuditNames,
        forwarder: AuditForwarder, folder: String
    ) {
        (self.database, self.gate, rules) = (database, gate, OutboundRules(sealer: sealer))
        (self.keys, self.models, self.mailer) = (keys, models, mailer)
        (self.forwarder, self.folder) = (forwarder, folder)
        (self.routeChanged, self.board, self.scheduler, self.names) = (routeChanged, board, scheduler, names)
    }

    /// What this feature does again and again; apart from it, since the scheduler that it shows is made of these too.
    public static func schedules(
        board: JobBoard, keys: SubjectKeys, mailer: Mailer, forwarder: AuditForwarder, database: any DatabaseWriter
    ) -> [Schedule] {
        [
            Schedule("operations.forwarding", .every(5, .seconds)) { try await forwarder.forward() },
            Schedule("operations.jobs", .daily(hour: 3, minute: 10)) {
                try await database.write { db in
                    try board.forgetOld(db)
                    try mailer.outbox.forgetOld(db)
                    try Activity.forgetOld(db)
                }
            },
            Schedule("operations.keys", .every(1, .hours)) {
                try await database.writeWithoutTransaction { db in try keys.destroyOverdue(db) }
            },
            Schedule("operations.idempotency", .every(1, .hours)) {
                try await database.write { db in try IdempotencyKeys.forgetOld(db) }
            },
            Schedule(mailSchedule, .every(10, .seconds)) { try await mailer.drain() },
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
            .init("modelCall.actor", .kept("the account of what was sent and spent; the name goes with the person")),
            .init("mail.personID", .deleted), .init("activity.personID", .cleared),
            .init("auditEntry.actor", .kept("the trail; the name goes with the person")),
        ]
    }

    /// Beside answers and messages, which go, it keeps identifiers of people: these say nothing without the person.
    public func erase(_ person: UUID, _ db: Database) throws {
        try IdempotencyKeys.erase(person, db)
        try Activity.erase(person, db)
        try mailer.outbox.erase(person, db)
    }

    public static var settings: [any AnySetting] {
        [
            OutboundPolicy.setting, OutboundRules.password, PersonalDataRules.setting, ModelBudget.setting,
            AuditForwarding.setting,
            MailSettings.setting, MailSettings.password,
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
        ForwardingRoutes(database: database, forwarder: forwarder, folder: folder).add(to: api)
        MailRoutes(database: database, mailer: mailer) { [scheduler] in
            _ = scheduler.trigger(Self.mailSchedule)
        }.add(to: api)
    }
}
