import Foundation
import HTTPTypes
import Kernel
import LanguageModel
import Outbound
import TestSupport
import Testing

/// Replies of providers as they were recorded, shortened.
@Suite("Kinds of model providers") struct ProviderKindTests {
    static let question = [ChatModel.Message(.system, "Be brief."), .init(.user, "Why teams?")]
    static let tool = ChatModel.Tool("count", "Counts words.", parameters: ["type": "object"])

    /// A model of a kind at a server.
    static func model(
        _ kind: ProviderKind, _ url: URL, key: String? = "secret-key", model: String = "m", form: ChatForm = .init(),
        breaker: CircuitBreaker = CircuitBreaker()
    ) -> ChatModel {
        ChatModel(
            .init(kind: kind, baseURL: url, model: model, key: key, region: "us-west-2"), form: form, through: .init(),
            breaker: breaker, pause: { _ in })
    }

    static func write(
        _ model: ChatModel, _ shape: ChatModel.Shape = .text, isTrial: Bool = false
    ) async throws -> ChatModel.Completion {
        try await model.write(question, shape: shape, maxTokens: 200, isTrial: isTrial) { _ in }
    }

    /// What writing fails with.
    static func failure(_ model: ChatModel) async -> ChatModel.Failure? {
        do { _ = try await write(model) } catch { return error as? ChatModel.Failure }
        return nil
    }

    static func events(_ events: (name: String, data: String)...) -> ProviderServer.Reply {
        .init(
            events.map { "event: \($0.name)\ndata: \($0.data)\n\n" }.joined(), type: "text/event-stream; charset=utf-8")
    }

    @Test(
        "an address names its kind",
        arguments: [
            ("api.anthropic.com", ProviderKind.anthropic), ("x.openai.azure.com", .azure),
            ("x.services.ai.azure.com", .azure), ("bedrock-runtime.us-east-1.amazonaws.com", .bedrock),
            ("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", .bedrock),
            ("vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com", .bedrock), ("s3.us-east-1.amazonaws.com", .openai),
            ("bedrock-runtime.us-east-1.amazonaws.com.evil.example", .openai), ("10.0.0.7", .openai),
        ])
    func guessed(_ host: String, _ kind: ProviderKind) {
        #expect(ProviderKind(at: host) == kind)
    }

    // MARK: Anthropic

    static let messages = events(
        (
            "message_start",
            #"{"type":"message_start","message":{"id":"msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY","type":"message","role":"assistant","content":[],"model":"claude-opus-4-8","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":5,"cache_read_input_tokens":10,"output_tokens":1}}}"#
        ),
        (
            "content_block_start",
            #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"#
        ),
        (
            "content_block_delta",
            #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Secretly."}}"#
        ),
        ("content_block_stop", #"{"type":"content_block_stop","index":0}"#),
        ("content_block_start", #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#),
        ("ping", #"{"type": "ping"}"#),
        (
            "content_block_delta",
            #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Teams learn "}}"#
        ),
        (
            "content_block_delta",
            #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"más together."}}"#
        ),
        ("content_block_stop", #"{"type":"content_block_stop","index":1}"#),
        (
            "message_delta",
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}"#
        ),
        ("message_stop", #"{"type":"message_stop"}"#))

    @Test("Anthropic's stream is read, thoughts left out and tokens counted; the question goes in its form")
    func anthropic() async throws {
        let server = ProviderServer(Self.messages)
        try await server.run { url in
            let written = try await Self.write(Self.model(.anthropic, url))
            #expect(written.text == "Teams learn más together." && written.isWhole)
            #expect(written.inputTokens == 40 && written.cachedTokens == 10 && written.outputTokens == 15)
            let sent = try #require(server.sent.first)
            #expect(sent.path == "/v1/messages")
            #expect(sent.header("x-api-key") == "secret-key")
            #expect(sent.header("anthropic-version") == "2023-06-01")
            #expect(sent.headers[.authorization] == nil)
            let body = try JSONDecoder().decode(JSONValue.self, from: Data(sent.body.utf8))
            #expect(body["system"] == "Be brief." && body["max_tokens"] == 200 && body["stream"] == true)
            #expect(body["messages"] == [["role": "user", "content": "Why teams?"]])
        }
    }

    @Test("Anthropic's whole message is read where it does not stream, and one that was cut is told as that")
    func anthropicWhole() async throws {
        let whole =
            #"{"content":[{"text":"Hi! They share.","type":"text"}],"id":"msg_013","model":"m","role":"assistant","stop_reason":"REASON","stop_sequence":null,"type":"message","usage":{"input_tokens":2095,"output_tokens":503}}"#
        let server = ProviderServer(.init(whole.replacing("REASON", with: "end_turn")))
        try await server.run { url in
            let written = try await Self.write(Self.model(.anthropic, url))
            #expect(written.text == "Hi! They share." && written.inputTokens == 2095 && written.outputTokens == 503)
            server.then(.init(whole.replacing("REASON", with: "max_tokens")))
            #expect(await Self.failure(Self.model(.anthropic, url))?.code == "model.tooLong")
            server.then(.init(whole.replacing("REASON", with: "refusal")))
            #expect(await Self.failure(Self.model(.anthropic, url))?.code == "model.filtered")
        }
    }

    @Test("a tool's arguments come in pieces from Anthropic; by words alone, the rules hold the schema")
    func anthropicTool() async throws {
        let called = Self.events(
            (
                "message_start",
                #"{"type":"message_start","message":{"type":"message","content":[],"usage":{"input_tokens":472,"output_tokens":2}}}"#
            ),
            (
                "content_block_start",
                #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_01","name":"count","input":{}}}"#
            ),
            (
                "content_block_delta",
                #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""}}"#
            ),
            (
                "content_block_delta",
                #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"words\":"}}"#
            ),
            (
                "content_block_delta",
                #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":" 3}"}}"#
            ),
            ("content_block_stop", #"{"type":"content_block_stop","index":0}"#),
            (
                "message_delta",
                #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":89}}"#
            ),
            ("message_stop", #"{"type":"message_stop"}"#))
        let server = ProviderServer(
            called,
            .init(
                #"{"type":"message","content":[{"type":"text","text":"```json\n{\"words\":4}\n```"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"#
            ))
        try await server.run { url in
            let tool = try await Self.write(Self.model(.anthropic, url), .call(Self.tool))
            #expect(tool.text == #"{"words": 3}"# && tool.outputTokens == 89)
            let body = try JSONDecoder().decode(JSONValue.self, from: Data((server.sent.first?.body ?? "").utf8))
            #expect(body["tool_choice"] == ["type": "tool", "name": "count"])
            #expect(body["tools"]?.array?.first?["input_schema"] == ["type": "object"])
            let words = try await Self.write(Self.model(.anthropic, url), .json(Self.tool))
            #expect(words.text == #"{"words":4}"#)
            #expect(server.sent.last?.body.contains("Its JSON Schema") == true)
        }
    }

    @Test("Anthropic's refusals are told by what they mean; what may pass is tried again")
    func anthropicRefusals() async throws {
        @Sendable func error(_ status: Int, _ type: String, _ message: String, _ headers: HTTPFields = [:])
            -> ProviderServer.Reply
        {
            .init(
                status, #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"},"request_id":"req_1"}"#,
                headers: headers)
        }
        let server = ProviderServer(error(529, "overloaded_error", "Overloaded"), Self.messages)
        try await server.run { url in
            _ = try await Self.write(Self.model(.anthropic, url))
            #expect(server.sent.count == 2)
            // The same, told in the stream before anything was written.
            server.then(
                Self.events(
                    ("error", #"{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}"#)),
                Self.messages)
            _ = try await Self.write(Self.model(.anthropic, url))
            #expect(server.sent.count == 4)
            server.then(error(401, "authentication_error", "invalid x-api-key"))
            let refused = await Self.failure(Self.model(.anthropic, url))
            #expect(refused == .refused(host: "127.0.0.1", status: 401, words: "invalid x-api-key"))
            server.then(error(400, "invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum"))
            #expect(await Self.failure(Self.model(.anthropic, url)) == .overflow(host: "127.0.0.1", tokens: 200_000))
            let breaker = CircuitBreaker()
            server.then(error(429, "rate_limit_error", "This request would exceed the limit", [.retryAfter: "120"]))
            #expect(await Self.failure(Self.model(.anthropic, url, breaker: breaker))?.code == "model.refused")
            #expect(await Self.failure(Self.model(.anthropic, url, breaker: breaker))?.code == "model.limited")
        }
    }

    @Test("what a model of Anthropic does not take is left out, and a bound is kept")
    func anthropicForms() async throws {
        @Sendable func refusal(_ message: String) -> ProviderServer.Reply {
            .init(400, #"{"type":"error","error":{"type":"invalid_request_error","message":"\#(message)"}}"#)
        }
        let server = ProviderServer(
            refusal("`temperature` is deprecated for this model."),
            refusal("max_tokens: 200 > 128, which is the maximum allowed number of output tokens for m"), Self.messages)
        try await server.run { url in
            let written = try await Self.write(Self.model(.anthropic, url))
            #expect(!written.form.takesTemperature && written.form.mostTokens == 128)
            let body = try JSONDecoder().decode(JSONValue.self, from: Data((server.sent.last?.body ?? "").utf8))
            #expect(body["temperature"] == nil && body["max_tokens"] == 128)
        }
    }

    // MARK: Azure

    @Test("Azure is asked by deployments and by its newer address, with its own header; its filter is told as that")
    func azure() async throws {
        let chunks = """
            data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}

            data: {"choices":[{"content_filter_results":{},"delta":{"content":"","refusal":null,"role":"assistant"},"finish_reason":null,"index":0}]}

            data: {"choices":[{"content_filter_results":{},"delta":{"content":"Together."},"finish_reason":null,"index":0}]}

            data: {"choices":[{"content_filter_results":{},"delta":{},"finish_reason":"REASON","index":0}]}

            data: {"choices":[],"usage":{"completion_tokens":3,"prompt_tokens":19,"prompt_tokens_details":{"cached_tokens":0},"total_tokens":22}}

            data: [DONE]


            """
        @Sendable func reply(_ reason: String) -> ProviderServer.Reply {
            .init(chunks.replacing("REASON", with: reason), type: "text/event-stream")
        }
        let server = ProviderServer(reply("stop"))
        try await server.run { url in
            let root = url.absoluteString
            let older = try #require(URL(string: "\(root)/openai/deployments/d?api-version=2024-10-21"))
            let written = try await Self.write(Self.model(.azure, older))
            #expect(written.text == "Together." && written.inputTokens == 19)
            #expect(server.sent.last?.path == "/openai/deployments/d/chat/completions?api-version=2024-10-21")
            #expect(server.sent.last?.header("api-key") == "secret-key")
            #expect(server.sent.last?.headers[.authorization] == nil)
            server.then(reply("content_filter"))
            let newer = Self.model(.azure, url.appending(path: "openai/v1"))
            #expect(await Self.failure(newer) == .filtered(host: "127.0.0.1"))
            #expect(server.sent.last?.path == "/openai/v1/chat/completions")
            server.then(
                .init(
                    400,
                    #"{"error":{"message":"The response was filtered","param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"violence":{"filtered":true,"severity":"medium"}}}}}"#
                ))
            #expect(await Self.failure(newer) == .filtered(host: "127.0.0.1"))
            server.then(
                .init(
                    404,
                    #"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#
                ))
            #expect(await Self.failure(newer)?.message.contains("does not exist") == true)
        }
    }
}
