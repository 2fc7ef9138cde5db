public import Foundation
public import Kernel
public import Outbound

/// A model that writes, spoken to in its provider's protocol, streaming, in whichever form its server takes.
public struct ChatModel: Sendable {
    /// Which server and model.
    public struct Endpoint: Sendable, Equatable {
        public var kind: ProviderKind
        /// Up to and without what is asked there, such as `https://api.openai.com/v1`, which ends before
        /// `/chat/completions`.
        public var baseURL: URL
        public var model: String
        public var key: String?
        /// Whether an administrator allowed it to be inside the building.
        public var mayBeInside: Bool
        /// Where Bedrock is, where its address does not say so.
        public var region: String?

        public init(
            kind: ProviderKind = .openai, baseURL: URL, model: String, key: String?, mayBeInside: Bool = true,
            region: String? = nil
        ) {
            (self.kind, self.baseURL, self.model, self.key) = (kind, baseURL, model, key)
            (self.mayBeInside, self.region) = (mayBeInside, region)
        }

        /// The region that requests to Bedrock are signed for.
        var signingRegion: String? {
            ProviderKind.region(ofHost: baseURL.host() ?? "") ?? region.flatMap { ProviderKind.isRegion($0) ? $0 : nil }
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
        /// An object of the tool's shape, for servers that know no tools: by `response_format`, or by words alone.
        case json(Tool)
    }

    /// What was written, and what it took.
    public struct Completion: Sendable, Equatable {
        /// The text, without thoughts and the marks of templates; where a tool was to be called, its arguments.
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
        /// The form in which the server took the question: to be kept.
        public var form: ChatForm
    }

    public let endpoint: Endpoint
    let form: ChatForm
    let contextTokens: Int
    let breaker: CircuitBreaker
    let pace: (any RequestPace)?
    let missing: [ProviderPromise]
    let http: OutboundHTTP
    let patience: Duration
    let stall: Duration
    let pause: @Sendable (Double) async throws -> Void
    public static let tries = ModelServer.tries
    /// How long an answer's first word may take: models on a plain machine read the passages for a minute.
    public static let patience: Duration = .seconds(120)
    /// How long it may write nothing once it has begun: quotations are there, and somebody waits.
    public static let stall: Duration = .seconds(20)
    /// Most changes of form for one question.
    private static let forms = 10

    /// - Parameters:
    ///   - form: as it was found out before.
    ///   - contextTokens: what it takes at once, with what it writes.
    ///   - gate: the way out.
    ///   - classes: what data it is sent, for those who keep account.
    ///   - missing: promises for want of which what it is sent must stay inside the building; none where it may leave.
    ///   - breaker, pace: shared by all that speak to the same server.
    ///   - patience: how long to wait for the first word.
    ///   - stall: how long to wait for each next one.
    ///   - pause: waits some seconds; tests count them instead.
    public init(
        _ endpoint: Endpoint, form: ChatForm = .init(), contextTokens: Int = 32_768, through gate: OutboundGate,
        for purpose: String = "answer", carrying classes: [String] = [], lacking missing: [ProviderPromise] = [],
        breaker: CircuitBreaker, pace: (any RequestPace)? = nil, patience: Duration = ChatModel.patience,
        stall: Duration = ChatModel.stall,
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        (self.endpoint, self.form, self.contextTokens, self.missing) = (endpoint, form, contextTokens, missing)
        (self.breaker, self.patience, self.stall, self.pause) = (breaker, patience, min(stall, patience), pause)
        self.pace = pace
        http = OutboundHTTP(
            gate, purpose: purpose, carrying: classes,
            insideHosts: endpoint.mayBeInside ? Set([endpoint.baseURL.host() ?? ""]) : [], areInside: true,
            staysInside: !missing.isEmpty, patience: patience)
    }

    var host: String { endpoint.baseURL.host() ?? "" }

    /// Has an answer written. A server that is busy or away is asked three times, with 1 to 10 seconds between or as long
    /// as it asks for; once it has begun to write, or has let somebody wait, it is not asked again. What it refuses of
    /// the question's form is left out, and it is asked in another.
    /// - Parameters:
    ///   - shape: a text, or an object of a given shape.
    ///   - isTrial: other forms are tried too where a refusal does not say why, and a text that was cut will do.
    ///   - onText: takes each piece of text as it comes.
    ///   - onAnew: what came before is no answer; it begins anew.
    /// - Throws: `Failure`, `CancellationError`, or what `onText` throws.
    public func write(
        _ messages: [Message], shape: Shape = .text, maxTokens: Int, temperature: Double = 0.3,
        tries: Int = ChatModel.tries, isTrial: Bool = false,
        onText: (String) async throws -> Void, onAnew: () async throws -> Void = {}
    ) async throws -> Completion {
        if let seconds = breaker.isLeft() { throw Failure.limited(host: host, seconds: seconds) }
        guard breaker.admits() else { throw Failure.resting(host: host) }
        do {
            let completion = try await negotiate(
                ChatQuestion(
                    model: endpoint.model, messages: messages, shape: shape, maxTokens: maxTokens,
                    temperature: temperature, contextTokens: contextTokens), tries, isTrial, onText, onAnew)
            breaker.succeeded()
            return completion
        } catch let failure as Failure {
            if !failure.wasSent {
                breaker.abandoned()
            } else if failure.isOfServer {
                breaker.failed()
            } else {
                breaker.succeeded()
            }
            throw failure
        } catch {
            breaker.abandoned()
            throw error
        }
    }

    /// What one form came to.
    enum Outcome {
        case written(Completion)
        /// Another form may do.
        case refused(Failure, ServerWords)
        /// It thinks, and needs more tokens for that.
        case thoughtOnly(Failure)
    }

    private func negotiate(
        _ question: ChatQuestion, _ tries: Int, _ isTrial: Bool,
        _ onText: (String) async throws -> Void, _ onAnew: () async throws -> Void
    ) async throws -> Completion {
        var form = self.form
        for _ in 0..<Self.forms {
            switch try await attempt(question, form, tries, isTrial, onText, onAnew) {
            case .written(let completion): return completion
            case .thoughtOnly(let failure):
                guard !form.thinks else { throw failure }
                form.thinks = true
            case .refused(let failure, let words):
                let asked = question.maxTokens(form)
                guard
                    let next = wire.form(after: form, words, asked: asked)
                        ?? (isTrial && failure.mayBeOfForm(words) ? wire.plainer(form) : nil)
                else { throw failure }
                form = next
            }
        }
        throw Failure.garbled(host: host)
    }

    var wire: any ChatWire { endpoint.kind.wire }
}
