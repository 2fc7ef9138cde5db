import Foundation
public import GRDB

/// What an administrator changes while the appliance runs: a value of one type under each name.
public enum Settings {
    /// The value under a name, or the default where nothing was set. Fields that a release added take their defaults.
    public static func value<Value: Codable>(_ name: String, default value: Value, _ db: Database) throws -> Value {
        guard let text = try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
        else { return value }
        return (try? JSONDecoder().decode(Value.self, from: Data(text.utf8))) ?? value
    }

    public static func set(_ name: String, _ value: some Encodable, _ db: Database) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        try db.execute(
            sql: "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            arguments: [name, text])
    }
}
