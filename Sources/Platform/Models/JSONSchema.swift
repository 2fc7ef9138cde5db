public import Kernel

/// The JSON Schema (2020-12) of a type, found by letting the type decode itself from nothing: objects are closed, optional
/// members are not required, enumerations of strings list their values.
///
/// It is what servers take for tools and for `response_format`: objects, arrays, strings, numbers, booleans. A type that
/// refuses empty strings or zeros while it is decoded has none.
public struct JSONSchema: Sendable, Equatable {
    public private(set) var value: JSONValue

    /// The type cannot be described so.
    public struct Undescribable: Error { let type: String }

    /// - Throws: `Undescribable`.
    public init<Value: Decodable>(of type: Value.Type) throws {
        let probe = Probe()
        do { value = try probe.schema(of: type).schema } catch { throw Undescribable(type: "\(type)") }
    }

    /// Says what a member is.
    /// - Parameter path: its name, with those of the objects around it before it; an array's is that of its elements.
    public mutating func describe(_ path: String..., as text: String) { set(path[...], "description", .string(text)) }

    /// Names all values that a member, or each element of an array, may have.
    public mutating func allow(_ values: [String], in path: String...) {
        set(path[...], "enum", .array(values.map(JSONValue.string)), ofElements: true)
    }

    /// Bounds the number of elements of an array.
    public mutating func limit(_ path: String..., to count: ClosedRange<Int>) {
        set(path[...], "minItems", .number(Double(count.lowerBound)))
        set(path[...], "maxItems", .number(Double(count.upperBound)))
    }

    private mutating func set(
        _ path: ArraySlice<String>, _ key: String, _ new: JSONValue, ofElements: Bool = false
    ) {
        value = Self.setting(value, path, key, new, ofElements)
    }

    private static func setting(
        _ schema: JSONValue, _ path: ArraySlice<String>, _ key: String, _ new: JSONValue, _ ofElements: Bool
    ) -> JSONValue {
        guard case .object(var members) = schema else { return schema }
        if let items = members["items"], ofElements || !path.isEmpty {
            members["items"] = setting(items, path, key, new, ofElements)
        } else if let name = path.first {
            guard case .object(var properties)? = members["properties"], let inner = properties[name] else {
                return schema
            }
            properties[name] = setting(inner, path.dropFirst(), key, new, ofElements)
            members["properties"] = .object(properties)
        } else {
            members[key] = new
        }
        return .object(members)
    }
}
