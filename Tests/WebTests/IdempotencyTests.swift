import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOCore
import Persistence
import Synchronization
import Testing
import Vault

@testable import Web

@Suite("Requests that are done once") struct IdempotencyTests {
    private static let (ada, mia) = (UUID(), UUID())

    /// Counts what was done.
    private final class Deeds: Sendable {
        let count = Mutex(0)
        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    /// Says who asks, by a header that holds the person's identifier.
    private struct Caller: RouterMiddleware {
        typealias Context = AppContext
        func handle(
            _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            if let name = HTTPField.Name("x-person"), let id = request.headers[name].flatMap(UUID.init) {
                let place = HTTPField.Name("x-place").flatMap { request.headers[$0] }.flatMap(UUID.init)
                let grants = [
                    Grant(role: "x", place: place.map { Place(path: [$0]) }, permissions: [.manageOwnAccount])
                ]
                // What an API key's name says: the same person, by that key.
                let key = HTTPField.Name("x-key").flatMap { request.headers[$0] }.flatMap(UUID.init)
                let whole = Principal(person: id, grants: grants)
                context.principal = key.map { whole.limited(to: [.manageOwnAccount], by: $0) } ?? whole
            }
            return try await next(request, context)
        }
    }

    private struct Server {
        let deeds = Deeds()
        let database: DatabaseQueue
        let sealer: Sealer
        let folder = NSTemporaryDirectory() + UUID().uuidString

        init() throws {
            database = try DatabaseFile.inMemory(migrations: IdempotencyKeys.migrations)
            sealer = try MasterKey(path: folder, create: true).sealer(context: "answers")
            try FileManager.default.removeItem(atPath: folder)
        }

        /// - Parameter keys: those of one start of the server.
        func app(_ keys: IdempotencyKeys) -> some ApplicationProtocol {
            let router = Router(context: AppContext.self)
            router.addMiddleware {
                ErrorMiddleware()
                Caller()
                keys
            }
            let api = SignedInRoutes(router.group("", context: SignedInContext.self), limiter: RateLimiter())
            api.requiring(.manageOwnAccount)
                .post("made") { [deeds] request, context in
                    let body = try await request.body.whole(upTo: context.maxUploadSize)
                    return Response(
                        status: .created, headers: [.contentType: "text/plain", .location: "/made/1"],
                        body: .init(byteBuffer: ByteBuffer(string: "\(deeds.next()) \(String(buffer: body))")))
                }
                .post("unread") { [deeds] _, _ in "\(deeds.next())" }
                .post("refused") { [deeds] _, _ -> String in
                    _ = deeds.next()
                    throw RequestFailure.invalid("No.")
                }
                .post("streamed") { [deeds] _, _ in
                    let number = deeds.next()
                    return Response(
                        status: .ok,
                        body: .init { writer in
                            try await writer.write(ByteBuffer(string: "\(number)"))
                            try await writer.finish(nil)
                        })
                }
                .post("large") { [deeds] _, _ in
                    String(repeating: "x", count: IdempotencyKeys.largest + deeds.next())
                }
            return Application(router: router)
        }
    }

    private struct Answer { let status: Int, body: String, isReplayed: Bool, retryAfter: String? }

    private static func send(
        _ client: any TestClientProtocol, _ path: String, _ body: String = "", key: String?, as person: UUID = ada,
        by apiKey: UUID? = nil, at place: UUID? = nil
    ) async throws -> Answer {
        var headers = HTTPFields()
        if let name = HTTPField.Name("x-place") { headers[name] = place?.uuidString }
        if let name = HTTPField.Name("x-key") { headers[name] = apiKey?.uuidString }
        if let name = HTTPField.Name("x-person") { headers[name] = person.uuidString }
        if let name = HTTPField.Name("idempotency-key") { headers[name] = key }
        return try await client.execute(
            uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)
        ) { response in
            Answer(
                status: response.status.code, body: String(buffer: response.body),
                isReplayed: HTTPField.Name("idempotency-replayed").map { response.headers[$0] } == "true",
                retryAfter: response.headers[.retryAfter])
        }
    }

    @Test("an answer is not given again to whoever has lost or got rights since")
    func otherRights() async throws {
        let server = try Server()
        let school = UUID()
        try await server.app(IdempotencyKeys(database: server.database, sealer: server.sealer)).test(.router) {
            client in
            let first = try await Self.send(client, "/made", "a", key: "k", at: school)
            let again = try await Self.send(client, "/made", "a", key: "k", at: school)
            #expect(first.status == 201 && again.isReplayed && again.body == first.body)
            let moved = try await Self.send(client, "/made", "a", key: "k", at: UUID())
            #expect(moved.status == 422 && !moved.isReplayed && moved.body.contains("your rights have changed"))
        }
    }

    @Test("the same key and request get the same answer, in quotation marks or not; others their own")
    func again() async throws {
        let server = try Server()
        try await server.app(IdempotencyKeys(database: server.database, sealer: server.sealer)).test(.router) {
            client in
            let first = try await Self.send(client, "/made", "a", key: "k1")
            #expect(first.status == 201 && first.body == "1 a" && !first.isReplayed)
            let again = try await Self.send(client, "/made", "a", key: "\"k1\"")
            #expect(again.status == 201 && again.body == "1 a" && again.isReplayed)
            for (path, body) in [("/made", "b"), ("/made", "aa"), ("/made?x=1", "a"), ("/unread", "a")] {
                let other = try await Self.send(client, path, body, key: "k1")
                #expect(other.status == 422 && other.body.contains("web.idempotencyMismatch"), "\(path) \(body)")
            }
            #expect(try await Self.send(client, "/made", "a", key: "k1", as: Self.mia).body == "2 a", "another's key")
            #expect(try await Self.send(client, "/made", "a", key: nil).body == "3 a")
            let byKey = try await Self.send(client, "/made", "a", key: "k1", by: UUID())
            #expect(byKey.body == "4 a" && !byKey.isReplayed, "what a browser was told no API key of the person is")
            #expect(try await Self.send(client, "/unread", "q", key: "k2").body == "5")
            #expect(try await Self.send(client, "/unread", "q", key: "k2").body == "5")
            #expect(try await Self.send(client, "/unread", "r", key: "k2").status == 422)
        }
        let stored = try await server.database.read { db in
            try IdempotencyKeys.Record.fetchAll(db).compactMap(\.answer).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(stored.count == 4 && !stored.contains { $0.contains("text/plain") }, "answers are sealed")
    }

    @Test("refusals and streams free their key; an answer too large to keep is not done again")
    func notKept() async throws {
        let server = try Server()
        try await server.app(IdempotencyKeys(database: server.database, sealer: server.sealer)).test(.router) {
            client in
            for path in ["/refused", "/streamed"] {
                let before = server.deeds.count.withLock { $0 }
                for _ in 0..<2 { #expect(try await !Self.send(client, path, key: "k").isReplayed) }
                #expect(server.deeds.count.withLock { $0 } == before + 2, "\(path)")
            }
            #expect(try await Self.send(client, "/large", key: "k").body.utf8.count > IdempotencyKeys.largest)
            let again = try await Self.send(client, "/large", key: "k")
            #expect(again.status == 409 && again.body.contains("web.idempotencyDone"))
            for key in ["", String(repeating: "k", count: 256), "a b", "ñ"] {
                #expect(
                    try await Self.send(client, "/made", key: key).body.contains("web.idempotencyUnusable"), "\(key)")
            }
        }
    }

    @Test("while it is being done it is busy; what a crash left, or a day has passed over, is free")
    func underway() async throws {
        let server = try Server()
        let keys = IdempotencyKeys(database: server.database, sealer: server.sealer)
        let user = Principal(person: Self.ada, grants: [])
        var headers = HTTPFields()
        if let name = HTTPField.Name("idempotency-key") { headers[name] = "k" }
        let key = try #require(try IdempotencyKey(headers))
        _ = try await keys.claim(key, for: user)
        try await server.app(keys).test(.router) { client in
            let busy = try await Self.send(client, "/made", key: "k")
            #expect(busy.status == 409 && busy.body.contains("web.idempotencyBusy") && busy.retryAfter == "1")
        }
        let restarted = IdempotencyKeys(database: server.database, sealer: server.sealer)
        try await server.app(restarted).test(.router) { client in
            let anew = try await Self.send(client, "/made", "a", key: "k")
            #expect(anew.body == "1 a" && !anew.isReplayed)
        }
        let late = Date() + 25 * 3600
        guard case .new = try await restarted.claim(key, for: user, now: late) else {
            Issue.record("kept for more than a day")
            return
        }
        try await server.database.write { db in
            try IdempotencyKeys.forgetOld(db, now: late)
            #expect(try IdempotencyKeys.Record.fetchCount(db) == 1)
            try IdempotencyKeys.erase(Self.ada, db)
            #expect(try IdempotencyKeys.Record.fetchCount(db) == 0)
        }
    }
}
