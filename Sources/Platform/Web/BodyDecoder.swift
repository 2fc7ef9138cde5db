import Foundation
public import Hummingbird
import Kernel
import NIOCore

/// Reads what requests carry as JSON. What is wrong with it is said in plain words, with the field's name: a decoder's
/// own words name types and keys of the program.
public struct BodyDecoder: RequestDecoder {
    public init() {}

    /// - Throws: `RequestFailure.invalid`; errors of the connection.
    public func decode<Value: Decodable>(
        _ type: Value.Type, from request: Request, context: some RequestContext
    ) async throws -> Value {
        let bytes = try await request.body.whole(upTo: context.maxUploadSize)
        guard bytes.readableBytes > 0 else { throw RequestFailure.invalid("The request's body is empty. Send JSON.") }
        // Before anything decodes it: what is deeply nested takes minutes.
        guard JSONShape.isModest(bytes.readableBytesView) else {
            throw RequestFailure.invalid("The request's body is nested too deeply, or has too many parts.")
        }
        let data = Data(bytes.readableBytesView)
        do {
            return try JSONDecoder.wire.decode(type, from: data)
        } catch let error as DecodingError {
            throw RequestFailure.invalid(Self.words(error, data) { try JSONDecoder.wire.decode(type, from: $0) })
        }
    }

    /// What is wrong, and what was expected.
    private static func words<Value>(_ error: DecodingError, _ body: Data, _ decode: (Data) throws -> Value) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(field(context.codingPath + [key])) is missing."
        case .valueNotFound(let type, let context):
            "\(field(context.codingPath)) is null. It must be \(form(type))."
        case .typeMismatch(let type, let context): "\(field(context.codingPath)) must be \(form(type))."
        case .dataCorrupted(let context):
            unusable(context, body, decode)
        @unknown default: "The request's body is not of the form that it must have."
        }
    }

    /// The decoder does not say where a number does not fit, or a moment is none: the field is looked for.
    private static func unusable<Value>(
        _ context: DecodingError.Context, _ body: Data, _ decode: (Data) throws -> Value
    ) -> String {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: body) else {
            return "The request's body is not JSON. Check its quotation marks, commas and brackets."
        }
        let isMoment = context.debugDescription.lowercased().contains("date")
        guard isMoment || context.codingPath.isEmpty else {
            let isIdentifier = context.debugDescription.contains("UUID")
            return "\(field(context.codingPath)) must be "
                + (isIdentifier ? identifier : "one of the values that are allowed here") + "."
        }
        let form = isMoment ? moment : "a whole number that is not too large"
        // The search decodes the body once for each field.
        let leaves = body.count <= 4_096 ? value.leaves.prefix(64) : []
        let culprit = leaves.first { path in
            // Without the culprit another fault is found, or none.
            guard let rest = try? JSONEncoder().encode(value.without(path[...])) else {
                return false
            }
            do { _ = try decode(rest) } catch DecodingError.dataCorrupted(let other) {
                return other.debugDescription != context.debugDescription
            } catch {}
            return true
        }
        return culprit.map { "\(field($0)) must be \(form)." } ?? "Of the fields at least one must be \(form)."
    }

    /// A field as a sentence's subject, such as `The field “readers[0].place”`.
    private static func field(_ path: [any CodingKey]) -> String {
        let name = path.reduce(into: "") { name, key in
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += (name.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return name.isEmpty ? "The request's body" : "The field “\(name.prefix(200))”"
    }

    private static func form(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is UUID.Type: identifier
        case is Date.Type: moment
        default:
            // A list is asked for as `Array<Any>`, an object as `Dictionary<String, Any>`.
            "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }

    private static let identifier = "an identifier such as 0190d1a4-3c1e-7a52-9f0e-2f6f0f5d8c11"
    private static let moment = "a moment such as 2026-11-26T08:00:00Z"
}

/// A member's name or an element's place.
private struct Step: CodingKey {
    let stringValue: String, intValue: Int?
    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
}

extension JSONValue {
    /// Paths to the texts and numbers in it.
    fileprivate var leaves: [[Step]] {
        switch self {
        case .number, .string: [[]]
        case .array(let list):
            list.enumerated().flatMap { place, value in value.leaves.map { [Step(intValue: place)] + $0 } }
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { name, value in
                value.leaves.map { [Step(stringValue: name)] + $0 }
            }
        case .null, .bool: []
        }
    }

    /// With null where a path leads.
    fileprivate func without(_ path: ArraySlice<Step>) -> JSONValue {
        guard let step = path.first else { return .null }
        switch self {
        case .array(var list):
            if let place = step.intValue, list.indices.contains(place) {
                list[place] = list[place].without(path.dropFirst())
            }
            return .array(list)
        case .object(var members):
            members[step.stringValue] = members[step.stringValue]?.without(path.dropFirst())
            return .object(members)
        default: return self
        }
    }
}
