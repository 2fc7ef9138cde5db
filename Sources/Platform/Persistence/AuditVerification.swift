import Foundation
public import GRDB
public import Vault

/// A signed word of how far the trail had come: kept elsewhere, it shows when the trail's end was cut off or its
/// entries were made anew.
public struct AuditCheckpoint: Codable, Sendable, Equatable {
    /// The last entry's number and hash, in hexadecimal.
    public let number: Int64
    public let hash: String
    /// ISO 8601.
    public let at: String
    /// Ed25519 over `number hash at`, in hexadecimal.
    public let signature: String
}

extension AuditTrail {
    private static func message(_ number: Int64, _ hash: String, _ at: String) -> [UInt8] {
        Array("homeroom audit \(number) \(hash) \(at)".utf8)
    }

    /// Whether a checkpoint was signed by the holder of a key.
    public static func isGenuine(_ point: AuditCheckpoint, by publicKey: [UInt8]) -> Bool {
        SigningKey.isValid(
            Hexadecimal.decode(point.signature) ?? [], of: message(point.number, point.hash, point.at), by: publicKey)
    }

    /// The trail's end, signed; nil while it is empty.
    public static func checkpoint(_ key: SigningKey, _ db: Database) throws -> AuditCheckpoint? {
        guard let row = try Row.fetchOne(db, sql: "SELECT number, hash FROM auditEntry ORDER BY number DESC LIMIT 1")
        else { return nil }
        let (number, hash) = (row["number"] as Int64, Hexadecimal.encode(row["hash"] as Data))
        let at = Date().formatted(.iso8601)
        let signature = Hexadecimal.encode(key.sign(message(number, hash, at)))
        return AuditCheckpoint(number: number, hash: hash, at: at, signature: signature)
    }

    /// The word before the first entry: nothing yet, and signed.
    static func beginning(_ key: SigningKey) -> AuditCheckpoint {
        let (hash, at) = (Hexadecimal.encode(start), Date().formatted(.iso8601))
        return AuditCheckpoint(
            number: 0, hash: hash, at: at, signature: Hexadecimal.encode(key.sign(message(0, hash, at))))
    }

    // MARK: What is lacking, and was accepted

    /// Whether the trail holds what a checkpoint signed, or somebody has said why it does not.
    static func holds(_ point: AuditCheckpoint, by publicKey: [UInt8], _ db: Database) throws -> Bool {
        guard point.number > 0 else { return true }
        let hash = try Data.fetchOne(
            db, sql: "SELECT hash FROM auditEntry WHERE number = ?", arguments: [point.number])
        if hash.map({ Hexadecimal.encode($0) }) == point.hash { return true }
        return try acceptances(by: publicKey, db).contains { $0.covers(point) }
    }

    /// A gap that somebody accepted: what was signed before that moment may be lacking, or be another's.
    struct Acceptance {
        let number: Int64
        let at: String

        func covers(_ point: AuditCheckpoint) -> Bool { point.at <= at }
    }

    private static func words(_ number: Int64, _ hash: String, _ at: String) -> [UInt8] {
        Array("homeroom audit gap accepted \(number) \(hash) \(at)".utf8)
    }

    /// What an entry says that accepts the loss of what a checkpoint signed.
    static func acceptance(of lost: AuditCheckpoint, _ reason: String, _ key: SigningKey) -> [String: String] {
        let at = Date().formatted(.iso8601)
        return [
            "number": "\(lost.number)", "hash": lost.hash, "at": at, "reason": reason,
            "signature": Hexadecimal.encode(key.sign(words(lost.number, lost.hash, at))),
        ]
    }

    static func acceptances(by publicKey: [UInt8], _ db: Database) throws -> [Acceptance] {
        let details = try String.fetchAll(
            db, sql: "SELECT details FROM auditEntry WHERE action = ?",
            arguments: [AuditAction.gapAccepted.rawValue])
        return details.compactMap { text in
            guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)),
                let number = fields["number"].flatMap(Int64.init), let hash = fields["hash"], let at = fields["at"],
                SigningKey.isValid(
                    Hexadecimal.decode(fields["signature"] ?? "") ?? [], of: words(number, hash, at), by: publicKey)
            else { return nil }
            return Acceptance(number: number, at: at)
        }
    }

    /// What is wrong with the trail, each with the entry where it shows; empty when it is whole. Reads all of it: blocks.
    /// - Parameter checkpoints: those kept elsewhere.
    public static func faults(
        _ database: any DatabaseReader, checkpoints: [AuditCheckpoint], publicKey: [UInt8]
    ) throws -> (entries: Int64, faults: [String]) {
        try DatabaseFile.aside(database).read { db in
            let (last, faults) = try brokenLinks(db)
            return (last, Array((try unmet(checkpoints, last, by: publicKey, db) + faults).prefix(100)))
        }
    }

    /// Entries that are missing, changed or put in another's place, and the last one's number.
    private static func brokenLinks(_ db: Database) throws -> (last: Int64, faults: [String]) {
        var faults: [String] = []
        func add(_ fault: String) { if faults.count < 100 { faults.append(fault) } }
        let triggers = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM sqlite_master
                WHERE type = 'trigger' AND name IN ('auditEntry_unchanged', 'auditEntry_kept')
                """)
        if triggers != 2 { add("what keeps entries from being changed or removed (a trigger) is gone") }
        var (number, previous): (Int64, Data) = (0, start)
        let cursor = try AuditEntry.fetchCursor(db, sql: "SELECT \(AuditEntry.columns) FROM auditEntry ORDER BY number")
        while let entry = try cursor.next() {
            if entry.number != number + 1 {
                let missing =
                    number + 1 == entry.number - 1
                    ? "entry \(number + 1) is" : "entries \(number + 1) to \(entry.number - 1) are"
                add("\(missing) missing")
            } else if entry.previous != previous {
                add("entry \(entry.number) does not follow from entry \(number): one of them was put in its place")
            }
            if entry.computedHash() != entry.hash { add("entry \(entry.number) was changed") }
            (number, previous) = (entry.number, entry.hash)
        }
        return (number, faults)
    }

    /// What checkpoints signed and the trail does not hold.
    /// - Parameter last: the number of the trail's last entry.
    static func unmet(
        _ checkpoints: [AuditCheckpoint], _ last: Int64, by publicKey: [UInt8], _ db: Database
    ) throws -> [String] {
        let accepted = try acceptances(by: publicKey, db)
        let hash = try db.makeStatement(sql: "SELECT hash FROM auditEntry WHERE number = ?")
        return try checkpoints.sorted { $0.number < $1.number }.compactMap { point in
            guard isGenuine(point, by: publicKey) else {
                return "a checkpoint of \(point.at) for entry \(point.number) was not signed by this appliance"
            }
            guard point.number > 0, !accepted.contains(where: { $0.covers(point) }) else { return nil }
            guard point.number <= last else {
                return "entries \(last + 1) to \(point.number) are cut off: the checkpoint of \(point.at) knew them"
            }
            // A missing entry is told by the links.
            guard let held = try Data.fetchOne(hash, arguments: [point.number]),
                Hexadecimal.encode(held) != point.hash
            else { return nil }
            return "entry \(point.number) is not the one that the checkpoint of \(point.at) signed: "
                + "the trail up to there was made anew, or is that of another copy of the database"
        }
    }
}
