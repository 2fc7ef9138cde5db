import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Web

/// Speaks to the appliance's routes in this process as a browser would; for benchmarks and tests.
struct InProcessClient: Sendable {
    struct Answer: Sendable {
        let status: Int, cookie: String?, body: Data
        var whole: String { String(decoding: body, as: UTF8.self) }
        /// A text of the answer's object, such as `csrf`.
        func text(_ name: String) -> String {
            ((try? JSONSerialization.jsonObject(with: body)) as? [String: Any])?[name] as? String ?? ""
        }
    }

    private let respond: @Sendable (Request, AppContext) async throws -> Response
    private(set) var cookie: String?
    private(set) var csrf: String?
    /// Speaks as the commands at the machine's own console do.
    private var isConsole = false

    init(_ appliance: Appliance) throws {
        let responder = try appliance.responder()
        respond = { try await responder.respond(to: $0, context: $1) }
    }

    /// The same client with what a sign-in gave it.
    func carrying(_ answer: Answer) -> Self {
        var client = self
        (client.cookie, client.csrf) = (answer.cookie, answer.text("csrf"))
        return client
    }

    /// The same client with a session's own token.
    func holding(csrf: String) -> Self {
        var client = self
        client.csrf = csrf
        return client
    }

    /// The same client at the machine's own console.
    var atConsole: Self {
        var client = self
        client.isConsole = true
        return client
    }

    /// - Parameter path: a whole path, or one of the API's without its beginning.
    func send(_ method: HTTPRequest.Method, _ path: String, _ body: (any Encodable)? = nil) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.cookie] = cookie
        if let name = HTTPField.Name("x-csrf-token") { headers[name] = csrf }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "localhost",
            path: path.hasPrefix("/") ? path : "/api/v1/" + path,
            headerFields: headers)
        let bytes = try body.map { ByteBuffer(bytes: try JSONEncoder().encode($0)) } ?? ByteBuffer()
        var logger = Logger(label: "bench")
        logger.logLevel = .critical
        // The server gives each request its number so.
        logger[metadataKey: "hb.request.id"] = "bench"
        let channel = NIOAsyncTestingChannel()
        if isConsole { channel.localAddress = try SocketAddress(unixDomainSocketPath: "/console") }
        let context = AppContext(source: .init(channel: channel, logger: logger))
        let response = try await respond(Request(head: head, body: .init(buffer: bytes)), context)
        let collector = Collector()
        let collected = collector.collected
        try await response.body.write(collector)
        return Answer(
            status: response.status.code, cookie: response.headers[.setCookie].map { String($0.prefix { $0 != ";" }) },
            body: collected.bytes.withLock { $0 })
    }

    private final class Collected: Sendable { let bytes = Mutex(Data()) }

    private struct Collector: ResponseBodyWriter {
        let collected = Collected()
        mutating func write(_ buffer: ByteBuffer) async throws {
            collected.bytes.withLock { $0.append(contentsOf: buffer.readableBytesView) }
        }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
