import Foundation
import Kernel
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import LanguageModel

@Suite("A model that writes") struct ChatModelTests {
    private final class Waits: Sendable {
        let seconds = Mutex<[Double]>([])
    }

    private func model(
        _ url: URL, _ breaker: CircuitBreaker = CircuitBreaker(), _ waits: Waits = Waits(),
        patience: Duration = .seconds(120), stall: Duration = ChatModel.stall
    ) -> ChatModel {
        ChatModel(
            .init(baseURL: url, model: "m", key: "k"), through: .init(), breaker: breaker, patience: patience,
            stall: stall,
            pause: { seconds in waits.seconds.withLock { $0.append(seconds) } })
    }

    @Test("a recording is sent as a form, and its words come back")
    func transcribes() async throws {
        let server = ChatServer()
        try await server.run { url in
            let transcriber = Transcriber(.init(baseURL: url, model: "whisper-1", key: "k"), through: .init())
            let text = try await transcriber.transcribe(Data("RIFFsound".utf8), fileName: "a\"\r\nx: y.wav")
            #expect(text == "Good morning, team.")
            let sent = try #require(server.requests.last)
            #expect(
                sent.contains("whisper-1") && sent.contains("RIFFsound") && sent.contains("filename=\"recording.wav\""))
            let closed = try #require(URL(string: "http://127.0.0.1:9/v1"))
            let away = Transcriber(.init(baseURL: closed, model: "m", key: nil), through: .init(), pause: { _ in })
            await #expect(throws: ChatModel.Failure.unreachable(host: "127.0.0.1")) {
                try await away.transcribe(Data("x".utf8), fileName: "a.wav")
            }
        }
    }

    @Test("a tool's arguments come as they are called, and JSON where a server knows no tools")
    func tools() async throws {
        let server = ChatServer()
        server.then(.calls(#"{"a": 1, "b": "two words"}"#), .writes(#"{"a":2}"#))
        let tool = ChatModel.Tool("t", "does", parameters: ["type": "object"])
        try await server.run { url in
            let model = self.model(url)
            let called = try await model.write(self.question, shape: .call(tool), maxTokens: 50) { _ in }
            #expect(called.text == #"{"a": 1, "b": "two words"}"#)
            let shaped = try await model.write(self.question, shape: .json(tool), maxTokens: 50) { _ in }
            #expect(shaped.text.hasPrefix(#"{"a":2}"#))
            let sent = server.requests
            #expect(sent[0].contains(#""tool_choice""#) && sent[1].contains(#""json_schema""#))
        }
    }

    private let question = [ChatModel.Message(.system, "Be brief."), .init(.user, "Why teams?")]

    /// What is written, and the pieces it came in.
    private func write(_ model: ChatModel) async throws -> (ChatModel.Completion, pieces: [String]) {
        let pieces = Mutex<[String]>([])
        let completion = try await model.write(question, maxTokens: 100) { piece in
            pieces.withLock { $0.append(piece) }
        }
        return (completion, pieces.withLock { $0 })
    }

    @Test("text comes as it is written, whole characters at a time, with what it took")
    func writes() async throws {
        let server = ChatServer()
        server.then(.writes("Teams learn together: ça va, 你好, 👩🏽‍🏫."))
        try await server.run { url in
            let (completion, pieces) = try await self.write(self.model(url))
            #expect(completion.text == "Teams learn together: ça va, 你好, 👩🏽‍🏫. ")
            #expect(pieces.joined() == completion.text && pieces.count > 4)
            #expect(completion.inputTokens == 11 && completion.outputTokens == 7 && completion.isWhole)
        }
        #expect(server.keys == ["Bearer k"])
        let sent = try #require(server.requests.first)
        #expect(sent.contains("\"stream\":true") && sent.contains("Why teams?"))
    }

    @Test("a server that is busy is asked again, after as long as it asks for, three times at most")
    func retries() async throws {
        let (server, waits) = (ChatServer(), Waits())
        server.then(.refuses(429, retryAfter: "7"), .refuses(500), .writes("Yes."))
        try await server.run { url in
            let (completion, _) = try await self.write(self.model(url, CircuitBreaker(), waits))
            #expect(completion.text == "Yes. ")
            let waited = waits.seconds.withLock { $0 }
            #expect(waited.count == 2 && waited[0] == 7 && (2...2.5).contains(waited[1]))
            server.then(.refuses(503))
            await #expect(throws: ChatModel.Failure.refused(host: "127.0.0.1", status: 503)) {
                _ = try await self.write(self.model(url))
            }
            #expect(server.requests.count == 6)
            server.then(.refuses(401))
            await #expect(throws: ChatModel.Failure.refused(host: "127.0.0.1", status: 401)) {
                _ = try await self.write(self.model(url))
            }
            #expect(server.requests.count == 7, "a wrong key is not tried again")
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String, behaviour: ChatServer.Behaviour, failure: ChatModel.Failure, requests: Int
    }

    static let faults = [
        Fault(
            testDescription: "breaks off", behaviour: .breaksOff(after: "Half of"), failure: .cut(host: "127.0.0.1"),
            requests: 1),
        Fault(
            testDescription: "garbles in the middle", behaviour: .garbles(after: "Half of"),
            failure: .cut(host: "127.0.0.1"), requests: 1),
        Fault(
            testDescription: "garbles at once", behaviour: .garbles(after: ""), failure: .garbled(host: "127.0.0.1"),
            requests: 1),
        Fault(
            testDescription: "answers with a page", behaviour: .html,
            failure: .misfit(host: "127.0.0.1", .page), requests: 1),
        Fault(
            testDescription: "writes without end", behaviour: .floods, failure: .cut(host: "127.0.0.1"), requests: 1),
        Fault(
            testDescription: "goes round in circles", behaviour: .circles("It is a short, imperative agenda. "),
            failure: .circling(host: "127.0.0.1"), requests: 1),
    ]

    @Test("each way to misbehave has its name; what has begun is not begun again", arguments: faults)
    func misbehaviour(_ fault: Fault) async throws {
        let server = ChatServer()
        server.then(fault.behaviour)
        try await server.run { url in
            await #expect(throws: fault.failure) { _ = try await self.write(self.model(url)) }
        }
        #expect(server.requests.count == fault.requests)
    }

    @Test("a server that goes silent is not waited for", arguments: ["", "Half of"])
    func silent(after text: String) async throws {
        let server = ChatServer()
        server.then(.hangs(after: text, seconds: 300))
        try await server.run { url in
            let start = ContinuousClock.now
            // On a machine that is busy the first bytes may come too late as well.
            await #expect(throws: ChatModel.Failure.self) {
                _ = try await self.write(self.model(url, patience: .seconds(1)))
            }
            #expect(ContinuousClock.now - start < .seconds(120))
        }
    }

    @Test("one that only keeps the connection alive is given up like one that is silent")
    func keepsAlive() async throws {
        let server = ChatServer()
        server.then(.pings(after: "", seconds: 300))
        try await server.run { url in
            let start = ContinuousClock.now
            await #expect(throws: ChatModel.Failure.self) {
                _ = try await self.write(self.model(url, patience: .seconds(2)))
            }
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test(
        "one that has begun and stops is waited for a short while, also where it keeps the connection alive",
        arguments: [
            ChatServer.Behaviour.hangs(after: "Half of", seconds: 300), .pings(after: "Half of", seconds: 300),
        ])
    func stalls(_ behaviour: ChatServer.Behaviour) async throws {
        let server = ChatServer()
        server.then(behaviour)
        try await server.run { url in
            let start = ContinuousClock.now
            await #expect(throws: ChatModel.Failure.stalled(host: "127.0.0.1", seconds: 2)) {
                _ = try await self.write(self.model(url, stall: .seconds(2)))
            }
            #expect((.seconds(2) ..< .seconds(60)).contains(ContinuousClock.now - start))
        }
        #expect(server.requests.count == 1)
    }

    @Test("nobody waits for a connection that stays open after the answer's end")
    func lingers() async throws {
        let server = ChatServer()
        server.then(.lingers("Teams learn.", seconds: 300))
        try await server.run { url in
            let start = ContinuousClock.now
            let (completion, _) = try await self.write(self.model(url))
            #expect(completion.text == "Teams learn. " && completion.outputTokens == 7)
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test(
        "what is too much at once is told, with how much would do",
        arguments: [
            (
                #"{"error":{"code":400,"message":"request (3031 tokens) exceeds the available context size (2048 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":3031,"n_ctx":2048}}"#,
                2048
            ),
            (
                #"{"error":{"message":"This model's maximum context length is 4096 tokens. However, you requested 5023 tokens (4323 in the messages, 700 in the completion).","code":"context_length_exceeded"}}"#,
                4096
            ),
            (
                #"{"error":"The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 5000 >= n_ctx: 4096)."}"#,
                4096
            ),
            (#"{"error":"`inputs` tokens + `max_new_tokens` must be <= 1024. Given: 5000 `inputs` tokens"}"#, 1024),
            (#"{"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#, 200_000),
            (#"{"error":{"message":"The input does not fit the context window."}}"#, nil),
        ] as [(String, Int?)])
    func overflows(_ words: String, _ tokens: Int?) async throws {
        let server = ChatServer()
        server.then(.script { _ in .init(400, words) })
        try await server.run { url in
            await #expect(throws: ChatModel.Failure.overflow(host: "127.0.0.1", tokens: tokens)) {
                _ = try await self.write(self.model(url))
            }
        }
        #expect(server.requests.count == 1)
    }

    @Test("whoever stops listening stops the server's work, and it is not held against the server")
    func cancelled() async throws {
        struct Enough: Error {}
        let (server, breaker) = (ChatServer(), CircuitBreaker())
        server.then(.floods)
        try await server.run { url in
            for _ in 0..<6 {
                await #expect(throws: Enough.self) {
                    _ = try await self.model(url, breaker).write(self.question, maxTokens: 9) { _ in throw Enough() }
                }
            }
            #expect(breaker.admits())
        }
    }

    @Test("five failures in a row, and the server is left alone for half a minute; then one may try")
    func breaker() {
        let (breaker, start) = (CircuitBreaker(), ContinuousClock.now)
        for _ in 0..<4 { breaker.failed(now: start) }
        #expect(breaker.admits(now: start))
        breaker.failed(now: start)
        #expect(!breaker.admits(now: start + .seconds(29)))
        #expect(breaker.admits(now: start + .seconds(30)))
        #expect(!breaker.admits(now: start + .seconds(30)), "one only")
        breaker.failed(now: start + .seconds(31))
        #expect(!breaker.admits(now: start + .seconds(60)))
        #expect(breaker.admits(now: start + .seconds(61)))
        breaker.succeeded()
        #expect(breaker.admits(now: start + .seconds(61)))
        for _ in 0..<4 { breaker.failed(now: start + .seconds(62)) }
        #expect(breaker.admits(now: start + .seconds(62)), "a success starts the count again")
    }
}
