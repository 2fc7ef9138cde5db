import Answering
import Foundation
import GRDB
import Kernel
import Persistence
import Search
import Web

/// The library and the coach, as models call them.
struct CoachTools: Sendable {
    let asking: AnswerPipeline
    let search: PassageSearch
    let database: any DatabaseWriter

    var all: [Tool] {
        [
            Tool(
                "search_documents", "Find passages of the district's library, by meaning and by word.",
                needs: .readDocuments,
                [
                    "query": ["type": "string", "minLength": 1, "maxLength": 2000],
                    "limit": ["type": "integer", "minimum": 1, "maximum": 50, "default": 10],
                    "document": ["type": "string", "description": "Look in this document only, by its identifier"],
                    "domain": ["type": "string", "description": "Look in passages of this domain only"],
                ], required: ["query"], perform: searchDocuments),
            Tool(
                "ask", "Ask the coach a question about practice; the answer cites the library's pages.",
                needs: .askQuestions,
                [
                    "question": ["type": "string", "minLength": 1, "maxLength": 2000],
                    "document": ["type": "string", "description": "Answer from this document only, by its identifier"],
                    "domain": ["type": "string", "description": "Answer from passages of this domain only"],
                ], required: ["question"], perform: ask),
            Tool(
                "get_passage", "Read the text of a page of a document, with its neighbours where wanted.",
                needs: .readDocuments,
                [
                    "document": ["type": "string", "description": "Its identifier, as search_documents gives it"],
                    "page": ["type": "integer", "minimum": 1],
                    "pages": ["type": "integer", "minimum": 1, "maximum": 5, "default": 1],
                ], required: ["document", "page"], perform: getPassage),
        ]
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

    private func searchDocuments(_ arguments: JSONValue, _ context: SignedInContext) async throws -> JSONValue {
        let user = context.user
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
    }

    private func ask(_ arguments: JSONValue, _ context: SignedInContext) async throws -> JSONValue {
        let user = context.user
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
    }

    private func getPassage(_ arguments: JSONValue, _ context: SignedInContext) async throws -> JSONValue {
        let user = context.user
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
    }

    /// The same as text and as structure.
    private static func content(_ items: [JSONValue], as name: String) -> JSONValue {
        let structured: JSONValue = .object([name: .array(items)])
        let text = (try? JSONEncoder.wire.encode(structured)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return ["content": [["type": "text", "text": .string(text)]], "structuredContent": structured]
    }
}
