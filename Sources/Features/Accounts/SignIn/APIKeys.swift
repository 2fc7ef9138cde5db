import Foundation
import GRDB
import Kernel
import Persistence
import Vault
import Web

/// A key for a machine: it may do what its owner may, as far as its scopes go, until it ends.
struct APIKeyRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "apiKey"
    let id: UUID
    let personID: UUID
    let keyHash: Data
    var name: String
    /// JSON: names of permissions.
    var scopes: String
    let createdAt: Date
    var expiresAt: Date
    var usedAt: Date?
    /// The key that took its place; this one lives on for the overlap.
    var replacedBy: UUID?

    var scopeNames: [String] { (try? JSONDecoder().decode([String].self, from: Data(scopes.utf8))) ?? [] }
}

/// Makes, recognises, rotates and revokes API keys.
struct APIKeys: Sendable {
    let store: AccountStore

    static let days = 1...366
    static let standardDays = 90
    /// A key that was rotated lives on for so long.
    static let overlap: TimeInterval = 7 * 86_400
    /// Within so long of its end a key's owner is warned, in each response and on the page.
    static let warning: TimeInterval = 14 * 86_400

    func identify(_ key: String) async throws -> Identified? {
        guard key.hasPrefix("hr_"), key.utf8.count == 67 else { return nil }
        let hash = tokenHash(key)
        guard
            let found = try await store.database.read({ db in
                try APIKeyRecord.filter(Column("keyHash") == hash).fetchOne(db)
            }), found.expiresAt > Date(), let owner = try await store.access.principal(found.personID)
        else { return nil }
        // To the hour: a busy key is not a write each time.
        if found.usedAt.map({ Date().timeIntervalSince($0) > 3600 }) ?? true {
            try await store.database.write { db in
                try db.execute(sql: "UPDATE apiKey SET usedAt = ? WHERE id = ?", arguments: [Date(), found.id])
            }
        }
        let principal = owner.limited(to: store.permissions.known(found.scopeNames), by: found.id)
        let isEnding = found.expiresAt.timeIntervalSinceNow < Self.warning
        return Identified(principal: principal, keyEnds: isEnding ? found.expiresAt : nil)
    }

    func list(_ person: UUID) async throws -> [APIKeyRecord] {
        try await store.database.read { db in
            try APIKeyRecord.filter(Column("personID") == person && Column("expiresAt") > Date())
                .order(Column("createdAt").desc).fetchAll(db)
        }
    }

    /// - Returns: the key, which is not shown again.
    /// - Throws: `AccountsFailure.invalid`.
    func make(_ name: String, scopes: [String], days: Int?, for owner: Principal, by origin: RequestOrigin) async throws
        -> (key: String, record: APIKeyRecord)
    {
        guard let person = owner.person else { throw AccountsFailure.invalid("Keys belong to people.") }
        guard name.utf8.count <= 400, scopes.count <= 100 else { throw AccountsFailure.invalid("This is too long.") }
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard name.hasCharacters(1...80) else {
            throw AccountsFailure.invalid("Name the key, in 1 to 80 characters.")
        }
        let days = days ?? Self.standardDays
        guard Self.days.contains(days) else { throw AccountsFailure.invalid("A key lives for 1 to 366 days.") }
        let permissions = try scopes.map { scope in
            guard let permission = store.permissions[scope], owner.may(permission) else {
                throw AccountsFailure.invalid(
                    "You may not do \(scope.beginning(60)), so a key of yours may not either.")
            }
            return permission.rawValue
        }
        guard !permissions.isEmpty else { throw AccountsFailure.invalid("Choose what the key may do.") }
        return try await store.database.write { db in
            let made = try Self.insert(
                person, name, scopes: permissions, until: Date().addingTimeInterval(Double(days) * 86_400), db)
            try note(.keyMade, made.record, by: origin, db)
            return made
        }
    }

    /// A new key in place of one, which lives on for a week at most. It may do what the old one may, never more; a key
    /// replaces itself only.
    /// - Throws: `AccountsFailure.keyNotFound`.
    func rotate(_ id: UUID, of person: UUID, by origin: RequestOrigin) async throws -> (
        key: String, record: APIKeyRecord
    ) {
        try await store.database.write { db in
            guard var old = try Self.find(id, of: person, db), old.replacedBy == nil else {
                throw AccountsFailure.keyNotFound
            }
            let life = old.expiresAt.timeIntervalSince(old.createdAt)
            let made = try Self.insert(
                person, old.name, scopes: old.scopeNames, until: Date().addingTimeInterval(life), db)
            old.replacedBy = made.record.id
            old.expiresAt = min(old.expiresAt, Date().addingTimeInterval(Self.overlap))
            try old.update(db)
            try note(.keyRotated, made.record, by: origin, db)
            return made
        }
    }

    /// - Throws: `AccountsFailure.keyNotFound`.
    func revoke(_ id: UUID, of person: UUID, by origin: RequestOrigin) async throws {
        try await store.database.write { db in
            guard let record = try Self.find(id, of: person, db) else { throw AccountsFailure.keyNotFound }
            try record.delete(db)
            try note(.keyRevoked, record, by: origin, db)
        }
    }

    // MARK: Somebody else's

    /// The keys of somebody whom the one who asks may manage, as far as stopping them goes.
    func list(of person: UUID, _ people: People, for user: Principal) async throws -> [APIKeyRecord] {
        try await store.database.read { db in
            _ = try people.findToManage(person, isProtective: true, by: user, db)
            return try APIKeyRecord.filter(Column("personID") == person && Column("expiresAt") > Date())
                .order(Column("createdAt").desc).fetchAll(db)
        }
    }

    /// - Throws: `AccountsFailure.keyNotFound`.
    func revoke(_ id: UUID, of person: UUID, _ people: People, for user: Principal, by origin: RequestOrigin)
        async throws
    {
        try await store.database.write { db in
            _ = try people.findToManage(person, isProtective: true, by: user, db)
            guard let record = try Self.find(id, of: person, db) else { throw AccountsFailure.keyNotFound }
            try record.delete(db)
            try note(.keyRevoked, record, by: origin, db)
        }
    }

    private static func find(_ id: UUID, of person: UUID, _ db: Database) throws -> APIKeyRecord? {
        try APIKeyRecord.filter(Column("id") == id && Column("personID") == person).fetchOne(db)
    }

    private static func insert(_ person: UUID, _ name: String, scopes: [String], until end: Date, _ db: Database) throws
        -> (key: String, record: APIKeyRecord)
    {
        let key = "hr_" + randomToken()
        let record = APIKeyRecord(
            id: .timeOrdered(), personID: person, keyHash: tokenHash(key), name: name,
            scopes: String(decoding: try JSONEncoder().encode(scopes), as: UTF8.self), createdAt: Date(), expiresAt: end
        )
        try record.insert(db)
        return (key, record)
    }

    private func note(_ action: AuditAction, _ record: APIKeyRecord, by origin: RequestOrigin, _ db: Database) throws {
        try AuditTrail.append(
            .init(
                action, "apiKey", record.id.auditName, place: try store.school(of: record.personID, db),
                details: ["owner": record.personID.auditName, "scopes": record.scopes]), by: origin, db)
    }
}
