import Foundation
import GRDB
import Kernel

/// Somebody with an account, as `PersonStore` opens them.
struct PersonRecord: Sendable, Identifiable, Equatable {
    enum State: String, Codable, Sendable, DatabaseValueConvertible { case active, suspended }

    let id: UUID
    var givenName: String
    var familyName: String
    /// In small letters.
    var email: String?
    /// In small letters.
    var userName: String?
    var rosterID: String?
    var state: State = .active
    var suspendedAt: Date?
    var createdAt: Date
    var lastSignInAt: Date?
    /// Sealed for `person.password.ID`.
    var password: Data?
    /// When a roster last gave another address, and another number.
    var readdressedAt: Date?
    var renumberedAt: Date?

    /// What tells who they are.
    var particulars: Particulars {
        Particulars(givenName: givenName, familyName: familyName, email: email, userName: userName, rosterID: rosterID)
    }

    var name: String { particulars.name }
}

extension PersonRecord {
    init(_ stored: StoredPerson, _ particulars: Particulars) {
        self.init(
            id: stored.id, givenName: particulars.givenName, familyName: particulars.familyName,
            email: particulars.email, userName: particulars.userName, rosterID: particulars.rosterID,
            state: stored.state, suspendedAt: stored.suspendedAt, createdAt: stored.createdAt,
            lastSignInAt: stored.lastSignInAt, password: stored.password, readdressedAt: stored.readdressedAt,
            renumberedAt: stored.renumberedAt)
    }
}

/// A role, or a single permission, held at a place.
struct MembershipRecord: Codable, Sendable, Identifiable, Equatable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "membership"

    enum Source: String, Codable, Sendable, DatabaseValueConvertible { case hand, roster, provider }

    let id: UUID
    let personID: UUID
    let placeID: UUID
    /// A role's identifier, or a permission's name after `permission:`, which no identifier of a role contains.
    var role: String
    /// The enrolment's `sourcedId`.
    var rosterID: String?
    var source: Source
    /// ISO 8601 days, both included; open where nil.
    var beginsOn: String?
    var endsOn: String?

    func holds(on day: String) -> Bool { (beginsOn ?? "") <= day && day <= (endsOn ?? "9999") }

    /// The name of the single permission; nil for a role.
    var permission: String? { Self.permission(role) }

    private static let mark = "permission:"

    /// How a single permission stands in the place of a role.
    static func role(of permission: Permission) -> String { mark + permission.rawValue }

    /// The name of the permission that stands in the place of a role; nil for a role.
    static func permission(_ role: String) -> String? {
        role.hasPrefix(mark) ? String(role.dropFirst(mark.count)) : nil
    }
}

/// A name as it is compared: an e-mail address or user name in small letters, without blanks around it.
func normalized(_ name: String) -> String {
    name.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCompatibilityMapping.lowercased()
}
