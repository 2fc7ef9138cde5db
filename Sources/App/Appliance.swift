import Accounts
import Coach
import Foundation
import GRDB
import Hummingbird
import HummingbirdCore
import Kernel
import Library
import Logging
import NIOCore
import Operations
import Outbound
import Persistence
import Sandbox
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
    let database: DatabasePool
    private let features: [any Feature]
    private let limiter: RateLimiter

    /// Takes the data folder and opens what is in it.
    /// - Parameter holder: what this process is, for others that find the folder taken.
    /// - Throws: `DataFolder.Failure` when another process has it; errors of the database or the key otherwise.
    init(path: String, holder: String, settings: Library.Settings, passwords: PasswordHash.Cost = .moderate) throws {
        folder = try DataFolder(path: path, holder: holder)
        // A folder that has a database must have its key: a new one would make the files unreadable without a word.
        let key = try MasterKey(
            path: folder.masterKey, create: !FileManager.default.fileExists(atPath: folder.database))
        database = try DatabaseFile.open(
            path: folder.database, migrations: Library.migrations + Accounts.migrations + Coach.migrations)
        limiter = RateLimiter()
        let ledger = OutboundLedger(database: database)
        let gate = OutboundGate(
            policy: try database.read { db in
                try Settings.value(OutboundPolicy.setting, default: OutboundPolicy(), db)
            }
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
        let erasure = PersonErasure()
        accounts = try Accounts(
            database: database, key: key, head: folder.auditHead, worker: .ofThisProgram(), limiter: limiter,
            passwords: PasswordHash(cost: passwords), gate: gate, erasure: erasure)
        library = try Library(
            database: database, files: folder.files, indexFolder: folder.index, sealer: key.sealer(context: "files"),
            worker: .ofThisProgram(),
            encoder: TextEncoder(), places: accounts.places, gate: gate, erasure: erasure, settings: settings)
        features = [
            accounts, library,
            Coach(
                library: library, database: database, directory: accounts.places, sealer: key.sealer(context: "models"),
                gate: gate, erasure: erasure),
            Operations(database: database, gate: gate),
        ]
    }

    /// The routes of the whole appliance.
    func router(_ network: NetworkSettings = .init()) throws -> Router<AppContext> {
        let router = Router(context: AppContext.self)
        let accounts = self.accounts
        router.addMiddleware {
            RequestLog()
            SecurityMiddleware(proxies: network.proxies, site: network.site) {
                let named = accounts.publicURL.flatMap { URL(string: $0)?.host()?.lowercased() }
                return SecurityMiddleware.loopback.union(network.hosts).union(named.map { [$0] } ?? [])
            }
            SessionMiddleware(authority: accounts.sessions)
        }
        let webApp = WebApp()
        webApp.addRoutes(to: router)
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { [database] _, _ in
            _ = try await database.read { db in try Int.fetchOne(db, sql: "SELECT 1") }
            return "ready\n"
        }
        router.get("api/v1/openapi.json") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: webApp.bytes("openapi.json") ?? ByteBuffer()))
        }
        let api = SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: limiter)
        let machines = SignedInRoutes(router.group("", context: SignedInContext.self), limiter: limiter)
        let aside = Offload("homeroom.health", width: 1)
        api.requiring(.readHealth).get("health") { [library, accounts] _, _ in
            try await aside { try HealthResponse(library, accounts) }
        }
        for feature in features {
            feature.addPublicRoutes(to: router)
            feature.addRoutes(to: api)
            feature.addMachineRoutes(to: machines)
        }
        try router.validate()
        return router
    }

    /// The listeners and all that works beside them, as one group to run.
    /// - Parameters:
    ///   - network: where to serve browsers; none for commands that run alone.
    ///   - whenReady: called once everything listens.
    func services(
        network: NetworkSettings?, logger: Logger, signals: Bool, whenReady: @escaping @Sendable () async -> Void
    ) throws -> ServiceGroup {
        let socket = DataFolder.socket(in: folder.path)
        unlink(socket)
        let responder = try router(network ?? .init()).buildResponder()
        var services: [any Service] = features.flatMap(\.services)
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
                    responder: responder, server: try network.server(),
                    configuration: .init(
                        address: .hostname(network.address, port: network.port), serverName: "homeroom"),
                    onServerRunning: { _ in await whenReady() }, logger: logger))
        }
        var configuration = ServiceGroupConfiguration(services: services, logger: logger)
        if signals { configuration.gracefulShutdownSignals = [.sigterm, .sigint] }
        // Streams under way get time to end; then the rest is cut off.
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        return ServiceGroup(configuration: configuration)
    }

    /// Tidies up after the services have ended.
    func close() {
        unlink(DataFolder.socket(in: folder.path))
        accounts.close()
        library.close()
        _ = try? database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    }
}

/// What the features say of their health.
struct HealthResponse: ResponseEncodable, Codable {
    let version: String, documents: Int, passages: Int, vectors: Int, faults: [String]
    /// API keys that end within two weeks and have no successor.
    let keysEnding: Int

    init(_ library: Library, _ accounts: Accounts) throws {
        let counts = try library.counts()
        version = Version.text
        (documents, passages, vectors) = (counts.documents, counts.passages, counts.vectors)
        faults = try library.faults()
        keysEnding = try accounts.keysEndingSoon()
    }
}
