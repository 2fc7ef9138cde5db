public import Persistence
public import Web

/// What accounts keep, of whom and for how long, and what is counted of it.
extension Accounts {
    public static var people: [PersonColumn] {
        // All of these go with the row of the person itself.
        let own = [
            "membership.personID": "memberships", "guardianship.guardianID": "guardianships",
            "guardianship.studentID": "guardianships", "session.personID": "sessions",
            "accountLink.personID": "links", "oneTimeCode.personID": "secondFactors",
            "recoveryCode.personID": "secondFactors", "passkey.personID": "secondFactors",
            "apiKey.personID": "apiKeys", "identity.personID": "identities", "rosterLeaver.personID": "profile",
            "unsealedIdentity.personID": "identities",
        ]
        let told = PersonColumn.Telling.withheld("the audit entries by the person tell it")
        return own.sorted { $0.key < $1.key }.map { .init($0.key, .deleted, .section($0.value)) } + [
            .init("apiKey.replacedBy", .kept("another key"), .withheld("another key")),
            .init(
                "agreement.signedBy", .kept("who signed a contract for the district"),
                .withheld("a contract of the district, not a record of the person")),
            .init("provider.changedBy", .kept("who may not confirm a way in; the name goes with the person"), told),
            .init("provider.confirmedBy", .kept("who confirmed a way in; the name goes with the person"), told),
        ]
    }

    public static var retention: [RetentionClass] {
        [
            RetentionClass(
                "accounts", holds: "Who has an account, with roles, second factors, keys and ways in",
                tables: [
                    "person", "membership", "guardianship", "identity", "passkey", "oneTimeCode", "recoveryCode",
                    "apiKey", "unsealedPerson", "unsealedIdentity",
                ], .asLongAs(.account)),
            RetentionClass(
                "leavers", holds: "Who left, suspended until they are erased with all that hangs on them",
                tables: ["rosterLeaver"],
                .byRule(
                    .init(
                        "so many days as the sign-in rules say", schedule: "accounts.leavers", setting: "account-policy"
                    ))),
            RetentionClass(
                "sessions", holds: "Who is signed in, at which device and from where", tables: ["session"],
                .byRule(
                    .init(
                        "until they end, as the sign-in rules say", schedule: "accounts.sessions",
                        setting: "account-policy"))),
            RetentionClass(
                "accountLinks", holds: "Links to come in that have ended, by their hashes", tables: ["accountLink"],
                .days(
                    standard: 7, within: 1...90,
                    .init("accountLink", key: "rowid", since: "expiresAt", where: "TRUE"))),
            RetentionClass(
                "setupLinks", holds: "Links for the first administrator that have ended, by their hashes",
                tables: ["setupLink"],
                .days(
                    standard: 7, within: 1...90, .init("setupLink", key: "rowid", since: "expiresAt", where: "TRUE"))),
            RetentionClass(
                "rosterImports", holds: "What deliveries of rosters changed",
                tables: ["rosterImport", "unsealedImport"],
                .byRule(.init("the newest 50", schedule: nil, setting: nil))),
            RetentionClass(
                "places", holds: "Schools, teams and classes, their agreements, roles, and providers of sign-in",
                tables: ["place", "agreement", "role", "provider"], .asLongAs(.district)),
        ]
    }

    public var metrics: [Metric] {
        [
            Metric("homeroom_people", .gauge, help: "Accounts, by state.") { db in
                try .counts(by: "state", "SELECT state, count(*) FROM person GROUP BY state", db)
            },
            Metric("homeroom_sessions", .gauge, help: "Sessions that are open.") { db in
                try .count("SELECT count(*) FROM session WHERE stage = 'complete'", db)
            },
            Metric("homeroom_audit_entries_total", .counter, help: "Entries of the audit trail.") { db in
                try .count("SELECT max(number) FROM auditEntry", db)
            },
        ]
    }
}
