public import Foundation
public import Hummingbird
public import Kernel

/// A parameter of a route, as the document describes it.
public protocol RouteParameter: Sendable {
    var name: String { get }
    var schema: JSONValue { get }
    /// What it is, where its name does not say that.
    var about: String? { get }
}

/// A parameter of a query or a path with what it may be: said once, for the route that reads it and for the document.
public struct QueryParameter<Value: Sendable>: RouteParameter {
    public let name: String
    public let schema: JSONValue
    public let about: String?
    fileprivate let read: @Sendable (_ parameters: Parameters, _ name: String) throws -> Value?

    /// What a request's query holds; nil where it is absent.
    /// - Throws: `RequestFailure.invalid` for what it may not be.
    public func value(in parameters: Parameters) throws -> Value? { try read(parameters, name) }
}

extension QueryParameter where Value == UUID {
    public static func identifier(_ name: String, about: String? = nil) -> Self {
        Self(name: name, schema: ["type": "string", "format": "uuid"], about: about) {
            try $0.identifier(Substring($1))
        }
    }
}

extension QueryParameter where Value == String {
    public static func text(_ name: String, about: String? = nil) -> Self {
        Self(name: name, schema: ["type": "string"], about: about) { $0.get($1) }
    }
}

extension QueryParameter where Value == Int {
    public static func integer(_ name: String, in range: PartialRangeFrom<Int>, about: String? = nil) -> Self {
        let least: JSONValue = .number(Double(range.lowerBound))
        return Self(name: name, schema: ["type": "integer", "minimum": least], about: about) {
            try $0.integer(Substring($1), in: range.lowerBound...Int.max)
        }
    }
}

extension QueryParameter where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the cases of an enumeration.
    public static func choice(_ name: String, of type: Value.Type, about: String? = nil) -> Self {
        let names = Value.allCases.map(\.rawValue)
        let schema: JSONValue = ["type": "string", "enum": .array(names.map(JSONValue.string))]
        return Self(name: name, schema: schema, about: about) { parameters, name in
            guard let text = parameters.get(name) else { return nil }
            guard let value = Value(rawValue: text) else {
                throw RequestFailure.invalid("`\(name)` must be one of: \(names.joined(separator: ", ")).")
            }
            return value
        }
    }
}

/// How much of a list a request asks for: `limit`, see `Parameters.sliceSize`.
public struct LimitParameter: RouteParameter {
    public let name = "limit"
    public let about: String? = nil
    private let most: Int, standard: Int

    /// - Parameters:
    ///   - most: the largest `limit` that is taken.
    ///   - standard: holds where the query names none.
    public init(most: Int, standard: Int) { (self.most, self.standard) = (most, standard) }

    public var schema: JSONValue { ["type": "integer", "minimum": 1, "maximum": .number(Double(most))] }

    /// - Throws: `RequestFailure.invalid` for what is no number, or is out of range.
    public func size(in parameters: Parameters) throws -> SliceSize {
        try parameters.sliceSize(most: most, standard: standard)
    }
}
