import Foundation
import GRDB
import Kernel
import Persistence
import Vault

extension Conversations {
    /// Erases all that somebody wrote, and the key that it was sealed with; part of the transaction that erases them.
    func eraseAll(of person: UUID, _ db: Database) throws {
        try ConversationRecord.filter(Column("ownerID") == person).deleteAll(db)
        try ShareRecord.filter(Column("personID") == person).deleteAll(db)
        try ShareOpeningRecord.filter(Column("personID") == person).deleteAll(db)
        try HandOverRecord.filter(Column("takenByID") == person).updateAll(db, Column("takenByID").set(to: nil))
        // A key that has not been moved yet.
        try db.execute(sql: "DELETE FROM personKey WHERE personID = ?", arguments: [person])
        try keys.destroy(.person(person), in: db)
    }

    /// Erases what nobody can read any more: an older homeroom.db that was put back holds conversations of people who
    /// were erased since, and their keys are gone.
    /// - Returns: how many.
    func eraseUnreadable(_ db: Database) throws -> Int {
        let owners = try UUID.fetchAll(
            db,
            sql: """
                SELECT DISTINCT ownerID FROM conversation
                WHERE NOT EXISTS (SELECT 1 FROM personKey WHERE personID = ownerID)
                """)
        let known = try keys.subjects(.person)
        var count = 0
        for owner in owners where !known.contains(owner) {
            count += try ConversationRecord.filter(Column("ownerID") == owner).deleteAll(db)
        }
        count += try eraseForeign(of: owners.filter(known.contains), db)
        try keys.noteChecked(db)
        guard count > 0 else { return 0 }
        try AuditTrail.append(
            .init(.conversationErased, "conversation", details: ["by": "no key", "count": "\(count)"]),
            by: .appliance, db)
        return count
    }

    /// Erases what was sealed with a key that its owner does not have any more: somebody who was erased may be here once
    /// more with an older homeroom.db, and have got a new key since. Only where `keys.db` is not as homeroom.db knew it
    /// is that worth opening everything.
    private func eraseForeign(of owners: [UUID], _ db: Database) throws -> Int {
        guard !owners.isEmpty, try keys.needCheck(db) else { return 0 }
        try AuditTrail.append(
            .init(.subjectKeysOpened, "keys", "", details: ["keys": "\(owners.count)", "why": "restored"]),
            by: .appliance, db)
        var count = 0
        for owner in owners {
            guard let sealer = try keys.sealer(of: .person(owner)) else { continue }
            let own = try ConversationRecord.filter(Column("ownerID") == owner).fetchAll(db)
            for record in own where try !opens(record, sealer, db) {
                try record.delete(db)
                count += 1
            }
        }
        return count
    }

    /// Whether anything of a conversation opens: one damaged line is no reason to erase the others.
    private func opens(_ record: ConversationRecord, _ sealer: Sealer, _ db: Database) throws -> Bool {
        if (try? title(record, sealer)) != nil { return true }
        return try MessageRecord.filter(Column("conversationID") == record.id).fetchAll(db).contains {
            (try? message($0, sealer)) != nil
        }
    }
}
