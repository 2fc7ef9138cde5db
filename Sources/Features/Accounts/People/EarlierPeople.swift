import Foundation
import GRDB
import Kernel
import Logging
import Persistence
import Vault

/// What releases before sealed people kept in the clear: it lies in a table of its own until the keys are open, and goes
/// with that table's pages, which are overwritten (`secure_delete`). It is one transaction: a crash leaves all to be done
/// again, or nothing.
struct EarlierPeople: Sendable {
    let rosters: Rosters

    /// - Returns: how many people were sealed.
    /// - Throws: database errors.
    func seal(_ db: Database) throws -> Int {
        let people = rosters.store.people
        let found = try Row.fetchAll(
            db, sql: "SELECT id, givenName, familyName, email, userName, rosterID FROM unsealedPerson")
        let particulars = found.map { row in
            (
                id: row["id"] as UUID,
                told: Particulars(
                    givenName: row["givenName"], familyName: row["familyName"], email: row["email"],
                    userName: row["userName"], rosterID: row["rosterID"])
            )
        }
        try people.seal(particulars, db)
        // All at once: rows that go one by one could leave traces where pages were put together.
        try db.execute(sql: "DELETE FROM unsealedPerson")
        // Reports name people by the roster's numbers.
        for row in try Row.fetchAll(db, sql: "SELECT id, at, fileHash, report FROM unsealedImport") {
            let report = Data((row["report"] as String).utf8)
            try rosters.keep(report, row["id"], at: row["at"], row["fileHash"], db)
        }
        try db.execute(sql: "DELETE FROM unsealedImport")
        for row in try Row.fetchAll(db, sql: "SELECT * FROM unsealedIdentity") {
            let subject = people.hash(issuer: row["issuer"], subject: row["subject"])
            try db.execute(
                sql: """
                    INSERT INTO identity (issuer, subjectHash, personID, linkedAt, confirmedAt) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    row["issuer"] as String, subject, row["personID"] as Data, row["linkedAt"] as String,
                    row["confirmedAt"] as String?,
                ])
        }
        try db.execute(sql: "DELETE FROM unsealedIdentity")
        return found.count
    }

    static func isWaiting(_ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM unsealedPerson) OR EXISTS (SELECT 1 FROM unsealedImport)
                  OR EXISTS (SELECT 1 FROM unsealedIdentity)
                """) ?? false
    }
}

extension Accounts {
    /// Brings people and their keys in order before anything is served: erases those whose keys were destroyed, whom an
    /// older homeroom.db that was put back still knows, and seals what an earlier release kept in the clear. Comes after
    /// all features said what they do when a person is erased, and after keys of earlier releases were moved. Blocks.
    /// - Throws: database errors; where nothing waits to be sealed, a disk that takes no writes is no reason not to start.
    public func settlePeople() throws {
        let people = store.people
        let isWaiting = try store.database.read { db in try EarlierPeople.isWaiting(db) }
        do {
            let known = try store.database.read { db in try UUID.fetchSet(db, sql: "SELECT id FROM person") }
            let gone = known.intersection(try people.keys.destroyed(.person))
            if isWaiting || !gone.isEmpty { try settle(erasing: gone) }
            guard people.keys.standing == .accepted else { return }
            let nameless = known.subtracting(gone).subtracting(try people.keys.subjects(.person)).count
            guard nameless > 0 else { return }
            Logger(label: "homeroom.accounts").error(
                "the keys of people's names are lost: import the roster again, and enter the others' names under People",
                metadata: ["people": "\(nameless)"])
        } catch  where StorageFailure(error) != nil && !isWaiting {
            Logger(label: "homeroom.accounts").error("people wait for the disk", metadata: ["error": "\(error)"])
        }
    }

    private func settle(erasing gone: Set<UUID>) throws {
        let sealed = try store.database.write { [store, rosters] db in
            for id in gone {
                let place = try store.school(of: id, db)
                try store.erase(id, db)
                try AuditTrail.append(
                    .init(.personErased, "person", id.auditName, place: place, details: ["by": "no key"]),
                    by: .appliance, db)
            }
            return try EarlierPeople(rosters: rosters).seal(db)
        }
        Logger(label: "homeroom.accounts").notice(
            "people are in order", metadata: ["sealed": "\(sealed)", "erased": "\(gone.count)"])
        // The log may hold pages with what was in the clear.
        _ = try? store.database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    }
}
