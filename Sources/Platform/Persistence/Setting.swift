public import Foundation
public import GRDB
public import Kernel
import Vault

/// Something that an administrator changes while the appliance runs: its name, what holds until somebody sets it, what
/// it may be set to, and what the audit trail notes of it.
public struct Setting<Value: Codable & Equatable & Sendable>: Sendable {
    /// What the trail notes of a value, by field: no secret and no long text.
    public typealias Notes = @Sendable (Value) throws -> [String: String]

    public let name: String
    /// What holds where nothing was set.
    public let standard: Value
    private let notes: Notes
    private let check: @Sendable (Value) throws -> Void

    /// - Parameters:
    ///   - notes: `.everyField`, or what of a value the trail may hold.
    ///   - check: throws what is wrong with a value that somebody wants to set.
    public init(
        _ name: String, standard: Value, notes: Setting<Value>.NoteForm,
        check: @escaping @Sendable (Value) throws -> Void
    ) {
        (self.name, self.standard, self.check) = (name, standard, check)
        self.notes =
            switch notes {
            case .everyField: { SettingFields.texts(of: try Settings.json($0)) }
            case .these(let notes): notes
            }
    }

    /// How a setting's values are noted.
    public enum NoteForm {
        /// Every field of the stored JSON by its path, such as `limits.perMinute`.
        case everyField
        case these(Notes)
    }

    /// The value that holds. A field that a later release added takes its standard; all else that is stored holds.
    /// - Throws: `Settings.Unreadable`, database errors.
    public func value(_ db: Database) throws -> Value { try Settings.value(name, default: standard, db) }

    /// Checks and stores a value, and notes in the trail each field that it changes.
    /// - Parameter place: the school or district that it concerns.
    /// - Throws: what `check` throws, `Settings.Unreadable`, database errors.
    public func set(_ value: Value, at place: UUID?, by origin: RequestOrigin, _ db: Database) throws {
        try check(value)
        let old = try self.value(db)
        try store(value, db)
        let changes = try SettingFields.changes(from: notes(old), to: notes(value))
        guard !changes.isEmpty else { return }
        try AuditTrail.append(
            .init(.settingsChanged, "setting", name, place: place, details: changes), by: origin, db)
    }

    /// Stores what the appliance itself decides: unchecked, and not noted.
    public func store(_ value: Value, _ db: Database) throws { try Settings.set(name, value, db) }
}

/// A setting of any type, as a feature lists its own.
public protocol AnySetting: Sendable {
    var name: String { get }
    /// Reads the value that holds, as JSON.
    /// - Throws: `Settings.Unreadable`, database errors.
    @discardableResult func read(_ db: Database) throws -> JSONValue
}

extension Setting: AnySetting {
    public func read(_ db: Database) throws -> JSONValue { try Settings.json(value(db)) }
}

/// Values of settings as short texts by field.
public enum SettingFields {
    /// Longest text of a field, in characters; of a longer one its beginning and a hash stand.
    private static let longest = 200

    /// Each field that differs between two values, as "old -> new".
    public static func changes(from old: JSONValue, to new: JSONValue) -> [String: String] {
        changes(from: texts(of: old), to: texts(of: new))
    }

    static func texts(of value: JSONValue) -> [String: String] {
        var texts: [String: String] = [:]
        func add(_ value: JSONValue, _ path: String) {
            guard case .object(let members) = value else {
                texts[path.isEmpty ? "value" : path] = text(value)
                return
            }
            for (name, member) in members { add(member, path.isEmpty ? name : path + "." + name) }
        }
        add(value, "")
        return texts
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: return "none"
        case .bool(let value): return "\(value)"
        case .number(let value): return Int(exactly: value).map { "\($0)" } ?? "\(value)"
        case .string(let value): return clipped(value)
        case .array(let values): return values.isEmpty ? "none" : clipped(values.map(text).joined(separator: ", "))
        case .object(let members):
            return "{"
                + members.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }.joined(separator: ", ")
                + "}"
        }
    }

    private static func clipped(_ text: String) -> String {
        guard text.count > longest else { return text }
        let hash = Hexadecimal.encode(blake2b256(Array(text.utf8)).prefix(4))
        return "\(text.prefix(longest))… (\(text.count) characters, \(hash))"
    }

    static func changes(from old: [String: String], to new: [String: String]) -> [String: String] {
        var changes: [String: String] = [:]
        for field in Set(old.keys).union(new.keys) {
            let (before, after) = (old[field] ?? "none", new[field] ?? "none")
            if before != after { changes[field] = "\(before) -> \(after)" }
        }
        return changes
    }
}
