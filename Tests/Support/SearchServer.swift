public import Foundation
import Hummingbird
import Synchronization

/// A server that speaks Perplexity's `/search` on this machine, for tests.
public final class SearchServer: Sendable {
    private let received = Mutex<[String]>([])

    public init() {}

    /// The bodies of the requests that came.
    public var requests: [String] { received.withLock { $0 } }

    /// - Parameter body: gets the address to name as the provider's.
    public func run(_ body: @escaping @Sendable (URL) async throws -> Void) async throws {
        let router = Router()
        router.post("search") { [self] request, _ in
            let text = String(buffer: try await request.body.collect(upTo: 1 << 20))
            received.withLock { $0.append(text) }
            return #"{"results":[{"title":"Tiers","url":"https://example.org/tiers","snippet":"A tier is a level."}]}"#
        }
        try await LocalServer.run(router, body)
    }
}
