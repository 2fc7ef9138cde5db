import Foundation
import GRDB
import Vault

/// Seals what people wrote with a key of their own.
struct PersonKeys: Sendable {
    /// Seals the keys.
    let sealer: Sealer

    private static func place(_ person: UUID) -> String { "person.key.\(person.uuidString)" }

    /// The key of somebody; nil where they never wrote anything, or were erased.
    func sealer(of person: UUID, _ db: Database) throws -> Sealer? {
        try PersonKeyRecord.fetchOne(db, key: person).map { try sealer.openKey($0.key, for: Self.place(person)) }
    }

    /// The key of somebody, made where there is none.
    func sealer(toWriteFor person: UUID, _ db: Database) throws -> Sealer {
        if let known = try sealer(of: person, db) { return known }
        let made = sealer.makeKey(for: Self.place(person))
        try PersonKeyRecord(personID: person, key: Data(made.sealed)).insert(db)
        return made.sealer
    }

    /// Destroys somebody's key; their conversations go with it.
    static func destroy(of person: UUID, _ db: Database) throws {
        try PersonKeyRecord.deleteOne(db, key: person)
        try ShareRecord.filter(Column("personID") == person).deleteAll(db)
        try ShareOpeningRecord.filter(Column("personID") == person).deleteAll(db)
        try HandOverRecord.filter(Column("takenByID") == person).updateAll(db, Column("takenByID").set(to: nil))
    }
}
