import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOCore
import Outbound
import Persistence
import Synchronization
import Testing
import Vault
import Web

@testable import Operations

@Suite("What may leave") struct OutboundRulesTests {
    private let database: DatabaseQueue
    private let gate = OutboundGate()

    private let sealer: Sealer
    private let keys: SubjectKeys

    init() throws {
        database = try DatabaseFile.inMemory(migrations: [])
        sealer = try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true).sealer(
            context: "outbound")
        keys = try SubjectKeys.inMemory(sealer: sealer)
    }

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
        Operations.alone(database, gate, sealer, keys).addRoutes(
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
        #expect(try Operations.policy(database, sealer: sealer) == gate.policy)
        let (trail, stored) = try await database.read { db in
            (
                try String.fetchAll(db, sql: "SELECT details FROM auditEntry"),
                try String.fetchAll(db, sql: "SELECT value FROM setting")
            )
        }
        #expect(!trail.isEmpty && !(trail + stored).contains { $0.contains("hunter2") })
    }

    @Test("a policy that an earlier release stored holds, and its proxy's password is taken out of sight")
    func earlier() throws {
        // As commit 66f44ae of this project wrote it, before it knew `insideNames`.
        try database.write { db in
            try db.execute(
                sql: "INSERT INTO setting VALUES ('outbound', ?)",
                arguments: [#"{"nothingLeaves":true,"proxy":"http://user:hunter2@proxy.example:3128"}"#])
        }
        let policy = try Operations.policy(database, sealer: sealer)
        #expect(policy.nothingLeaves && policy.proxy == "http://user:hunter2@proxy.example:3128")
        let stored = try database.read { db in try String.fetchAll(db, sql: "SELECT value FROM setting") }
        #expect(!stored.contains { $0.contains("hunter2") })
        try database.write { db in try db.execute(sql: "UPDATE setting SET value = '7' WHERE name = 'outbound'") }
        #expect(throws: Settings.Unreadable.self) { try Operations.policy(database, sealer: sealer) }
    }

    @Test("who changes the proxy, the authorities or what is inside is told of in the same step; nothing else is")
    func route() async throws {
        let told = Mutex<[String]>([])
        let router = Router(context: AppContext.self)
        router.addMiddleware { Operator() }
        Operations.alone(database, gate, sealer, keys) { _, user, rules in
            told.withLock { $0.append(user.id + " " + rules) }
        }.addRoutes(to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: RateLimiter()))
        try await Application(router: router).test(.router) { client in
            for body in [
                #"{"nothingLeaves":true}"#, #"{"nothingLeaves":true,"proxy":"http://p.example:3128"}"#,
                #"{"nothingLeaves":false,"proxy":"http://p.example:3128"}"#,
                #"{"nothingLeaves":false,"proxy":"http://q.example:3128"}"#,
                #"{"nothingLeaves":false,"insideNames":["a"]}"#,
            ] {
                try await client.execute(
                    uri: "/api/v1/outbound-rules", method: .put, headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: body)
                ) { #expect($0.status == .ok) }
            }
        }
        let all = told.withLock { $0 }
        #expect(all.count == 3 && Set(all).count == 3 && all.allSatisfy { $0.hasPrefix("operator ") }, "\(all)")
    }

    @Test("each field that widens what may leave is noted in the trail")
    func noted() async throws {
        _ = try await send(.put, "outbound-rules", #"{"nothingLeaves":true,"insideNames":["models.school"]}"#)
        _ = try await send(.put, "outbound-rules", #"{"nothingLeaves":true,"studentNumbers":"S[0-9]{6}"}"#)
        let trail = try await database.read { db in
            try String.fetchAll(db, sql: "SELECT details FROM auditEntry").joined()
        }
        for part in ["models.school", "nothing leaves", "S[0-9]{6}"] { #expect(trail.contains(part), "\(part)") }
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
