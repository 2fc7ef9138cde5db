import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// What accounts keep of a person, for their export.
struct AccountExport: Sendable {
    let store: AccountStore
    let sessions: Sessions

    func add(to export: PersonExport, _ db: Database) throws {
        let id = export.person
        guard let person = try store.people.find(id, db) else { throw AccountsFailure.personNotFound }
        try export.section("profile", .init("Profile", "Perfil"), isActivity: false) { add in
            let hasLeft = try Bool.fetchOne(
                db, sql: "SELECT count(*) > 0 FROM rosterLeaver WHERE personID = ?", arguments: [id])
            try add([
                "id": .identifier(person.id), "givenName": .string(person.givenName),
                "familyName": .string(person.familyName), "email": person.email.map { .string($0) },
                "userName": person.userName.map { .string($0) }, "rosterID": person.rosterID.map { .string($0) },
                "state": .string(person.state.rawValue), "suspendedAt": person.suspendedAt.map { .moment($0) },
                "createdAt": .moment(person.createdAt), "lastSignInAt": person.lastSignInAt.map { .moment($0) },
                "hasPassword": .bool(person.password != nil), "hasLeftRoster": .bool(hasLeft ?? false),
            ])
        }
        try addBelonging(to: export, db)
        try addWaysIn(to: export, db)
    }

    /// Roles, and who is whose guardian.
    private func addBelonging(to export: PersonExport, _ db: Database) throws {
        let id = export.person
        try export.section("memberships", .init("Roles and places", "Roles y lugares"), isActivity: false) { add in
            for held in try MembershipRecord.filter(Column("personID") == id).order(Column("id")).fetchAll(db) {
                try add([
                    "role": held.permission == nil ? .string(held.role) : nil,
                    "permission": held.permission.map { .string($0) },
                    "place": try PlaceRecord.fetchOne(db, key: held.placeID).map { .string($0.name) },
                    "source": .string(held.source.rawValue), "rosterID": held.rosterID.map { .string($0) },
                    "beginsOn": held.beginsOn.map { .string($0) }, "endsOn": held.endsOn.map { .string($0) },
                ])
            }
        }
        try export.section(
            "guardianships", .init("Guardians and students", "Tutores legales y estudiantes"), isActivity: false
        ) { add in
            for (role, own, other) in [("guardian", "studentID", "guardianID"), ("student", "guardianID", "studentID")]
            {
                let people = try UUID.fetchAll(
                    db, sql: "SELECT \(other) FROM guardianship WHERE \(own) = ?", arguments: [id])
                let names = try store.access.names(of: Set(people), db)
                for person in people { try add(["role": .string(role), "name": names[person].map { .string($0) }]) }
            }
        }
    }

    /// Sessions, second factors and keys; of secrets only that they are there.
    private func addWaysIn(to export: PersonExport, _ db: Database) throws {
        let id = export.person
        try export.section(
            "sessions", .init("Sign-ins and devices", "Inicios de sesión y dispositivos"), isActivity: false
        ) { add in
            for record in try SessionRecord.filter(Column("personID") == id).order(Column("usedAt")).fetchAll(db) {
                let details = sessions.details(record)
                try add([
                    "device": details.map { .string($0.device) }, "address": details.map { .string($0.address) },
                    "way": details.map { .string($0.way) }, "startedAt": details.map { .moment($0.startedAt) },
                    "usedAt": .moment(record.usedAt), "endsAt": .moment(record.endsAt),
                ])
            }
        }
        try export.section("links", .init("Links to come in", "Enlaces de acceso"), isActivity: false) { add in
            let rows = try Row.fetchAll(
                db, sql: "SELECT purpose, expiresAt FROM accountLink WHERE personID = ?", arguments: [id])
            for row in rows { try add(["purpose": .string(row["purpose"]), "expiresAt": .moment(row["expiresAt"])]) }
        }
        try export.section(
            "secondFactors", .init("Two-step sign-in", "Verificación en dos pasos"), isActivity: false
        ) { add in
            let state = try SecondFactors.state(of: id, db)
            if state.hasApp { try add(["kind": "app"]) }
            if state.recoveryCodes > 0 {
                try add(["kind": "recoveryCodes", "recoveryCodes": .count(state.recoveryCodes)])
            }
            for passkey in try Passkeys.list(id, db) {
                try add([
                    "kind": "passkey", "name": .string(passkey.name), "createdAt": .moment(passkey.createdAt),
                    "usedAt": passkey.usedAt.map { .moment($0) },
                ])
            }
        }
        try export.section("apiKeys", .init("API keys", "Claves de API"), isActivity: false) { add in
            for key in try APIKeyRecord.filter(Column("personID") == id).order(Column("createdAt")).fetchAll(db) {
                try add([
                    "name": .string(key.name), "scopes": .array(key.scopeNames.map { .string($0) }),
                    "createdAt": .moment(key.createdAt), "expiresAt": .moment(key.expiresAt),
                    "usedAt": key.usedAt.map { .moment($0) },
                ])
            }
        }
        try export.section(
            "identities", .init("Accounts at sign-in providers", "Cuentas en proveedores de acceso"), isActivity: false
        ) { add in
            let rows = try Row.fetchAll(
                db, sql: "SELECT issuer, linkedAt FROM identity WHERE personID = ?", arguments: [id])
            // What the provider calls the person is stored as a hash alone.
            for row in rows { try add(["issuer": .string(row["issuer"]), "linkedAt": .moment(row["linkedAt"])]) }
        }
    }
}
