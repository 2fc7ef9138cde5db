public import Foundation
import Hummingbird
import Synchronization

/// A server that speaks `/v1/embeddings` on this machine, for tests: it answers with vectors that depend on the words
/// of a text, and can be told to fail.
public final class EmbeddingServer: Sendable {
    private struct State {
        var requests: [[String]] = []
        var keys: [String?] = []
        /// Statuses to answer with before the first good answer, and the seconds to ask the client to wait.
        var failures: [(status: Int, retryAfter: String?)] = []
        /// Most words of a text; a request with a longer one is refused whole, as llama.cpp's server does.
        var words = Int.max
        var refusals = 0
        /// A word that the model makes no numbers of, and the status that any request with it gets.
        var poison: (word: String, status: Int)?
        var dimensions: Int
    }

    private let state: Mutex<State>

    public init(dimensions: Int) { state = Mutex(State(dimensions: dimensions)) }

    /// Gives vectors of another length from now on, as another model by the same name does.
    public func change(dimensions: Int) { state.withLock { $0.dimensions = dimensions } }

    /// The texts of each request that was answered.
    public var requests: [[String]] { state.withLock { $0.requests } }
    public var keys: [String?] { state.withLock { $0.keys } }

    /// How many requests were refused for the length of a text.
    public var refusals: Int { state.withLock { $0.refusals } }
    /// Refuses every request with a text that holds a word, as a server does whose model gives NaN for it.
    public func poison(_ word: String, status: Int) { state.withLock { $0.poison = (word, status) } }
    public func limit(words: Int) { state.withLock { $0.words = words } }

    public func fail(_ statuses: [Int], retryAfter: String? = nil) {
        state.withLock { $0.failures = statuses.map { ($0, retryAfter) } }
    }

    private struct Question: Decodable { let input: [String], dimensions: Int? }
    private struct Reply: ResponseEncodable {
        struct Item: Encodable { let index: Int, embedding: [Float] }
        let data: [Item]
    }

    /// Runs the server while `body` does its work.
    /// - Parameter body: gets the address to name as the embedder's.
    public func run(_ body: @escaping @Sendable (URL) async throws -> Void) async throws {
        let router = Router()
        router.post("v1/embeddings") { [self] request, context in
            let question = try await request.decode(as: Question.self, context: context)
            let count = question.input.map { $0.split(separator: " ").count }.max() ?? 0
            let isTooLong = state.withLock { state in
                if count > state.words { state.refusals += 1 }
                return count > state.words
            }
            if isTooLong {
                throw HTTPError(
                    .internalServerError,
                    message: "input (\(count) tokens) is too large to process. increase the physical batch size")
            }
            let poisoned = state.withLock { state -> Int? in
                guard let poison = state.poison, question.input.contains(where: { $0.contains(poison.word) }) else {
                    return nil
                }
                state.refusals += 1
                return poison.status
            }
            if let poisoned {
                throw HTTPError(
                    .init(code: poisoned), message: "failed to encode response: json: unsupported value: NaN")
            }
            let failure = state.withLock { state -> (status: Int, retryAfter: String?)? in
                guard state.failures.isEmpty else { return state.failures.removeFirst() }
                state.requests.append(question.input)
                state.keys.append(request.headers[.authorization])
                return nil
            }
            if let failure {
                var headers = HTTPFields()
                if let wait = failure.retryAfter { headers[.retryAfter] = wait }
                throw HTTPError(.init(code: failure.status), headers: headers, message: nil)
            }
            let dimensions = state.withLock { $0.dimensions }
            // Out of order, as the protocol allows.
            return Reply(
                data: question.input.enumerated().reversed().map {
                    .init(index: $0.offset, embedding: vector($0.element, question.dimensions ?? dimensions))
                })
        }
        try await LocalServer.run(router) { site in try await body(site.appending(path: "v1")) }
    }

    /// Counts of words by their hash.
    private func vector(_ text: String, _ dimensions: Int) -> [Float] {
        var vector = [Float](repeating: 0.01, count: dimensions)
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) {
            let hash = word.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
            vector[Int(hash % UInt64(dimensions))] += 1
        }
        return vector
    }
}
