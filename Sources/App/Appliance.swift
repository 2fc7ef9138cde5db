import Accounts
import Answering
import Coach
import Foundation
import GRDB
import Hummingbird
import HummingbirdCore
import Jobs
import Kernel
import LanguageModel
import Library
import Logging
import Mail
import Models
import NIOCore
import Operations
import Outbound
import Persistence
import Sandbox
import Search
import ServiceLifecycle
import TextEncoder
import UnixSignals
import Vault
import Web

/// Everything together: the only place that knows every feature.
struct Appliance: Sendable {
    let folder: DataFolder
    let accounts: Accounts
    let library: Library
    private let operations: Operations
    let database: DatabasePool
    let storage: StorageMonitor
    let keys: SubjectKeys
    /// All features there are.
    static let features: [any Feature.Type] = [Library.self, Accounts.self, Coach.self, Operations.self]
    /// All permissions there are.
    static let permissions = PermissionList(Permission.shared + features.flatMap { $0.permissions })
    /// All that the audit trail notes.
    static let auditActions = AuditAction.shared + features.flatMap { $0.auditActions }
    let migrations: [SchemaMigration]
    private let features: [any Feature]
    private let limiter: RateLimiter
    private let idempotency: IdempotencyKeys
    private let jobs: JobQueue
    private let scheduler: Scheduler

    /// Takes the data folder and opens what is in it.
    /// - Parameters:
    ///   - holder: what this process is, for others that find the folder taken.
    ///   - resetting: the name of a setting that is to begin anew.
    /// - Throws: `DataFolder.Failure` when another process has it, or something is missing in it or does not belong
    ///   there; `Settings.Unreadable`; errors of the database or the key otherwise.
    init(
        path: String, holder: String, settings: Library.Settings, passwords: PasswordHash.Cost = .fitted,
        resetting: String? = nil
    ) throws {
        folder = try DataFolder(path: path, holder: holder)
        migrations = Self.features.flatMap { $0.migrations }
        let store = try ApplianceStore(folder, migrations: migrations, acceptingKeys: nil)
        let key = store.key
        (database, keys) = (store.database, store.keys)
        storage = StorageMonitor(folder: path)
        if let resetting {
            guard try database.write({ db in try Settings.reset(resetting, by: .appliance, db) }) else {
                throw NothingSet(name: resetting)
            }
        }
        limiter = RateLimiter()
        idempotency = IdempotencyKeys(database: database, sealer: key.sealer(context: "answers"))
        let ledger = OutboundLedger(database: database)
        let gate = OutboundGate(
            policy: try Operations.policy(database, sealer: key.sealer(context: "outbound"))
        ) { call in
            do {
                try await ledger.note(
                    .init(
                        at: call.at, purpose: call.purpose, host: call.host, leftBuilding: call.leftBuilding,
                        classes: call.classes, body: call.body, outcome: call.outcome, milliseconds: call.milliseconds))
            } catch {
                Logger(label: "homeroom.outbound").error("a call is not in the ledger", metadata: ["error": "\(error)"])
            }
        }
        let (erasure, exports) = (PersonErasure(), PersonExports())
        let names = AuditNames(actions: Self.auditActions)
        accounts = try Accounts(
            database: database, key: key, keys: keys, heads: .init(newest: folder.auditHead, all: folder.auditHeads),
            worker: .ofThisProgram(), limiter: limiter,
            passwords: PasswordHash(cost: passwords), gate: gate, erasure: erasure, exports: exports,
            names: names, permissions: Self.permissions)
        library = try Library(
            database: database, files: folder.files, indexFolder: folder.index, sealer: key.sealer(context: "files"),
            keys: keys, worker: .ofThisProgram(),
            encoder: TextEncoder(), places: accounts.places, gate: gate,
            activity: ActivityLog(database: database, hash: key.keyedHash(context: "activity")), names: names,
            settings: settings)
        let people = PeopleNames(database: database, directory: accounts.places)
        let prompts = Prompts(
            database: database, templates: Self.features.flatMap { $0.prompts }.map(PromptTemplate.init))
        let models = ModelCalls(
            database: database, sealer: key.sealer(context: "models"), gate: gate, people: people, prompts: prompts,
            trial: AnswerPipeline.trial(prompts))
        let coach = Coach(
            search: library.passages, activity: library.activity, database: database, directory: accounts.places,
            sealer: key.sealer(context: "models"), keys: keys, models: models, gate: gate
        ) { [library] in try await library.file($0, as: $1, for: $2) }
        try coach.settleKeys()
        let working: [any Feature] = [accounts, library, coach]
        let board = JobBoard(database: database, handlers: working.flatMap(\.jobs))
        jobs = JobQueue(database: database, handlers: working.flatMap(\.jobs))
        let forwarder = AuditForwarder(database: database, gate: gate, actions: Self.auditActions)
        let mailer = Mailer(database: database, gate: gate, sealer: key.sealer(context: "mail"))
        let retention = Retention(Self.features.flatMap { $0.retention })
        let tidying = Operations.schedules(
            retention: retention, keys: keys, mailer: mailer, forwarder: forwarder, database: database)
        scheduler = Scheduler(database: database, schedules: working.flatMap(\.schedules) + tidying) { Day.zone }
        operations = Operations(
            database: database, gate: gate, sealer: key.sealer(context: "outbound"), keys: keys, models: models,
            mailer: mailer, routeChanged: accounts.routeChanged, board: board, scheduler: scheduler, names: names,
            forwarder: forwarder, retention: retention, folder: folder.path)
        features = working + [operations]
        // Accounts erases the person, and asks all others.
        for feature in features where !(feature is Accounts) { erasure.add(feature.erase) }
        try accounts.settlePeople()
        for feature in features { exports.add(feature.export) }
        // What an administrator set holds, or the start fails: never the standard in its place.
        try database.read { db in
            for setting in Self.features.flatMap({ $0.settings }) { try setting.read(db) }
        }
    }

    /// The routes of the whole appliance.
    /// - Parameter document: collects what routes below `/api/v1` say of themselves.
    func router(_ network: NetworkSettings = .init(), document: RouteDocument? = nil) throws -> Router<AppContext> {
        let router = Router(context: AppContext.self, options: .autoGenerateHeadEndpoints)
        let webApp = WebApp()
        let accounts = self.accounts
        let names = SecurityMiddleware.loopback.union(network.names)
        router.addMiddleware {
            RequestLog()
            SecurityMiddleware(
                proxies: network.proxies, site: network.site, publicURL: { accounts.publicURL }
            ) {
                let named = accounts.publicURL.flatMap { URL(string: $0)?.host()?.lowercased() }
                return names.union(named.map { [$0] } ?? [])
            }
            FormQueries()
            StorageMiddleware(storage)
            StrayAddresses(webApp)
            SessionMiddleware(authority: accounts.sessions)
            idempotency
        }
        webApp.addRoutes(to: router)
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { [database, storage] _, _ in
            if let failure = storage.failure { throw failure }
            _ = try await database.read { db in try Int.fetchOne(db, sql: "SELECT 1") }
            return "ready\n"
        }
        for (path, file) in [("openapi.json", "openapi.json"), ("handbook", "handbook.json")] {
            router.get(RouterPath("api/v1/" + path)) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: "application/json"],
                    body: .init(byteBuffer: webApp.bytes(file) ?? ByteBuffer()))
            }
        }
        let api = SignedInRoutes(
            router.group("api/v1", context: SignedInContext.self), limiter: limiter, document: document)
        let machines = SignedInRoutes(router.group("", context: SignedInContext.self), limiter: limiter)
        api.requiring(.readHealth).get("health") { [self] request, _ in
            let isDeep = request.uri.queryParameters["deep"] == "true"
            var found = try await ownFindings(network, deep: isDeep)
            for feature in features { found += try await feature.findings(deep: isDeep) }
            let counts = try await Offload.health { [library] in try library.counts() }
            return HealthResponse(version: Version.text, counts: counts, findings: found)
        }
        let (metrics, tools) = (features.flatMap(\.metrics), features.flatMap(\.tools))
        machines.requiring(.readHealth).get("metrics") { [database] _, _ in
            let text = try await database.read { db in try metrics.map { try $0.text(db) }.joined() }
            return Response(
                status: .ok, headers: [.contentType: Metric.mediaType],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
        ConnectionRoutes(network: network, publicURL: { accounts.publicURL }).add(to: api)
        for feature in features {
            feature.addPublicRoutes(to: router)
            feature.addRoutes(to: api)
            feature.addMachineRoutes(to: machines, tools: tools)
        }
        try router.validate()
        return router
    }

    /// What answers every request, however it comes.
    func responder(_ network: NetworkSettings = .init()) throws -> AddressResponder {
        AddressResponder(try router(network))
    }

    /// The listeners and all that works beside them, as one group to run.
    /// - Parameters:
    ///   - network: where to serve browsers; none for commands that run alone.
    ///   - renewals: certificates that are read while it runs.
    ///   - whenReady: called once everything listens.
    func services(
        network: NetworkSettings?, renewals: CertificateRenewals = .init(), logger: Logger, signals: Bool,
        whenReady: @escaping @Sendable () async -> Void
    ) throws -> ServiceGroup {
        let socket = try LocalSocket.name(in: folder.path)
        unlink(socket)
        let responder = try responder(network ?? .init())
        var services: [any Service] = [storage]
        let local = Application(
            responder: responder,
            configuration: .init(address: .unixDomainSocket(path: socket), serverName: "homeroom"),
            onServerRunning: { _ in
                chmod(socket, 0o600)
                if network == nil { await whenReady() }
            }, logger: logger)
        services.append(local)
        if let network {
            services.append(
                Application(
                    responder: responder, server: try network.server(renewals: renewals),
                    configuration: .init(
                        address: .hostname(network.address, port: network.port), serverName: "homeroom"),
                    onServerRunning: { _ in await whenReady() }, logger: logger))
        }
        // Services end in reverse: answers under way end first, while those who wait for them are still connected.
        services += features.flatMap(\.services) + [jobs, scheduler]
        var configuration = ServiceGroupConfiguration(services: services.map(NamedService.init), logger: logger)
        if signals { configuration.gracefulShutdownSignals = [.sigterm, .sigint] }
        // What is under way ends with a word within five seconds; then the rest is cut off.
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        return ServiceGroup(configuration: configuration)
    }

    /// Tidies up after the services have ended.
    func close() {
        unlink(DataFolder.socket(in: folder.path))
        accounts.close()
        library.passages.close()
        _ = try? database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    }
}
