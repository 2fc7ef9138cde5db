import Foundation
import HTTPTypes
import Hummingbird
import LanguageModel
import NIOCore
import Outbound
import TestSupport
import Testing

@Suite("What answers in place of a model") struct MisfitTests {
    /// “Three to four weeks.”, as events; and a vector of 64 numbers. Both by gzip.
    private static let events =
        "H4sIAAAAAAACA0tJLEm0UqhWSs7Iz0xOLVayiq5WSknNKUlUsgIK5ueVpOaVKFkphWQUpaYqlOQrpOWXFimUp6ZmF+sp1dbG1nJxpeAxoVZHKS0zL7M4I74oNbE4Pw9oUnFJfoESksZoF38/11guLgAGXF41iQAAAA=="
    private static let vectors =
        "H4sIAAAAAAACA6tWSkksSVSyiq5WysxLSa1QsjLQUUrNTUpNScnMSweKG+iZ6oxgHFsbWwsAbvFNNiQBAAA="

    private static func asked(_ url: URL) async throws -> String {
        let model = ChatModel(
            .init(baseURL: url, model: "m", key: nil), through: .init(), breaker: CircuitBreaker(), pause: { _ in })
        return try await model.write([.init(.user, "How long?")], maxTokens: 50, onText: { _ in }).text
    }

    private static func embedded(_ url: URL) async throws -> [[Float]] {
        try await RemoteEmbedder(
            .init(baseURL: url, model: "m", dimensions: nil, key: nil), through: .init(), pause: { _ in }
        ).embed(["a text"])
    }

    /// A server of both protocols that answers everything so.
    private func serving(
        _ status: Int, _ headers: HTTPFields, _ chat: Data, _ vectors: Data? = nil,
        _ body: @escaping @Sendable (URL) async throws -> Void
    ) async throws {
        let router = Router()
        for (path, bytes) in [("v1/chat/completions", chat), ("v1/embeddings", vectors ?? chat)] {
            router.post(RouterPath(path)) { _, _ in
                Response(
                    status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
            }
        }
        try await LocalServer.run(router) { site in try await body(site.appending(path: "v1")) }
    }

    private func message(_ work: () async throws -> Void) async -> String {
        do { try await work() } catch let failure as ChatModel.Failure { return failure.message } catch let failure
            as RemoteEmbedder.Failure
        { return failure.message } catch { return "\(error)" }
        return "none"
    }

    @Test("answers and vectors that come by gzip are read")
    func packed() async throws {
        let (events, vectors) = (Data(base64Encoded: Self.events), Data(base64Encoded: Self.vectors))
        try await serving(200, [.contentEncoding: "gzip"], try #require(events), vectors) { url in
            let (text, found) = (try await Self.asked(url), try await Self.embedded(url))
            #expect(text == "Three to four weeks." && found.first?.count == 64)
        }
        try await serving(200, [.contentEncoding: "br"], Data([1, 2, 3])) { url in
            for told in [
                await self.message { _ = try await Self.asked(url) },
                await self.message { _ = try await Self.embedded(url) },
            ] {
                #expect(told.contains("compresses its answers"), "\(told)")
            }
        }
    }

    @Test(
        "a server that has moved is not followed, and its new address is told without what may be secret in it",
        arguments: [
            (301, "https://models.example/gateway/v1/chat/completions", "https://models.example/gateway/v1 "),
            (302, "https://u:p@models.example:8443/v1/embeddings?ticket=abc#x", "https://models.example:8443/v1 "),
            (307, "//models.example/v1/chat/completions/", "http://models.example/v1"),
            (308, "/gateway/v1/chat/completions", "/gateway/v1 "),
            (303, "https://[2001:db8::1]/v1", "https://[2001:db8::1]/v1 "),
            (307, "javascript:alert(1)", "sends whoever asks to another address"), (301, "", "another address"),
        ])
    func moved(_ status: Int, _ location: String, _ words: String) async throws {
        try await serving(status, location.isEmpty ? [:] : [.location: location], Data()) { url in
            for told in [
                await self.message { _ = try await Self.asked(url) },
                await self.message { _ = try await Self.embedded(url) },
            ] {
                #expect(told.contains(words) && told.contains("(status \(status))"), "\(told)")
                #expect(!told.contains("ticket") && !told.contains("u:p") && !told.contains("javascript"))
            }
        }
    }

    @Test(
        "a page for people is told as one",
        arguments: ["<!doctype html><title>Sign in</title>", "\u{FEFF}\n <html></html>", "<?xml version='1.0'?><a/>"])
    func page(_ text: String) async throws {
        try await serving(200, [.contentType: "text/html"], Data(text.utf8)) { url in
            for told in [
                await self.message { _ = try await Self.asked(url) },
                await self.message { _ = try await Self.embedded(url) },
            ] {
                #expect(told.contains("A web page answered"), "\(told)")
            }
        }
    }

    @Test("a server that loads its model says so")
    func loading() async throws {
        let body = Data(#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#.utf8)
        try await serving(503, [:], body) { url in
            for told in [
                await self.message { _ = try await Self.asked(url) },
                await self.message { _ = try await Self.embedded(url) },
            ] {
                #expect(told.contains("still loading its model") && told.contains("Try again in a minute"), "\(told)")
            }
        }
    }
}
