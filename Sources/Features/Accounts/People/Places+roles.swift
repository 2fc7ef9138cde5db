import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// The roles that there are, and those that a district defines.
extension Places {
    struct RoleEntry: Sendable {
        let id: String, name: String, permissions: [Permission], isBuiltIn: Bool
        var mayGive: Bool?
    }

    /// All roles.
    /// - Parameter place: where somebody would give one; each says then whether they may.
    func roles(givenAt place: UUID?, by user: Principal) async throws -> [RoleEntry] {
        let at = try await store.database.read { db in try place.flatMap { try store.access.tree(db).place($0) } }
        return try await roles().map { role in
            var role = role
            if place != nil {
                role.mayGive =
                    at.map {
                        user.may(.manageUsers, at: $0) && People.dominates(Set(role.permissions), at: $0, user)
                    } ?? false
            }
            return role
        }
    }

    private func roles() async throws -> [RoleEntry] {
        let defined = try await store.database.read { db in try RoleRecord.order(Column("name")).fetchAll(db) }
        let (known, own) = (store.permissions, Set(defined.map(\.id)))
        let standard = StandardRole.allCases.filter { !own.contains($0.rawValue) }.map {
            RoleEntry(
                id: $0.rawValue, name: $0.name, permissions: known.ordered(known.permissions(of: $0)), isBuiltIn: true)
        }
        return standard
            + defined.map {
                RoleEntry(
                    id: $0.id, name: $0.name, permissions: known.ordered(known.known($0.permissionNames)),
                    isBuiltIn: false)
            }
    }

    struct RoleWish: Decodable, Sendable { let name: String, permissions: [String] }

    /// Defines a role, or changes one that was defined: only with what the definer may do in the whole district.
    func define(_ id: String, _ wish: RoleWish, for user: Principal, by origin: RequestOrigin) async throws {
        let unfit = AccountsFailure.invalid(
            "A role's identifier has 3 to 40 letters and digits, and is not one built in.")
        guard id.utf8.count <= 40, id.wholeMatch(of: /[a-z][A-Za-z0-9]{2,39}/) != nil else { throw unfit }
        let name = try Self.checked(wish.name)
        let known = store.permissions
        let permissions = try wish.permissions.map { text in
            guard let permission = known[text] else {
                throw AccountsFailure.invalid("There is no permission “\(text.beginning(60))”.")
            }
            return permission
        }
        try await store.write { db in
            let tree = try store.access.tree(db)
            let old = try RoleRecord.fetchOne(db, key: id)
            guard StandardRole(rawValue: id) == nil || old != nil else { throw unfit }
            for permission in Set(permissions).union(known.known(old?.permissionNames ?? [])) {
                guard user.mayEverywhere(permission, district: tree.district) else {
                    throw AccountsFailure.mightierRole
                }
            }
            guard try RoleRecord.filter(Column("name") == name && Column("id") != id).fetchCount(db) == 0 else {
                throw AccountsFailure.nameTaken
            }
            let set = Set(permissions).union([.manageOwnAccount])
            let names = known.ordered(set).map(\.rawValue)
            let text = String(decoding: try JSONEncoder.wire.encode(names), as: UTF8.self)
            try RoleRecord(id: id, name: name, permissions: text).save(db)
            try AuditTrail.append(
                .init(
                    .roleDefined, "role", id, place: tree.district,
                    details: ["old": old?.permissions ?? "none", "new": text]), by: origin, db)
        }
    }

    func removeRole(_ id: String, for user: Principal, by origin: RequestOrigin) async throws {
        try await store.write { db in
            guard let old = try RoleRecord.fetchOne(db, key: id) else { throw AccountsFailure.roleNotFound }
            guard try MembershipRecord.filter(Column("role") == id).fetchCount(db) == 0 else {
                throw AccountsFailure.placeInUse
            }
            try old.delete(db)
            try AuditTrail.append(
                .init(
                    .roleDefined, "role", id, place: try store.access.tree(db).district,
                    details: ["old": old.permissions, "new": "none"]), by: origin, db)
        }
    }
}
