import Foundation
public import GRDB
public import Kernel

/// How settings are stored: JSON under each name. See `Setting` for what they are.
public enum Settings {
    /// A stored value that cannot be read. It is never replaced by the standard: that could switch a protection off.
    public struct Unreadable: UserFacingError, Equatable {
        public let name: String
        /// What the decoder says, with the field's path; never the value.
        public let reason: String

        public init(name: String, reason: String) { (self.name, self.reason) = (name, reason) }

        public var status: Int { 500 }
        public var code: String { "settings.unreadable" }
        public var message: String {
            "The setting “\(name)” in homeroom.db cannot be read: \(reason). Put homeroom.db back from a backup, or let "
                + "this one setting begin anew: homeroom serve --reset-setting \(name)"
        }
    }

    /// The value under a name, or the standard where nothing was set. A field that a later release added takes its
    /// standard; all else that is stored holds.
    /// - Throws: `Unreadable`, database errors.
    static func value<Value: Codable>(_ name: String, default standard: Value, _ db: Database) throws -> Value {
        guard let text = try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
        else { return standard }
        do {
            let stored = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
            var below = try json(standard)
            if let named = Value.self as? any SettingByName.Type {
                below = try below.filled(for: stored, named.standards)
            }
            let whole = stored.laid(over: below)
            return try JSONDecoder().decode(Value.self, from: encoder.encode(whole))
        } catch { throw Unreadable(name: name, reason: reason(error)) }
    }

    static func set(_ name: String, _ value: some Encodable, _ db: Database) throws {
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        try db.execute(
            sql: "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            arguments: [name, text])
    }

    /// Forgets what was set under a name; the standard holds again.
    /// - Returns: whether anything was set.
    public static func reset(_ name: String, by origin: RequestOrigin, _ db: Database) throws -> Bool {
        try db.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [name])
        guard db.changesCount > 0 else { return false }
        try AuditTrail.append(.init(.settingsChanged, "setting", name, details: ["new": "standard"]), by: origin, db)
        return true
    }

    static func json(_ value: some Encodable) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: encoder.encode(value))
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }

    private static func reason(_ error: any Error) -> String {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty ? "it" : context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        return switch error {
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(path(context)) has another form than it must have"
        case DecodingError.keyNotFound(let key, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) lacks \(key.stringValue)"
        default: "it is not JSON of the form it must have"
        }
    }
}

/// A setting that holds values under names of a district's choosing, such as those of its roles. Each of these is laid
/// over what is standard for its name too, so that a field that a later release adds does not stop the start.
public protocol SettingByName {
    /// Members that hold such values, and what is standard for a name.
    static var standards: [String: (_ name: String) -> any Encodable] { get }
}

extension JSONValue {
    /// With what is standard for each name that is stored.
    fileprivate func filled(for stored: JSONValue, _ standards: [String: (String) -> any Encodable]) throws -> JSONValue
    {
        guard case .object(var members) = self, case .object(let own) = stored else { return self }
        for (member, standard) in standards {
            guard case .object(let named)? = own[member] else { continue }
            let values = try Dictionary(uniqueKeysWithValues: named.keys.map { ($0, try Settings.json(standard($0))) })
            members[member] = .object(values)
        }
        return .object(members)
    }

    /// Objects member by member; anything else replaces what it lies on.
    fileprivate func laid(over standard: JSONValue) -> JSONValue {
        guard case .object(let own) = self, case .object(let other) = standard else { return self }
        return .object(other.merging(own) { below, above in above.laid(over: below) })
    }
}
