import Extraction
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Jobs
import Kernel
import LanguageModel
import Library
import Mail
import Models
import NIOCore
import Operations
import Outbound
import Persistence
import Sandbox
import TestSupport
import TextEncoder
import Vault
import Web

@testable import Answering
@testable import Coach

/// A coach over a library that holds the sample handbook, in a district with some people.
struct CoachFixture: Sendable {
    let coach: Coach
    let library: Library
    let database: DatabaseQueue
    let erasure = PersonErasure()
    let keys: SubjectKeys
    /// Which servers write is set over its routes.
    let operations: Operations
    private let folder: TemporaryFolder

    /// - Parameter documents: plain texts, beside the handbook.
    init(documents: [String] = []) async throws {
        folder = try TemporaryFolder()
        database = try DatabaseFile.inMemory(migrations: Library.migrations + Operations.migrations + Coach.migrations)
        let key = try MasterKey(path: folder.path + "/key", create: true)
        keys = try SubjectKeys.inMemory(sealer: key.sealer(context: "subjects"))
        library = try Library(
            database: database, files: folder.path + "/files",
            sealer: key.sealer(context: "files"), keys: keys, worker: Worker(executable: HomeroomBinary.path),
            encoder: TextEncoder(), places: NoDistrict(), gate: OutboundGate(),
            activity: ActivityLog(database: database, hash: key.keyedHash(context: "activity")), names: AuditNames(),
            settings: .init())
        let handbook = try Data(contentsOf: SharedData.checkout.appendingPathComponent("assets/sample/handbook.md"))
        for (number, text) in ([handbook] + documents.map { Data($0.utf8) }).enumerated() {
            let name = number == 0 ? "handbook.md" : "document-\(number).txt"
            let document = try text.withUnsafeBytes { try Extraction.read($0, fileName: name) }
            _ = try await library.insert(document, fileName: name)
        }
        let sealer = key.sealer(context: "models")
        let people = PeopleNames(database: database, directory: SomePeople())
        let prompts = Prompts(database: database, templates: AnswerPipeline.prompts)
        let models = ModelCalls(
            database: database, sealer: sealer, gate: OutboundGate(), people: people, prompts: prompts,
            trial: AnswerPipeline.trial(prompts))
        coach = Coach(
            search: library.passages, activity: library.activity, database: database, directory: SomePeople(),
            sealer: sealer, keys: keys, models: models, gate: OutboundGate()
        ) { [library] in try await library.file($0, as: $1, for: $2) }
        for erase in [library.erase, coach.erase] { erasure.add(erase) }
        operations = Operations(
            database: database, gate: OutboundGate(), sealer: sealer, keys: keys, models: models,
            mailer: Mailer(database: database, gate: OutboundGate(), sealer: sealer), routeChanged: { _, _, _ in },
            board: JobBoard(database: database, handlers: []),
            scheduler: Scheduler(database: database, schedules: []) { .gmt }, names: AuditNames(),
            forwarder: AuditForwarder(database: database, gate: OutboundGate(), actions: []), retention: Retention([]),
            folder: "/nowhere")
    }

    struct Answer: Sendable {
        let status: Int, body: String
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
        var written: [String: Any]? { json["written"] as? [String: Any] }
        var sentences: [[String: Any]] { written?["sentences"] as? [[String: Any]] ?? [] }
    }

    /// People who may do everything: Mia and José are teachers of one school, Cora is its coach, Olu belongs elsewhere.
    static let (mia, jose, cora, olu) = (UUID(), UUID(), UUID(), UUID())
    static let (school, elsewhere) = (UUID(), UUID())
    /// A teacher like Mia, who may look at nobody.
    static let nia = UUID()

    private static let all = Set(
        Permission.shared + Library.permissions + Coach.permissions + Operations.permissions)

    static func person(_ id: UUID) -> Principal {
        let place = Place(path: [id == olu ? elsewhere : school])
        let held = all.subtracting(id == nia ? [.readUsers] : [])
        return Principal(
            person: id, grants: [Grant(role: "x", place: place, permissions: held)],
            home: id == olu ? elsewhere : school)
    }

    /// Calls a route.
    /// - Parameter user: the console where nil, which may do everything.
    func send(
        _ path: String, _ body: [String: Any]? = nil, accept: String = "application/json",
        method: HTTPRequest.Method = .post, as user: UUID? = nil
    ) async throws -> Answer {
        try await send(path, json: body, accept: accept, method: method, as: user, limiter: RateLimiter())
    }

    /// - Parameter json: anything that becomes JSON.
    func send(
        _ path: String, json body: Any?, accept: String = "application/json", method: HTTPRequest.Method = .post,
        as user: UUID? = nil, limiter: RateLimiter
    ) async throws -> Answer {
        let bytes = try body.map { try JSONSerialization.data(withJSONObject: $0) }
        return try await send(path, bytes: bytes, accept: accept, method: method, as: user, limiter: limiter)
    }

    /// - Parameter text: a body as it is.
    func send(_ path: String, text: String, as user: UUID? = nil) async throws -> Answer {
        try await send(
            path, bytes: Data(text.utf8), accept: "application/json", method: .post, as: user, limiter: RateLimiter())
    }

    private func send(
        _ path: String, bytes: Data?, accept: String, method: HTTPRequest.Method, as user: UUID?, limiter: RateLimiter
    ) async throws -> Answer {
        let router = Router(context: AppContext.self)
        router.addMiddleware { FormQueries() }
        router.addMiddleware { ErrorMiddleware() }
        router.addMiddleware { Caller(user: user.map(Self.person) ?? .operator) }
        coach.addRoutes(
            to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: limiter))
        operations.addRoutes(
            to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: limiter))
        coach.addMachineRoutes(
            to: SignedInRoutes(router.group("", context: SignedInContext.self), limiter: limiter), tools: coach.tools)
        return try await Application(router: router).test(.router) { client in
            try await client.execute(
                uri: path.hasPrefix("/") ? path : "/api/v1/" + path, method: method,
                headers: [.contentType: "application/json", .accept: accept],
                body: bytes.map { ByteBuffer(bytes: $0) }
            ) { Answer(status: $0.status.code, body: String(buffer: $0.body)) }
        }
    }

    private struct Caller: RouterMiddleware {
        typealias Context = AppContext
        let user: Principal
        func handle(
            _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.principal = user
            return try await next(request, context)
        }
    }

    private struct SomePeople: DistrictDirectory {
        private static let names = [mia: "Mia Kim", jose: "José Núñez", cora: "Cora Bell", olu: "Olu Ade"]
        func place(_ id: UUID, _ db: Database) -> Place? { Place(path: [id]) }
        func district(_ db: Database) -> UUID? { nil }
        func names(of people: some Collection<UUID>, _ db: Database) -> [UUID: String] {
            Self.names.filter { people.contains($0.key) }
        }
        func names(of people: some Collection<UUID>, visibleTo user: Principal, _ db: Database) -> [UUID: String] {
            user.may(.readUsers) ? names(of: people, db) : [:]
        }
        func person(email: String, _ db: Database) -> UUID? { email == "jose@d.example" ? jose : nil }
        func holders(of permission: Permission, at places: Set<UUID>, _ db: Database) -> [UUID] {
            places.contains(school) ? [cora] : []
        }
        func principal(of person: UUID, _ db: Database) -> Principal? { CoachFixture.person(person) }
        func belonging(to place: UUID, who permission: Permission, _ db: Database) -> [UUID] {
            place == school ? [mia, jose, cora] : place == elsewhere ? [olu] : []
        }
        func describe(_ places: Set<UUID>, _ db: Database) -> [PlaceDescription] {
            places.map { PlaceDescription(id: $0, name: $0 == school ? "Elm School" : "Oak School", kind: "school") }
        }
        func roles(of people: some Collection<UUID>, _ db: Database) -> [UUID: [String]] { [mia: ["educator"]] }
        func allNames(_ db: Database) -> [(given: String, family: String)] { [("Mia", "Kim"), ("José", "Núñez")] }
        let version = 1
    }
}
