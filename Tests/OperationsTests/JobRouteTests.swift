import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Jobs
import Kernel
import Outbound
import Persistence
import Testing
import Vault
import Web

@testable import Operations

@Suite("Background work, over HTTP") struct JobRouteTests {
    private static let reading = JobKind<NoPayload>("test.read", lane: .parsing)
    private let database: DatabaseQueue
    private let operations: Operations
    private let document = UUID()

    init() throws {
        database = try DatabaseFile.inMemory(migrations: Operations.migrations)
        let sealer = try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true)
            .sealer(context: "outbound")
        let names = AuditNames()
        names.add("document") { [document] ids, reader, _ in
            // A document that only people who manage everything may see.
            guard case .user(let user) = reader, user.may(.manageUsers), ids.contains(document) else {
                return [:]
            }
            return [document: "Handbook"]
        }
        operations = .alone(
            database, OutboundGate(), sealer, try SubjectKeys.inMemory(sealer: sealer),
            handlers: [Self.reading.handler(about: "document", whenDropped: { _, _ in }) { _, _ in }],
            schedules: [Schedule("test.tidy", .daily(hour: 3, minute: 0)) {}], names: names)
    }

    private struct As: RouterMiddleware {
        typealias Context = AppContext
        let principal: Principal
        func handle(
            _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.principal = principal
            return try await next(request, context)
        }
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, as user: Principal = .operator) async throws -> (
        status: Int, text: String
    ) {
        let router = Router(context: AppContext.self)
        router.addMiddleware { ErrorMiddleware() }
        router.addMiddleware { As(principal: user) }
        operations.addRoutes(
            to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: RateLimiter()))
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/api/v1/" + path, method: method) {
                ($0.status.code, String(buffer: $0.body))
            }
        }
    }

    private func jobs(_ query: String = "", as user: Principal = .operator) async throws -> JobsResponse {
        let answer = try await send(.get, "jobs" + query, as: user)
        #expect(answer.status == 200)
        return try JSONDecoder.wire.decode(JobsResponse.self, from: Data(answer.text.utf8))
    }

    @Test("jobs are listed page by page, named for who may see what they are about, retried and dropped, and noted")
    func administration() async throws {
        let document = document
        try await database.write { db in
            for _ in 0..<3 { try Self.reading.add(about: UUID(), db) }
            try Self.reading.add(about: document, db)
            try db.execute(
                sql: "UPDATE job SET state = 'failed', problem = 'why' WHERE subject = ?", arguments: [document])
        }
        let first = try await jobs("?limit=3")
        #expect(first.jobs.count == 3)
        #expect(first.counts == ["queued": 3, "failed": 1])
        let next = try #require(first.next)
        let second = try await jobs("?limit=3&before=\(next.uuidString)")
        #expect(second.jobs.count == 1 && second.next == nil)
        let looker = Principal(id: "looker", permissions: [.readHealth])
        #expect(try await jobs("?state=failed", as: looker).jobs.map(\.about) == [nil])
        #expect(try await operations.findings(deep: false).first?.text.contains("given up: 1") == true)

        let failed = try #require(try await jobs("?state=failed").jobs.first)
        #expect(failed.about == "Handbook" && failed.problem == "why")
        let id = failed.id.uuidString
        #expect(try await send(.post, "jobs/\(id)/retry", as: looker).status == 403)
        #expect(try await send(.delete, "jobs/\(id)", as: looker).status == 403)
        #expect(try await send(.post, "jobs/\(id)/retry").text.contains(#""state":"queued""#))
        #expect(try await send(.post, "jobs/\(id)/retry").text.contains("operations.jobNotFailed"))
        #expect(try await send(.delete, "jobs/\(id)").text.contains(#""state":"dropped""#))
        #expect(try await send(.delete, "jobs/\(id)").status == 409)
        #expect(try await send(.delete, "jobs/\(UUID())").status == 404)
        #expect(try await send(.get, "jobs?state=odd").status == 400)
        #expect(try await send(.get, "jobs?limit=0").status == 400)
        let noted = try await database.read { db in
            try String.fetchAll(db, sql: "SELECT action FROM auditEntry ORDER BY number")
        }
        #expect(noted == ["job.retried", "job.dropped"])
        #expect(try await operations.findings(deep: false).isEmpty)
    }

    @Test("what is scheduled is listed, and run by who may")
    func schedules() async throws {
        #expect(try await send(.get, "schedules").text.contains("daily 03:00"))
        #expect(try await send(.post, "schedules/test.tidy/run").status == 200)
        #expect(try await send(.post, "schedules/test.none/run").status == 404)
        let looker = Principal(id: "looker", permissions: [.readHealth])
        #expect(try await send(.post, "schedules/test.tidy/run", as: looker).status == 403)
        let noted = try await database.read { db in try String.fetchAll(db, sql: "SELECT subject FROM auditEntry") }
        #expect(noted == ["test.tidy"])
    }
}
