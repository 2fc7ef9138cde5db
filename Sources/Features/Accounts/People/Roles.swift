import Foundation
import GRDB
import Kernel

extension StandardRole {
    var name: String {
        switch self {
        case .student: "Student"
        case .guardian: "Guardian"
        case .tutor: "Tutor"
        case .educator: "Educator"
        case .coach: "Coach"
        case .coachLead: "Coach lead"
        case .viewer: "Viewer"
        case .schoolAdministrator: "School administrator"
        case .districtAdministrator: "District administrator"
        case .systemAdministrator: "System administrator"
        case .auditor: "District auditor"
        }
    }

    /// Whether its holders should be urged to a second factor.
    var isAdministrator: Bool { [.schoolAdministrator, .districtAdministrator, .systemAdministrator].contains(self) }
}

/// A role that a district defined.
struct RoleRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "role"
    let id: String
    var name: String
    /// JSON: names of permissions.
    var permissions: String

    var permissionNames: [String] { (try? JSONDecoder().decode([String].self, from: Data(permissions.utf8))) ?? [] }
}

/// All roles and what they may do.
struct Roles: Sendable {
    private let known: PermissionList
    private let defined: [String: Set<Permission>]

    /// - Parameter known: all permissions there are.
    /// - Throws: database errors.
    init(_ db: Database, _ known: PermissionList) throws {
        self.known = known
        defined = Dictionary(
            try RoleRecord.fetchAll(db).map { ($0.id, known.known($0.permissionNames)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What makes somebody an administrator.
    static let powers: Set<Permission> = [
        .manageUsers, .writeSettings, .defineRoles, .runBackup, .readActivity, .exportPeople,
    ]

    func isAdministrator(_ role: String) -> Bool { permissions(role)?.isDisjoint(with: Self.powers) == false }

    /// Whether it is of the district's own making. What a district defined before a release brought a standard role of
    /// the same identifier stays as it was.
    func isDefined(_ role: String) -> Bool { defined[role] != nil }

    /// What a role, or a single permission in its place, allows; nil where there is no such.
    func permissions(_ role: String) -> Set<Permission>? {
        if let single = MembershipRecord.permission(role) { return known[single].map { [$0] } }
        return defined[role] ?? StandardRole(rawValue: role).map(known.permissions)
    }
}
