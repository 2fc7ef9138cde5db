import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOCore
import Testing

@testable import Web

@Suite("What is wrong with a request's body") struct BodyDecoderTests {
    private struct Wish: Decodable {
        struct Reader: Decodable { let place: UUID, mayWrite: Bool }
        enum Kind: String, Decodable { case person, link }
        let message: String
        let kind: Kind?, days: Int?, at: Date?, readers: [Reader]?
    }

    private func answer(_ body: String) async throws -> String {
        let router = Router(context: AppContext.self)
        router.addMiddleware { ErrorMiddleware() }
        router.post("wish") { request, context in
            _ = try await request.decode(as: Wish.self, context: context)
            return "good"
        }
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/wish", method: .post, body: ByteBuffer(string: body)) {
                String(buffer: $0.body)
            }
        }
    }

    @Test("each fault names the field and what was expected")
    func words() async throws {
        let expected = [
            ("", "The request's body is empty. Send JSON."),
            ("rubbish", "The request's body is not JSON."),
            ("{\"message\":", "The request's body is not JSON."),
            ("[]", "The request's body must be an object."),
            ("{}", "The field “message” is missing."),
            (#"{"message":null}"#, "The field “message” is null. It must be a text."),
            (#"{"message":7}"#, "The field “message” must be a text."),
            (#"{"message":"a","days":"x"}"#, "The field “days” must be a whole number."),
            (#"{"message":"a","days":1.5}"#, "The field “days” must be a whole number that is not too large."),
            (#"{"message":"a","kind":"other"}"#, "The field “kind” must be one of the values that are allowed here."),
            (#"{"message":"a","at":"monday"}"#, "The field “at” must be a moment such as 2026-11-26T08:00:00Z."),
            (#"{"message":"a","days":1e30}"#, "The field “days” must be a whole number that is not too large."),
            (#"{"message":"a","days":1e30,"at":"monday"}"#, "must be "),
            (#"{"message":"a","readers":{}}"#, "The field “readers” must be a list."),
            (#"{"message":"a","readers":[7]}"#, "The field “readers[0]” must be an object."),
            (#"{"message":"a","readers":[{"mayWrite":true}]}"#, "The field “readers[0].place” is missing."),
            (
                #"{"message":"a","readers":[{"place":"x","mayWrite":true}]}"#,
                "The field “readers[0].place” must be an identifier such as"
            ),
        ]
        for (body, words) in expected {
            let answer = try await answer(body)
            #expect(answer.contains(words), "\(body): \(answer)")
            #expect(answer.contains(#""status":400"#) && answer.contains(#""title":"Bad Request""#), "\(answer)")
        }
        #expect(try await answer(#"{"message":"a"}"#) == "good")
    }

    @Test("what is nested deeply, or has very many parts, is refused before anything decodes it")
    func bombs() async throws {
        let deep = String(repeating: "[", count: 500), shut = String(repeating: "]", count: 500)
        let ones = String(repeating: "1,", count: 100_000)
        let start = ContinuousClock.now
        for body in [
            "{\"message\":\"a\",\"days\":99999999999999999999,\"x\":\(deep)\(ones)1\(shut)}",
            "{\"message\":\"a\",\"days\":1e30,\"x\":[\(ones)1]}",
        ] {
            let answer = try await answer(body)
            #expect(answer.contains("nested too deeply"), "\(answer)")
        }
        // Of many parts that are few enough the culprit is not looked for.
        let many = try await answer("{\"message\":\"a\",\"days\":1e30,\"x\":[\(ones.prefix(20_000))1]}")
        #expect(many.contains("at least one must be"), "\(many)")
        #expect(ContinuousClock.now - start < .seconds(20), "it took 14 seconds and more for one")
    }

    @Test("every status has a title")
    func titles() {
        for code in 400..<600 { #expect(!HTTPResponse.Status.named(code).reasonPhrase.isEmpty) }
        #expect(HTTPResponse.Status.named(507).reasonPhrase == "Insufficient Storage")
    }
}
