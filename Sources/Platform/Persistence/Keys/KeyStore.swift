import Foundation
import GRDB
import Logging
import Vault

/// The file of keys: epochs, whose keys the master key seals, and subjects' keys, which their epoch's key seals. Each of
/// these is done inside one transaction of `keys.db`.
struct KeyStore: Sendable {
    /// Marks the file as ours (`PRAGMA application_id`): "HKEY".
    static let applicationID: Int32 = 0x484B_4559

    static let migrations = [
        SchemaMigration("2026-11-27T20 keys: epochs, keys of subjects") { db in
            // `destroyedKey` keeps an older homeroom.db's own copy of a key from being taken in again.
            try db.execute(
                sql: """
                    CREATE TABLE generation (
                      district BLOB NOT NULL CHECK (length(district) = 16), number INTEGER NOT NULL) STRICT;
                    CREATE TABLE epoch (number INTEGER PRIMARY KEY, key BLOB NOT NULL, beganAt TEXT NOT NULL) STRICT;
                    CREATE TABLE subjectKey (
                      kind TEXT NOT NULL, subject BLOB NOT NULL CHECK (length(subject) = 16), key BLOB NOT NULL,
                      epoch INTEGER NOT NULL REFERENCES epoch, createdAt TEXT NOT NULL,
                      PRIMARY KEY (kind, subject)) STRICT, WITHOUT ROWID;
                    CREATE INDEX subjectKey_epoch ON subjectKey (epoch);
                    CREATE TABLE destroyedKey (
                      kind TEXT NOT NULL, subject BLOB NOT NULL CHECK (length(subject) = 16), at TEXT NOT NULL,
                      PRIMARY KEY (kind, subject)) STRICT, WITHOUT ROWID;
                    """)
        }
    ]

    /// Seals epochs' keys.
    let master: Sealer

    private static func place(epoch: Int64) -> String { "epoch.\(epoch)" }

    // MARK: The file

    /// The district that the file was made for; nil while it is new.
    func district(_ db: Database) throws -> Data? { try Data.fetchOne(db, sql: "SELECT district FROM generation") }

    /// Whether each key's epoch is there.
    func isWhole(_ db: Database) throws -> Bool {
        try
            !(Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM subjectKey WHERE epoch NOT IN (SELECT number FROM epoch))")
            ?? false)
    }

    /// How many changes there were; 0 while it is new.
    func generation(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT number FROM generation") ?? 0
    }

    /// Counts a change; part of every transaction that makes one.
    /// - Parameter least: the count is raised to so much at least.
    func count(least: Int64, _ db: Database) throws -> Int64 {
        try db.execute(sql: "UPDATE generation SET number = max(number + 1, ?)", arguments: [least])
        return try generation(db)
    }

    /// Fills a new file.
    func begin(district: Data, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO generation VALUES (?, 0)", arguments: [district])
        _ = try addEpoch(1, db)
        _ = try count(least: 1, db)
    }

    // MARK: Epochs

    private func addEpoch(_ number: Int64, _ db: Database) throws -> Sealer {
        let made = master.makeKey(for: Self.place(epoch: number))
        try db.execute(
            sql: "INSERT INTO epoch VALUES (?, ?, ?)", arguments: [number, Data(made.sealed), Date()])
        return made.sealer
    }

    /// The epoch at hand.
    /// - Throws: `Sealer.Forged` where another master key sealed it; `KeysFailure.damaged` where there is none.
    func epoch(_ db: Database) throws -> (number: Int64, sealer: Sealer, beganAt: Date) {
        guard let row = try Row.fetchOne(db, sql: "SELECT number, key, beganAt FROM epoch ORDER BY number DESC LIMIT 1")
        else { throw KeysFailure.damaged(path: "keys.db", reason: "the key of its epoch is gone") }
        let number: Int64 = row["number"]
        return (number, try master.openKey(row["key"] as Data, for: Self.place(epoch: number)), row["beganAt"])
    }

    /// Begins a new epoch: every key is sealed anew, and the keys of epochs before are destroyed.
    /// - Returns: the epoch's number, and how many keys it sealed.
    func beginEpoch(_ db: Database) throws -> (number: Int64, keys: Int) {
        // An epoch that cannot be opened stops this: its subjects' keys are not lost for it.
        let old = try Row.fetchAll(db, sql: "SELECT number, key FROM epoch").reduce(into: [Int64: Sealer]()) {
            let number: Int64 = $1["number"]
            $0[number] = try master.openKey($1["key"] as Data, for: Self.place(epoch: number))
        }
        let number = (old.keys.max() ?? 0) + 1
        let new = try addEpoch(number, db)
        let update = try db.makeStatement(
            sql: "UPDATE subjectKey SET key = ?, epoch = ? WHERE kind = ? AND subject = ?")
        var (count, lost) = (0, 0)
        for row in try Row.fetchAll(db, sql: "SELECT kind, subject, key, epoch FROM subjectKey") {
            let subject = Subject(.init(rawValue: row["kind"]), row["subject"])
            // A single key that does not open any more is lost already, and must not keep others from being destroyed.
            guard let key = try? old[row["epoch"] as Int64]?.open(row["key"] as Data, for: subject.place) else {
                try remove(subject, db)
                lost += 1
                continue
            }
            try update.execute(
                arguments: [Data(new.seal(key, for: subject.place)), number, subject.kind.rawValue, subject.id])
            count += 1
        }
        try db.execute(sql: "DELETE FROM epoch WHERE number < ?", arguments: [number])
        if lost > 0 {
            Logger(label: "homeroom.keys").error("keys were damaged and are lost", metadata: ["count": "\(lost)"])
        }
        return (number, count)
    }

    // MARK: Keys

    /// A subject's key; nil where there is none.
    func find(_ subject: Subject, _ db: Database) throws -> Sealer? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT subjectKey.key, epoch, epoch.key AS epochKey FROM subjectKey
                JOIN epoch ON epoch.number = subjectKey.epoch WHERE kind = ? AND subject = ?
                """, arguments: [subject.kind.rawValue, subject.id])
        guard let row else { return nil }
        let epoch = try master.openKey(row["epochKey"] as Data, for: Self.place(epoch: row["epoch"]))
        return try epoch.openKey(row["key"] as Data, for: subject.place)
    }

    /// The keys of many subjects; those that there are and that open.
    func find(_ subjects: some Collection<Subject>, _ db: Database) throws -> [Subject: Sealer] {
        let epochs = try Row.fetchAll(db, sql: "SELECT number, key FROM epoch").reduce(into: [Int64: Sealer]()) {
            let number: Int64 = $1["number"]
            $0[number] = try master.openKey($1["key"] as Data, for: Self.place(epoch: number))
        }
        let select = try db.makeStatement(sql: "SELECT key, epoch FROM subjectKey WHERE kind = ? AND subject = ?")
        var (found, damaged): ([Subject: Sealer], Int) = ([:], 0)
        found.reserveCapacity(subjects.count)
        for subject in subjects where found[subject] == nil {
            let row = try Row.fetchOne(select, arguments: [subject.kind.rawValue, subject.id])
            guard let row, let epoch = epochs[row[1] as Int64] else { continue }
            // One that is damaged must not keep others from being read.
            do { found[subject] = try epoch.openKey(row[0] as Data, for: subject.place) } catch { damaged += 1 }
        }
        if damaged > 0 {
            Logger(label: "homeroom.keys").error("keys are damaged", metadata: ["count": "\(damaged)"])
        }
        return found
    }

    /// Keeps a key that `epoch` sealed.
    func insert(_ sealed: [UInt8], of subject: Subject, epoch: Int64, _ db: Database) throws {
        // Kept, for there may be a whole district of them.
        let insert = try db.cachedStatement(sql: "INSERT INTO subjectKey VALUES (?, ?, ?, ?, ?)")
        try insert.execute(arguments: [subject.kind.rawValue, subject.id, Data(sealed), epoch, Date()])
    }

    /// Which subjects of a kind had their keys destroyed here.
    func destroyed(_ kind: Subject.Kind, _ db: Database) throws -> Set<UUID> {
        try UUID.fetchSet(
            db, sql: "SELECT subject FROM destroyedKey WHERE kind = ?", arguments: [kind.rawValue])
    }

    func has(_ subject: Subject, in table: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE kind = ? AND subject = ?)",
            arguments: [subject.kind.rawValue, subject.id]) ?? false
    }

    func remove(_ subject: Subject, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM subjectKey WHERE kind = ? AND subject = ?",
            arguments: [subject.kind.rawValue, subject.id])
    }

    /// Removes a subject's key and remembers that it was destroyed.
    func destroy(_ subject: Subject, _ db: Database) throws {
        try remove(subject, db)
        try db.execute(
            sql: "INSERT OR REPLACE INTO destroyedKey VALUES (?, ?, ?)",
            arguments: [subject.kind.rawValue, subject.id, Date()])
    }

    /// How many keys of each kind there are.
    func counts(_ db: Database) throws -> [String: Int] {
        try Row.fetchAll(db, sql: "SELECT kind, count(*) AS keys FROM subjectKey GROUP BY kind")
            .reduce(into: [:]) { $0[$1["kind"] as String] = $1["keys"] as Int }
    }
}
