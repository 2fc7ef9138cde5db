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
    private let fields: @Sendable (Value) throws -> [String: JSONValue]
    private let check: @Sendable (Value) throws -> Void

    /// - Parameters:
    ///   - notes: `.everyField`, or what of a value the trail may hold.
    ///   - check: throws what is wrong with a value that somebody wants to set.
    public init(
        _ name: String, standard: Value, notes: Setting<Value>.NoteForm,
        check: @escaping @Sendable (Value) throws -> Void
    ) {
        (self.name, self.standard, self.check) = (name, standard, check)
        fields =
            switch notes {
            case .everyField: { SettingFields.fields(of: try Settings.json($0)) }
            case .these(let notes): { try notes($0).mapValues { .string($0) } }
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
        let changes = try SettingFields.changes(from: fields(old), to: fields(value))
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

/// Values of settings by field, and what of them differs.
public enum SettingFields {
    /// Longest text of a field, in characters; of a longer one its beginning and a hash stand. Longest name likewise.
    private static let longest = 200, longestName = 120

    /// Each field that differs between two values, as "old -> new".
    public static func changes(from old: JSONValue, to new: JSONValue) -> [String: String] {
        changes(from: fields(of: old), to: fields(of: new))
    }

    /// Members of objects within objects by their path, such as `limits.perMinute`.
    static func fields(of value: JSONValue) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        func add(_ value: JSONValue, _ path: String) {
            guard case .object(let members) = value else { return fields[path.isEmpty ? "value" : path] = value }
            for (name, member) in members { add(member, path.isEmpty ? name : path + "." + name) }
        }
        add(value, "")
        return fields
    }

    /// Each field that differs, as "old -> new". Values are compared, not what is shown of them.
    static func changes(from old: [String: JSONValue], to new: [String: JSONValue]) -> [String: String] {
        var changes: [String: String] = [:]
        for field in Set(old.keys).union(new.keys) {
            let (before, after) = (old[field] ?? .null, new[field] ?? .null)
            if before != after { changes[clipped(field, to: longestName)] = "\(text(before)) -> \(text(after))" }
        }
        return changes
    }

    /// Texts as they are, unless they could be taken for something else; lists with each text in quotes.
    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: return "none"
        case .string(let value) where value != "none" && Double(value) == nil && Bool(value) == nil:
            return clipped(value, to: longest)
        default:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return clipped((try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "", to: longest)
        }
    }

    private static func clipped(_ text: String, to longest: Int) -> String {
        guard text.utf8.count > longest, text.count > longest else { return text }
        let hash = Hexadecimal.encode(blake2b256(Array(text.utf8)).prefix(4))
        return "\(text.prefix(longest))… (\(text.count) characters, \(hash))"
    }
}
