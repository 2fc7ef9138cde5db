import Foundation
public import GRDB
import Kernel
public import Vault

/// Which district a data folder holds, kept in the database and beside it: so that a missing database, another
/// district's, or a foreign `master.key` is noticed before anything is made, removed or refused.
public enum ApplianceIdentity {
    static let migrations = [
        SchemaMigration("2026-11-26T02 persistence: identity of the data folder") { db in
            // `keyCheck` says which master key belongs to it; empty until a key is known.
            try db.execute(
                sql: """
                    CREATE TABLE applianceIdentity (
                      id BLOB NOT NULL CHECK (length(id) = 16), keyCheck BLOB CHECK (length(keyCheck) = 32)) STRICT;
                    INSERT INTO applianceIdentity VALUES (randomblob(16), NULL);
                    """)
        }
    ]

    /// What lies beside the database: the same identity, for the day the database is gone.
    private struct Marker: Codable { let district: String, keyCheck: String, since: Date }

    /// Whether the database was made and never used: then a master key may be made for it.
    public static func isUnused(_ database: any DatabaseReader) throws -> Bool {
        try database.read { db in
            let check = try Data.fetchOne(db, sql: "SELECT keyCheck FROM applianceIdentity")
            return try check == nil && Int.fetchOne(db, sql: "SELECT count(*) FROM auditEntry") == 0
        }
    }

    /// Binds database, key and folder together at the first start, and at every later one checks that they belong
    /// together.
    /// - Parameter proof: what a release that knew no identity left to judge the key by: false where it shows that the
    ///   key is another.
    /// - Throws: `DataFolder.Failure.otherKey`, `.otherDistrict`; file and database errors.
    public static func check(
        _ database: any DatabaseWriter, _ key: MasterKey, _ folder: DataFolder, proof: (Database) throws -> Bool
    ) throws {
        let own = Data(key.keyedHash(context: "identity")("this key belongs to this database"))
        let marker = FileManager.default.contents(atPath: folder.marker)
            .flatMap { try? JSONDecoder().decode(Marker.self, from: $0) }
        let name = try database.write { db -> String in
            let row = try Row.fetchOne(db, sql: "SELECT id, keyCheck FROM applianceIdentity")
            guard let row, let id = row["id"] as Data? else { throw DatabaseFile.Foreign() }
            let name = Hexadecimal.encode(id)
            // A foreign database has a foreign key too: it is the one to put back, not the key.
            if let marker, marker.district != name { throw DataFolder.Failure.otherDistrict(path: folder.database) }
            if let known = row["keyCheck"] as Data? {
                guard known == own else { throw DataFolder.Failure.otherKey(path: folder.masterKey) }
            } else {
                guard try proof(db) else { throw DataFolder.Failure.otherKey(path: folder.masterKey) }
                try db.execute(sql: "UPDATE applianceIdentity SET keyCheck = ?", arguments: [own])
            }
            return name
        }
        guard marker == nil else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let new = Marker(district: name, keyCheck: Hexadecimal.encode(own), since: Date())
        try DurableFile.write(try encoder.encode(new) + Data("\n".utf8), to: folder.marker)
    }
}
