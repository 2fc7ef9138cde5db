import Foundation
import GRDB
import Kernel

/// The roles there always are. District administrators may define more.
enum BuiltInRole: String, CaseIterable, Sendable {
    case student, guardian, educator, coach, viewer
    case schoolAdministrator, districtAdministrator, systemAdministrator, auditor

    /// The one table of what roles may do.
    var permissions: Set<Permission> {
        switch self {
        case .student, .guardian: [.manageOwnAccount]
        case .viewer: [.manageOwnAccount, .readShared]
        case .educator:
            Self.viewer.permissions.union([
                .askQuestions, .readOwnConversations, .shareConversations, .giveFeedback, .readDocuments, .readStudents,
            ])
        case .coach:
            Self.educator.permissions.union([
                .answerThreads, .writeDocuments, .manageCollections, .readTeamAnalytics, .exportTeamAnalytics,
            ])
        case .schoolAdministrator:
            Self.coach.permissions.union([
                .readUsers, .manageUsers, .managePlaces, .readSchoolAnalytics, .readAudit,
            ])
        // Everything in the district, but not the machine.
        case .districtAdministrator: Set(Permission.allCases).subtracting([.runBackup, .readActivity])
        // The machine and its accounts, but nobody's conversations and nothing about students.
        case .systemAdministrator:
            [
                .manageOwnAccount, .readUsers, .manageUsers, .managePlaces, .importRosters, .readAudit, .exportAudit,
                .readHealth, .writeSettings, .runBackup,
            ]
        // The trail, and what staff do for themselves, with a reason each time; nothing else.
        case .auditor: [.manageOwnAccount, .readAudit, .exportAudit, .readActivity]
        }
    }

    var name: String {
        switch self {
        case .student: "Student"
        case .guardian: "Guardian"
        case .educator: "Educator"
        case .coach: "Coach"
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

    var permissionSet: Set<Permission> {
        // A name that an older or newer release knew allows nothing.
        let names = (try? JSONDecoder().decode([String].self, from: Data(permissions.utf8))) ?? []
        return Set(names.compactMap(Permission.init(rawValue:)))
    }
}

/// All roles and what they may do.
struct Roles: Sendable {
    private let defined: [String: Set<Permission>]

    init(_ db: Database) throws {
        defined = Dictionary(
            try RoleRecord.fetchAll(db).map { ($0.id, $0.permissionSet) }, uniquingKeysWith: { first, _ in first })
    }

    /// What makes somebody an administrator.
    static let powers: Set<Permission> = [.manageUsers, .writeSettings, .defineRoles, .runBackup, .readActivity]

    func isAdministrator(_ role: String) -> Bool { permissions(role)?.isDisjoint(with: Self.powers) == false }

    /// nil where there is no such role.
    func permissions(_ role: String) -> Set<Permission>? { BuiltInRole(rawValue: role)?.permissions ?? defined[role] }
}
