import Foundation
import GRDB
import Persistence

enum AccountsSchema {
    static let migrations = [
        SchemaMigration("2026-11-21 accounts: set-up link, sessions") { db in
            try db.create(table: "setupLink", options: .strict) { t in
                t.primaryKey("tokenHash", .blob).check { length($0) == 32 }
                t.column("expiresAt", .text).notNull()
            }
            try db.create(table: "session", options: .strict) { t in
                t.primaryKey("tokenHash", .blob).check { length($0) == 32 }
                t.column("createdAt", .text).notNull()
                t.column("expiresAt", .text).notNull()
            }
        },
        SchemaMigration("2026-11-21T12 accounts: people, places, roles") { db in
            try db.create(table: "place", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("kind", .text).notNull().check { ["district", "school", "team", "class"].contains($0) }
                t.column("parentID", .blob).indexed().references("place", onDelete: .cascade)
                t.column("name", .text).notNull().check { length($0) > 0 }
                t.column("rosterID", .text).unique()
                t.column("endedAt", .text)
                t.check(sql: "(kind = 'district') = (parentID IS NULL)")
            }
            try db.execute(sql: "CREATE UNIQUE INDEX place_oneDistrict ON place (kind) WHERE kind = 'district'")
            try db.create(table: "agreement", options: .strict) { t in
                t.primaryKey("schoolID", .blob).references("place", onDelete: .cascade)
                t.column("signedOn", .text).notNull()
                t.column("signedBy", .text).notNull()
                t.column("document", .text).notNull()
                t.column("residency", .text)
                t.column("endsOn", .text)
            }
            try db.create(table: "role", options: .strict) { t in
                t.primaryKey("id", .text)
                t.column("name", .text).notNull().unique()
                t.column("permissions", .text).notNull()
            }
            try db.create(table: "person", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("givenName", .text).notNull()
                t.column("familyName", .text).notNull()
                t.column("email", .text).unique()
                t.column("userName", .text).unique()
                t.column("rosterID", .text).unique()
                t.column("state", .text).notNull().check { ["active", "suspended"].contains($0) }
                t.column("suspendedAt", .text)
                t.column("createdAt", .text).notNull()
                t.column("lastSignInAt", .text)
                // Sealed: an Argon2id hash.
                t.column("password", .blob)
            }
            try db.create(index: "person_name", on: "person", columns: ["familyName", "givenName"])
            try db.create(table: "membership", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("personID", .blob).notNull().references("person", onDelete: .cascade)
                t.column("placeID", .blob).notNull().indexed().references("place", onDelete: .cascade)
                t.column("role", .text).notNull()
                t.column("rosterID", .text).indexed()
                t.column("source", .text).notNull().check { ["hand", "roster", "provider"].contains($0) }
                t.column("beginsOn", .text)
                t.column("endsOn", .text)
                t.uniqueKey(["personID", "placeID", "role"])
            }
            try db.create(table: "guardianship", options: .strict) { t in
                t.column("guardianID", .blob).notNull().references("person", onDelete: .cascade)
                t.column("studentID", .blob).notNull().indexed().references("person", onDelete: .cascade)
                t.primaryKey(["guardianID", "studentID"])
            }
        },
        SchemaMigration("2026-11-21T12 accounts: signing in") { db in
            try db.drop(table: "session")
            try db.create(table: "session", options: .strict) { t in
                t.primaryKey("tokenHash", .blob).check { length($0) == 32 }
                t.column("id", .blob).notNull().unique()
                t.column("personID", .blob).notNull().indexed().references("person", onDelete: .cascade)
                t.column("stage", .text).notNull().check { ["complete", "secondFactor", "enrolment"].contains($0) }
                t.column("usedAt", .text).notNull()
                t.column("idleSeconds", .integer).notNull()
                t.column("endsAt", .text).notNull()
                // Sealed: where from, with what, by which way.
                t.column("record", .blob).notNull()
            }
            try db.create(table: "accountLink", options: .strict) { t in
                t.primaryKey("tokenHash", .blob).check { length($0) == 32 }
                t.column("personID", .blob).notNull().unique().references("person", onDelete: .cascade)
                t.column("purpose", .text).notNull().check { ["invitation", "reset"].contains($0) }
                t.column("expiresAt", .text).notNull()
            }
            try db.create(table: "oneTimeCode", options: .strict) { t in
                t.primaryKey("personID", .blob).references("person", onDelete: .cascade)
                // Sealed: the shared secret (RFC 6238).
                t.column("secret", .blob).notNull()
                t.column("lastStep", .integer).notNull()
            }
            try db.create(table: "recoveryCode", options: .strict) { t in
                t.column("personID", .blob).notNull().indexed().references("person", onDelete: .cascade)
                t.primaryKey("codeHash", .blob).check { length($0) == 32 }
            }
            try db.create(table: "passkey", options: .strict) { t in
                t.primaryKey("credentialID", .blob)
                t.column("id", .blob).notNull().unique()
                t.column("personID", .blob).notNull().indexed().references("person", onDelete: .cascade)
                t.column("name", .text).notNull()
                // COSE (RFC 9052).
                t.column("publicKey", .blob).notNull()
                t.column("signCount", .integer).notNull()
                t.column("createdAt", .text).notNull()
                t.column("usedAt", .text)
            }
            try db.create(table: "apiKey", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("personID", .blob).notNull().indexed().references("person", onDelete: .cascade)
                t.column("keyHash", .blob).notNull().unique().check { length($0) == 32 }
                t.column("name", .text).notNull()
                t.column("scopes", .text).notNull()
                t.column("createdAt", .text).notNull()
                t.column("expiresAt", .text).notNull()
                t.column("usedAt", .text)
                t.column("replacedBy", .blob)
            }
            try db.create(table: "provider", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("kind", .text).notNull()
                t.column("name", .text).notNull().unique()
                t.column("isEnabled", .integer).notNull()
                t.column("clientID", .text).notNull()
                // Sealed: the client's secret.
                t.column("secret", .blob).notNull()
                t.column("settings", .text).notNull()
            }
            try db.create(table: "identity", options: .strict) { t in
                t.column("issuer", .text).notNull()
                t.column("subject", .text).notNull()
                t.column("personID", .blob).notNull().indexed().references("person", onDelete: .cascade)
                t.column("linkedAt", .text).notNull()
                t.primaryKey(["issuer", "subject"])
            }
            // People whom a delivery suspended, not a person: they come back with the delivery too.
            try db.create(table: "rosterLeaver", options: .strict) { t in
                t.primaryKey("personID", .blob).references("person", onDelete: .cascade)
            }
            try db.create(table: "rosterImport", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("at", .text).notNull()
                t.column("fileHash", .blob).notNull()
                t.column("report", .text).notNull()
            }
        },
        SchemaMigration("2026-11-26T02 accounts: confirmations, who set a provider up") { db in
            // When whoever holds a session last proved who they are.
            try db.alter(table: "session") { t in t.add(column: "confirmedAt", .text) }
            try db.alter(table: "provider") { t in
                // The actor who set what matters last and what they may do everywhere (JSON), and the same of a second
                // one who confirmed it.
                t.add(column: "changedBy", .text).notNull().defaults(to: "")
                t.add(column: "changedAt", .text)
                t.add(column: "reach", .text).notNull().defaults(to: "[]")
                t.add(column: "confirmedBy", .text)
                t.add(column: "confirmedReach", .text)
            }
            // When the person connected the account themselves, signed in here. Those there are were in use.
            try db.alter(table: "identity") { t in t.add(column: "confirmedAt", .text) }
            try db.execute(sql: "UPDATE identity SET confirmedAt = linkedAt")
            // Nobody knows who set earlier ones up: they bring in anybody but administrators.
            try db.execute(
                sql: """
                    UPDATE provider SET reach = '["account:manage:own","questions:ask","conversations:read:own",'
                      || '"conversations:share","shared:read","feedback:write","threads:answer","documents:read",'
                      || '"documents:write","collections:manage","students:read","team-analytics:read",'
                      || '"team-analytics:export"]'
                    """)
            // These were set up when an issuer inside the building needed no word; new ones do.
            try db.execute(
                sql: """
                    UPDATE provider SET settings = json_set(settings, '$.isInside', json('true')) WHERE kind = 'oidc'
                    """)
            // The limits of attempts from one address as they stood in the standard, which locked schools out.
            try db.execute(
                sql: """
                    UPDATE setting SET value = json_set(
                      value, '$.limits.signInPerMinute', 300, '$.limits.signInPerHour', 3000)
                    WHERE name = 'accounts' AND json_extract(value, '$.limits.signInPerMinute') = 30
                      AND json_extract(value, '$.limits.signInPerHour') = 600
                    """)
        },
        SchemaMigration("2026-11-26T07 accounts: the way to providers, changed addresses") { db in
            // A hash of the rules by which this machine reaches a provider, since somebody last changed those.
            try db.alter(table: "provider") { t in t.add(column: "route", .text).notNull().defaults(to: "") }
            // When a roster last gave the person another address, and another number.
            try db.alter(table: "person") { t in
                t.add(column: "readdressedAt", .text)
                t.add(column: "renumberedAt", .text)
            }
        },
        // After the step that makes the trail's own table for it: steps go by their names.
        SchemaMigration("2026-11-27T51 accounts: the trail's district") { db in
            if let district = try UUID.fetchOne(db, sql: "SELECT id FROM place WHERE kind = 'district'") {
                try AuditTrail.setHome(district, db)
            }
        },
    ]
}
