import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// Giving and taking single permissions: to one person, at one place, until a day.
extension People {
    struct PermissionWish: Decodable, Sendable { let permission: String, place: UUID, endsOn: String }

    /// Longest that one is given for, in days.
    static let longestPermission = 366

    /// Gives a permission: only one that the giver's roles hold there, to somebody else who may do no more than they.
    func give(_ wish: PermissionWish, to id: UUID, for user: Principal, by origin: RequestOrigin) async throws -> Entry
    {
        guard let permission = store.permissions[wish.permission], permission != .manageOwnAccount else {
            throw AccountsFailure.invalid("There is no permission “\(wish.permission.beginning(60))” to give.")
        }
        let endsOn = try Self.lastDay(wish.endsOn)
        // Or an end that another set would be the person's own to move.
        guard id != user.person else {
            throw AccountsFailure.invalid("Nobody gives permissions to themselves. Another administrator can.")
        }
        let entry = try await store.write { db in
            _ = try findToManage(id, isProtective: true, by: user, db)
            let tree = try store.access.tree(db)
            guard let place = tree.place(wish.place) else { throw AccountsFailure.placeNotFound }
            try user.require(.manageUsers, at: place)
            guard user.holdsByRole(permission, at: place), user.holdsByRole(.manageUsers, at: place) else {
                throw AccountsFailure.mightierPermission
            }
            guard permission.scope == .place || place.path.count == 1 else {
                throw AccountsFailure.invalid(
                    "“\(permission.rawValue)” governs the whole appliance, so it is given at the district only.")
            }
            let role = MembershipRecord.role(of: permission)
            let same = MembershipRecord.filter(
                Column("personID") == id && Column("placeID") == wish.place && Column("role") == role)
            // One that is given again is held since it was given first.
            let held = MembershipRecord(
                id: try same.fetchOne(db)?.id ?? .timeOrdered(), personID: id, placeID: wish.place, role: role,
                source: .hand, endsOn: endsOn)
            try same.deleteAll(db)
            try held.insert(db)
            try AuditTrail.append(
                .init(
                    .permissionGranted, "person", id.auditName, place: tree.school(of: place),
                    details: ["permission": permission.rawValue, "at": wish.place.auditName, "until": endsOn]),
                by: origin, db)
            // More rights come with a new sign-in: a token taken before is worth nothing now.
            try AccountStore.endSessions(of: id, db)
            return try find(id, .manageUsers, for: user, db)
        }
        store.sessions.forget { $0.person == id }
        return entry
    }

    /// - Throws: `AccountsFailure.permissionNotFound`, `.mightierPermission`.
    func takePermission(_ grant: UUID, from id: UUID, for user: Principal, by origin: RequestOrigin) async throws {
        try await store.write { db in
            let tree = try store.access.tree(db)
            guard let held = try MembershipRecord.fetchOne(db, key: grant), held.personID == id,
                let name = held.permission, let place = tree.place(held.placeID)
            else { throw AccountsFailure.permissionNotFound }
            try user.require(.manageUsers, at: place)
            // One that this release does not know allows nothing, and may be taken by whoever manages people there.
            if let permission = store.permissions[name], !user.holds(permission, at: place) {
                throw AccountsFailure.mightierPermission
            }
            try held.delete(db)
            try AuditTrail.append(
                .init(
                    .permissionTaken, "person", id.auditName, place: tree.school(of: place),
                    details: ["permission": name, "at": held.placeID.auditName]), by: origin, db)
        }
    }

    /// - Throws: `AccountsFailure.invalid` for what is no day from today to a year ahead.
    private static func lastDay(_ text: String) throws -> String {
        let today = Day.today
        let latest = Day.of(Date().addingTimeInterval(Double(longestPermission) * 86_400), in: Day.zone)
        guard text.utf8.count <= 40, let day = Day.parse(text), (today...latest).contains(day) else {
            throw AccountsFailure.invalid(
                "A single permission ends on a day, such as \(latest): from today on, and within a year.")
        }
        return day
    }
}

extension AccountStore {
    /// Removes single permissions whose last day is over, and notes each: they allow nothing since that day.
    /// - Throws: database errors.
    func dropEndedPermissions() async throws {
        let ended = MembershipRecord.filter(sql: "role LIKE 'permission:%' AND endsOn < ?", arguments: [Day.today])
        guard try await database.read({ db in try !ended.isEmpty(db) }) else { return }
        try await write { db in
            let tree = try access.tree(db)
            for held in try ended.fetchAll(db) {
                try held.delete(db)
                try AuditTrail.append(
                    .init(
                        .permissionTaken, "person", held.personID.auditName,
                        place: tree.place(held.placeID).flatMap(tree.school(of:)),
                        details: [
                            "permission": held.permission ?? "", "at": held.placeID.auditName,
                            "until": held.endsOn ?? "",
                        ]), by: .appliance, db)
            }
        }
    }
}
