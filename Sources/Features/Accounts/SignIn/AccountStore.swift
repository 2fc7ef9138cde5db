import Foundation
import GRDB
import Kernel
import Mail
import Outbound
import Persistence
import Vault
import Web

/// What all parts of Accounts share: the database, the keys, and what is kept in memory of both.
struct AccountStore: Sendable {
    let database: any DatabaseWriter
    let sealer: Sealer
    /// For codes too short to be hashed in the open.
    let codes: KeyedHash
    let access: Access
    /// People, whose names are sealed.
    let people: PersonStore
    let sessions: SessionCache
    let gate: OutboundGate
    /// Where links go that are mailed.
    let outbox: Outbox
    /// What other features keep of people.
    let erasure: PersonErasure
    /// What things that entries of the trail are about are called.
    let names: AuditNames
    /// All permissions there are.
    let permissions: PermissionList
    let attempts = Attempts()

    init(
        database: any DatabaseWriter, key: MasterKey, keys: SubjectKeys, gate: OutboundGate, erasure: PersonErasure,
        names: AuditNames, permissions: PermissionList
    ) throws {
        (self.database, self.gate, self.erasure, self.names) = (database, gate, erasure, names)
        self.permissions = permissions
        names.add("place") { ids, _, db in
            Dictionary(
                try PlaceRecord.filter(ids.contains(Column("id"))).fetchAll(db).map { ($0.id, $0.name) },
                uniquingKeysWith: { $1 })
        }
        sealer = key.sealer(context: "accounts")
        outbox = Outbox(sealer: key.sealer(context: "mail"))
        codes = key.keyedHash(context: "codes")
        people = PersonStore(keys: keys, hash: LookupHash(key))
        access = try Access(
            database: try DatabaseFile.aside(database), people: people, permissions: permissions)
        names.add("person") { [access] ids, reader, db in
            switch reader {
            // Whoever may read a place's trail knows whom it is about.
            case .user(let user): try access.names(of: ids, by: [.readUsers, .readAudit], user, db)
            case .inquiry: try access.names(of: ids, db)
            }
        }
        sessions = SessionCache()
    }

    /// A transaction that changes who may do what; all of it takes effect at once.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        let (value, policy) = try await database.write { db in (try body(db), try Access.policy(db)) }
        access.invalidate(policy)
        return value
    }

    /// All roles, inside a transaction.
    func roles(_ db: Database) throws -> Roles { try Roles(db, permissions) }

    /// Erases a person inside a transaction, here and in every other feature; `forget` must follow it.
    func erase(_ person: UUID, _ db: Database) throws {
        try erasure.erase(person, db)
        try people.erase(person, db)
    }

    /// Ends all that lets a person in without signing in anew, keys for machines too, inside a transaction; `forget`
    /// must follow it.
    static func endAccess(
        of person: UUID, except kept: UUID? = nil, by origin: RequestOrigin, place: UUID?, _ db: Database
    ) throws {
        try endSessions(of: person, except: kept, db)
        try db.execute(sql: "DELETE FROM apiKey WHERE personID = ?", arguments: [person])
        let keys = db.changesCount
        guard keys > 0 else { return }
        try AuditTrail.append(
            .init(.keyRevoked, "person", person.auditName, place: place, details: ["keys": "all \(keys)"]),
            by: origin, db)
    }

    /// Ends sessions inside a transaction; `forget` must follow it.
    static func endSessions(of person: UUID, except kept: UUID? = nil, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM session WHERE personID = ? AND id IS NOT ?", arguments: [person, kept])
    }

    /// The school that a person's events belong to: the first of the places they hold a role at, or else the district.
    func school(of person: UUID, _ db: Database) throws -> UUID? {
        let tree = try access.tree(db)
        let places = try UUID.fetchAll(
            db,
            sql: """
                SELECT placeID FROM membership WHERE personID = ? AND role NOT LIKE 'permission:%' ORDER BY id
                """, arguments: [person])
        return places.lazy.compactMap { tree.place($0).flatMap(tree.school(of:)) }.first ?? tree.district
    }
}

/// A token's hash, which is all that is stored of it.
func tokenHash(_ token: String) -> Data { Data(blake2b256(Array(token.utf8))) }
