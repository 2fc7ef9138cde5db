import Foundation
import Kernel
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import LanguageModel

@Suite("Forms of chat servers") struct ChatFormTests {
    private let question = [ChatModel.Message(.system, "Be brief."), .init(.user, "Why teams?")]

    private func write(
        _ script: @escaping @Sendable (String) -> ChatServer.Reply, isTrial: Bool = false, form: ChatForm = .init()
    ) async throws -> (completion: ChatModel.Completion, shown: String, requests: [String]) {
        let server = ChatServer()
        server.then(.script(script))
        let result = Mutex<(ChatModel.Completion, String)?>(nil)
        let question = question
        try await server.run { url in
            let shown = Mutex("")
            let completion = try await ChatModel(
                .init(baseURL: url, model: "m", key: "k"), form: form, through: .init(), breaker: CircuitBreaker(),
                pause: { _ in }
            ).write(question, maxTokens: 100, isTrial: isTrial) { piece in
                shown.withLock { $0 += piece }
            } onAnew: {
                shown.withLock { $0 = "" }
            }
            result.withLock { [shown = shown.withLock { $0 }] in $0 = (completion, shown) }
        }
        let (completion, shown) = try #require(result.withLock { $0 })
        return (completion, shown, server.requests)
    }

    private static func refuses(_ field: String, _ status: Int, _ body: String)
        -> @Sendable (String) -> ChatServer.Reply
    {
        { request in request.contains(field) ? .init(status, body) : .says("Together.") }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String, field: String, status: Int, body: String, forms: [String]
    }

    /// What servers of several kinds answer to what they do not take.
    static let refusals = [
        Refusal(
            testDescription: "max_tokens", field: #""max_tokens""#, status: 400,
            body:
                #"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
            forms: ["completionTokens"]),
        Refusal(
            testDescription: "temperature", field: #""temperature""#, status: 400,
            body:
                #"{"error":{"message":"Unsupported value: 'temperature' does not support 0.3. Only the default (1) value is supported."}}"#,
            forms: ["noTemperature"]),
        Refusal(
            testDescription: "stream_options, as a validator says it", field: "stream_options", status: 422,
            body:
                #"{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted","input":{"include_usage":true}}]}"#,
            forms: ["noStreamOptions"]),
        Refusal(
            testDescription: "a system role, by a template's exception", field: #""system""#, status: 500,
            body:
                #"{"error":{"code":500,"message":"Value is not callable: System role not supported","type":"server_error"}}"#,
            forms: ["noSystemRole"]),
        Refusal(
            testDescription: "roles that do not alternate", field: #""system""#, status: 400,
            body:
                #"{"object":"error","message":"Conversation roles must alternate user/assistant/user/assistant/...","code":400}"#,
            forms: ["noSystemRole"]),
        Refusal(
            testDescription: "texts in place of parts", field: #""content":""#, status: 400,
            body: #"{"error":{"message":"messages[0].content must be a list of content parts"}}"#, forms: ["parts"]),
        Refusal(
            testDescription: "a stream", field: #""stream":true"#, status: 400,
            body: #"{"error":{"message":"Your organization must be verified to stream this model.","param":"stream"}}"#,
            forms: ["noStream"]),
    ]

    @Test("what a server says it does not take is left out, and known the next time", arguments: refusals)
    func named(_ refusal: Refusal) async throws {
        let found = try await write(Self.refuses(refusal.field, refusal.status, refusal.body))
        #expect(found.completion.text == "Together." && found.requests.count == 2)
        #expect(found.completion.form.peculiarities == refusal.forms)
        #expect(found.requests[1].contains("Be brief.") && found.requests[1].contains("Why teams?"))
        let again = try await write(
            Self.refuses(refusal.field, refusal.status, refusal.body), form: found.completion.form)
        #expect(again.requests.count == 1)
        let kept = try JSONDecoder().decode(ChatForm.self, from: JSONEncoder().encode(found.completion.form))
        #expect(kept == found.completion.form)
        #expect(try JSONDecoder().decode(ChatForm.self, from: Data("{}".utf8)) == ChatForm())
    }

    @Test("several refusals in turn; what is too much is made less")
    func several() async throws {
        let found = try await write { request in
            if request.contains(#""max_tokens""#) {
                return .init(400, #"{"error":{"message":"use max_completion_tokens"}}"#)
            }
            if request.contains("temperature") {
                return .init(400, #"{"error":"temperature is deprecated for this model"}"#)
            }
            return .says("Together.")
        }
        #expect(found.completion.form.peculiarities == ["completionTokens", "noTemperature"])
        let less = try await write { request in
            request.contains(#""max_tokens":100"#)
                ? .init(
                    400,
                    #"{"error":{"message":"max_tokens is too large: 100. This model supports at most 64 completion tokens."}}"#
                )
                : .says("Together.")
        }
        #expect(less.requests.last?.contains(#""max_tokens":64"#) == true)
    }

    @Test("a refusal without a reason has other forms tried when a server is added, and no other time")
    func unnamed() async throws {
        let script = Self.refuses("stream_options", 400, "Bad Request")
        let found = try await write(script, isTrial: true)
        #expect(found.completion.form.peculiarities == ["noStreamOptions"])
        await #expect(throws: ChatModel.Failure.refused(host: "127.0.0.1", status: 400, words: "Bad Request")) {
            _ = try await write(script)
        }
        await #expect(throws: ChatModel.Failure.self) {
            _ = try await write({ _ in .init(404, #"{"error":{"message":"model 'm' not found"}}"#) }, isTrial: true)
        }
    }

    @Test(
        "answers are read in whichever form they come",
        arguments: [
            ChatServer.Reply(
                #"{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Together."}}]}"#
            ),
            .init("{\n \"choices\": [\n  {\"message\": {\"content\": \"Together.\"}, \"finish_reason\": null}\n ]\n}"),
            .init(
                "{\"message\":{\"content\":\"Toge\"},\"done\":false}\n{\"message\":{\"content\":\"ther.\"},\"done\":true,\"done_reason\":\"stop\"}\n"
            ),
            .events(#"{"content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"Together."}]}"#),
            .events(#"{"reasoning_content":"Hm."}"#, #"{"content":"Together."}"#),
            .events(#"{"reasoning":"Hm.","content":""}"#, #"{"content":"Together."}"#),
            .init(
                "data: {\"choices\":[{\"delta\":{\"content\":\"Together.\"}}]}\ndata: [DONE]", type: "text/event-stream"
            ),
            .init(
                ": hi\r\n\r\nevent: message\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"Together.\"},\"finish_reason\":\"eos\"}]}\r\n\r\n",
                type: "text/event-stream"),
            .init(
                "data: {\"choices\":[{\"delta\":null,\"message\":{\"content\":\"Together.\"},\"finish_reason\":\"stop\"}]}\n\n",
                type: "text/event-stream"),
        ])
    func forms(_ reply: ChatServer.Reply) async throws {
        let found = try await write { _ in reply }
        #expect(found.completion.text == "Together." && found.shown == "Together.")
    }

    @Test(
        "what came to nothing is a failure by name",
        arguments: [
            (ChatServer.Reply.says("", reason: "stop"), ChatModel.Failure.empty(host: "127.0.0.1")),
            (.says("Half of", reason: "length"), .tooLong(host: "127.0.0.1")),
            (.says("Half of", reason: nil), .cut(host: "127.0.0.1")),
            (.says("Half of", reason: ""), .whole),
            (.says("I", reason: "content_filter"), .filtered(host: "127.0.0.1")),
            (.events(#"{"refusal":"I cannot."}"#), .filtered(host: "127.0.0.1")),
            (
                .init(
                    "data: {\"error\":{\"message\":\"quota exceeded\",\"code\":429}}\n\ndata: [DONE]\n\n",
                    type: "text/event-stream"),
                .refused(host: "127.0.0.1", status: 200, words: "quota exceeded")
            ),
            (
                .init(
                    "event: error\ndata: {\"object\":\"error\",\"message\":\"out of memory\"}\n\n",
                    type: "text/event-stream"),
                .refused(host: "127.0.0.1", status: 200, words: "out of memory")
            ),
            (
                .init(#"{"error":"Unexpected endpoint or method."}"#),
                .refused(host: "127.0.0.1", status: 200, words: "Unexpected endpoint or method.")
            ),
        ])
    func failures(_ reply: ChatServer.Reply, _ failure: ChatModel.Failure) async throws {
        // An empty reason is none, but [DONE] is an end.
        if failure == .whole {
            #expect(try await write { _ in reply }.completion.text == "Half of")
        } else {
            await #expect(throws: failure) { _ = try await write { _ in reply } }
        }
    }

    @Test("a model that spends its tokens on thoughts gets more of them, once")
    func thinks() async throws {
        let found = try await write { request in
            request.contains(#""max_tokens":100,"#) || request.contains(#""max_tokens":100}"#)
                ? .events(#"{"reasoning_content":"Hm."}"#, reason: "length") : .says("Together.")
        }
        #expect(found.completion.form.thinks && found.requests.count == 2)
        await #expect(throws: ChatModel.Failure.empty(host: "127.0.0.1", hasThoughts: true)) {
            _ = try await write { _ in .events(#"{"reasoning_content":"Hm."}"#, reason: "length") }
        }
    }

    @Test("an error's words are one line, without keys and without what was sent")
    func words() {
        func words(_ text: String) -> String? { ServerWords(Data(text.utf8)).sentence }
        #expect(
            words(#"{"error":{"message":"Incorrect API key provided: sk-abcdefghijk.\nSee help."}}"#)
                == "Incorrect API key provided: … See help.")
        #expect(words("<html><body>502</body></html>") == nil)
        #expect(words(#"{"error":{"message":"bad: <passage number=\"1\">"}}"#) == nil)
        #expect(words("") == nil && words(#"{"error":{}}"#) == nil)
        #expect(words(#"{"errors":[{"message":"no"}]}"#) == "no" && words(#"{"detail":"Not Found"}"#) == "Not Found")
    }
}

extension ChatModel.Failure {
    /// Stands for none in this table.
    fileprivate static let whole = ChatModel.Failure.notAllowed("none")
}

extension ChatFormTests {
    @Test("a question that a filter refuses is told as that, and asked in no other form")
    func filtered() async throws {
        let server = ChatServer()
        server.then(
            .script { _ in
                .init(
                    400,
                    #"{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","code":"content_filter","param":"prompt"}}"#
                )
            })
        try await server.run { url in
            await #expect(throws: ChatModel.Failure.filtered(host: "127.0.0.1")) {
                _ = try await ChatModel(
                    .init(baseURL: url, model: "m", key: "k"), through: .init(), breaker: CircuitBreaker(),
                    pause: { _ in }
                ).write([.init(.user, "Why teams?")], maxTokens: 100, isTrial: true) { _ in }
            }
        }
        #expect(server.requests.count == 1)
        #expect(!ServerWords(Data(#"{"error":"unknown field content_filter_results"}"#.utf8)).isFiltered)
    }

    @Test("a server that asks to be left alone for longer than somebody waits is left alone, ten minutes at most")
    func limited() async throws {
        let (server, breaker) = (ChatServer(), CircuitBreaker())
        server.then(.refuses(429, retryAfter: "600"))
        try await server.run { url in
            let model = ChatModel(
                .init(baseURL: url, model: "m", key: "k"), through: .init(), breaker: breaker, pause: { _ in })
            for number in 0..<3 {
                do {
                    _ = try await model.write([.init(.user, "Why?")], maxTokens: 100) { _ in }
                    Issue.record("written")
                } catch let failure as ChatModel.Failure {
                    #expect(failure.code == (number == 0 ? "model.refused" : "model.limited"), "\(failure)")
                    if number > 0 { #expect(failure.message.contains("10 minutes"), "\(failure.message)") }
                }
            }
        }
        #expect(server.requests.count == 1)
        let start = ContinuousClock.now
        breaker.leave(for: 100_000, now: start)
        #expect(breaker.isLeft(now: start) == 600 && breaker.isLeft(now: start + .seconds(601)) == nil)
    }
}
