import Foundation
import LanguageModel
import Outbound
import Synchronization
import TestSupport
import Testing

@Suite("Remote embedder") struct RemoteEmbedderTests {
    @Test("texts go in batches and come back as unit vectors in their order, with the key and the length asked for")
    func batches() async throws {
        let server = EmbeddingServer(dimensions: 128)
        try await server.run { url in
            let embedder = RemoteEmbedder(
                .init(baseURL: url, model: "m", dimensions: 64, key: "secret"), through: .init())
            let texts = (0..<150).map { "text \($0) of words" } + [String(repeating: "long ", count: 30_000)]
            let vectors = try await embedder.embed(texts)
            #expect(vectors.count == 151)
            #expect(vectors.allSatisfy { $0.count == 64 && abs($0.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4 })
            #expect(try await embedder.embed([texts[7]])[0] == vectors[7])
            #expect(server.requests.map(\.count) == [64, 64, 22, 1, 1])
            #expect(server.keys.allSatisfy { $0 == "Bearer secret" })
        }
    }

    @Test("a busy server is asked again, no sooner than it says; a refusal is not")
    func retries() async throws {
        let server = EmbeddingServer(dimensions: 64)
        let waits = Waits()
        try await server.run { url in
            let embedder = RemoteEmbedder(.init(baseURL: url, model: "m", dimensions: nil, key: nil), through: .init())
            { seconds in
                waits.all.withLock { $0.append(seconds) }
            }
            server.fail([503, 429])
            #expect(try await embedder.embed(["a"]).count == 1)
            let backoff = waits.all.withLock { $0 }
            #expect(backoff.count == 2 && (1...1.25).contains(backoff[0]) && (2...2.5).contains(backoff[1]))
            server.fail([429], retryAfter: "7")
            _ = try await embedder.embed(["a"])
            #expect(waits.all.withLock { $0.last } == 7)
            server.fail([500, 500, 500])
            await #expect(throws: RemoteEmbedder.Failure.refused(host: "127.0.0.1", status: 500)) {
                try await embedder.embed(["a"])
            }
            server.fail([401])
            let before = waits.all.withLock { $0.count }
            await #expect(throws: RemoteEmbedder.Failure.refused(host: "127.0.0.1", status: 401)) {
                try await embedder.embed(["a"])
            }
            #expect(waits.all.withLock { $0.count } == before)
        }
    }

    @Test("what a server takes of one text is found out once, and the others beside a long one go together as before")
    func lengths() async throws {
        let server = EmbeddingServer(dimensions: 64)
        server.limit(words: 100)
        try await server.run { url in
            let form = EmbeddingForm()
            func embed(_ texts: [String]) async throws -> [[Float]] {
                let endpoint = RemoteEmbedder.Endpoint(baseURL: url, model: "m", dimensions: nil, key: nil)
                return try await RemoteEmbedder(endpoint, form: form, through: .init(), pause: { _ in }).embed(texts)
            }
            let short = (0..<40).map { "text \($0) of words" }
            let long = (0..<150).map { "word\($0)" }.joined(separator: " ")
            let vectors = try await embed(short.prefix(20) + [long] + short.suffix(20))
            #expect(vectors.count == 41)
            #expect(vectors.allSatisfy { abs($0.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4 })
            #expect(try await embed([short[30]])[0] == vectors[31])
            let (refusals, before) = (server.refusals, server.requests.count)
            #expect(refusals > 0)
            _ = try await embed(short + [long, long])
            #expect(server.refusals == refusals, "it is not asked again what it refused")
            #expect(server.requests.count == before + 1, "the number at once is as it was")
        }
    }

    @Test("a server that refuses everything teaches nothing")
    func refusesAll() async throws {
        let server = EmbeddingServer(dimensions: 64)
        try await server.run { url in
            let form = EmbeddingForm()
            let embedder = RemoteEmbedder(
                .init(baseURL: url, model: "m", dimensions: nil, key: nil), form: form, through: .init(),
                pause: { _ in })
            let long = (0..<150).map { "word\($0)" }.joined(separator: " ")
            server.limit(words: 0)
            await #expect(throws: RemoteEmbedder.Failure.self) { try await embedder.embed([long]) }
            server.limit(words: .max)
            _ = try await embedder.embed([long])
            #expect(server.requests.last == [long])
        }
    }

    @Test("vectors of a length that the index cannot hold are refused by name", arguments: [4, 1 << 15])
    func shape(dimensions: Int) async throws {
        let server = EmbeddingServer(dimensions: dimensions)
        try await server.run { url in
            let embedder = RemoteEmbedder(.init(baseURL: url, model: "m", dimensions: nil, key: nil), through: .init())
            await #expect(
                throws: RemoteEmbedder.Failure.notVectors(host: "127.0.0.1", why: "they have \(dimensions) numbers")
            ) {
                try await embedder.embed(["a"])
            }
        }
    }
}

private final class Waits: Sendable {
    let all = Mutex<[Double]>([])
}
