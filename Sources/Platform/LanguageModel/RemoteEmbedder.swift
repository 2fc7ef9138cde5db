public import Foundation
public import Kernel
public import Outbound

/// A server that turns text into vectors, spoken to as OpenAI's `/embeddings` is.
public struct RemoteEmbedder: Sendable {
    /// Which server and model.
    public struct Endpoint: Sendable, Equatable {
        /// Up to and without `/embeddings`, such as `https://api.openai.com/v1`.
        public var baseURL: URL
        public var model: String
        /// Asked for where the model shortens its vectors; nil leaves the model's own length.
        public var dimensions: Int?
        public var key: String?

        public init(baseURL: URL, model: String, dimensions: Int?, key: String?) {
            (self.baseURL, self.model, self.dimensions, self.key) = (baseURL, model, dimensions, key)
        }
    }

    /// Why there are no vectors.
    public enum Failure: UserFacingError, Equatable {
        case badAddress
        case unreachable(host: String)
        case refused(host: String, status: Int, words: String? = nil)
        /// Something else answers, or it answers elsewhere.
        case misfit(host: String, Misfit)
        /// Its vectors have another length than those that it gave before, so that the two cannot be compared.
        case otherLength(host: String, before: Int, now: Int)
        /// - why: what it was that is not as it must be.
        case notVectors(host: String, why: String? = nil)
        /// A decision made here is against it.
        case notAllowed(String)

        /// Whether somebody has to mend something: asking again alone does not help.
        public var lasts: Bool {
            switch self {
            case .unreachable: false
            case .refused(_, let status, _): status < 500 && status != 429
            default: true
            }
        }

        /// Whether it may be one of the texts that the server cannot work on, as when its model makes numbers of it that
        /// are none. Fewer texts at once then say which. A server that is busy, away or locked says nothing of texts.
        public var mayLieInTexts: Bool {
            switch self {
            case .refused(_, let status, _): [400, 413, 422, 500].contains(status)
            case .notVectors: true
            default: false
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
            case .badAddress: "embedder.badAddress"
            case .unreachable: "embedder.unreachable"
            case .refused: "embedder.refused"
            case .misfit(_, let what): "embedder.\(what.code)"
            case .otherLength: "embedder.otherLength"
            case .notVectors: "embedder.notVectors"
            case .notAllowed: "embedder.notAllowed"
            }
        }
        public var message: String {
            switch self {
            case .badAddress: ModelServer.badAddress(before: "/embeddings")
            case .unreachable(let host): ModelServer.unreachable(host)
            case .refused(let host, let status, let words): ModelServer.refused(host, status, words)
            case .notAllowed(let reason): reason
            case .misfit(let host, let what): what.message(host)
            case .otherLength(let host, let before, let now):
                "\(host) gave vectors of \(before) numbers and gives \(now) now: it is another model by the same name. Its "
                    + "vectors are not used. Choose it again, which has it read everything anew: homeroom embedder use"
            case .notVectors(let host, let why):
                "\(host) answers, but not with one vector for each text, of 16384 numbers at most"
                    + (why.map { ": \($0)" } ?? "") + ". Check the model."
            }
        }
    }

    public let endpoint: Endpoint
    private let form: EmbeddingForm
    private let http: OutboundHTTP
    private let pause: @Sendable (Double) async throws -> Void
    /// Fewest and most numbers of a vector; the index holds multiples of 64, so zeros are added to others.
    static let dimensions = 8...(1 << 14)
    private static let multiple = 64

    /// - Parameters:
    ///   - form: what is known of the server, shared by all that speak to it.
    ///   - staysInside: nothing of this may leave the building.
    ///   - pause: waits some seconds; tests count them instead.
    public init(
        _ endpoint: Endpoint, form: EmbeddingForm = .init(), through gate: OutboundGate, staysInside: Bool = false,
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        (self.endpoint, self.form, self.pause) = (endpoint, form, pause)
        http = OutboundHTTP(
            gate, purpose: "embedding", carrying: [staysInside ? "students" : "passages"],
            insideHosts: Set([endpoint.baseURL.host() ?? ""]), staysInside: staysInside)
    }

    private var host: String { endpoint.baseURL.host() ?? "" }

    /// Unit vectors of some texts, in their order. A server that is busy or away is asked three times, with 1 to 10
    /// seconds between, or as long as it asks for. One that refuses so many texts, or so long a one, is sent fewer, or
    /// the text in halves, whose vectors are added; that is remembered for the texts to come.
    /// - Parameters:
    ///   - patience: seconds for one request.
    ///   - isUrgent: asked once only.
    /// - Throws: `Failure`, or `CancellationError`.
    public func embed(_ texts: [String], patience: Double = 60, isUrgent: Bool = false) async throws -> [[Float]] {
        if let limited = form.limited { throw limited }
        var sums = [[Float]](repeating: [], count: texts.count)
        var longest = form.current.longestText
        // The next stands last.
        var rest = EmbeddingPart.split(
            texts.enumerated().reversed().map { EmbeddingPart($0.element, of: $0.offset) }, longest)
        var suspect: Suspect?
        let before = form.current.texts
        while let next = rest.last {
            let most = form.current
            var (count, characters) = (0, 0)
            for part in rest.reversed().prefix(min(most.texts, suspect?.most ?? .max)) {
                characters += part.text.count
                if count > 0, characters > most.characters { break }
                count += 1
            }
            do {
                let parts = rest.suffix(count).reversed()
                let vectors = try await ask(parts.map(\.text), patience, tries: isUrgent ? 1 : ModelServer.tries)
                for (part, vector) in zip(parts, vectors) { try add(vector, to: &sums[part.place]) }
                rest.removeLast(count)
                // A server that takes nothing at all says nothing of lengths: parts that it takes do.
                if longest < .max { form.learn { [longest] in $0.longestText = min($0.longestText, longest) } }
                suspect?.open -= count
                if let found = suspect, found.open <= 0 {
                    // One by one they are taken: together they were too much.
                    form.learn { values in
                        values.texts = min(values.texts, found.most)
                        values.characters = max(500, min(values.characters, found.characters / 2))
                    }
                    suspect = nil
                }
            } catch let refusal as TooMuch {
                if count == 1 {
                    guard next.halves != nil else { throw refusal.failure }
                    // Texts of as many characters differ in tokens, so that a little less may be too long as well.
                    longest = max(EmbeddingPart.shortest, next.text.count * 9 / 10)
                    rest = EmbeddingPart.split(rest, longest)
                    suspect = nil
                } else if refusal.isNumber {
                    form.learn { $0.texts = max(1, min($0.texts, count / 2)) }
                } else {
                    suspect = Suspect(open: suspect?.open ?? count, most: count / 2, characters: characters)
                }
            } catch let failure as Failure where count == 1 && failure.mayLieInTexts {
                // It is the text: that it was sent with others was not the cause, and others go together as before.
                form.learn { if $0.takesList { $0.texts = max($0.texts, before) } }
                throw failure
            }
        }
        return try sums.map(unit)
    }

    /// Texts that were too much together, or one of them alone was: not every server says which.
    private struct Suspect {
        /// How many of them are still to be sent.
        var open: Int
        /// Most that are sent at once until it is known.
        let most: Int
        /// Of the fewest that were refused.
        let characters: Int
    }

    /// A server takes fewer or shorter texts.
    private struct TooMuch: Error {
        let failure: Failure
        /// It says that it is the number of texts.
        let isNumber: Bool
    }

    private func add(_ vector: [Float], to sum: inout [Float]) throws {
        guard sum.isEmpty || sum.count == vector.count else {
            throw Failure.notVectors(host: host, why: "they differ in length")
        }
        sum = sum.isEmpty ? vector : zip(sum, vector).map { $0 + $1 }
    }

    private func body(_ texts: [String], _ values: EmbeddingForm.Values) throws -> Data {
        var body: [String: JSONValue] = ["model": .string(endpoint.model)]
        body["input"] = texts.count == 1 && !values.takesList ? .string(texts[0]) : .array(texts.map { .string($0) })
        if let dimensions = endpoint.dimensions { body["dimensions"] = .number(Double(dimensions)) }
        if values.takesEncoding { body["encoding_format"] = "float" }
        return try JSONEncoder().encode(JSONValue.object(body))
    }

    private func ask(_ texts: [String], _ patience: Double, tries: Int) async throws -> [[Float]] {
        var headers = ["Content-Type": "application/json"]
        if let key = endpoint.key {
            headers["api-key"] = key
            if !host.hasSuffix(".azure.com") { headers["Authorization"] = "Bearer \(key)" }
        }
        let url = endpoint.baseURL.appending(path: "embeddings")
        let sent = headers
        for _ in 0..<3 {
            let values = form.current
            let body = try body(texts, values)
            let found = try await ModelServer(host: host, pause: pause).trying(tries) {
                () -> ModelServer.Attempt<[[Float]]?> in
                do {
                    let answer = try await http.post(url, headers: sent, body: body, timeout: .seconds(patience))
                    if let misfit = Misfit(answer, at: url) { throw Failure.misfit(host: host, misfit) }
                    guard answer.status == 200 else { return try refused(answer, texts.count, values) }
                    guard !Misfit.isPage(answer.body) else { throw Failure.misfit(host: host, .page) }
                    return .done(try vectors(answer.body, count: texts.count))
                } catch OutboundHTTP.Failure.badAddress {
                    throw Failure.badAddress
                } catch OutboundHTTP.Failure.packed {
                    throw Failure.misfit(host: host, .packed)
                } catch let failure as OutboundHTTP.Failure {
                    if let reason = failure.decision(host) { throw Failure.notAllowed(reason) }
                    guard failure == .unreachable else { throw Failure.notVectors(host: host) }
                    return .failed(Failure.unreachable(host: host))
                }
            }
            if let found { return found }
        }
        throw Failure.notVectors(host: host)
    }

    /// - Returns: nothing where another form is to be tried.
    private func refused(_ answer: OutboundHTTP.Answer, _ count: Int, _ values: EmbeddingForm.Values) throws
        -> ModelServer.Attempt<[[Float]]?>
    {
        let words = ServerWords(answer.body)
        let failure = Failure.refused(host: host, status: answer.status, words: words.sentence)
        if answer.status == 429, let asked = answer.retryAfter, asked > ModelServer.longestWait {
            form.leave(for: asked, failure)
        }
        if [401, 402, 403, 404, 429].contains(answer.status) { return try ModelServer.refused(answer, failure) }
        let text = words.whole.lowercased()
        if values.takesEncoding, text.contains("encoding_format") {
            form.learn { $0.takesEncoding = false }
            return .done(nil)
        }
        let isNumber = text.contains(
            /batch|(?:too many|number of|at most|maximum|up to|exceed)[^.]{0,40}(?:input|text|item|string|document|element)s/
        )
        let isLength = text.contains(/token|too (?:long|large|big)|length|context|characters|truncat/)
        if answer.status == 413 || isNumber || isLength && answer.status < 500 {
            throw TooMuch(failure: failure, isNumber: isNumber && !text.contains("token"))
        }
        if count > 1, answer.status == 400 || answer.status == 422 {
            // It does not say: one that takes a single text is found so.
            throw TooMuch(failure: failure, isNumber: true)
        }
        if count == 1, values.takesList, text.contains("string"), answer.status == 400 || answer.status == 422 {
            form.learn { ($0.takesList, $0.texts) = (false, 1) }
            return .done(nil)
        }
        return try ModelServer.refused(answer, failure)
    }

    private func vectors(_ body: Data, count: Int) throws -> [[Float]] {
        let found: [[Float]]
        do { found = try EmbeddingReply.vectors(body, count: count) } catch {
            throw Failure.notVectors(host: host, why: error.why)
        }
        guard let length = found.first?.count, Self.dimensions.contains(length) else {
            throw Failure.notVectors(host: host, why: "they have \(found.first?.count ?? 0) numbers")
        }
        guard found.allSatisfy({ $0.count == length }) else {
            throw Failure.notVectors(host: host, why: "they differ in length")
        }
        if let wanted = endpoint.dimensions, wanted != length {
            throw Failure.notVectors(host: host, why: "they have \(length) numbers, and \(wanted) were asked for")
        }
        return try found.map(unit)
    }

    /// Of length 1, with zeros up to a multiple of 64: they change no angle.
    private func unit(_ vector: [Float]) throws -> [Float] {
        let size = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard size.isFinite, size > 0 else { throw Failure.notVectors(host: host, why: "one of them has no length") }
        let missing = (Self.multiple - vector.count % Self.multiple) % Self.multiple
        return vector.map { $0 / size } + [Float](repeating: 0, count: missing)
    }
}
