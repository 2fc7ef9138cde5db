import Kernel

/// Decodes a type from nothing and notes what it asks for.
struct Probe {
    /// Deeper types are no results to ask a model for; one that holds itself has no end.
    private static let deepest = 8
    var depth = 0

    struct TooDeep: Error {}

    func schema<Value: Decodable>(of type: Value.Type) throws -> (schema: JSONValue, value: Value) {
        guard depth < Self.deepest else { throw TooDeep() }
        if let text = "" as? Value { return (["type": "string"], text) }
        if let flag = false as? Value { return (["type": "boolean"], flag) }
        if let number = 0.0 as? Value { return (["type": "number"], number) }
        if let number = Float(0) as? Value { return (["type": "number"], number) }
        if let number = 0 as? Value { return (["type": "integer"], number) }
        if let choice = type as? any (CaseIterable & RawRepresentable & Decodable).Type,
            let (values, first) = Self.cases(choice), let value = first as? Value
        {
            return (["type": "string", "enum": .array(values.map(JSONValue.string))], value)
        }
        let notes = Notes()
        let value = try Value(from: ProbeDecoder(depth: depth, notes: notes))
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
        var properties: [String: JSONValue] = [:]
        var required: Set<String> = []
        var items: JSONValue?

        var schema: JSONValue {
            if let items { return ["type": "array", "items": items] }
            return [
                "type": "object", "additionalProperties": false, "properties": .object(properties),
                "required": .array(required.sorted().map(JSONValue.string)),
            ]
        }
    }
}

private struct ProbeDecoder: Decoder {
    let depth: Int
    let notes: Probe.Notes
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed<Key>(depth: depth, notes: notes))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed(depth: depth, notes: notes) }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "single values are not described"))
    }

    struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let depth: Int
        let notes: Probe.Notes
        let codingPath: [any CodingKey] = []
        let allKeys: [Key] = []

        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) -> Bool { false }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            let found = try Probe(depth: depth + 1).schema(of: type)
            notes.properties[key.stringValue] = found.schema
            notes.required.insert(key.stringValue)
            return found.value
        }

        func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
            notes.properties[key.stringValue] = try Probe(depth: depth + 1).schema(of: type).schema
            return nil
        }

        func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try note(type, key) }
        func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try note(type, key) }
        func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try note(type, key) }
        func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try note(type, key) }
        func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try note(type, key) }

        private func note<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
            notes.properties[key.stringValue] = try Probe(depth: depth + 1).schema(of: type).schema
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
        let depth: Int
        let notes: Probe.Notes
        let codingPath: [any CodingKey] = []
        let count: Int? = 1
        private(set) var currentIndex = 0
        var isAtEnd: Bool { currentIndex > 0 }

        init(depth: Int, notes: Probe.Notes) { (self.depth, self.notes) = (depth, notes) }

        mutating func decodeNil() -> Bool { false }

        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let found = try Probe(depth: depth + 1).schema(of: type)
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
