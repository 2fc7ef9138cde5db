import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Mail
import NIOCore
import Outbound
import Persistence
import TestSupport
import Testing
import Vault
import Web

@testable import Operations

@Suite("Mail, over HTTP") struct MailRouteTests {
    private let database: DatabaseQueue
    private let operations: Operations
    private let server: MailServer

    init() throws {
        database = try DatabaseFile.inMemory(migrations: Operations.migrations)
        let sealer = try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true)
            .sealer(context: "mail")
        operations = .alone(database, OutboundGate(), sealer, try SubjectKeys.inMemory(sealer: sealer))
        server = try MailServer()
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
        operations.addRoutes(
            to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: RateLimiter()))
        return try await Application(router: router).test(.router) { client in
            try await client.execute(
                uri: "/api/v1/" + path, method: method, headers: [.contentType: "application/json"],
                body: body.map { ByteBuffer(string: $0) }
            ) { ($0.status.code, String(buffer: $0.body)) }
        }
    }

    private var settings: String {
        #"{"host":"127.0.0.1","port":\#(server.port),"security":"plain","isInside":true,"from":"homeroom@d.example"}"#
    }

    @Test("a server is named, its password is not given back, and a test says what it said")
    func settingUp() async throws {
        #expect(try await send(.post, "mail/test", #"{"to":"ann@d.example"}"#).text.contains("mail.off"))
        #expect(try await send(.put, "mail", #"{"host":"smtp.d.example","security":"plain"}"#).status == 400)
        #expect(try await send(.put, "mail", settings).status == 200)
        let set = try await send(.put, "mail", #"{"isOn":true,"password":"secret words"}"#)
        #expect(set.status == 200 && set.text.contains(#""hasPassword":true"#) && !set.text.contains("secret"))
        // What is not named stays; a trial changes nothing.
        #expect(try await send(.put, "mail?check=true", #"{"perSecond":3,"password":""}"#).text.contains("127.0.0.1"))
        let shown = try await send(.get, "mail").text
        #expect(shown.contains(#""perSecond":14"#) && shown.contains(#""hasPassword":true"#))
        let stored = try await database.read { db in
            try String.fetchAll(db, sql: "SELECT value FROM setting").joined()
                + String.fetchAll(db, sql: "SELECT details FROM auditEntry").joined()
        }
        #expect(!stored.contains("secret"))
        let tested = try await send(.post, "mail/test", #"{"to":"ann@d.example"}"#)
        #expect(tested.status == 200 && tested.text.contains("250 taken"))
        #expect(server.messages.count == 1)
        #expect(try await send(.post, "mail/test", #"{"to":"ñ@d.example"}"#).text.contains("mail.internationalAddress"))
        server.refuse("nobody", with: "550 5.1.1 nobody")
        let refused = try await send(.post, "mail/test", #"{"to":"nobody@d.example"}"#)
        #expect(refused.status == 502 && refused.text.contains("5.1.1 nobody"))
    }

    @Test("a mailbox for what comes back is named beside the server, and its password is not given back")
    func returns() async throws {
        #expect(try await send(.put, "mail", #"{"returns":{"host":"imap.d.example"}}"#).status == 400)
        let body = #"{"returns":{"host":"imap.d.example","user":"homeroom","password":"secret words"}}"#
        let set = try await send(.put, "mail", body)
        #expect(set.status == 200 && set.text.contains(#""port":993"#) && !set.text.contains("secret"), "\(set.text)")
        #expect(try await send(.put, "mail", settings).text.contains("imap.d.example"), "it stays")
        let none = try await send(.put, "mail", #"{"returns":{"host":""}}"#)
        #expect(none.status == 200 && !none.text.contains("returns"))
    }

    @Test("messages are listed with what became of them, tried again and removed, and that is noted")
    func outbox() async throws {
        #expect(try await send(.put, "mail", settings).status == 200)
        #expect(try await send(.post, "mail/test", #"{"to":"ann@d.example"}"#).status == 200)
        let list = try await send(.get, "mail/outbox").text
        let found = try JSONDecoder.wire.decode(OutboxResponse.self, from: Data(list.utf8))
        let message = try #require(found.messages.first)
        #expect(message.recipient == "ann@d.example" && message.state == .sent && found.counts == ["sent": 1])
        let path = "mail/outbox/\(message.id.uuidString)"
        #expect(try await send(.post, path + "/retry").text.contains("mail.notFailed"))
        try await database.write { db in
            try db.execute(sql: "UPDATE mail SET state = 'failed', content = recipient")
        }
        let findings = try await operations.findings(deep: false)
        #expect(findings.contains { $0.text.contains("could not be delivered: 1") })
        #expect(try await send(.post, path + "/retry").text.contains(#""state":"queued""#))
        #expect(try await send(.delete, path).status == 200)
        #expect(try await send(.delete, path).text.contains("mail.notFound"))
        let noted = try await database.read { db in
            try String.fetchAll(db, sql: "SELECT action FROM auditEntry WHERE subjectKind = 'mail' ORDER BY number")
        }
        #expect(noted == ["job.retried", "job.dropped"])
        #expect(try await send(.get, "mail/outbox?state=odd").status == 400)
    }
}
