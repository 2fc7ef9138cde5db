import Foundation
import GRDB
import Kernel
import Vault

/// Whom a provider may bring in by its word alone.
///
/// Who sets a provider up decides what it says, and so could come in as anybody whom it names. Its word therefore reaches
/// as far as those who set it up or confirmed it: to people who may do nothing that they may not do everywhere.
extension ProviderRecord {
    /// What somebody may do everywhere, as it is kept.
    /// - Parameter all: all permissions there are.
    static func reach(of user: Principal, district: Place?, _ all: PermissionList) throws -> String {
        let held = all.all.filter { permission in
            district.map { user.holds(permission, at: $0) } ?? user.may(permission)
        }
        return String(decoding: try JSONEncoder().encode(held.map(\.rawValue)), as: UTF8.self)
    }

    private static func permissions(_ reach: String?) -> Set<Permission> {
        let names = reach.flatMap { try? JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? []
        return Set(names.map(Permission.init(rawValue:)))
    }

    /// Whether its word is enough for somebody.
    func reaches(_ person: UUID, _ roles: Roles, _ db: Database) throws -> Bool {
        let held = try MembershipRecord.filter(Column("personID") == person).fetchAll(db)
        let needed = held.reduce(into: Set<Permission>()) { $0.formUnion(roles.permissions($1.role) ?? []) }
            .subtracting([.manageOwnAccount])
        return needed.isSubset(of: Self.permissions(reach)) || needed.isSubset(of: Self.permissions(confirmedReach))
    }

    /// Whether its word is enough for everybody whom the page can enter; auditors are named at the console.
    func reachesEverybody(_ known: PermissionList) -> Bool {
        let all = known.permissions(of: .districtAdministrator).union(known.permissions(of: .systemAdministrator))
        return all.isSubset(of: Self.permissions(reach)) || all.isSubset(of: Self.permissions(confirmedReach))
    }

    /// What stands for all that decides what it says: a confirmation names it, and holds for nothing else.
    var version: String {
        let fields = [kind.rawValue, clientID, settings, "\(isEnabled)", changedBy, Hexadecimal.encode(secret), route]
        // Each with its length before it, so that no two sets of fields read alike.
        let bytes = fields.flatMap { field in Array("\(field.utf8.count):".utf8) + Array(field.utf8) }
        return Hexadecimal.encode(blake2b256(bytes).prefix(16))
    }

    /// Somebody changed the authorities this machine trusts, its proxy, or what is inside: they could answer in each
    /// provider's place. So they count as who changed each, and nobody has confirmed any since.
    static func routeChanged(
        by user: Principal, to route: String, district: Place?, _ all: PermissionList, _ db: Database
    ) throws {
        let reach = try reach(of: user, district: district, all)
        try db.execute(
            sql: """
                UPDATE provider SET changedBy = ?, changedAt = ?, reach = ?, confirmedBy = NULL, confirmedReach = NULL,
                  route = ?
                """, arguments: [user.id, Date(), reach, route])
    }

    /// Whether a change lets it say something else than before.
    func isSame(as old: ProviderRecord) -> Bool {
        kind == old.kind && clientID == old.clientID && settings == old.settings && isEnabled == old.isEnabled
    }
}
