public import Foundation
public import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A server on this machine that gives recorded replies, one a request, whatever is asked at whichever path: for
/// protocols of model providers.
public final class ProviderServer: Sendable {
    /// A request as it came.
    public struct Sent: Sendable {
        /// As it was sent, with what is encoded in it, and with its query.
        public var path: String
        public var headers: HTTPFields
        public var host: String?
        public var body: String

        public func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    /// A reply as it goes over the wire.
    public struct Reply: Sendable {
        public var status: Int
        public var headers: HTTPFields
        public var body: Data

        public init(_ body: String, type: String = "application/json") {
            self.init(bytes: Data(body.utf8), type: type)
        }
        public init(_ status: Int, _ body: String, headers: HTTPFields = [:]) {
            self.init(status, bytes: Data(body.utf8), type: "application/json", headers: headers)
        }
        public init(_ status: Int = 200, bytes: Data, type: String, headers: HTTPFields = [:]) {
            (self.status, self.headers, self.body) = (status, headers, bytes)
            self.headers[.contentType] = type
        }
    }

    private let state: Mutex<(replies: [Reply], sent: [Sent])>

    /// - Parameter replies: the last goes on for all requests that follow.
    public init(_ replies: Reply...) { state = Mutex((replies, [])) }

    public var sent: [Sent] { state.withLock { $0.sent } }

    public func then(_ replies: Reply...) { state.withLock { $0.replies = replies } }

    /// - Parameter body: gets the server's address, without a path.
    public func run(_ body: @escaping @Sendable (URL) async throws -> Void) async throws {
        let router = Router()
        router.post("**") { [self] request, _ in
            let text = String(buffer: try await request.body.collect(upTo: 1 << 22))
            let sent = Sent(
                path: request.uri.string, headers: request.headers, host: request.head.authority, body: text)
            let reply = state.withLock { state -> Reply in
                state.sent.append(sent)
                guard state.replies.count > 1 else { return state.replies.first ?? Reply(500, "") }
                return state.replies.removeFirst()
            }
            let bytes = reply.body
            return Response(
                status: .init(code: reply.status), headers: reply.headers,
                body: ResponseBody { writer in
                    // In small parts, so that events, frames and characters are torn.
                    for start in stride(from: 0, to: bytes.count, by: 37) {
                        try await writer.write(ByteBuffer(bytes: bytes.dropFirst(start).prefix(37)))
                    }
                    try await writer.finish(nil)
                })
        }
        try await LocalServer.run(router) { site in try await body(site) }
    }
}
