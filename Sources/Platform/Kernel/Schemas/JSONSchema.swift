/// The JSON Schema (2020-12) of a type, found by letting the type decode itself from nothing: optional members are not
/// required, enumerations of strings list their values, identifiers and moments have their formats.
///
/// A type that refuses empty strings or zeros while it is decoded has none, and neither has one that holds itself.
public struct JSONSchema: Sendable, Equatable {
    /// Whom a schema is for.
    public enum Form: Sendable {
        /// For servers of models, for tools and `response_format`: objects are closed and written out.
        case closed
        /// For the OpenAPI document: objects are open, and types that have a name there are referred to.
        case document
    }

    public private(set) var value: JSONValue
    /// The schemas that it refers to, by the names of `DescribedType`.
    public private(set) var definitions: [String: JSONValue] = [:]

    /// The type cannot be described so.
    public struct Undescribable: Error { let type: String }

    /// - Throws: `Undescribable`.
    public init<Value: Decodable>(of type: Value.Type, as form: Form = .closed) throws {
        let definitions = Probe.Definitions()
        do { value = try Probe(form: form, definitions: definitions).schema(of: type).schema } catch {
            throw Undescribable(type: "\(type)")
        }
        self.definitions = definitions.found
    }

    init(_ value: JSONValue) { self.value = value }

    /// Says what a member is.
    /// - Parameter path: its name, with those of the objects around it before it; an array's is that of its elements.
    public mutating func describe(_ path: String..., as text: String) { set(path[...], "description", .string(text)) }

    /// Names all values that a member, or each element of an array, may have.
    public mutating func allow(_ values: [String], in path: String...) {
        set(path[...], "enum", .array(values.map(JSONValue.string)), ofElements: true)
    }

    /// Bounds the number of elements of an array.
    public mutating func limit(_ path: String..., to count: ClosedRange<Int>) {
        if count.lowerBound > 0 { set(path[...], "minItems", .number(Double(count.lowerBound))) }
        set(path[...], "maxItems", .number(Double(count.upperBound)))
    }

    /// Bounds the characters of a text, or of each text of an array.
    public mutating func limit(_ path: String..., toCharacters count: ClosedRange<Int>) {
        if count.lowerBound > 0 {
            set(path[...], "minLength", .number(Double(count.lowerBound)), ofElements: true)
        }
        set(path[...], "maxLength", .number(Double(count.upperBound)), ofElements: true)
    }

    /// Bounds a number.
    public mutating func bound(_ path: String..., to range: PartialRangeFrom<Int>) {
        set(path[...], "minimum", .number(Double(range.lowerBound)))
    }

    /// Bounds a number.
    public mutating func bound(_ path: String..., to range: ClosedRange<Int>) {
        set(path[...], "minimum", .number(Double(range.lowerBound)))
        set(path[...], "maximum", .number(Double(range.upperBound)))
    }

    /// Says that null may stand for texts that are absent.
    public mutating func allowNull(for names: String...) {
        for name in names { set([name], "type", ["string", "null"]) }
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

/// A type that says more of itself in the OpenAPI document than its members' names and types.
public protocol DescribedType: Decodable {
    /// Its name among the document's schemas; nil where it is written out wherever it stands.
    static var schemaName: String? { get }
    /// Says what its members are, and bounds them.
    static func describe(_ schema: inout JSONSchema)
}

extension DescribedType {
    public static var schemaName: String? { nil }
    public static func describe(_ schema: inout JSONSchema) {}
}
