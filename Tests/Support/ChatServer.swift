public import Foundation
import Hummingbird
import NIOCore
import Synchronization

/// A server that speaks `/v1/chat/completions` on this machine, for tests: it writes what it is told to, and misbehaves
/// when it is told to.
public final class ChatServer: Sendable {
    /// How it answers one request.
    public enum Behaviour: Sendable {
        /// Streams the text, a word at a time, with its usage.
        case writes(String)
        /// Calls the tool that it is given, with these arguments, in pieces.
        case calls(String)
        case refuses(Int, retryAfter: String? = nil)
        /// Stops in the middle, without an end.
        case breaksOff(after: String)
        /// Sends what is no JSON after some text, or at once.
        case garbles(after: String)
        /// Answers with a page for people.
        case html
        /// Sends a little, and then nothing for so long.
        case hangs(after: String, seconds: Double)
        /// Sends a little, and then nothing but what keeps the connection alive, for so long.
        case pings(after: String, seconds: Double)
        /// Writes all of it with its end, and leaves the connection open for so long.
        case lingers(String, seconds: Double)
        /// Sends text without end.
        case floods
        /// Writes the same without end.
        case circles(String)
        /// Whatever the script makes of the request's body.
        case script(@Sendable (_ body: String) -> Reply)
    }

    /// An answer as it goes over the wire.
    public struct Reply: Sendable {
        public var status: Int, type: String, body: String
        public init(_ body: String, type: String = "application/json") {
            (status, self.type, self.body) = (200, type, body)
        }
        public init(_ status: Int, _ body: String) {
            (self.status, type, self.body) = (status, "application/json", body)
        }

        /// Events of a stream, each a chunk's `delta` or a whole line of data, with an end unless it is to lack one.
        public static func events(_ deltas: String..., reason: String? = "stop") -> Reply {
            let chunks = deltas.map { #"data: {"choices":[{"delta":\#($0)}]}"# }
            let end =
                reason.map { [#"data: {"choices":[{"delta":{},"finish_reason":"\#($0)"}]}"#, "data: [DONE]"] } ?? []
            return Reply((chunks + end).joined(separator: "\n\n") + "\n\n", type: "text/event-stream")
        }

        /// A text, streamed.
        public static func says(_ text: String, reason: String? = "stop") -> Reply {
            let content = (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return events(#"{"content":\#(content)}"#, reason: reason)
        }
    }

    private struct State {
        var behaviours: [Behaviour] = []
        var requests: [String] = []
        var keys: [String?] = []
    }
    private let state = Mutex(State())

    public init() {}

    /// The bodies of the requests that came.
    public var requests: [String] { state.withLock { $0.requests } }
    public var keys: [String?] { state.withLock { $0.keys } }

    /// What it does with the next requests; the last goes on for all that follow.
    public func then(_ behaviours: Behaviour...) { state.withLock { $0.behaviours = behaviours } }

    /// - Parameter body: gets the address to name as the model's.
    public func run(_ body: @escaping @Sendable (URL) async throws -> Void) async throws {
        let router = Router()
        router.post("v1/chat/completions") { [self] request, _ in
            let text = String(buffer: try await request.body.collect(upTo: 1 << 22))
            let behaviour = state.withLock { state -> Behaviour in
                state.requests.append(text)
                state.keys.append(request.headers[.authorization])
                return state.behaviours.count > 1
                    ? state.behaviours.removeFirst() : state.behaviours.first ?? .writes("")
            }
            if case .script(let script) = behaviour {
                let reply = script(text)
                return Response(
                    status: .init(code: reply.status), headers: [.contentType: reply.type],
                    body: .init(byteBuffer: ByteBuffer(string: reply.body)))
            }
            return try Self.answer(behaviour)
        }
        router.post("v1/audio/transcriptions") { [self] request, _ in
            let bytes = try await request.body.collect(upTo: 1 << 22)
            state.withLock { $0.requests.append(String(decoding: bytes.readableBytesView, as: UTF8.self)) }
            return #"{"text":"Good morning, team."}"#
        }
        try await LocalServer.run(router) { site in try await body(site.appending(path: "v1")) }
    }

    private static func answer(_ behaviour: Behaviour) throws -> Response {
        switch behaviour {
        case .script: return Response(status: .internalServerError)
        case .refuses(let status, let wait):
            var headers = HTTPFields()
            if let wait { headers[.retryAfter] = wait }
            throw HTTPError(.init(code: status), headers: headers, message: nil)
        case .html:
            return Response(
                status: .ok, headers: [.contentType: "text/html"],
                body: .init(byteBuffer: ByteBuffer(string: "<html>Welcome</html>")))
        case .writes(let text):
            return stream(text) { send in
                try await send(
                    #"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#)
                try await send(#"{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7}}"#)
                try await send("[DONE]")
            }
        case .calls(let arguments):
            return stream("") { send in
                for piece in [arguments.prefix(10), arguments.dropFirst(10)] {
                    let text = String(decoding: try JSONEncoder().encode(String(piece)), as: UTF8.self)
                    try await send(
                        #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":\#(text)}}]}}]}"#)
                }
                try await send(#"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#)
                try await send("[DONE]")
            }
        case .breaksOff(let text): return stream(text) { _ in }
        case .garbles(let text): return stream(text) { send in try await send("{not json") }
        case .hangs(let text, let seconds):
            return stream(text) { send in
                try await Task.sleep(for: .seconds(seconds))
                try await send("[DONE]")
            }
        case .pings(let text, let seconds):
            return stream(text) { send in
                for _ in 0..<Int(seconds * 10) {
                    try await Task.sleep(for: .milliseconds(100))
                    try await send(#"{"choices":[]}"#)
                }
            }
        case .lingers(let text, let seconds):
            return stream(text) { send in
                try await send(#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#)
                try await send(#"{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7}}"#)
                try await send("[DONE]")
                try await Task.sleep(for: .seconds(seconds))
            }
        case .circles(let text):
            return stream("") { send in
                let piece = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
                for _ in 0..<200 {
                    try await send(#"{"choices":[{"delta":{"content":\#(piece)}}]}"#)
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        case .floods:
            return stream("") { send in
                while true { try await send(#"{"choices":[{"delta":{"content":"\#(flood)"}}]}"#) }
            }
        }
    }

    /// Long enough that it ends an answer by its length before it goes round in circles.
    private static let flood = (0..<3000).map { "more\($0) " }.joined()

    private static func stream(
        _ text: String, _ end: @escaping @Sendable (_ send: (String) async throws -> Void) async throws -> Void
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: ResponseBody { writer in
                func send(_ data: String) async throws {
                    // In two parts, so that events and characters are torn.
                    let bytes = Array("data: \(data)\r\n\r\n".utf8)
                    try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
                    try await writer.write(ByteBuffer(bytes: bytes.dropFirst(bytes.count / 2)))
                }
                try await writer.write(ByteBuffer(string: ": a comment\r\n\r\n"))
                for word in text.split(separator: " ", omittingEmptySubsequences: false).map({ "\($0) " })
                where !text.isEmpty {
                    let content = String(decoding: try JSONEncoder().encode(word), as: UTF8.self)
                    try await send(#"{"choices":[{"delta":{"content":\#(content)}}]}"#)
                }
                try await end(send)
                try await writer.finish(nil)
            })
    }
}
