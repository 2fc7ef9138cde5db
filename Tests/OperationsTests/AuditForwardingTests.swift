import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOCore
import Outbound
import Persistence
import TestSupport
import Testing
import Web

@testable import Operations

@Suite("The audit trail, sent on") struct AuditForwardingTests {
    private let database: DatabaseQueue
    private let folder: TemporaryFolder
    private let origin = RequestOrigin(actor: "ada", address: "10.0.0.1", requestID: "r")
    private static let actions = AuditAction.shared + Operations.auditActions

    init() throws {
        database = try DatabaseFile.inMemory(migrations: Operations.migrations)
        folder = try TemporaryFolder()
    }

    private func forwarder(batch: Int = 3) -> AuditForwarder {
        AuditForwarder(database: database, gate: OutboundGate(), actions: Self.actions, batch: batch)
    }

    private func add(_ count: Int, _ action: AuditAction = .exported) throws {
        try database.write { db in
            for number in 0..<count {
                try AuditTrail.append(.init(action, "document", "d\(number)"), by: origin, db)
            }
        }
    }

    private func set(_ setting: AuditForwarding, fromStart: Bool = false) throws {
        let (forwarder, origin) = (forwarder(), origin)
        try database.write { db in try forwarder.set(setting, fromStart: fromStart, by: origin, db) }
    }

    private struct Line: Decodable { let number: Int64, action: String, actor: String?, hash: String }

    private func lines(_ path: String) throws -> [Line] {
        try (FileManager.default.contents(atPath: path) ?? Data()).split(separator: 0x0A).map {
            try JSONDecoder().decode(Line.self, from: $0)
        }
    }

    @Test("a file gets every entry once in order, whatever its name was changed to, and goes on after a restart")
    func file() async throws {
        let path = folder.path + "/trail.ndjson"
        try add(2)
        try set(.init(form: .file, path: path), fromStart: true)
        try add(8)
        try await forwarder().forward()
        let newest = try await database.read { db in try AuditForwarder.progress(db).newest }
        #expect(try lines(path).map(\.number) == Array(1...newest))
        // Others rename it, as programs that keep logs short do.
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try add(4)
        try await forwarder().forward()
        #expect(try lines(path).map(\.number) == Array(newest + 1...newest + 4))
        try await forwarder().forward()
        #expect(try lines(path).count == 4, "nothing is new")
        // A crash cut the last line off, and what it stood for was not noted as sent.
        let whole = try #require(FileManager.default.contents(atPath: path))
        try whole.dropLast(20).write(to: URL(fileURLWithPath: path))
        try await database.write { db in
            try db.execute(sql: "UPDATE auditForwarding SET number = number - 1")
        }
        try await forwarder().forward()
        let last = (FileManager.default.contents(atPath: path) ?? Data()).split(separator: 0x0A)
        #expect(
            last.count == 5 && last.last.map { try? JSONDecoder().decode(Line.self, from: $0).number } == newest + 4)
    }

    @Test("a new target begins with what comes next; what staff do for themselves is sent by number and hash alone")
    func activity() async throws {
        let path = folder.path + "/trail.ndjson"
        try add(3)
        try set(.init(form: .file, path: path))
        try add(1, .documentRead)
        try await forwarder().forward()
        // That it was set is an entry too.
        let lines = try lines(path)
        #expect(lines.map(\.number) == [4, 5] && lines.map(\.action) == ["settings.changed", "activity"])
        #expect(lines.map(\.actor) == ["ada", nil] && lines.allSatisfy { $0.hash.count == 64 })
    }

    @Test("what cannot be sent is told, waits, and goes when it can")
    func failure() async throws {
        let path = folder.path + "/missing/trail.ndjson"
        try set(.init(form: .file, path: path))
        try add(2)
        try await forwarder().forward()
        let fault = try #require(try await forwarder().fault())
        #expect(fault.contains("Entries that wait: 3") && fault.contains("No such file"), "\(fault)")
        try FileManager.default.createDirectory(atPath: folder.path + "/missing", withIntermediateDirectories: false)
        try await forwarder().forward()
        #expect(try lines(path).count == 3)
        #expect(try await forwarder().fault() == nil)
        // A pipe is no file, and holds nobody up.
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        try set(.init(form: .file, path: pipe))
        try add(1)
        try await forwarder().forward()
        #expect(try await forwarder().fault() != nil)
    }

    @Test("messages are of RFC 5424's form; one that is too long goes without its details")
    func messages() throws {
        try database.write { db in
            try AuditTrail.append(
                .init(.exported, "audit", "x", outcome: .refused, details: ["new": "señal \u{1F600}\n"]), by: origin, db
            )
            try AuditTrail.append(
                .init(.exported, details: ["new": String(repeating: "x", count: 10_000)]), by: origin, db)
        }
        let entries = try database.read { db in try AuditTrail.entries(after: 0, limit: 10, db) }
            .map { ForwardedEntry($0, open: ["exported"]) }
        let first = String(
            decoding: try SyslogMessage.encode(entries[0], host: "home room", longest: 8192), as: UTF8.self)
        #expect(first.hasPrefix("<108>1 \(entries[0].at) homeroom homeroom - exported - {"))
        #expect(first.utf8.allSatisfy { (32...126).contains($0) })
        let object = try #require(first.range(of: "{").map { first[$0.lowerBound...] })
        let read = try JSONDecoder().decode([String: JSONValue].self, from: Data(object.utf8))
        #expect(read["details"]?["new"]?.string == "señal \u{1F600}\n")
        let second = try SyslogMessage.encode(entries[1], host: "h", longest: SyslogMessage.longestDatagram)
        #expect(second.count < 1000 && !String(decoding: second, as: UTF8.self).contains("details"))
        #expect(String(decoding: SyslogMessage.counted(Data("abc".utf8)), as: UTF8.self) == "3 abc")
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

    private func put(_ body: String, as user: Principal = .operator) async throws -> (status: Int, text: String) {
        let router = Router(context: AppContext.self)
        router.addMiddleware { ErrorMiddleware() }
        router.addMiddleware { As(principal: user) }
        ForwardingRoutes(database: database, forwarder: forwarder(), folder: folder.path).add(
            to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: RateLimiter()))
        return try await Application(router: router).test(.router) { client in
            try await client.execute(
                uri: "/api/v1/audit-forwarding", method: .put, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: body)
            ) { ($0.status.code, String(buffer: $0.body)) }
        }
    }

    @Test("a file is named at the console and outside the data folder; a server needs a name and a port")
    func routes() async throws {
        let inside = try await put(#"{"form":"file","path":"\#(folder.path)/x"}"#)
        #expect(inside.status == 400 && inside.text.contains("data folder"))
        #expect(try await put(#"{"form":"file","path":"trail"}"#).status == 400)
        #expect(try await put(#"{"form":"tcp","host":""}"#).status == 400)
        #expect(try await put(#"{"form":"udp","host":"10.0.0.5","port":70000}"#).status == 400)
        let set = try await put(#"{"form":"udp","host":"10.0.0.5"}"#)
        #expect(set.status == 200 && set.text.contains(#""port":514"#), "\(set.text)")
        let secured = try await put(#"{"form":"tls","host":"logs.example"}"#)
        #expect(secured.status == 200 && secured.text.contains(#""port":6514"#), "\(secured.text)")
        #expect(try await put(#"{"form":"file","path":"/var/log/homeroom.ndjson"}"#).status == 200)
        #expect(try await put(#"{"form":"off"}"#).status == 200)
    }
}
