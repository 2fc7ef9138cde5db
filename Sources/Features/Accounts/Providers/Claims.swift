import Foundation
import Kernel

/// What a provider says of somebody, by name: texts, numbers, truth values and lists of these, all as texts. What lies in
/// an object has its place as its name, such as `realm_access.roles`.
struct Claims: Codable, Sendable, Equatable {
    private var all: [String: [String]] = [:]

    init() {}

    init(_ value: JSONValue) {
        if case .object(let members) = value { add(members, below: "", depth: 0) }
    }

    init(_ lists: [String: [String]]) { all = lists }

    /// Deeper, more and longer than any provider writes.
    private static let (levels, most, longest) = (5, 1000, 4096)

    private mutating func add(_ members: [String: JSONValue], below path: String, depth: Int) {
        guard depth < Self.levels else { return }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where all.count < Self.most {
            if case .object(let inner) = value {
                add(inner, below: path + name + ".", depth: depth + 1)
            } else if let list = value.array {
                all[path + name] = list.prefix(Self.most).compactMap(Self.text)
            } else if let text = Self.text(value) {
                all[path + name] = [text]
            }
        }
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text.utf8.count <= longest ? text : nil
        case .bool(let truth): truth ? "true" : "false"
        case .number(let number): Int64(exactly: number).map(String.init) ?? "\(number)"
        default: nil
        }
    }

    func values(_ name: String) -> [String] { all[name] ?? [] }
    func first(_ name: String) -> String? { all[name]?.first }
    func has(_ name: String) -> Bool { all[name] != nil }
    var names: [String] { all.keys.sorted() }

    /// With what somebody else says of the same person, where these say nothing.
    func filled(by others: Claims) -> Claims {
        var claims = self
        for (name, values) in others.all where claims.all[name] == nil { claims.all[name] = values }
        return claims
    }

    func without(_ names: String...) -> Claims {
        var claims = self
        for name in names { claims.all[name] = nil }
        return claims
    }

    // MARK: Addresses

    /// The address in a claim, in small letters; nil for what is none.
    func address(_ name: String) -> String? {
        first(name).map(normalized).flatMap { $0.wholeMatch(of: /[^@\s]+@[^@\s]+/) == nil ? nil : $0 }
    }

    /// Whether the provider says that it checked the address; nil where it does not say. Entra says so as `xms_edov`.
    var isChecked: Bool? {
        if let said = first("email_verified")?.lowercased() { return ["true", "1", "yes"].contains(said) }
        return first("xms_edov").map { ["true", "1"].contains($0.lowercased()) }
    }
}
