import Foundation
import GRDB
import Kernel
import LanguageModel
import Outbound
import Persistence
import TestSupport
import Testing
import Vault

@testable import Models

@Suite("Tasks with typed results") struct ModelTaskTests {
    private struct Count: ModelTask {
        struct Output: Codable, Sendable, Equatable { var words: Int }
        static let prompt = "count"
        static let tool = (name: "count", description: "Counts.")
        let text: String
        let tier = Tier.fast
        let maxTokens = 50
        let temperature = 0.0
        let patience: Duration? = .seconds(5)
        let classes = ["question"]
        let values = ["{{unit}}": "words"]
        func material(_ mask: inout Mask, bytes: Int) -> String { String(mask.hide(text).prefix(bytes)) }
        func describe(_ schema: inout JSONSchema) { schema.describe("words", as: "How many") }
        func check(_ output: Output) throws(UnusableOutput) {
            guard output.words >= 0 else { throw UnusableOutput("“words” must not be below 0.") }
        }
        func offline() -> Output? {
            let count = text.split(separator: " ").count
            return count > 9 ? Output(words: count) : nil
        }
    }

    private let ada = ModelAsker(actor: "ada", place: nil, isStudent: false)

    /// Calls of models over a database in memory, with one server where its address is given.
    private func calls(_ url: URL?) async throws -> (ModelCalls, DatabaseQueue) {
        let database = try DatabaseFile.inMemory(
            migrations: ModelsSchema.migrations + [
                SchemaMigration("2026-11-21T18 test: as the coach's step has it") { db in
                    try db.execute(
                        sql: """
                            ALTER TABLE modelProvider ADD COLUMN cachedPrice INTEGER NOT NULL DEFAULT 0;
                            ALTER TABLE modelProvider ADD COLUMN tier TEXT NOT NULL DEFAULT 'balanced';
                            ALTER TABLE modelProvider ADD COLUMN contextTokens INTEGER NOT NULL DEFAULT 32768;
                            ALTER TABLE modelProvider ADD COLUMN isInside INTEGER NOT NULL DEFAULT 0;
                            ALTER TABLE modelProvider ADD COLUMN keySetAt TEXT NOT NULL DEFAULT '2026-01-01 00:00:00.000';
                            """)
                }
            ])
        let sealer = try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true)
            .sealer(context: "models")
        let prompts = Prompts(
            database: database,
            templates: [PromptTemplate(PromptFile("count", text: "Count the {{unit}} of what you are sent."))])
        let calls = ModelCalls(
            database: database, sealer: sealer, gate: OutboundGate(),
            people: PeopleNames(database: database, directory: NoDistrict()), prompts: prompts,
            trial: TrialTask(maxTokens: 20) {
                [.init(.user, "Say one.")]
            } isDone: {
                !$0.isEmpty
            })
        if let url {
            let body = """
                {"name": "one", "baseURL": "\(url.absoluteString)", "model": "m", "isInside": true, "tier": "fast",
                 "inputPrice": 1, "outputPrice": 2}
                """
            let draft = try JSONDecoder().decode(ModelProviders.Draft.self, from: Data(body.utf8))
            _ = try await calls.providers.add(draft, by: .appliance)
        }
        return (calls, database)
    }

    private func beside(
        _ replies: ChatServer.Behaviour..., body: @escaping @Sendable (ModelCalls, ChatServer, Int) async throws -> Void
    ) async throws {
        let server = ChatServer()
        server.then(.writes("One."))
        try await server.run { url in
            let (calls, _) = try await self.calls(url)
            let before = server.requests.count
            switch replies.count {
            case 1: server.then(replies[0])
            default: server.then(replies[0], replies[1])
            }
            try await body(calls, server, before)
        }
    }

    @Test("the result comes back as its type, with what it took; the schema and the filled rules are sent")
    func done() async throws {
        try await beside(.calls(#"{"words": 3}"#)) { calls, server, before in
            guard case .done(let output, let use) = try await calls.run(Count(text: "one two three"), for: ada) else {
                return _ = Issue.record("not done")
            }
            #expect(output == .init(words: 3))
            #expect(use.provider == "one" && use.model == "m" && !use.promptVersion.isEmpty)
            #expect(server.requests.count == before + 1)
            let sent = try #require(server.requests.last)
            #expect(
                sent.contains("Count the words of what you are sent.") && sent.contains(#""description":"How many""#))
        }
    }

    @Test("what does not fit is asked for once more, with the reason")
    func repaired() async throws {
        try await beside(.calls(#"{"words": -1}"#), .calls(#"{"words": 2}"#)) { calls, server, before in
            guard case .done(let output, _) = try await calls.run(Count(text: "one two"), for: ada) else {
                return _ = Issue.record("not done")
            }
            #expect(output == .init(words: 2) && server.requests.count == before + 2)
            #expect(server.requests.last?.contains("must not be below 0") == true)
        }
    }

    @Test(
        "what does not fit twice is refused, not guessed at",
        arguments: [#"{"words": -1}"#, #"{"words": "many"}"#, #"{}"#, "three"])
    func refused(_ arguments: String) async throws {
        try await beside(.calls(arguments)) { calls, server, before in
            guard case .unavailable(let fallback) = try await calls.run(Count(text: "one"), for: ada) else {
                return _ = Issue.record("done")
            }
            #expect(fallback?.code == "model.unusable" && server.requests.count == before + 2)
        }
    }

    @Test("without a server a task does what it can without, and rules that there are not are told")
    func none() async throws {
        let (calls, database) = try await calls(nil)
        guard case .unavailable(nil) = try await calls.run(Count(text: "one"), for: ada) else {
            return _ = Issue.record("done")
        }
        let long = Count(text: String(repeating: "word ", count: 12))
        guard case .offline(let output, nil) = try await calls.run(long, for: ada) else {
            return _ = Issue.record("not done offline")
        }
        #expect(output.words == 12)
        let others = Prompts(database: database, templates: [])
        await #expect(throws: ModelsFailure.promptNotFound) { try await others.prompt("count") }
    }
}
