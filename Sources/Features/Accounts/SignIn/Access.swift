import Foundation
import GRDB
import Kernel
import Persistence
import Synchronization

/// What everybody may do, kept in memory: built from the database when first asked for, thrown away when anything that
/// it depends on changes.
final class Access: Sendable {
    private struct State {
        /// Rises with each change; what was read before a change is not kept after it.
        var epoch = 0
        var tree: PlaceTree?
        var policy = AccountsPolicy()
        var principals: [UUID: (principal: Principal?, at: ContinuousClock.Instant, day: String)] = [:]
    }

    private let database: any DatabaseReader
    let people: PersonStore
    /// All permissions there are.
    let permissions: PermissionList
    private let state: Mutex<State>
    /// Whatever is kept is built anew after so long.
    private static let life: Duration = .seconds(60)

    /// - Throws: database errors; the policy is read here and kept from now on.
    init(database: any DatabaseReader, people: PersonStore, permissions: PermissionList) throws {
        (self.database, self.people, self.permissions) = (database, people, permissions)
        let policy = try database.read { db in try Self.policy(db) }
        state = Mutex(State(policy: policy))
        Day.setZone(policy.timeZone)
    }

    /// Call after each transaction that changes people, places, roles or the policy.
    /// - Parameter policy: as the transaction left it.
    func invalidate(_ policy: AccountsPolicy) {
        Day.setZone(policy.timeZone)
        state.withLock { state in
            state.epoch += 1
            state.tree = nil
            state.policy = policy
            state.principals = [:]
        }
    }

    /// What a person may do; nil when there is no such person, or the account is suspended.
    func principal(_ person: UUID) async throws -> Principal? {
        let (now, today) = (ContinuousClock.now, Day.today)
        let (kept, epoch) = state.withLock { ($0.principals[person], $0.epoch) }
        // Roles and permissions begin and end with days, without a change in the database.
        if let kept, kept.day == today, now - kept.at < Self.life { return kept.principal }
        let built = try await database.read { db in
            try self.build(person, tree: self.tree(db), policy: Self.policy(db), db)
        }
        state.withLock { state in
            if state.epoch == epoch { state.principals[person] = (built, now, today) }
        }
        return built
    }

    func tree() async throws -> PlaceTree { try await database.read { db in try self.tree(db) } }

    /// For use inside a transaction.
    func tree(_ db: Database) throws -> PlaceTree {
        let (kept, epoch) = state.withLock { ($0.tree, $0.epoch) }
        // A transaction that writes sees what it wrote.
        if let kept, !db.isInsideTransaction || db.configuration.readonly { return kept }
        let tree = try PlaceTree(db)
        if db.configuration.readonly { state.withLock { if $0.epoch == epoch { $0.tree = tree } } }
        return tree
    }

    /// What the district decided, from memory.
    var policy: AccountsPolicy { state.withLock { $0.policy } }

    static func policy(_ db: Database) throws -> AccountsPolicy {
        try AccountsPolicy.setting.value(db)
    }

    func build(_ id: UUID, tree: PlaceTree, policy: AccountsPolicy, _ db: Database) throws -> Principal? {
        guard let person = try StoredPerson.fetchOne(db, key: id), person.state == .active else { return nil }
        let roles = try Roles(db, self.permissions)
        let today = Day.today
        let agreements = Dictionary(
            try AgreementRecord.fetchAll(db).map { ($0.schoolID, $0) }, uniquingKeysWith: { first, _ in first })
        let grants = try MembershipRecord.filter(Column("personID") == id).order(Column("id")).fetchAll(db).compactMap {
            held -> Grant? in
            guard held.holds(on: today), let permissions = roles.permissions(held.role),
                let place = tree.place(held.placeID)
            else { return nil }
            let school = place.path.first { tree.kind($0) == .school }
            let isCovered = school.map { agreements[$0]?.holds(on: today) == true } ?? true
            let withheld: Set<Permission> = policy.requiresAgreement && !isCovered ? [.readStudents] : []
            if held.permission != nil {
                return permissions.first.map { Grant(single: $0, place: place, withheld: withheld) }
            }
            return Grant(role: held.role, place: place, permissions: permissions, withheld: withheld)
        }
        let home =
            grants.lazy.filter(\.isMembership).compactMap(\.place).first.flatMap(tree.school(of:)) ?? tree.district
        return Principal(person: id, grants: grants, home: home)
    }
}

extension Access: DistrictDirectory {
    func place(_ id: UUID, _ db: Database) throws -> Place? { try tree(db).place(id) }
    func district(_ db: Database) throws -> UUID? { try tree(db).district }
    func names(of people: some Collection<UUID>, _ db: Database) throws -> [UUID: String] {
        try self.people.names(of: people, db)
    }
    func names(of people: some Collection<UUID>, visibleTo user: Principal, _ db: Database) throws -> [UUID: String] {
        try names(of: people, by: [.readUsers], user, db)
    }
    /// What people are called who are oneself, or at a place that one holds one of some permissions at.
    func names(of people: some Collection<UUID>, by permissions: [Permission], _ user: Principal, _ db: Database) throws
        -> [UUID: String]
    {
        let (all, tree) = (try names(of: people, db), try tree(db))
        if permissions.contains(where: { user.mayEverywhere($0, district: tree.district) }) { return all }
        let places = tree.below(permissions.flatMap { user.places($0) })
        let seen = try MembershipRecord.filter(Set(all.keys).contains(Column("personID")))
            .filter(places.contains(Column("placeID"))).select(Column("personID"), as: UUID.self).fetchSet(db)
        return all.filter { seen.contains($0.key) || $0.key == user.person }
    }
    func allNames(_ db: Database) throws -> [(given: String, family: String)] {
        try people.particulars(StoredPerson.all(), db).values.map { ($0.givenName, $0.familyName) }
    }
    func studentNames(_ db: Database) throws -> [(given: String, family: String)] {
        // Those who have left, too: what is said of them is no less about a student.
        let students = MembershipRecord.filter(Column("role") == StandardRole.student.rawValue)
            .select(Column("personID"))
        return try people.particulars(StoredPerson.filter(students.contains(Column("id"))), db).values
            .map { ($0.givenName, $0.familyName) }
    }
    func person(email: String, _ db: Database) throws -> UUID? {
        try StoredPerson.filter(LookupHash.Field.email.column == people.hash(.email, email.lowercased()))
            .filter(Column("state") == "active").select(Column("id"), as: UUID.self).fetchOne(db)
    }
    func holders(of permission: Permission, at places: Set<UUID>, _ db: Database) throws -> [UUID] {
        let (roles, today) = (try Roles(db, self.permissions), Day.today)
        // Who can come in today: by a password, a provider or a link that still works.
        let able = SQLRequest<UUID>(
            sql: """
                SELECT p.id FROM person p WHERE p.state = 'active' AND (p.password IS NOT NULL
                  OR EXISTS (SELECT 1 FROM accountLink l WHERE l.personID = p.id AND l.expiresAt > ?)
                  OR EXISTS (SELECT 1 FROM provider WHERE isEnabled))
                """, arguments: [Date()])
        let held = try MembershipRecord.filter(
            places.contains(Column("placeID")) && able.contains(Column("personID"))
        )
        .fetchAll(db).filter { $0.holds(on: today) && roles.permissions($0.role)?.contains(permission) == true }
        return Array(Set(held.map(\.personID)))
    }
    func roles(of people: some Collection<UUID>, _ db: Database) throws -> [UUID: [String]] {
        let today = Day.today
        let held = try MembershipRecord.filter(Set(people).contains(Column("personID"))).fetchAll(db)
            .filter { $0.holds(on: today) && $0.permission == nil }
        return Dictionary(grouping: held, by: \.personID).mapValues { $0.map(\.role) }
    }
    var version: Int { state.withLock { $0.epoch } }
}
