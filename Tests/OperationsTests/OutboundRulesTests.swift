import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOCore
import Outbound
import Persistence
import Testing
import Web

@testable import Operations

@Suite("What may leave") struct OutboundRulesTests {
    private let database: DatabaseQueue
    private let gate = OutboundGate()

    init() throws { database = try DatabaseFile.inMemory(migrations: []) }

    private struct Operator: RouterMiddleware {
        typealias Context = AppContext
        func handle(
            _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.principal = .operator
            return try await next(request, context)
        }
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) async throws -> (
        status: Int, text: String
    ) {
        let router = Router(context: AppContext.self)
        router.addMiddleware { ErrorMiddleware() }
        router.addMiddleware { Operator() }
        Operations(database: database, gate: gate).addRoutes(
            to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: RateLimiter()))
        return try await Application(router: router).test(.router) { client in
            try await client.execute(
                uri: "/api/v1/" + path, method: method, headers: [.contentType: "application/json"],
                body: body.map { ByteBuffer(string: $0) }
            ) { ($0.status.code, String(buffer: $0.body)) }
        }
    }

    @Test("rules hold at once and at the next start; a proxy's password is not given back, and kept")
    func rules() async throws {
        let set = try await send(
            .put, "outbound-rules",
            #"{"nothingLeaves":true,"proxy":"http://user:hunter2@proxy.example:3128","studentNumbers":"S[0-9]{6}"}"#)
        #expect(set.status == 200 && !set.text.contains("hunter2"))
        #expect(gate.policy.nothingLeaves && gate.policy.proxy?.contains("hunter2") == true)
        let shown = try await send(.get, "outbound-rules").text
        let again = try await send(.put, "outbound-rules", shown)
        #expect(again.status == 200 && gate.policy.proxy?.contains("hunter2") == true)
        let stored = try await database.read { db in
            try Settings.value(OutboundPolicy.setting, default: OutboundPolicy(), db)
        }
        #expect(stored == gate.policy)
        let trail = try await database.read { db in try String.fetchAll(db, sql: "SELECT details FROM auditEntry") }
        #expect(!trail.isEmpty && !trail.contains { $0.contains("hunter2") })
    }

    @Test(
        "rules that cannot be used are refused, and nothing changes",
        arguments: [
            #"{"nothingLeaves":true,"proxy":"ftp://x"}"#, #"{"nothingLeaves":true,"authorities":"x"}"#,
            #"{"nothingLeaves":true,"studentNumbers":"["}"#, #"{"nothingLeaves":true,"studentNumbers":".*"}"#,
        ])
    func odd(body: String) async throws {
        #expect(try await send(.put, "outbound-rules", body).status == 400)
        #expect(!gate.policy.nothingLeaves)
    }

    @Test("the account of what left shows sizes and hashes, never words")
    func ledger() async throws {
        let ledger = OutboundLedger(database: database)
        for number in 0..<3 {
            try await ledger.note(
                .init(
                    at: Date(), purpose: "answer", host: "h\(number)", leftBuilding: true, classes: ["question"],
                    body: Data("a secret".utf8), outcome: "200", milliseconds: 1))
        }
        let page = try await send(.get, "outbound-calls?limit=2")
        #expect(page.text.contains("h2") && page.text.contains("\"next\":2") && !page.text.contains("h0"))
        #expect(page.text.contains("\"bytes\":8") && !page.text.contains("secret"))
        #expect(try await send(.get, "outbound-calls?limit=2&before=2").text.contains("h0"))
    }
}
