import Foundation
import Testing

@testable import Kernel

@Suite("Schemas made from types") struct JSONSchemaTests {
    private enum Kind: String, Codable, CaseIterable { case risk, action }

    private struct Item: Codable {
        var kind: Kind
        var text: String
        var quotes: [String]
        var due: String?
        var weight: Double?
    }

    private struct Report: Codable {
        var title: String
        var pages: Int
        var isDraft: Bool
        var items: [Item]
        var owner: Item?
    }

    @Test("objects are closed, optional members are not required, enumerations list their values")
    func types() throws {
        let item: JSONValue = [
            "type": "object", "additionalProperties": false, "required": ["kind", "quotes", "text"],
            "properties": [
                "kind": ["type": "string", "enum": ["risk", "action"]], "text": ["type": "string"],
                "quotes": ["type": "array", "items": ["type": "string"]], "due": ["type": "string"],
                "weight": ["type": "number"],
            ],
        ]
        let report: JSONValue = [
            "type": "object", "additionalProperties": false, "required": ["isDraft", "items", "pages", "title"],
            "properties": [
                "title": ["type": "string"], "pages": ["type": "integer"], "isDraft": ["type": "boolean"],
                "items": ["type": "array", "items": item], "owner": item,
            ],
        ]
        #expect(try JSONSchema(of: Report.self).value == report)
    }

    @Test("members are described, bounded and narrowed wherever they lie")
    func narrowing() throws {
        var schema = try JSONSchema(of: Report.self)
        schema.describe("items", "text", as: "What is said")
        schema.allow(["a", "b"], in: "items", "quotes")
        schema.limit("items", to: 1...3)
        schema.describe("nothing", as: "is not there")
        let items = schema.value["properties"]?["items"]
        #expect(items?["minItems"] == 1 && items?["maxItems"] == 3)
        let inner = items?["items"]?["properties"]
        #expect(inner?["text"]?["description"] == "What is said")
        #expect(inner?["quotes"]?["items"]?["enum"] == ["a", "b"] && inner?["quotes"]?["enum"] == nil)
        #expect(schema.value["properties"]?["nothing"] == nil)
    }

    private enum State: String, Codable, CaseIterable { case open, closed }

    private struct Entry: DescribedType {
        let id: UUID, at: Date, number: Int64?, state: State
        static let schemaName: String? = "Entry"
        static func describe(_ schema: inout JSONSchema) {
            schema.describe("at", as: "When")
            schema.bound("number", to: 1...9)
        }
    }

    private struct Listing: Decodable { let entries: [Entry], counts: [String: Int], names: [String]? }

    @Test("for the document, types with a name are referred to, and identifiers, moments and maps have their forms")
    func documentForm() throws {
        let schema = try JSONSchema(of: Listing.self, as: .document)
        #expect(
            schema.value == [
                "type": "object", "required": ["entries", "counts"],
                "properties": [
                    "entries": ["type": "array", "items": ["$ref": "#/components/schemas/Entry"]],
                    "counts": ["type": "object", "additionalProperties": ["type": "integer"]],
                    "names": ["type": "array", "items": ["type": "string"]],
                ],
            ])
        #expect(
            schema.definitions == [
                "Entry": [
                    "type": "object", "required": ["id", "at", "state"],
                    "properties": [
                        "id": ["type": "string", "format": "uuid"],
                        "at": ["type": "string", "format": "date-time", "description": "When"],
                        "number": ["type": "integer", "minimum": 1, "maximum": 9],
                        "state": ["type": "string", "enum": ["open", "closed"]],
                    ],
                ]
            ])
    }

    private final class Endless: Decodable { let inner: Endless }

    private struct Strict: Decodable {
        init(from decoder: any Decoder) throws {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: ""))
        }
    }

    @Test("a type that holds itself, or refuses what is empty, is told")
    func undescribable() {
        #expect(throws: JSONSchema.Undescribable.self) { try JSONSchema(of: Endless.self) }
        #expect(throws: JSONSchema.Undescribable.self) { try JSONSchema(of: Strict.self) }
    }
}
