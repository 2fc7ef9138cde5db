import Foundation
import GRDB
import Kernel
import Persistence
import Vault
import Web

/// One-time links: the set-up link of a new appliance, invitations, and new starts for those who forgot their password.
struct AccountLinks: Sendable {
    let store: AccountStore
    let local: LocalSignIn

    enum Purpose: String, Codable, Sendable { case invitation, reset }

    /// Links hold shorter tokens than this.
    static let longestToken = 200
    private static let setUpLife: TimeInterval = 24 * 3600
    private static func life(_ purpose: Purpose) -> TimeInterval { purpose == .invitation ? 7 * 86_400 : 86_400 }

    // MARK: The first administrator

    /// A set-up link's token; nil once there is a district. It lets in once, within a day; earlier ones no longer do.
    func makeSetUpToken() async throws -> String? {
        let token = randomToken()
        return try await store.database.write { db in
            try db.execute(sql: "DELETE FROM setupLink")
            guard try PlaceRecord.fetchCount(db) == 0 else { return nil }
            try db.execute(
                sql: "INSERT INTO setupLink (tokenHash, expiresAt) VALUES (?, ?)",
                arguments: [tokenHash(token), Date().addingTimeInterval(Self.setUpLife)])
            return token
        }
    }

    struct SetUp: Decodable, Sendable {
        let token: String, district: String, givenName: String, familyName: String, email: String, password: String
        let emailDomains: [String]?
    }

    /// Makes the district and its first administrator, and signs them in: this once without a second factor, which the
    /// page sets up next, or the next sign-in asks for.
    /// - Throws: `AccountsFailure.linkSpent`, `.weakPassword`, `.invalid`.
    func setUp(_ wish: SetUp, device: String, by origin: RequestOrigin) async throws -> Sessions.Begun {
        guard wish.token.utf8.count <= Self.longestToken, try await isValid(setUp: wish.token) else {
            throw AccountsFailure.linkSpent
        }
        let person = try People.checked(
            PersonRecord(
                id: .timeOrdered(), givenName: wish.givenName, familyName: wish.familyName, email: wish.email,
                createdAt: Date()))
        let district = PlaceRecord(id: .timeOrdered(), kind: .district, name: try Places.checked(wish.district))
        try await PasswordPolicy.check(
            wish.password, own: [person.givenName, person.familyName, person.email ?? "", district.name])
        var policy = AccountsPolicy.new
        let domains = wish.emailDomains ?? []
        guard domains.count <= 100, domains.allSatisfy({ $0.utf8.count <= 255 }) else {
            throw AccountsFailure.invalid("These are too many e-mail domains, or one is too long.")
        }
        policy.emailDomains = domains.map(normalized).filter { !$0.isEmpty }
        var sealed = person
        sealed.password = try await local.sealedHash(wish.password, of: person.id)
        let (record, chosen) = (sealed, policy)
        var by = origin
        by.actor = person.id.auditName
        let author = by
        return try await store.write { db in
            try db.execute(
                sql: "DELETE FROM setupLink WHERE tokenHash = ? AND expiresAt > ?",
                arguments: [tokenHash(wish.token), Date()])
            guard db.changesCount == 1, try PlaceRecord.fetchCount(db) == 0 else { throw AccountsFailure.linkSpent }
            try district.insert(db)
            try AuditTrail.setHome(district.id, db)
            try store.people.insert(record, db)
            for role in [StandardRole.districtAdministrator, .systemAdministrator] {
                try MembershipRecord(
                    id: .timeOrdered(), personID: record.id, placeID: district.id, role: role.rawValue, source: .hand
                ).insert(db)
                try AuditTrail.append(
                    .init(
                        .permissionGranted, "person", record.id.auditName, place: district.id,
                        details: ["role": role.rawValue, "at": district.id.auditName]), by: author, db)
            }
            try AccountsPolicy.setting.set(chosen, at: district.id, by: author, db)
            let details = SessionDetails(
                address: origin.address, device: device, way: "set-up link", startedAt: Date())
            let begun = try local.sessions.begin(record, .init(details: details, isSetUp: true), replacing: nil, db)
            try AuditTrail.append(
                .init(
                    .signedIn, "person", record.id.auditName, place: district.id,
                    details: ["way": "set-up link", "stage": begun.mark.stage.rawValue]), by: author, db)
            return begun
        }
    }

    /// Whether a set-up link still lets in.
    func isValid(setUp token: String) async throws -> Bool {
        try await store.database.read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM setupLink WHERE tokenHash = ? AND expiresAt > ?)",
                arguments: [tokenHash(token), Date()]) ?? false
        }
    }

    // MARK: Invitations and resets

    /// A link's token for a person, in place of an earlier one: an invitation where they have no password yet.
    /// - Throws: database errors.
    func make(for person: UUID, by origin: RequestOrigin, _ db: Database) throws -> (token: String, purpose: Purpose) {
        let hasPassword = try Bool.fetchOne(
            db, sql: "SELECT password IS NOT NULL FROM person WHERE id = ?", arguments: [person])
        let purpose: Purpose = hasPassword == true ? .reset : .invitation
        let token = randomToken()
        try db.execute(
            sql: "INSERT OR REPLACE INTO accountLink (tokenHash, personID, purpose, expiresAt) VALUES (?, ?, ?, ?)",
            arguments: [tokenHash(token), person, purpose.rawValue, Date().addingTimeInterval(Self.life(purpose))])
        try AuditTrail.append(
            .init(
                .linkMade, "person", person.auditName, place: try store.school(of: person, db),
                details: ["purpose": purpose.rawValue]), by: origin, db)
        return (token, purpose)
    }

    /// Ends the link of a person, wherever it went.
    /// - Throws: database errors.
    static func revoke(of person: UUID, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM accountLink WHERE personID = ?", arguments: [person])
    }

    /// What holds for a link that lets in: a name of its own, to be counted by; nil where it lets nobody in.
    func own(_ token: String) async throws -> String? {
        guard token.utf8.count <= Self.longestToken else { return nil }
        let hash = tokenHash(token)
        let isThere = try await store.database.read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM accountLink WHERE tokenHash = ?1 AND expiresAt > ?2)
                      OR EXISTS (SELECT 1 FROM setupLink WHERE tokenHash = ?1 AND expiresAt > ?2)
                    """, arguments: [hash, Date()])
        }
        return isThere == true ? "link " + Hexadecimal.encode(hash) : nil
    }

    struct Owner: Sendable { let person: PersonRecord, purpose: Purpose }

    /// Whose link a token is.
    /// - Throws: `AccountsFailure.linkSpent`.
    func owner(_ token: String) async throws -> Owner {
        try await store.database.read { db in try owner(token, db) }
    }

    private func owner(_ token: String, _ db: Database) throws -> Owner {
        let row = try Row.fetchOne(
            db, sql: "SELECT personID, purpose FROM accountLink WHERE tokenHash = ? AND expiresAt > ?",
            arguments: [tokenHash(token), Date()])
        guard let row, let person = try store.people.find(row["personID"] as UUID, db),
            person.state == .active, let purpose = Purpose(rawValue: row["purpose"])
        else { throw AccountsFailure.linkSpent }
        return Owner(person: person, purpose: purpose)
    }

    /// Uses a link up: sets the password, ends all sessions and signs in.
    /// - Throws: `AccountsFailure.linkSpent`, `.weakPassword`.
    func redeem(_ token: String, password: String, device: String, by origin: RequestOrigin) async throws
        -> Sessions.Begun
    {
        let owner = try await owner(token)
        try await local.check(password, of: owner.person)
        let hash = try await local.sealedHash(password, of: owner.person.id)
        var author = origin
        author.actor = owner.person.id.auditName
        let by = author
        let begun = try await store.write { db in
            let owner = try self.owner(token, db)
            try db.execute(sql: "DELETE FROM accountLink WHERE tokenHash = ?", arguments: [tokenHash(token)])
            try db.execute(
                sql: "UPDATE person SET password = ?, lastSignInAt = ? WHERE id = ?",
                arguments: [hash, Date(), owner.person.id])
            let place = try store.school(of: owner.person.id, db)
            try AccountStore.endAccess(of: owner.person.id, by: by, place: place, db)
            try AuditTrail.append(
                .init(
                    .passwordChanged, "person", owner.person.id.auditName, place: place,
                    details: ["by": owner.purpose.rawValue]), by: by, db)
            let details = SessionDetails(
                address: origin.address, device: device, way: owner.purpose.rawValue, startedAt: Date())
            let begun = try local.sessions.begin(owner.person, .init(details: details), replacing: nil, db)
            try AuditTrail.append(
                .init(
                    .signedIn, "person", owner.person.id.auditName, place: place,
                    details: ["way": owner.purpose.rawValue, "stage": begun.mark.stage.rawValue]), by: by, db)
            return begun
        }
        store.sessions.forget { $0.person == owner.person.id && $0.id != begun.mark.id }
        return begun
    }

    /// Sets a person's own new password, ends their other sessions, and goes on with a new token in place of the old.
    func change(_ mark: SessionMark, to password: String, by origin: RequestOrigin) async throws -> Sessions.Begun {
        let person = mark.person
        guard let found = try await store.database.read({ db in try store.people.find(person, db) }) else {
            throw AccountsFailure.personNotFound
        }
        try await local.check(password, of: found)
        let hash = try await local.sealedHash(password, of: person)
        let begun = try await store.database.write { db in
            guard let old = try SessionRecord.filter(Column("id") == mark.id).fetchOne(db), !old.isOver,
                let details = local.sessions.details(old)
            else { throw RequestFailure.notSignedIn }
            try db.execute(sql: "UPDATE person SET password = ? WHERE id = ?", arguments: [hash, person])
            try AccountStore.endSessions(of: person, db)
            try AuditTrail.append(
                .init(
                    .passwordChanged, "person", person.auditName, place: try store.school(of: person, db),
                    details: ["by": "self"]), by: origin, db)
            return try local.sessions.begin(found, .init(details: details, isStepped: true), replacing: nil, db)
        }
        store.sessions.forget { $0.person == person && $0.id != begun.mark.id }
        return begun
    }
}
