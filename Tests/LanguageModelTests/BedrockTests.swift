import Foundation
import HTTPTypes
import Kernel
import Outbound
import TestSupport
import Testing

@testable import LanguageModel

@Suite("Amazon Bedrock") struct BedrockTests {
    private typealias Kinds = ProviderKindTests
    private static let credentials = "AKIDEXAMPLEEXAMPLE12:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let name = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

    private static func model(_ url: URL, key: String = credentials, form: ChatForm = .init()) -> ChatModel {
        Kinds.model(.bedrock, url, key: key, model: name, form: form)
    }

    // MARK: Signatures

    /// Cases of AWS's own suite for Signature Version 4.
    @Test(
        "a request is signed as AWS's test suite has it",
        arguments: [
            (
                "GET", "https://example.amazonaws.com/", "",
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
            ),
            (
                "GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", "",
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
            ),
            (
                "POST", "https://example.amazonaws.com/", "",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
            ),
            (
                "POST", "https://example.amazonaws.com/", "Param1=value1",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
            ),
        ])
    func signed(_ method: String, _ address: String, _ body: String, _ signature: String) throws {
        let headers = body.isEmpty ? [:] : ["Content-Type": "application/x-www-form-urlencoded"]
        let signed = try Self.signature(method, address, headers, body, token: nil)
        #expect(signed["authorization"]?.hasSuffix("Signature=\(signature)") == true)
        #expect(
            signed["authorization"]?.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=")
                == true)
        #expect(signed["x-amz-date"] == "20150830T123600Z" && signed["host"] == nil)
    }

    @Test("a session's token is signed with the rest")
    func signedSession() throws {
        let token =
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
        let signed = try Self.signature("POST", "https://example.amazonaws.com/", [:], "", token: token)
        #expect(signed["x-amz-security-token"] == token)
        #expect(
            signed["authorization"]?.hasSuffix(
                "SignedHeaders=host;x-amz-date;x-amz-security-token, "
                    + "Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead") == true)
    }

    private static func signature(
        _ method: String, _ address: String, _ headers: [String: String], _ body: String, token: String?
    ) throws -> [String: String] {
        let credentials = RequestSignature.Credentials(
            accessKey: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: token)
        return RequestSignature(credentials: credentials, region: "us-east-1", service: "service").signed(
            method, try #require(URL(string: address)), headers: headers, body: Data(body.utf8),
            at: Date(timeIntervalSince1970: 1_440_938_160))
    }

    @Test("keys are read as people paste them, and what is none is refused")
    func keys() {
        let (id, secret) = ("AKIDEXAMPLEEXAMPLE12", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        let plain = BedrockKey.credentials(.init(accessKey: id, secret: secret, sessionToken: nil))
        #expect(BedrockKey("\(id):\(secret)") == plain && BedrockKey("\(id)\n\(secret)\n") == plain)
        #expect(BedrockKey("[default]\naws_access_key_id = \(id)\naws_secret_access_key = \(secret)") == plain)
        let token = String(repeating: "T", count: 40) + "=="
        #expect(
            BedrockKey("\(id):\(secret):\(token)")
                == .credentials(.init(accessKey: id, secret: secret, sessionToken: token)))
        #expect(BedrockKey("ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl") == .bearer("ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl"))
        for none in ["", "sk-proj-abc", "\(id):", "a:b:c:d", "\(id):\(secret):x"] { #expect(BedrockKey(none) == nil) }
    }

    // MARK: Frames

    /// A frame with headers that are texts, as Amazon sends it.
    static func frame(_ headers: KeyValuePairs<String, String>, _ payload: String) -> Data {
        func bytes(_ number: UInt32) -> Data {
            Data((0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) })
        }
        var named = Data()
        for (name, value) in headers {
            named += [UInt8(name.utf8.count)] + Array(name.utf8) + [7, UInt8(value.utf8.count >> 8)]
            named += [UInt8(value.utf8.count & 0xFF)] + Array(value.utf8)
        }
        var frame = bytes(UInt32(16 + named.count + payload.utf8.count)) + bytes(UInt32(named.count))
        frame += bytes(FrameStream.checksum(frame))
        frame += named + Data(payload.utf8)
        return frame + bytes(FrameStream.checksum(frame))
    }

    static func event(_ type: String, _ payload: String) -> Data {
        frame([":event-type": type, ":content-type": "application/json", ":message-type": "event"], payload)
    }

    static func stream(_ frames: Data...) -> ProviderServer.Reply {
        .init(bytes: frames.reduce(Data(), +), type: "application/vnd.amazon.eventstream")
    }

    @Test("a frame of Amazon's own is read in whichever parts it comes; a damaged one is refused")
    func frames() throws {
        // From the tests of Amazon's event stream: the headers' text, and 'foo' as the payload.
        let hex =
            "0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1"
        let whole = Data(
            stride(from: 0, to: hex.utf8.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) })
        var stream = FrameStream()
        var found: [FrameStream.Frame] = []
        for byte in whole + whole { found += try stream.take(Data([byte])) }
        let frame = FrameStream.Frame(
            headers: ["content-type": "application/json"], payload: Data("{'foo':'bar'}".utf8))
        #expect(found == [frame, frame] && !stream.isTorn)
        for place in whole.indices {
            var (damaged, stream) = (whole, FrameStream())
            damaged[place] ^= 1
            #expect(throws: FrameStream.Broken.self) { try stream.take(damaged) }
        }
    }

    // MARK: Converse

    static let written = stream(
        event("messageStart", #"{"p":"abcdefghijklmnop","role":"assistant"}"#),
        event(
            "contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Secretly."}},"p":"ab"}"#),
        event("contentBlockDelta", #"{"contentBlockIndex":1,"delta":{"text":"Teams learn "},"p":"abcdef"}"#),
        event("contentBlockDelta", #"{"contentBlockIndex":1,"delta":{"text":"together."},"p":"abcd"}"#),
        event("contentBlockStop", #"{"contentBlockIndex":1,"p":"abcdefghijk"}"#),
        event("messageStop", #"{"p":"abcdefghijklmno","stopReason":"end_turn"}"#),
        event(
            "metadata",
            #"{"metrics":{"latencyMs":1275},"p":"abcdef","usage":{"inputTokens":30,"outputTokens":25,"cacheReadInputTokens":10,"totalTokens":65}}"#
        ))

    @Test("Bedrock's stream is read; the question is signed and goes in its form, with the model's name encoded")
    func stream() async throws {
        let server = ProviderServer(Self.written)
        try await server.run { url in
            let written = try await Kinds.write(Self.model(url))
            #expect(written.text == "Teams learn together." && written.isWhole)
            #expect(written.inputTokens == 40 && written.cachedTokens == 10 && written.outputTokens == 25)
            let sent = try #require(server.sent.first)
            #expect(sent.path == "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream")
            let body = try JSONDecoder().decode(JSONValue.self, from: Data(sent.body.utf8))
            #expect(body["system"] == [["text": "Be brief."]])
            #expect(body["messages"] == [["role": "user", "content": [["text": "Why teams?"]]]])
            #expect(body["inferenceConfig"]?["maxTokens"] == 200)
            // The service would come to the same signature by what it received.
            let (time, host) = (try #require(sent.header("x-amz-date")), try #require(sent.host))
            let moment = try Date(
                time,
                strategy: Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
            let again = RequestSignature(
                credentials: .init(
                    accessKey: "AKIDEXAMPLEEXAMPLE12", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                region: "us-west-2", service: "bedrock"
            ).signed(
                "POST", try #require(URL(string: "http://\(host)\(sent.path)")),
                headers: [
                    "content-type": sent.headers[.contentType] ?? "", "accept": sent.headers[.accept] ?? "",
                ], body: Data(sent.body.utf8), at: moment)
            #expect(sent.headers[.authorization] == again["authorization"])
        }
    }

    @Test("a whole answer and a tool's call are read, and an API key goes as it is")
    func whole() async throws {
        let server = ProviderServer(
            .init(
                #"{"metrics":{"latencyMs":1275},"output":{"message":{"content":[{"text":"Together."}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":30,"outputTokens":628,"totalTokens":658}}"#
            ),
            Self.stream(
                Self.event("messageStart", #"{"role":"assistant"}"#),
                Self.event(
                    "contentBlockStart",
                    #"{"contentBlockIndex":0,"start":{"toolUse":{"name":"count","toolUseId":"tooluse_1"}}}"#),
                Self.event("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"words\""}}}"#),
                Self.event("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"toolUse":{"input":": 3}"}}}"#),
                Self.event("messageStop", #"{"stopReason":"tool_use"}"#),
                Self.event("metadata", #"{"usage":{"inputTokens":3,"outputTokens":4}}"#)))
        try await server.run { url in
            var form = ChatForm()
            form.streams = false
            let whole = try await Kinds.write(Self.model(url, key: "ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl", form: form))
            #expect(whole.text == "Together." && whole.outputTokens == 628)
            #expect(server.sent.last?.path.hasSuffix("/converse") == true)
            #expect(server.sent.last?.headers[.authorization] == "Bearer ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl")
            let called = try await Kinds.write(Self.model(url), .call(Kinds.tool))
            #expect(called.text == #"{"words": 3}"#)
            let body = try JSONDecoder().decode(JSONValue.self, from: Data((server.sent.last?.body ?? "").utf8))
            #expect(body["toolConfig"]?["toolChoice"] == ["tool": ["name": "count"]])
        }
    }

    @Test("Bedrock's exceptions are told by what they mean; what may pass is tried again")
    func exceptions() async throws {
        @Sendable func refused(_ status: Int, _ type: String, _ message: String) throws -> ProviderServer.Reply {
            .init(
                status, #"{"message":"\#(message)"}"#,
                headers: [try #require(.init("x-amzn-ErrorType")): "\(type):http://internal.amazon.com/coral/"])
        }
        let server = ProviderServer(
            try refused(429, "ThrottlingException", "Too many requests, please wait before trying again."),
            Self.stream(
                Self.frame(
                    [":exception-type": "throttlingException", ":message-type": "exception"],
                    #"{"message":"Too many tokens"}"#)), Self.written)
        try await server.run { url in
            _ = try await Kinds.write(Self.model(url))
            #expect(server.sent.count == 3)
            let told = [
                (
                    400, "ValidationException", "Input is too long for requested model.", "model.overflow",
                    "larger context"
                ),
                (
                    403, "AccessDeniedException", "You don't have access to the model with the specified model ID.",
                    "model.refused", "Ask for access"
                ),
                (
                    403, "ExpiredTokenException", "The security token included in the request is expired",
                    "model.refused",
                    "has ended"
                ),
                (408, "ModelTimeoutException", "Model has timed out", "model.slow", "wrote no word"),
                (404, "ResourceNotFoundException", "Could not resolve the model", "model.refused", "no such model"),
            ]
            for (status, type, message, code, words) in told {
                server.then(try refused(status, type, message))
                let failure = await Kinds.failure(Self.model(url))
                #expect(failure?.code == code && failure?.message.contains(words) == true, "\(type): \(failure as Any)")
            }
        }
    }
}
