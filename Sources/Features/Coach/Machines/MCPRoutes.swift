import Answering
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Search
import Web

/// The library and the coach as tools of other programs' models: Model Context Protocol, Streamable HTTP transport,
/// revisions 2024-11-05 to 2025-06-18. https://modelcontextprotocol.io/specification/2025-06-18
struct MCPRoutes: Sendable {
    let asking: AnswerPipeline
    let search: PassageSearch
    let database: any DatabaseWriter
    let limiter: RateLimiter

    func add(to root: SignedInRoutes) {
        root.requiring(.readDocuments, isCostly: true).post("mcp", use: post)
        // No stream of the server's own, and no sessions to end.
        root.requiring(.readDocuments).get("mcp", use: refuse).delete("mcp", use: refuse)
            .on("mcp", method: .options, use: offer)
    }

    private static let revisions = ["2025-06-18", "2025-03-26", "2024-11-05"]

    func refuse(_ request: Request, context: SignedInContext) async throws -> Response {
        Response(status: .methodNotAllowed, headers: [.allow: "POST, OPTIONS"])
    }

    func offer(_ request: Request, context: SignedInContext) async throws -> Response {
        Response(status: .noContent, headers: [.allow: "POST, OPTIONS"])
    }

    private static let versionHeader = HTTPField.Name("mcp-protocol-version")

    func post(_ request: Request, context: SignedInContext) async throws -> Response {
        // Absent in older revisions, and before one is agreed on.
        if let name = Self.versionHeader, let version = request.headers[name], !Self.revisions.contains(version) {
            let known = Self.revisions.joined(separator: ", ")
            return try Self.refused(
                .init(code: -32600, message: "MCP-Protocol-Version is none that is spoken here: \(known)."))
        }
        let body = try await request.body.whole(upTo: 1 << 20)
        let data = Data(body.readableBytesView)
        guard JSONShape.isModest(data) else {
            return try Self.refused(.init(code: -32600, message: "This is nested too deep, or has too many parts."))
        }
        // One message, or, in older revisions, several.
        let isMany = data.first { !" \n\r\t".utf8.contains($0) } == UInt8(ascii: "[")
        let messages: [RPC.Message]
        do {
            messages =
                try isMany
                ? JSONDecoder().decode([RPC.Message].self, from: data)
                : [JSONDecoder().decode(RPC.Message.self, from: data)]
        } catch { return try Self.refused(.init(code: -32700, message: "This is not JSON.")) }
        guard (1...50).contains(messages.count) else {
            return try Self.refused(.init(code: -32600, message: "A batch has 1 to 50 messages."))
        }
        if !isMany, let fault = messages[0].fault {
            return try Self.refused(.init(code: -32600, message: fault), messages[0].id)
        }
        // Each message counts as a request of its own would; the route counted the first. Before any is answered.
        for _ in messages.dropFirst() where context.user != .operator {
            try limiter.spend(.costly, context.user.id)
        }
        var answers: [RPC.Reply] = []
        for message in messages {
            if let fault = message.fault {
                answers.append(.init(message.id, .init(code: -32600, message: fault)))
                continue
            }
            // Notifications and answers are taken without a word.
            guard let id = message.id, let method = message.method else { continue }
            do {
                let result = try await answer(method, message.params ?? [:], context)
                answers.append(RPC.Reply(id: id, result: result))
            } catch let refusal as RPC.Refusal {
                answers.append(.init(id, refusal))
            }
        }
        guard !answers.isEmpty else { return Response(status: .accepted) }
        return try isMany ? Self.response(answers) : Self.response(answers[0])
    }

    /// What is no request is refused as a whole.
    private static func refused(_ refusal: RPC.Refusal, _ id: RPC.Identifier? = nil) throws -> Response {
        try response(RPC.Reply(id, refusal), status: .badRequest)
    }

    private static func response(_ answer: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder.wire.encode(answer))))
    }

    private func answer(_ method: String, _ params: JSONValue, _ context: SignedInContext) async throws -> JSONValue {
        switch method {
        case "initialize":
            let asked = params["protocolVersion"]?.string ?? ""
            return [
                "protocolVersion": .string(Self.revisions.contains(asked) ? asked : Self.revisions[0]),
                "capabilities": ["tools": ["listChanged": false]],
                "serverInfo": ["name": "homeroom", "title": "Homeroom", "version": "1"],
                "instructions": "Searches and quotes the district's library; every answer names its pages.",
            ]
        case "ping": return [:]
        case "tools/list": return ["tools": Self.tools]
        case "tools/call":
            // What a tool refuses, the model that called it is told, so that it can do better.
            do { return try await call(params["name"]?.string ?? "", params["arguments"] ?? [:], context) } catch let
                failure as any UserFacingError
            { return ["content": [["type": "text", "text": .string(failure.message)]], "isError": true] }
        default: throw RPC.Refusal(code: -32601, message: "There is no method \(method.prefix(60)).")
        }
    }

    // MARK: Tools

    private static func tool(_ name: String, _ title: String, _ properties: [String: JSONValue], required: [JSONValue])
        -> JSONValue
    {
        [
            "name": .string(name), "description": .string(title), "annotations": ["readOnlyHint": true],
            "inputSchema": ["type": "object", "properties": .object(properties), "required": .array(required)],
        ]
    }

    private static let tools: JSONValue = [
        tool(
            "search_documents", "Find passages of the district's library, by meaning and by word.",
            [
                "query": ["type": "string", "minLength": 1, "maxLength": 2000],
                "limit": ["type": "integer", "minimum": 1, "maximum": 50, "default": 10],
                "document": ["type": "string", "description": "Look in this document only, by its identifier"],
                "domain": ["type": "string", "description": "Look in passages of this domain only"],
            ], required: ["query"]),
        tool(
            "ask", "Ask the coach a question about practice; the answer cites the library's pages.",
            [
                "question": ["type": "string", "minLength": 1, "maxLength": 2000],
                "document": ["type": "string", "description": "Answer from this document only, by its identifier"],
                "domain": ["type": "string", "description": "Answer from passages of this domain only"],
            ], required: ["question"]),
        tool(
            "get_passage", "Read the text of a page of a document, with its neighbours where wanted.",
            [
                "document": ["type": "string", "description": "Its identifier, as search_documents gives it"],
                "page": ["type": "integer", "minimum": 1],
                "pages": ["type": "integer", "minimum": 1, "maximum": 5, "default": 1],
            ], required: ["document", "page"]),
    ]

    /// What an argument must be is said by its name, so that whoever called the tool can call it again.
    /// - Throws: `RPC.Refusal` for one of another type, `RequestFailure.invalid` for one that is missing.
    private static func check(_ arguments: JSONValue, of name: String) throws {
        guard let schema = tools.array?.first(where: { $0["name"]?.string == name })?["inputSchema"],
            case .object(let properties) = schema["properties"]
        else { return }
        var given: [String: JSONValue] = [:]
        if case .object(let members) = arguments {
            given = members
        } else if arguments != .null {
            throw RPC.Refusal(code: -32602, message: "“arguments” must be an object.")
        }
        for (name, property) in properties.sorted(by: { $0.key < $1.key }) {
            let form = property["type"] == "integer" ? "a whole number" : "a text"
            switch (given[name] ?? .null, property["type"]) {
            case (.null, _):
                if schema["required"]?.array?.contains(.string(name)) == true {
                    throw RequestFailure.invalid("The argument “\(name)” is missing. It must be \(form).")
                }
            case (.string, "string"): break
            case (.number(let number), "integer") where Int(exactly: number) != nil: break
            default: throw RPC.Refusal(code: -32602, message: "The argument “\(name)” must be \(form).")
            }
        }
    }

    /// - Throws: `RPC.Refusal` for what is no identifier.
    private static func limits(_ arguments: JSONValue) throws -> SearchLimits {
        var limits = SearchLimits()
        if let text = arguments["document"]?.string {
            guard let id = UUID(uuidString: text) else {
                throw RPC.Refusal(
                    code: -32602, message: "“document” must be an identifier, as search_documents gives it.")
            }
            limits.documents = [id]
        }
        limits.domains = arguments["domain"]?.string.map { [$0] }
        return limits
    }

    private func call(_ name: String, _ arguments: JSONValue, _ context: SignedInContext) async throws -> JSONValue {
        let user = context.user
        try Self.check(arguments, of: name)
        switch name {
        case "search_documents":
            let query = try QuestionRoutes.sound(arguments["query"]?.string ?? "")
            let limit = arguments["limit"]?.number.flatMap { Int(exactly: $0) } ?? 10
            guard (1...50).contains(limit) else { throw RPC.Refusal(code: -32602, message: "The limit is 1 to 50.") }
            let readable = SearchScope(collections: try await search.source.readable(for: user))
            let found = try await search.search(
                query, count: limit, in: readable.narrowed(to: Self.limits(arguments).scope()),
                isStudents: user.isStudent)
            await asking.activity.note(
                .searched, "search", asking.activity.hash(query), by: context.origin)
            return Self.content(
                found.hits.map { hit in
                    [
                        "document": .string(hit.documentID.uuidString.lowercased()),
                        "title": .string(hit.documentTitle),
                        "firstPage": .number(Double(hit.firstPage)), "lastPage": .number(Double(hit.lastPage)),
                        "headings": .array(hit.headingPath.map { .string($0) }), "text": .string(hit.text),
                        "edition": hit.edition.name.map { .string($0) } ?? .null,
                        "isEarlierEdition": .bool(hit.edition.later > 0),
                    ]
                }, as: "passages")
        case "ask":
            guard user.may(.askQuestions) else { throw RequestFailure.notAllowed(.askQuestions) }
            let question = try QuestionRoutes.sound(arguments["question"]?.string ?? "")
            let origin = context.origin
            let activity = asking.activity
            try await database.write { db in try QuestionRoutes.note(question, activity, by: origin, db) }
            let answer = try await asking.answer(
                .init(text: question, limits: try Self.limits(arguments).scope()), for: user,
                under: CoachPolicy())
            try await database.write { db in try answer.activity(through: "mcp", by: origin).note(db) }
            let sources = answer.citations.map {
                "[\($0.number)] \($0.citation.place) \(context.site)\($0.citation.link)"
            }
            let text = answer.text() + (sources.isEmpty ? "" : "\n\n" + sources.joined(separator: "\n"))
            return [
                "content": [["type": "text", "text": .string(text)]],
                "structuredContent": [
                    "answer": .string(answer.text()), "isFound": .bool(answer.isFound),
                    "confidence": .string(answer.confidence.level.rawValue),
                    "sources": .array(
                        answer.citations.map {
                            [
                                "number": .number(Double($0.number)), "place": .string($0.citation.place),
                                "url": .string(context.site + $0.citation.link),
                            ]
                        }),
                ],
            ]
        case "get_passage":
            guard let id = arguments["document"]?.string.flatMap(UUID.init(uuidString:)),
                let page = arguments["page"]?.number.flatMap({ Int(exactly: $0) }), (1...1_000_000).contains(page)
            else { throw RPC.Refusal(code: -32602, message: "Give a document's identifier and a page.") }
            let count = arguments["pages"]?.number.flatMap { Int(exactly: $0) } ?? 1
            guard (1...5).contains(count) else { throw RPC.Refusal(code: -32602, message: "Pages are 1 to 5.") }
            guard try await search.source.present([id], in: search.source.readable(for: user)) == [id] else {
                throw RPC.Refusal.unknown("such document")
            }
            let pages = try await search.source.pageTexts(id, page...page + count - 1)
            await asking.activity.note(.documentRead, "document", id.uuidString.lowercased(), by: context.origin)
            guard !pages.isEmpty else { throw RPC.Refusal.unknown("such page") }
            return Self.content(
                pages.map {
                    [
                        "page": .number(Double($0.number)), "label": $0.label.map { .string($0) } ?? .null,
                        "text": .string($0.text),
                    ]
                },
                as: "pages")
        default: throw RPC.Refusal.unknown("tool \(name.prefix(60))")
        }
    }

    /// The same as text and as structure.
    private static func content(_ items: [JSONValue], as name: String) -> JSONValue {
        let structured: JSONValue = .object([name: .array(items)])
        let text = (try? JSONEncoder.wire.encode(structured)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return ["content": [["type": "text", "text": .string(text)]], "structuredContent": structured]
    }
}
