import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// Giving and taking roles.
extension People {
    /// Gives a role inside a transaction: only one that allows nothing the giver may not do there.
    func give(
        _ role: String, at placeID: UUID, endsOn: String?, to person: UUID, for user: Principal,
        by origin: RequestOrigin, _ db: Database
    ) throws -> MembershipRecord {
        let tree = try store.access.tree(db)
        guard let place = tree.place(placeID) else { throw AccountsFailure.placeNotFound }
        guard MembershipRecord.permission(role) == nil, let permissions = try store.roles(db).permissions(role) else {
            throw AccountsFailure.roleNotFound
        }
        try user.require(.manageUsers, at: place)
        guard Self.dominates(permissions, at: place, user), user.holdsByRole(.manageUsers, at: place),
            permissions.allSatisfy({ user.holdsByRole($0, at: place) })
        else { throw AccountsFailure.mightierRole }
        if let endsOn, endsOn.utf8.count > 40 || Day.parse(endsOn) == nil {
            throw AccountsFailure.invalid("“\(endsOn.beginning(20))” is not a day such as 2027-06-30.")
        }
        let same = MembershipRecord.filter(
            Column("personID") == person && Column("placeID") == placeID && Column("role") == role)
        // A role that is given again is held since it was given first: its grace does not begin anew.
        let held = MembershipRecord(
            id: try same.fetchOne(db)?.id ?? .timeOrdered(), personID: person, placeID: placeID, role: role,
            source: .hand,
            endsOn: endsOn.flatMap(Day.parse))
        // A role that is given again with a last day is taken on that day.
        try Self.keepingAdministrator(db) {
            try same.deleteAll(db)
            try held.insert(db)
        }
        try AuditTrail.append(
            .init(
                .permissionGranted, "person", person.auditName, place: tree.school(of: place),
                details: ["role": role, "at": placeID.auditName]), by: origin, db)
        return held
    }

    struct RoleWish: Decodable, Sendable { let role: String, place: UUID, endsOn: String? }

    func give(_ wish: RoleWish, to id: UUID, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        let entry = try await store.write { db in
            // Only somebody who is seen, and may do no more: a role at one's own place must be no way to an account
            // elsewhere, nor to ending a mightier person's sessions.
            _ = try findToManage(id, isProtective: true, by: user, db)
            _ = try give(wish.role, at: wish.place, endsOn: wish.endsOn, to: id, for: user, by: origin, db)
            // More rights come with a new sign-in: a token taken before is worth nothing now.
            try AccountStore.endSessions(of: id, db)
            return try find(id, .manageUsers, for: user, db)
        }
        store.sessions.forget { $0.person == id }
        return entry
    }

    func take(_ membership: UUID, from id: UUID, for user: Principal, by origin: RequestOrigin) async throws {
        try await store.write { db in
            let tree = try store.access.tree(db)
            guard let held = try MembershipRecord.fetchOne(db, key: membership), held.personID == id,
                held.permission == nil,
                let place = tree.place(held.placeID)
            else { throw AccountsFailure.roleNotFound }
            try user.require(.manageUsers, at: place)
            guard Self.dominates(try store.roles(db).permissions(held.role) ?? [], at: place, user) else {
                throw AccountsFailure.mightierRole
            }
            try Self.keepingAdministrator(db) { _ = try held.delete(db) }
            try AuditTrail.append(
                .init(
                    .permissionTaken, "person", id.auditName, place: tree.school(of: place),
                    details: ["role": held.role, "at": held.placeID.auditName]), by: origin, db)
        }
    }

    /// Makes a change after which the district is administered as long as before: one without an administrator could be
    /// helped from the console only, and one whose last administrator has a last day will be such a district.
    /// - Throws: `AccountsFailure.lastAdministrator`, what the change throws.
    static func keepingAdministrator<Value>(_ db: Database, _ change: () throws -> Value) throws -> Value {
        let before = try lastAdministeredDay(db)
        let value = try change()
        if let before {
            guard let after = try lastAdministeredDay(db), after >= before else {
                throw AccountsFailure.lastAdministrator
            }
        }
        return value
    }

    /// Whether somebody who administers the district today can sign in today.
    static func hasAdministrator(_ db: Database) throws -> Bool { try lastAdministeredDay(db) != nil }

    /// The day until which somebody who administers the whole district today will, and can sign in: by a password or a
    /// provider that is switched on. A link that was never opened may never be.
    /// - Returns: nil where there is nobody.
    private static func lastAdministeredDay(_ db: Database) throws -> String? {
        let (role, today) = (StandardRole.districtAdministrator.rawValue, Day.today)
        return try String.fetchOne(
            db,
            sql: """
                SELECT max(coalesce(m.endsOn, '9999-12-31'))
                FROM membership m JOIN person p ON p.id = m.personID JOIN place d ON d.id = m.placeID
                WHERE m.role = ? AND d.kind = 'district' AND p.state = 'active'
                AND coalesce(m.beginsOn, ?) <= ? AND coalesce(m.endsOn, ?) >= ?
                AND (p.password IS NOT NULL
                    OR EXISTS (SELECT 1 FROM identity i WHERE i.personID = p.id)
                        AND EXISTS (SELECT 1 FROM provider WHERE isEnabled))
                """, arguments: [role, today, today, today, today])
    }
}
