import Foundation
import Kernel
import LanguageModel
import TestSupport
import Testing

@testable import Models

@Suite("Tasks over long texts") struct MappedTaskTests {
    private struct Action: EvidencedItem, Equatable {
        var what: String
        var evidence: [Evidence]
        var words: String { what }
    }

    private struct Actions: MappedTask {
        typealias Output = EvidencedItems<Action>
        static let prompt = "actions"
        static let tool = (name: "list_actions", description: "Lists what is to be done.")
        var parts: [TaskPart]
        let overlap = 0
        let tier = Tier.fast
        let maxTokens = 150
        let temperature = 0.0
        let patience: Duration? = .seconds(5)
        let classes = ["minutes"]
        var isLinePerAction = false
        func describe(_ schema: inout JSONSchema) { schema.describe("items", "what", as: "What is to be done") }
        func check(_ output: Output) {}
        func offline() -> Output? {
            isLinePerAction
                ? EvidencedItems(parts.map { Action(what: $0.text, evidence: [.init(part: $0.id, quote: $0.text)]) })
                : nil
        }
    }

    private let ada = ModelAsker(actor: "ada", place: nil, isStudent: false)

    /// Nine pages of half a thousand bytes.
    private static let pages = (1...9).map { number in
        TaskPart(
            id: "page \(number)",
            text: "Order number \(number): buy chairs. We’ll meet on Monday.\n"
                + String(repeating: "and so on ", count: 44))
    }

    private static func calls(_ items: [Action]) -> ChatServer.Reply {
        let json = try? JSONEncoder().encode(EvidencedItems(items))
        let arguments = try? JSONEncoder().encode(String(decoding: json ?? Data(), as: UTF8.self))
        let text = String(decoding: arguments ?? Data(), as: UTF8.self)
        return .events(#"{"tool_calls":[{"index":0,"function":{"arguments":\#(text)}}]}"#, reason: "tool_calls")
    }

    /// What a model makes of a window: an order of each page in it, a thing that every page says, and one that none says.
    private static func found(_ body: String) -> [Action] {
        let pages = (1...9).filter { body.contains("Order number \($0):") }
        let meeting = Evidence(part: "page \(pages.first ?? 0)", quote: "we'll meet on Monday")
        return [Action(what: pages.count.isMultiple(of: 2) ? "Meet on Monday" : "meet on Monday.", evidence: [meeting])]
            + pages.map {
                // The wrong page, and the right words.
                Action(what: "Order \($0)", evidence: [.init(part: "page 99", quote: "Order number \($0): buy chairs")])
            } + [Action(what: "Fly", evidence: [.init(part: "page 1", quote: "We fly to the moon")])]
    }

    /// Calls of a model that takes three of the pages at once.
    private func beside(
        _ script: @escaping @Sendable (String) -> ChatServer.Reply,
        body: @escaping @Sendable (ModelCalls, ChatServer) async throws -> Void
    ) async throws {
        let server = ChatServer()
        server.then(.script(script))
        try await server.run { url in
            let fixture = try ModelsFixture(prompts: [
                PromptTemplate(PromptFile("actions", text: "List what is to be done, with evidence.")),
                PromptTemplate(PromptFile("merge", text: "Merge these lists into one, with evidence.")),
            ])
            try fixture.insert("one", at: url.absoluteString) { ($0.isInside, $0.contextTokens) = (true, 1024) }
            try await body(fixture.calls, server)
        }
    }

    @Test("what windows give is joined in the text's order, the same once, and what the text does not say is dropped")
    func joined() async throws {
        try await beside {
            Self.calls(Self.found($0))
        } body: { calls, server in
            guard case .done(let result) = try await calls.map(Actions(parts: Self.pages), for: ada) else {
                return _ = Issue.record("not done")
            }
            #expect(server.requests.count == 3 && result.dropped == 3 && result.isWhole)
            #expect(result.use.provider == "one")
            let items = result.output.items
            #expect(items.first?.what == "Order 1" && items.count == 10)
            #expect(items.filter { $0.what.hasPrefix("Order") }.map(\.what) == (1...9).map { "Order \($0)" })
            #expect(items.first { $0.what == "Order 5" }?.evidence.map(\.part) == ["page 5"])
            #expect(items.first { $0.what.lowercased().hasPrefix("meet") }?.evidence.count == 3)
        }
    }

    @Test("a window that no model did is named, and the others count")
    func missing() async throws {
        try await beside { body in
            body.contains("Order number 5:") ? .says("No idea.") : Self.calls(Self.found(body))
        } body: { calls, _ in
            guard case .done(let result) = try await calls.map(Actions(parts: Self.pages), for: ada) else {
                return _ = Issue.record("not done")
            }
            #expect(result.missingParts == ["page 4", "page 5", "page 6"] && !result.isWhole)
            #expect(result.missing.first?.reason.code == "model.unusable")
            #expect(!result.output.items.contains { $0.what == "Order 5" })
            #expect(result.output.items.contains { $0.what == "Order 9" })
        }
    }

    @Test("where nothing bears out what a model gave, it is asked once more, and told why")
    func again() async throws {
        try await beside { body in
            let invented = Action(what: "Fly", evidence: [.init(part: "page 1", quote: "We fly to the moon")])
            return Self.calls(body.contains("no quotation stands") ? Self.found(body) : [invented])
        } body: { calls, server in
            let task = Actions(parts: Array(Self.pages.prefix(1)))
            guard case .done(let result) = try await calls.map(task, for: ada) else {
                return _ = Issue.record("not done")
            }
            #expect(server.requests.count == 2 && result.dropped == 1 && result.output.items.count == 2)
        }
    }

    private struct Merge: MappedTask {
        typealias Output = EvidencedItems<Action>
        static let prompt = "merge"
        static let tool = (name: "merge_actions", description: "Merges lists.")
        var parts: [TaskPart]
        let overlap = 0
        let tier = Tier.fast
        let maxTokens = 150
        let temperature = 0.0
        let patience: Duration? = .seconds(5)
        let classes = ["minutes"]
        func check(_ output: Output) {}
        func offline() -> Output? { nil }
    }

    @Test("a second task puts together what was found, and its evidence too must stand in the text")
    func reduced() async throws {
        try await beside { body in
            guard body.contains("Merge these lists") else {
                return Self.calls(Array(Self.found(body).prefix(1)))
            }
            let evidence = Evidence(part: "page 1", quote: "We’ll meet on Monday")
            return Self.calls([
                Action(what: "Hold one meeting", evidence: [evidence]),
                Action(what: "Fly", evidence: [.init(part: "page 1", quote: "We fly to the moon")]),
            ])
        } body: { calls, server in
            let outcome = try await calls.map(Actions(parts: Self.pages), for: ada) { Merge(parts: $0) }
            guard case .done(let result) = outcome else { return _ = Issue.record("not done") }
            #expect(server.requests.count == 4 && result.output.items.map(\.what) == ["Hold one meeting"])
            #expect(result.dropped == 1)
        }
    }

    @Test("without a model the task does what it can without, and says so")
    func offline() async throws {
        let calls = try ModelsFixture(prompts: [PromptTemplate(PromptFile("actions", text: "List what is to be done."))]
        ).calls
        let lines = [TaskPart(id: "1", text: "Buy chairs"), TaskPart(id: "2", text: "Sell desks")]
        guard
            case .offline(let output, nil) = try await calls.map(Actions(parts: lines, isLinePerAction: true), for: ada)
        else { return _ = Issue.record("not done offline") }
        #expect(output.items.map(\.what) == ["Buy chairs", "Sell desks"])
        guard case .unavailable(nil) = try await calls.map(Actions(parts: lines), for: ada) else {
            return _ = Issue.record("done")
        }
    }

    @Test(
        "a quotation stands in a text whatever its blanks, dashes and quotation marks, and never inside a word",
        arguments: [
            ("we don't start at 8 o'clock - ever", true), ("“We don’t start …", true), ("start at 9 o'clock", false),
            ("tart at 8 o’clock", false), ("at", false), ("", false),
        ])
    func quotation(_ quote: String, _ stands: Bool) {
        let source = EvidenceSource([.init(id: "1", text: "Said:\n“We don’t  start at 8 o’clock — ever.” So be it.")])
        #expect((source.find(.init(part: "1", quote: quote)) != nil) == stands)
    }

    @Test("windows hold all of a text, none more than fits, and repeat what they are told to", arguments: [0, 300])
    func windows(_ overlap: Int) {
        let long = TaskPart(id: "long", text: (1...300).map { "Sentence \($0) says something." }.joined(separator: " "))
        let windows = (Self.pages + [long]).windows(bytes: 1200, overlap: overlap)
        #expect(windows.allSatisfy { $0.reduce(0) { $0 + $1.bytes } <= 1200 })
        #expect(Set(windows.joined().map(\.id)) == Set((Self.pages + [long]).map(\.id)))
        let text = windows.joined().filter { $0.id == "long" }.map(\.text).joined()
        #expect(overlap > 0 ? text.utf8.count > long.text.utf8.count : text == long.text)
    }
}
