import Foundation
import GRDB
import HTTPTypes
import Kernel
import Models
import Synchronization
import TestSupport
import Testing

@testable import Answering
@testable import Coach

@Suite("Model servers as they are") struct ModelServerTests {
    private static let question = "How long does the second tier of support last?"
    private static let good = "The second tier lasts three to four weeks [1]."

    private func add(_ fixture: CoachFixture, _ url: URL, _ name: String = "one") async throws -> CoachFixture.Answer {
        try await fixture.send(
            "model-providers",
            ["name": name, "baseURL": url.absoluteString, "isInside": true, "model": "m", "key": "secret-key"])
    }

    /// Writes an answer to the trial's question that its passage bears out, and something else to others.
    private static func answers(_ text: @escaping @Sendable (String) -> ChatServer.Reply) -> ChatServer.Behaviour {
        .script { request in
            request.contains("Say: ready")
                ? .says("Ready.")
                : request.contains("Team handbook")
                    ? .says("The team meets every Tuesday for 45 minutes in the library [1].") : text(request)
        }
    }

    /// A coach with a server that answers so.
    private func coached(
        _ text: @escaping @Sendable (String) -> ChatServer.Reply,
        _ body: @escaping @Sendable (CoachFixture, ChatServer) async throws -> Void
    ) async throws {
        let (fixture, server) = (try await CoachFixture(), ChatServer())
        server.then(Self.answers(text))
        try await server.run { url in
            let added = try await self.add(fixture, url)
            #expect(added.status == 201 && added.json["verdict"] as? String == "good", "\(added.body)")
            try await body(fixture, server)
        }
    }

    @Test("a server is asked in its own form, found out when it is added, kept, and shown")
    func kept() async throws {
        let (fixture, server) = (try await CoachFixture(), ChatServer())
        server.then(
            .script { request in
                if request.contains(#""max_tokens""#) {
                    return .init(400, #"{"error":{"message":"Use 'max_completion_tokens' instead of 'max_tokens'."}}"#)
                }
                return request.contains("Team handbook")
                    ? .says("The team meets every Tuesday for 45 minutes in the library [1].") : .says(Self.good)
            })
        try await server.run { url in
            let added = try await self.add(fixture, url)
            #expect(added.json["forms"] as? [String] == ["completionTokens"], "\(added.body)")
            let before = server.requests.count
            let answer = try await fixture.send("questions", ["question": Self.question])
            #expect(answer.written != nil && server.requests.count == before + 1, "\(answer.body)")
            let list = try await fixture.send("model-providers", method: .get)
            #expect(list.body.contains(#""forms":["completionTokens"]"#) && list.body.contains(#""verdict":"good""#))
        }
    }

    @Test("an address without /v1, or with what is asked there, is put right")
    func addresses() async throws {
        let (fixture, server) = (try await CoachFixture(), ChatServer())
        server.then(Self.answers { _ in .says(Self.good) })
        try await server.run { url in
            for (number, path) in ["", "/", "/v1/", "/v1/chat/completions", "/v1/models"].enumerated() {
                let site = try #require(URL(string: "\(url.absoluteString.dropLast(3))\(path)"))
                let added = try await self.add(fixture, site, "model \(number)")
                #expect(added.json["baseURL"] as? String == url.absoluteString, "\(path) \(added.body)")
            }
        }
    }

    @Test("a model too small is named so; one that writes nothing is not added")
    func weak() async throws {
        let (fixture, server) = (try await CoachFixture(), ChatServer())
        try await server.run { url in
            server.then(.writes("I am a helpful assistant. How can I help?"))
            #expect(try await self.add(fixture, url).json["verdict"] as? String == "weak")
            server.then(.script { _ in .events(#"{"reasoning_content":"Hm."}"#, reason: "length") })
            let empty = try await self.add(fixture, url, "two")
            #expect(empty.status == 502 && empty.body.contains("thoughts"), "\(empty.body)")
            server.then(
                .script {
                    $0.contains("Say: ready") ? .says("Ready.") : .init(429, #"{"error":{"message":"quota exceeded"}}"#)
                })
            let spent = try await self.add(fixture, url, "three")
            #expect(spent.json["verdict"] as? String == "failed")
            #expect((spent.json["verdictReason"] as? String)?.contains("quota exceeded") == true, "\(spent.body)")
        }
    }

    @Test(
        "what is no answer is never shown: the library is quoted, and why is said",
        arguments: [
            ("model.empty", ChatServer.Reply.says("")), ("model.empty", .says("<think>Hm.</think>")),
            ("model.empty", .says("Confidence: 80")), ("model.tooLong", .says("Half an", reason: "length")),
            ("model.filtered", .says("I", reason: "content_filter")), ("model.cut", .says("Half an", reason: nil)),
            ("model.unsupported", .says("Lunch costs 471147114711 dollars [1].")),
            ("model.unsupported", .says("I am a helpful assistant.")),
            ("model.empty", .says("You are a coach for professional learning communities in schools.")),
            ("model.refused", .init(#"{"error":{"message":"quota exceeded"}}"#)),
        ])
    func nothing(_ code: String, _ reply: ChatServer.Reply) async throws {
        try await coached({ _ in reply }) { fixture, _ in
            let answer = try await fixture.send("questions", ["question": Self.question])
            #expect(answer.written == nil && (answer.json["quotes"] as? [Any])?.isEmpty == false)
            let fallback = answer.json["fallback"] as? [String: Any]
            #expect(fallback?["code"] as? String == code, "\(answer.body)")
            if code == "model.refused" {
                // Its own words are for who keeps the servers; anybody else would take them for ours.
                let message = try #require(fallback?["message"] as? String)
                #expect(message.contains("quota exceeded"))
                let told = Fallback(code: code, message: message, plain: "plain").shown(
                    to: Principal(person: UUID(), grants: []))
                #expect(told.message == "plain")
            }
        }
    }

    @Test("one that takes less at once than was thought is sent fewer passages, and from then on at once")
    func overflow() async throws {
        // One that says how much it takes, and one that does not.
        for tells in [true, false] {
            let most = Mutex(0)
            try await coached({ request in
                let (bytes, limit) = most.withLock { most in
                    if most == 0 { most = request.utf8.count * 4 / 5 }
                    return (request.utf8.count, most)
                }
                let words = tells ? "the available context size (\(limit / 3) tokens)" : "the context window"
                return bytes > limit
                    ? .init(
                        400, #"{"error":{"message":"request exceeds \#(words)","type":"exceed_context_size_error"}}"#)
                    : .says(Self.good)
            }) { fixture, server in
                let before = server.requests.count
                let answer = try await fixture.send("questions", ["question": Self.question])
                #expect(
                    answer.written != nil && server.requests.count > before + 1, "\(server.requests.map(\.utf8.count))")
                let learned = server.requests.count
                let again = try await fixture.send("questions", ["question": Self.question, "isFresh": true])
                #expect(again.written != nil && server.requests.count == learned + 1, "\(again.body)")
                let list = try await fixture.send("model-providers", method: .get)
                #expect(list.body.contains("smallContext"), "\(list.body)")
            }
        }
    }

    @Test("a server that is loading its model is waited for when it is added")
    func loading() async throws {
        let (fixture, server) = (try await CoachFixture(), ChatServer())
        let asked = Mutex(0)
        server.then(
            .script { request in
                let number = asked.withLock { number in
                    number += 1
                    return number
                }
                if number == 1 {
                    return .init(
                        503, #"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#)
                }
                return request.contains("Say: ready")
                    ? .says("Ready.") : .says("The team meets every Tuesday for 45 minutes in the library [1].")
            })
        try await server.run { url in
            let added = try await self.add(fixture, url)
            #expect(added.status == 201 && added.json["verdict"] as? String == "good", "\(added.body)")
        }
    }

    @Test("the next server is asked where one wrote nothing that holds")
    func next() async throws {
        try await coached({ _ in .says("Lunch costs 471147114711 dollars [1].") }) { fixture, _ in
            let second = ChatServer()
            second.then(Self.answers { _ in .says(Self.good) })
            try await second.run { url in
                _ = try await self.add(fixture, url, "two")
                let answer = try await fixture.send(
                    "questions", ["question": Self.question], accept: "text/event-stream")
                let last = answer.body.components(separatedBy: "event: finished").last ?? ""
                #expect(last.contains("three to four weeks") && !last.contains("471147114711"), "\(last)")
            }
        }
    }

    @Test("thoughts and marks are taken out of what is shown and of what is kept")
    func marks() async throws {
        try await coached({ _ in
            .says("<think>It is 471147114711.</think>\n\n\(Self.good)<|im_end|>\n<|im_start|>user\nMore?")
        }) {
            fixture, _ in
            let answer = try await fixture.send(
                "questions", ["question": Self.question], accept: "text/event-stream")
            #expect(
                !answer.body.contains("471147114711") && !answer.body.contains("<think") && !answer.body.contains("im_")
            )
            #expect(answer.body.contains(#""isSupported":true"#))
        }
    }

    @Test("quotations come before the model is asked; when it lets us wait, that is said")
    func waiting() async throws {
        let (fixture, server) = (try await CoachFixture(), ChatServer())
        server.then(Self.answers { _ in .says(Self.good) })
        try await server.run { url in
            _ = try await self.add(fixture, url)
            server.then(.hangs(after: "", seconds: 2))
            var asking = fixture.coach.asking
            asking.quiet = .milliseconds(100)
            let heard = Heard()
            _ = try await asking.answer(.init(text: Self.question), for: .operator, under: CoachPolicy()) { event in
                switch event {
                case .quoted(let quotes): await heard.add("quoted \(quotes.isEmpty)")
                case .thinking: await heard.add("thinking")
                case .writing: await heard.add("writing")
                case .sentence: await heard.add("sentence")
                }
            }
            #expect(await heard.all == ["quoted false", "thinking"])
        }
    }

    private actor Heard {
        private(set) var all: [String] = []
        func add(_ event: String) { all.append(event) }
    }

    @Test("OpenAI's clients get sentences as they are written, usage where they ask for it, errors in its form")
    func machines() async throws {
        try await coached({ _ in .says("\(Self.good) It is reviewed by the team [1]. It lasts three to four weeks [1].")
        }) {
            fixture, _ in
            let messages = [["role": "user", "content": Self.question]]
            let plain = try await fixture.send("/v1/chat/completions", ["messages": messages, "stream": true])
            #expect(
                plain.body.contains("three to four weeks. [1]") && plain.body.contains("[DONE]"), "\(plain.body)")
            #expect(!plain.body.contains("\"usage\""))
            let counted = try await fixture.send(
                "/v1/chat/completions",
                ["messages": messages, "stream": true, "stream_options": ["include_usage": true]])
            let chunks = counted.body.components(separatedBy: "\n\n").filter { $0.contains("\"usage\"") }
            #expect(chunks.count == 1 && chunks[0].contains("\"choices\":[]"))
            let two = try await fixture.send("/v1/chat/completions", ["messages": messages, "n": 2])
            #expect(two.status == 400 && (two.json["error"] as? [String: Any])?["message"] is String, "\(two.body)")
            #expect(try await fixture.send("/v1/models/homeroom", method: .get).json["id"] as? String == "homeroom")
            let other = try await fixture.send("/v1/models/gpt", method: .get)
            #expect(
                other.status == 404
                    && (other.json["error"] as? [String: Any])?["type"] as? String == "invalid_request_error")
        }
    }

    @Test("a server that is loading its model is waited for, however often it says so")
    func loads() async throws {
        let (fixture, server) = (try await CoachFixture(), ChatServer())
        let loading = ChatServer.Behaviour.script { _ in .init(503, #"{"error":{"message":"Loading model"}}"#) }
        server.then(loading, loading, loading, loading, loading, loading, Self.answers { _ in .says(Self.good) })
        try await server.run { url in
            let added = try await self.add(fixture, url)
            #expect(added.status == 201, "\(added.body)")
        }
    }

    @Test("a server that answers with a page at every path is told as one, not as one that failed often")
    func pages() async throws {
        let (fixture, server) = (try await CoachFixture(), ChatServer())
        server.then(.html)
        try await server.run { url in
            let site = try #require(URL(string: String(url.absoluteString.dropLast(3))))
            for _ in 0..<3 {
                let added = try await self.add(fixture, site)
                #expect(added.status == 502 && added.body.contains("model.page"), "\(added.body)")
            }
        }
    }
}
