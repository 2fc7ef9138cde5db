import Foundation
import GRDB
import Kernel
import Logging
import Persistence
import Vault

/// Takes the keys out of homeroom.db that releases before `keys.db` kept there. A crash at any point loses none: they are
/// on the disk in `keys.db` before they leave homeroom.db, and what is moved twice stays as it is.
struct MovedKeys: Sendable {
    let keys: SubjectKeys
    /// Sealed people's keys in those releases.
    let sealer: Sealer

    private static func place(_ person: UUID) -> String { "person.key.\(person.uuidString)" }

    /// - Parameter db: homeroom.db's writer, outside a transaction.
    /// - Returns: how many were moved.
    func move(_ db: Database) throws -> Int {
        let found = try read(db)
        guard !found.isEmpty else { return 0 }
        try db.inTransaction {
            let count = try keys.adopt(found, in: db)
            try remove(found.keys, db)
            try AuditTrail.append(
                .init(.subjectKeysMoved, "keys", "", details: ["found": "\(found.count)", "moved": "\(count)"]),
                by: .appliance, db)
            return .commit
        }
        return found.count
    }

    /// The keys that are still here. One that is damaged stays: its conversations are not taken for an erased person's.
    func read(_ db: Database) throws -> [Subject: [UInt8]] {
        var (found, damaged) = ([Subject: [UInt8]](), 0)
        for row in try Row.fetchAll(db, sql: "SELECT personID, key FROM personKey") {
            let person: UUID = row["personID"]
            do { found[.person(person)] = try sealer.open(row["key"] as Data, for: Self.place(person)) } catch {
                damaged += 1
            }
        }
        if damaged > 0 {
            Logger(label: "homeroom.coach").error(
                "keys of people are damaged; what they wrote cannot be read", metadata: ["count": "\(damaged)"])
        }
        return found
    }

    /// Deleted pages are overwritten (`secure_delete`).
    private func remove(_ subjects: some Collection<Subject>, _ db: Database) throws {
        for subject in subjects {
            try db.execute(sql: "DELETE FROM personKey WHERE personID = ?", arguments: [subject.id])
        }
    }
}

extension Coach {
    /// Brings people's keys in order before anything is served: moves those that an earlier release kept in homeroom.db,
    /// and erases conversations whose keys are gone. Blocks.
    /// - Throws: database errors.
    public func settleKeys() throws {
        let database = conversations.database
        do {
            try database.writeWithoutTransaction { db in
                _ = try MovedKeys(keys: conversations.keys, sealer: sealer).move(db)
                try db.inTransaction {
                    _ = try conversations.eraseUnreadable(db)
                    return .commit
                }
            }
        } catch  where StorageFailure(error) != nil {
            // A disk that takes no writes serves what can be read.
            Logger(label: "homeroom.coach").error("keys wait for the disk", metadata: ["error": "\(error)"])
        }
        // The log may hold pages with keys that left, after a crash too.
        _ = try? database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    }
}
