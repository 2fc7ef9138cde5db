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
        case refused(host: String, status: Int)
        case notVectors(host: String)
        /// A decision made here is against it.
        case notAllowed(String)

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
            case .notVectors: "embedder.notVectors"
            case .notAllowed: "embedder.notAllowed"
            }
        }
        public var message: String {
            switch self {
            case .badAddress: ModelServer.badAddress(before: "/embeddings")
            case .unreachable(let host): ModelServer.unreachable(host)
            case .refused(let host, let status): ModelServer.refused(host, status)
            case .notAllowed(let reason): reason
            case .notVectors(let host):
                "\(host) answers, but not with one vector for each text, of a multiple of 64 numbers, 16384 at most. Check the model."
            }
        }
    }

    public let endpoint: Endpoint
    private let http: OutboundHTTP
    private let pause: @Sendable (Double) async throws -> Void
    /// Most texts and characters of one request.
    static let batch = (texts: 64, characters: 100_000)
    /// Most numbers of a vector that the index holds.
    static let mostDimensions = 1 << 14

    /// - Parameter pause: waits some seconds; tests count them instead.
    public init(
        _ endpoint: Endpoint, through gate: OutboundGate,
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        (self.endpoint, self.pause) = (endpoint, pause)
        http = OutboundHTTP(
            gate, purpose: "embedding", carrying: ["passages"], insideHosts: Set([endpoint.baseURL.host() ?? ""]))
    }

    /// Unit vectors of some texts, in their order. A server that is busy or away is asked three times, with 1 to 10
    /// seconds between, or as long as it asks for.
    /// - Parameters:
    ///   - patience: seconds for one request.
    ///   - isUrgent: asked once only.
    /// - Throws: `Failure`, or `CancellationError`.
    public func embed(_ texts: [String], patience: Double = 60, isUrgent: Bool = false) async throws -> [[Float]] {
        var result: [[Float]] = []
        var rest = texts[...]
        while !rest.isEmpty {
            var (count, characters) = (0, 0)
            for text in rest.prefix(Self.batch.texts) {
                characters += text.count
                if count > 0, characters > Self.batch.characters { break }
                count += 1
            }
            result += try await ask(Array(rest.prefix(count)), patience, tries: isUrgent ? 1 : ModelServer.tries)
            rest = rest.dropFirst(count)
        }
        return result
    }

    private struct Question: Encodable {
        let model: String, input: [String], dimensions: Int?, encoding_format = "float"
    }

    private struct Reply: Decodable {
        struct Item: Decodable { let index: Int, embedding: [Float] }
        let data: [Item]
    }

    private func ask(_ texts: [String], _ patience: Double, tries: Int) async throws -> [[Float]] {
        let host = endpoint.baseURL.host() ?? ""
        var headers = ["Content-Type": "application/json"]
        if let key = endpoint.key { headers["Authorization"] = "Bearer \(key)" }
        let body = try JSONEncoder().encode(
            Question(model: endpoint.model, input: texts, dimensions: endpoint.dimensions))
        let url = endpoint.baseURL.appending(path: "embeddings")
        return try await ModelServer(host: host, pause: pause).trying(tries) {
            do {
                let answer = try await http.post(url, headers: headers, body: body, timeout: .seconds(patience))
                guard answer.status == 200 else {
                    return try ModelServer.refused(answer, Failure.refused(host: host, status: answer.status))
                }
                return .done(try vectors(answer.body, count: texts.count, host))
            } catch OutboundHTTP.Failure.badAddress {
                throw Failure.badAddress
            } catch let failure as OutboundHTTP.Failure {
                if let reason = failure.decision(host) { throw Failure.notAllowed(reason) }
                guard failure == .unreachable else { throw Failure.notVectors(host: host) }
                return .failed(Failure.unreachable(host: host))
            }
        }
    }

    private func vectors(_ body: Data, count: Int, _ host: String) throws -> [[Float]] {
        guard let reply = try? JSONDecoder().decode(Reply.self, from: body), reply.data.count == count,
            let length = reply.data.first?.embedding.count, length % 64 == 0,
            (64...Self.mostDimensions).contains(length),
            endpoint.dimensions == nil || endpoint.dimensions == length,
            Set(reply.data.map(\.index)) == Set(0..<count)
        else { throw Failure.notVectors(host: host) }
        return try reply.data.sorted { $0.index < $1.index }.map { item in
            let size = item.embedding.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard item.embedding.count == length, size.isFinite, size > 0 else { throw Failure.notVectors(host: host) }
            return item.embedding.map { $0 / size }
        }
    }
}
