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

    /// The trail's end, signed; nil while it is empty.
    public static func checkpoint(_ key: SigningKey, _ db: Database) throws -> AuditCheckpoint? {
        guard let row = try Row.fetchOne(db, sql: "SELECT number, hash FROM auditEntry ORDER BY number DESC LIMIT 1")
        else { return nil }
        let (number, hash) = (row["number"] as Int64, Hexadecimal.encode(row["hash"] as Data))
        let at = Date().formatted(.iso8601)
        let signature = Hexadecimal.encode(key.sign(message(number, hash, at)))
        return AuditCheckpoint(number: number, hash: hash, at: at, signature: signature)
    }

    /// What is wrong with the trail, each with the entry where it shows; empty when it is whole.
    /// - Parameter checkpoints: those kept elsewhere.
    public static func faults(
        _ database: any DatabaseReader, checkpoints: [AuditCheckpoint], publicKey: [UInt8]
    ) throws -> (entries: Int64, faults: [String]) {
        var faults: [String] = []
        func add(_ fault: String) { if faults.count < 100 { faults.append(fault) } }
        let genuine = checkpoints.filter { point in
            let isGenuine = SigningKey.isValid(
                Hexadecimal.decode(point.signature) ?? [], of: message(point.number, point.hash, point.at),
                by: publicKey)
            if !isGenuine {
                add("a checkpoint of \(point.at) for entry \(point.number) was not signed by this appliance")
            }
            return isGenuine
        }
        let wanted = Dictionary(grouping: genuine, by: \.number)
        let count = try database.read { db in
            var (number, previous): (Int64, Data) = (0, start)
            let cursor = try AuditEntry.order(Column("number")).fetchCursor(db)
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
                for point in wanted[entry.number] ?? [] where point.hash != Hexadecimal.encode(entry.hash) {
                    add(
                        "entry \(entry.number) is not the one that the checkpoint of \(point.at) signed: "
                            + "the trail was made anew up to there")
                }
                (number, previous) = (entry.number, entry.hash)
            }
            for point in genuine.sorted(by: { $0.number < $1.number }) where point.number > number {
                add("entries \(number + 1) to \(point.number) are cut off: the checkpoint of \(point.at) knew them")
            }
            return number
        }
        return (count, faults)
    }
}
