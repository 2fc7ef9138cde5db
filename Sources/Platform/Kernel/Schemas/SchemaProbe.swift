import Foundation

/// Decodes a type from nothing and notes what it asks for.
struct Probe {
    /// Deeper types are no results to ask a model for; one that holds itself has no end.
    private static let deepest = 8
    let form: JSONSchema.Form
    let definitions: Definitions
    var depth = 0

    /// Schemas that others refer to.
    final class Definitions { var found: [String: JSONValue] = [:] }

    struct TooDeep: Error {}

    var deeper: Probe { Probe(form: form, definitions: definitions, depth: depth + 1) }

    func schema<Value: Decodable>(of type: Value.Type) throws -> (schema: JSONValue, value: Value) {
        let found = try plainSchema(of: type)
        guard form == .document, let described = type as? any DescribedType.Type else { return found }
        var schema = JSONSchema(found.schema)
        described.describe(&schema)
        guard let name = described.schemaName else { return (schema.value, found.value) }
        definitions.found[name] = schema.value
        return (["$ref": .string("#/components/schemas/" + name)], found.value)
    }

    private func plainSchema<Value: Decodable>(of type: Value.Type) throws -> (schema: JSONValue, value: Value) {
        guard depth < Self.deepest else { throw TooDeep() }
        let simple: [(schema: JSONValue, value: Any)] = [
            (["type": "string"], ""), (["type": "boolean"], false), (["type": "number"], 0.0),
            (["type": "number"], Float(0)), (["type": "integer"], 0), (["type": "integer"], Int64(0)),
            (["type": "string", "format": "uuid"], UUID()), (["type": "string", "format": "date-time"], Date()),
        ]
        for kind in simple where Swift.type(of: kind.value) == type {
            if let value = kind.value as? Value { return (kind.schema, value) }
        }
        if let choice = type as? any (CaseIterable & RawRepresentable & Decodable).Type,
            let (values, first) = Self.cases(choice), let value = first as? Value
        {
            return (["type": "string", "enum": .array(values.map(JSONValue.string))], value)
        }
        if let map = type as? any NamedValues.Type, let value = map.none as? Value {
            return (["type": "object", "additionalProperties": try map.schemaOfValues(deeper)], value)
        }
        let notes = Notes(form: form)
        let value = try Value(from: ProbeDecoder(probe: self, notes: notes))
        return (notes.schema, value)
    }

    /// The values of an enumeration of strings, and the first case; nil for other kinds.
    private static func cases(_ type: any (CaseIterable & RawRepresentable & Decodable).Type) -> ([String], Any)? {
        func open<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) -> ([String], Any)? {
            let values = type.allCases.compactMap { $0.rawValue as? String }
            guard let first = type.allCases.first, values.count == type.allCases.count else { return nil }
            return (values, first)
        }
        return open(type)
    }

    /// What one value asked for.
    final class Notes {
        private let form: JSONSchema.Form
        private(set) var properties: [String: JSONValue] = [:]
        private var required: [String] = []
        /// Of an array's elements, or of a value without members.
        var items: JSONValue?, single: JSONValue?

        init(form: JSONSchema.Form) { self.form = form }

        func note(_ name: String, _ schema: JSONValue, isRequired: Bool) {
            properties[name] = schema
            if isRequired { required.append(name) }
        }

        var schema: JSONValue {
            if let single { return single }
            if let items { return ["type": "array", "items": items] }
            var members: [String: JSONValue] = ["type": "object", "properties": .object(properties)]
            switch form {
            case .closed:
                members["additionalProperties"] = false
                members["required"] = .array(required.sorted().map(JSONValue.string))
            case .document where !required.isEmpty:
                members["required"] = .array(required.map(JSONValue.string))
            case .document: break
            }
            return .object(members)
        }
    }
}

/// Values by names, such as counts.
private protocol NamedValues {
    static var none: Any { get }
    static func schemaOfValues(_ probe: Probe) throws -> JSONValue
}

extension Dictionary: NamedValues where Key == String, Value: Decodable {
    fileprivate static var none: Any { [:] as Self }
    fileprivate static func schemaOfValues(_ probe: Probe) throws -> JSONValue {
        try probe.schema(of: Value.self).schema
    }
}

private struct ProbeDecoder: Decoder {
    let probe: Probe
    let notes: Probe.Notes
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed<Key>(probe: probe, notes: notes))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed(probe: probe, notes: notes) }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(probe: probe, notes: notes) }

    /// A value without members of its own, such as a text of a certain form.
    struct Single: SingleValueDecodingContainer {
        let probe: Probe
        let notes: Probe.Notes
        let codingPath: [any CodingKey] = []

        func decodeNil() -> Bool { false }

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let found = try probe.deeper.schema(of: type)
            notes.single = found.schema
            return found.value
        }
    }

    struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let probe: Probe
        let notes: Probe.Notes
        let codingPath: [any CodingKey] = []
        let allKeys: [Key] = []

        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) -> Bool { false }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            let found = try probe.deeper.schema(of: type)
            notes.note(key.stringValue, found.schema, isRequired: true)
            return found.value
        }

        func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
            try note(type, key)
        }

        // A decoder's own forms of these would ask for the value.
        func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try note(type, key) }
        func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try note(type, key) }
        func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try note(type, key) }
        func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try note(type, key) }
        func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try note(type, key) }
        func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try note(type, key) }

        private func note<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
            notes.note(key.stringValue, try probe.deeper.schema(of: type).schema, isRequired: false)
            return nil
        }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
            -> KeyedDecodingContainer<Nested>
        {
            throw DecodingError.dataCorrupted(.init(codingPath: [key], debugDescription: "nested by hand"))
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            throw DecodingError.dataCorrupted(.init(codingPath: [key], debugDescription: "nested by hand"))
        }

        func superDecoder() throws -> any Decoder {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "classes are not described"))
        }

        func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder() }
    }

    /// An array of one element.
    struct Unkeyed: UnkeyedDecodingContainer {
        let probe: Probe
        let notes: Probe.Notes
        let codingPath: [any CodingKey] = []
        let count: Int? = 1
        private(set) var currentIndex = 0
        var isAtEnd: Bool { currentIndex > 0 }

        init(probe: Probe, notes: Probe.Notes) { (self.probe, self.notes) = (probe, notes) }

        mutating func decodeNil() -> Bool { false }

        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let found = try probe.deeper.schema(of: type)
            notes.items = found.schema
            currentIndex += 1
            return found.value
        }

        mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
            -> KeyedDecodingContainer<Nested>
        {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "nested by hand"))
        }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "nested by hand"))
        }

        mutating func superDecoder() throws -> any Decoder {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "classes are not described"))
        }
    }
}
