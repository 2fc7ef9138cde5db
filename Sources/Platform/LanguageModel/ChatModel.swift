public import Foundation
public import Kernel
public import Outbound

/// A model that writes, spoken to as OpenAI's `/chat/completions` is, streaming, in whichever form its server takes.
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
    private let form: ChatForm
    private let contextTokens: Int
    private let breaker: CircuitBreaker
    private let http: OutboundHTTP
    private let patience: Duration
    private let stall: Duration
    private let pause: @Sendable (Double) async throws -> Void
    public static let tries = ModelServer.tries
    /// How long an answer's first word may take: models on a plain machine read the passages for a minute.
    public static let patience: Duration = .seconds(120)
    /// How long it may write nothing once it has begun: quotations are there, and somebody waits.
    public static let stall: Duration = .seconds(20)
    /// What may still come after the answer's end, such as what it took, comes at once.
    private static let afterEnd: Duration = .seconds(2)
    /// Most bytes and the longest time of one answer.
    static let largest = 8 << 20
    static let longest: Duration = .seconds(300)
    /// A try that failed after so long is not made again: somebody waits.
    static let soon: Duration = .seconds(10)
    /// Most changes of form for one question.
    private static let forms = 10

    /// - Parameters:
    ///   - form: as it was found out before.
    ///   - contextTokens: what it takes at once, with what it writes.
    ///   - gate: the way out.
    ///   - classes: what data it is sent, for those who keep account.
    ///   - breaker: shared by all that speak to the same server.
    ///   - patience: how long to wait for the first word.
    ///   - stall: how long to wait for each next one.
    ///   - pause: waits some seconds; tests count them instead.
    public init(
        _ endpoint: Endpoint, form: ChatForm = .init(), contextTokens: Int = 32_768, through gate: OutboundGate,
        for purpose: String = "answer", carrying classes: [String] = [],
        breaker: CircuitBreaker, patience: Duration = ChatModel.patience, stall: Duration = ChatModel.stall,
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        (self.endpoint, self.form, self.contextTokens) = (endpoint, form, contextTokens)
        (self.breaker, self.patience, self.stall, self.pause) = (breaker, patience, min(stall, patience), pause)
        http = OutboundHTTP(
            gate, purpose: purpose, carrying: classes,
            insideHosts: endpoint.mayBeInside ? Set([endpoint.baseURL.host() ?? ""]) : [], areInside: true,
            patience: patience)
    }

    private var host: String { endpoint.baseURL.host() ?? "" }

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
    private enum Outcome {
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
                    let next = form.adapted(to: words, asked: asked)
                        ?? (isTrial && failure.mayBeOfForm(words) ? form.plainer() : nil)
                else { throw failure }
                form = next
            }
        }
        throw Failure.garbled(host: host)
    }

    private var headers: [String: String] {
        var headers = ["Content-Type": "application/json", "Accept": "text/event-stream, application/json"]
        guard let key = endpoint.key else { return headers }
        // Azure's flavour reads the second name, and refuses what it does not know in the first.
        headers["api-key"] = key
        if !host.hasSuffix(".azure.com") { headers["Authorization"] = "Bearer \(key)" }
        return headers
    }

    private func attempt(
        _ question: ChatQuestion, _ form: ChatForm, _ tries: Int, _ isTrial: Bool,
        _ onText: (String) async throws -> Void, _ onAnew: () async throws -> Void
    ) async throws -> Outcome {
        let body = try JSONEncoder().encode(question.body(form))
        return try await ModelServer(host: host, pause: pause).trying(tries) {
            let start = ContinuousClock.now
            var (reading, lastWord) = (ChatStream(start: start, beginsInThoughts: form.beginsInThoughts), start)
            func hand(_ pieces: [TemplateMarks.Shown]) async throws {
                for piece in pieces {
                    if piece.isAnew { try await onAnew() }
                    if !piece.text.isEmpty { try await onText(piece.text) }
                }
                if reading.isEndless { throw ChatStream.Trouble.garbled }
                if reading.isCircling { throw Failure.circling(host: host) }
            }
            let address = endpoint.baseURL.appending(path: "chat/completions")
            do {
                let answer = try await http.stream(
                    address, headers: headers, body: body,
                    timeout: Self.longest, maxBytes: Self.largest
                ) { bytes in
                    let (words, wasEnded) = (reading.words, reading.isEnded)
                    try await hand(try reading.take(bytes))
                    // What only keeps the connection alive is no word.
                    if reading.words > words || reading.isEnded != wasEnded { lastWord = .now }
                } deadline: {
                    // Thoughts are words; a server that only keeps the connection alive is given up like one that is silent.
                    reading.isEnded
                        ? lastWord + Self.afterEnd
                        : min(lastWord + (reading.hasBegun ? stall : patience), start + Self.longest)
                }
                if let misfit = Misfit(answer, at: address) { throw Failure.misfit(host: host, misfit) }
                guard answer.status == 200 else { return try refused(answer, form) }
                try await hand(try reading.end())
                return .done(try outcome(of: reading, question, form, isTrial))
            } catch ChatStream.Trouble.told(let words) {
                if words.isFiltered { throw Failure.filtered(host: host) }
                guard !reading.hasBegun else { throw Failure.cut(host: host) }
                return .done(.refused(.refused(host: host, status: 200, words: words.sentence), words))
            } catch ChatStream.Trouble.page {
                throw Failure.misfit(host: host, .page)
            } catch is ChatStream.Trouble {
                throw reading.hasBegun ? Failure.cut(host: host) : .garbled(host: host)
            } catch OutboundHTTP.Failure.badAddress {
                throw Failure.badAddress
            } catch OutboundHTTP.Failure.packed {
                throw Failure.misfit(host: host, .packed)
            } catch let failure as OutboundHTTP.Failure {
                if let reason = failure.decision(host) { throw Failure.notAllowed(reason) }
                // Once it has said that this is the end, how the connection ends is nobody's concern: many servers over TLS
                // just hang up, and others leave it open.
                if reading.isEnded {
                    try await hand(try reading.end())
                    return .done(try outcome(of: reading, question, form, isTrial))
                }
                if failure == .silent, reading.hasBegun {
                    throw Failure.stalled(host: host, seconds: Int(stall / .seconds(1)))
                }
                guard !reading.hasBegun else { throw Failure.cut(host: host) }
                let waited = ContinuousClock.now - start
                if failure == .silent || waited >= min(patience, Self.longest) {
                    throw Failure.slow(host: host, seconds: Int(waited / .seconds(1)))
                }
                guard waited < Self.soon else { throw Failure.unreachable(host: host) }
                return .failed(Failure.unreachable(host: host))
            }
        }
    }

    /// A refusal of this form, or of everything.
    private func refused(_ answer: OutboundHTTP.Answer, _ form: ChatForm) throws -> ModelServer.Attempt<Outcome> {
        let words = ServerWords(answer.body)
        let failure = Failure.refused(host: host, status: answer.status, words: words.sentence)
        if words.isFiltered, answer.status < 500 { throw Failure.filtered(host: host) }
        if answer.status == 429, let asked = answer.retryAfter, asked > ModelServer.longestWait {
            breaker.leave(for: asked)
        }
        let overflow = words.overflow
        // A bound on what is written alone is the form's.
        if overflow.isThere, answer.status != 429, form.adapted(to: words, asked: .max)?.mostTokens == nil {
            throw Failure.overflow(host: host, tokens: overflow.tokens)
        }
        if [401, 402, 403, 429].contains(answer.status) { return try ModelServer.refused(answer, failure) }
        // Some say with 500 what their template does not take.
        if answer.status < 500 || form.adapted(to: words, asked: .max) != nil { return .done(.refused(failure, words)) }
        return try ModelServer.refused(answer, failure)
    }

    private func outcome(of reading: ChatStream, _ question: ChatQuestion, _ form: ChatForm, _ isTrial: Bool) throws
        -> Outcome
    {
        guard reading.isEnded else { throw reading.hasBegun ? Failure.cut(host: host) : .garbled(host: host) }
        if reading.isFailed { throw Failure.cut(host: host) }
        if reading.isFiltered { throw Failure.filtered(host: host) }
        if reading.isEmpty {
            let failure = Failure.empty(host: host, hasThoughts: reading.hasThoughts)
            // What it spent nobody sees, where thoughts are kept there.
            if reading.isCut || reading.hasThoughts { return .thoughtOnly(failure) }
            throw failure
        }
        if reading.isCut, !isTrial { throw Failure.tooLong(host: host) }
        var found = form
        found.thinks = form.thinks || reading.hasThoughts
        found.beginsInThoughts = form.beginsInThoughts || reading.beginsInThoughts
        return .written(reading.completion(question.shape, found))
    }
}
