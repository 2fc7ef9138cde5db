public import Foundation
public import Kernel
public import Outbound

/// A model that writes, spoken to as OpenAI's `/chat/completions` is, streaming.
public struct ChatModel: Sendable {
    /// Which server and model.
    public struct Endpoint: Sendable, Equatable {
        /// Up to and without `/chat/completions`, such as `https://api.openai.com/v1`.
        public var baseURL: URL
        public var model: String
        public var key: String?
        /// Whether an administrator allowed it to be inside the building.
        public var mayBeInside: Bool

        public init(baseURL: URL, model: String, key: String?, mayBeInside: Bool = true) {
            (self.baseURL, self.model, self.key, self.mayBeInside) = (baseURL, model, key, mayBeInside)
        }
    }

    public struct Message: Codable, Sendable, Equatable {
        public enum Role: String, Codable, Sendable { case system, user, assistant }
        public var role: Role
        public var content: String
        public init(_ role: Role, _ content: String) { (self.role, self.content) = (role, content) }
    }

    /// What is asked for in place of a text: a call of a function with arguments of this shape (JSON Schema).
    public struct Tool: Sendable {
        public var name: String, description: String, parameters: JSONValue
        public init(_ name: String, _ description: String, parameters: JSONValue) {
            (self.name, self.description, self.parameters) = (name, description, parameters)
        }
    }

    /// How the answer is to be shaped.
    public enum Shape: Sendable {
        case text
        /// Arguments for a tool, which the model must call.
        case call(Tool)
        /// An object of the tool's shape, for servers that know no tools (`response_format`).
        case json(Tool)
    }

    /// What was written, and what it took.
    public struct Completion: Sendable, Equatable {
        /// The text; where a tool was to be called, its arguments.
        public var text: String
        /// As the server counts; nil where it does not say.
        public var inputTokens: Int?
        public var outputTokens: Int?
        /// Of the tokens that it read, those that it knew already and sells for less.
        public var cachedTokens: Int?
        /// Whether the model came to its own end; else it ran into a limit.
        public var isWhole: Bool
        /// Milliseconds to the first text.
        public var firstText: Double
    }

    /// Why nothing, or not all, was written.
    public enum Failure: UserFacingError, Equatable {
        case badAddress
        case unreachable(host: String)
        case refused(host: String, status: Int)
        /// It answers, but not as the protocol says.
        case garbled(host: String)
        /// The answer broke off, or did not end.
        case cut(host: String)
        /// It failed five times in a row and is left alone for a while.
        case resting(host: String)
        /// A decision made here is against it: nothing may leave, or it is inside the building.
        case notAllowed(String)

        /// Whether anything may have left this machine.
        public var wasSent: Bool {
            switch self {
            case .badAddress, .resting, .notAllowed: false
            default: true
            }
        }

        public var status: Int {
            switch self {
            case .badAddress: 400
            case .notAllowed: 403
            default: 502
            }
        }
        public var code: String {
            switch self {
            case .badAddress: "model.badAddress"
            case .unreachable: "model.unreachable"
            case .refused: "model.refused"
            case .garbled: "model.garbled"
            case .cut: "model.cut"
            case .resting: "model.resting"
            case .notAllowed: "model.notAllowed"
            }
        }
        public var message: String {
            switch self {
            case .badAddress: ModelServer.badAddress(before: "/chat/completions")
            case .unreachable(let host): ModelServer.unreachable(host)
            case .refused(let host, let status): ModelServer.refused(host, status)
            case .garbled(let host): "\(host) answers, but not as a chat model does. Check the address and the model."
            case .cut(let host): "\(host) broke off in the middle of its answer."
            case .resting(let host): "\(host) failed several times in a row. It is asked again in half a minute."
            case .notAllowed(let reason): reason
            }
        }
    }

    public let endpoint: Endpoint
    private let breaker: CircuitBreaker
    private let http: OutboundHTTP
    private let pause: @Sendable (Double) async throws -> Void
    public static let tries = ModelServer.tries
    /// Most bytes and the longest time of one answer.
    static let largest = 8 << 20
    static let longest: Duration = .seconds(180)

    /// - Parameters:
    ///   - gate: the way out.
    ///   - classes: what data it is sent, for those who keep account.
    ///   - breaker: shared by all that speak to the same server.
    ///   - patience: how long to wait for the first bytes, and for each next.
    ///   - pause: waits some seconds; tests count them instead.
    public init(
        _ endpoint: Endpoint, through gate: OutboundGate, for purpose: String = "answer",
        carrying classes: [String] = [],
        breaker: CircuitBreaker, patience: Duration = .seconds(30),
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        (self.endpoint, self.breaker, self.pause) = (endpoint, breaker, pause)
        http = OutboundHTTP(
            gate, purpose: purpose, carrying: classes,
            insideHosts: endpoint.mayBeInside ? Set([endpoint.baseURL.host() ?? ""]) : [], areInside: true,
            patience: patience)
    }

    /// Has an answer written. A server that is busy or away is asked three times, with 1 to 10 seconds between or as long
    /// as it asks for; once it has begun to write, it is not asked again.
    /// - Parameters:
    ///   - shape: a text, or an object of a given shape.
    ///   - onText: takes each piece of text as it comes.
    /// - Throws: `Failure`, `CancellationError`, or what `onText` throws.
    public func write(
        _ messages: [Message], shape: Shape = .text, maxTokens: Int, temperature: Double = 0.3,
        tries: Int = ChatModel.tries,
        onText: (String) async throws -> Void
    ) async throws -> Completion {
        let host = endpoint.baseURL.host() ?? ""
        guard breaker.admits() else { throw Failure.resting(host: host) }
        do {
            let completion = try await attempt(
                Question(endpoint.model, messages, shape, maxTokens, temperature), tries, host, onText)
            breaker.succeeded()
            return completion
        } catch let failure as Failure {
            failure.wasSent ? breaker.failed() : breaker.abandoned()
            throw failure
        } catch {
            breaker.abandoned()
            throw error
        }
    }

    private struct Question: Encodable {
        struct StreamOptions: Encodable { let include_usage = true }
        let model: String, messages: [Message], max_tokens: Int, temperature: Double
        let stream = true, stream_options = StreamOptions()
        var tools: JSONValue?, tool_choice: JSONValue?, response_format: JSONValue?

        init(_ model: String, _ messages: [Message], _ shape: Shape, _ maxTokens: Int, _ temperature: Double) {
            (self.model, self.messages, max_tokens, self.temperature) = (model, messages, maxTokens, temperature)
            switch shape {
            case .text: break
            case .call(let tool):
                let function: JSONValue = [
                    "name": .string(tool.name), "description": .string(tool.description), "parameters": tool.parameters,
                ]
                tools = [["type": "function", "function": function]]
                tool_choice = ["type": "function", "function": ["name": .string(tool.name)]]
            case .json(let tool):
                let schema: JSONValue = ["name": .string(tool.name), "schema": tool.parameters, "strict": true]
                response_format = ["type": "json_schema", "json_schema": schema]
            }
        }
    }

    private func attempt(
        _ question: Question, _ tries: Int, _ host: String,
        _ onText: (String) async throws -> Void
    ) async throws -> Completion {
        var headers = ["Content-Type": "application/json", "Accept": "text/event-stream"]
        // Azure's flavour reads the second name.
        if let key = endpoint.key { (headers["Authorization"], headers["api-key"]) = ("Bearer \(key)", key) }
        let body = try JSONEncoder().encode(question)
        return try await ModelServer(host: host, pause: pause).trying(tries) {
            var reading = ChatStream(start: .now)
            do {
                let answer = try await http.stream(
                    endpoint.baseURL.appending(path: "chat/completions"), headers: headers, body: body,
                    timeout: Self.longest, maxBytes: Self.largest
                ) { bytes in
                    for text in try reading.take(bytes) { try await onText(text) }
                }
                guard answer.status == 200 else {
                    return try ModelServer.refused(answer, Failure.refused(host: host, status: answer.status))
                }
                guard reading.isEnded else {
                    throw reading.text.isEmpty ? Failure.garbled(host: host) : .cut(host: host)
                }
                return .done(reading.completion)
            } catch is ChatStream.Garbled {
                throw reading.text.isEmpty ? Failure.garbled(host: host) : .cut(host: host)
            } catch OutboundHTTP.Failure.badAddress {
                throw Failure.badAddress
            } catch let failure as OutboundHTTP.Failure {
                if let reason = failure.decision(host) { throw Failure.notAllowed(reason) }
                // Once it has said that this is the end, how the connection ends is nobody's concern: many servers over TLS
                // just hang up.
                if reading.isEnded { return .done(reading.completion) }
                guard reading.text.isEmpty else { throw Failure.cut(host: host) }
                return .failed(Failure.unreachable(host: host))
            }
        }
    }
}

/// One answer as it streams in.
private struct ChatStream {
    struct Garbled: Error {}

    private struct Chunk: Decodable {
        struct Choice: Decodable {
            struct Delta: Decodable {
                struct Call: Decodable {
                    struct Function: Decodable { let arguments: String? }
                    let function: Function?
                }
                let content: String?, tool_calls: [Call]?
            }
            let delta: Delta?, finish_reason: String?
        }
        struct Usage: Decodable {
            struct Details: Decodable { let cached_tokens: Int? }
            let prompt_tokens: Int?, completion_tokens: Int?, prompt_tokens_details: Details?
        }
        let choices: [Choice]?, usage: Usage?
    }

    private let start: ContinuousClock.Instant
    private var events = EventStream()
    private var usage: Chunk.Usage?
    private var reason: String?
    private var firstText: Double?
    private(set) var text = ""
    private var isDone = false

    init(start: ContinuousClock.Instant) { self.start = start }

    /// Whether the server said that this is the end.
    var isEnded: Bool { isDone || reason != nil }

    /// - Returns: the pieces of text in these bytes.
    mutating func take(_ bytes: Data) throws -> [String] {
        var pieces: [String] = []
        guard let found = try? events.take(bytes) else { throw Garbled() }
        for event in found {
            if event == "[DONE]" {
                isDone = true
                continue
            }
            guard let chunk = try? JSONDecoder().decode(Chunk.self, from: Data(event.utf8)) else { throw Garbled() }
            usage = chunk.usage ?? usage
            for choice in chunk.choices ?? [] {
                reason = choice.finish_reason ?? reason
                let called = choice.delta?.tool_calls?.compactMap { $0.function?.arguments }.joined() ?? ""
                let piece = (choice.delta?.content ?? "") + called
                guard !piece.isEmpty else { continue }
                firstText = firstText ?? (ContinuousClock.now - start) / .milliseconds(1)
                text += piece
                pieces.append(piece)
            }
        }
        return pieces
    }

    var completion: ChatModel.Completion {
        .init(
            text: text, inputTokens: usage?.prompt_tokens, outputTokens: usage?.completion_tokens,
            cachedTokens: usage?.prompt_tokens_details?.cached_tokens,
            isWhole: reason != "length", firstText: firstText ?? 0)
    }
}
