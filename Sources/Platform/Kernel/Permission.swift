/// What a person may be allowed to do. Every route names one; roles are sets of them.
///
/// The set is open: a feature declares its own as constants in an extension and lists them for the composition root
/// (`Feature.permissions`). Two are the same when their raw values are; that value alone is stored and sent.
public struct Permission: RawRepresentable, Hashable, Codable, Sendable {
    /// Such as `questions:ask`. It is stored in roles and keys, and so never changes.
    public let rawValue: String
    /// Whether it governs others or the appliance: what it changes wants recent proof of who is there.
    public let isAdministrative: Bool
    /// Whether it is held at a place, or governs the appliance as a whole: that is held at the district alone.
    public let scope: Scope
    /// The standard roles that hold it.
    public let roles: Set<StandardRole>

    /// What a permission reaches.
    public enum Scope: Sendable { case place, appliance }

    /// Declares a permission.
    public init(_ rawValue: String, isAdministrative: Bool, scope: Scope, roles: Set<StandardRole>) {
        (self.rawValue, self.isAdministrative, self.scope, self.roles) = (rawValue, isAdministrative, scope, roles)
    }

    /// One that was read, not declared. Nothing is known of it: no standard role holds it, and it wants proof.
    public init(rawValue: String) { self.init(rawValue, isAdministrative: true, scope: .appliance, roles: []) }

    public static func == (first: Self, second: Self) -> Bool { first.rawValue == second.rawValue }

    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// What the platform itself asks for, or more than one feature.
extension Permission {
    public static let manageOwnAccount = Self(
        "account:manage:own", isAdministrative: false, scope: .place, roles: .everybody)
    public static let readDocuments = Self("documents:read", isAdministrative: false, scope: .place, roles: .teaching)
    public static let readUsers = Self(
        "users:read", isAdministrative: false, scope: .place, roles: .leading.union([.coachLead, .systemAdministrator]))
    public static let manageUsers = Self(
        "users:manage:school", isAdministrative: true, scope: .place, roles: .leading.union([.systemAdministrator]))
    public static let writeSettings = Self("settings:write", isAdministrative: true, scope: .appliance, roles: .running)
    /// The machine itself: not a district administrator's.
    public static let runBackup = Self(
        "backup:run", isAdministrative: true, scope: .appliance, roles: [.systemAdministrator])
    // What is going on.
    public static let readTeamAnalytics = Self(
        "team-analytics:read", isAdministrative: false, scope: .place, roles: .coaching)
    public static let exportTeamAnalytics = Self(
        "team-analytics:export", isAdministrative: false, scope: .place, roles: .coaching)
    public static let readSchoolAnalytics = Self(
        "school-analytics:read", isAdministrative: false, scope: .place, roles: .leading)
    public static let readDistrictAnalytics = Self(
        "district-analytics:read", isAdministrative: false, scope: .place, roles: [.districtAdministrator])

    /// Those that belong to no feature alone.
    public static let shared: [Self] = [
        .manageOwnAccount, .readDocuments, .readUsers, .manageUsers, .writeSettings, .runBackup, .readTeamAnalytics,
        .exportTeamAnalytics, .readSchoolAnalytics, .readDistrictAnalytics,
    ]
}

/// All permissions that the appliance knows: those shared, and those of its features.
public struct PermissionList: Sendable {
    /// In the order in which they were declared, each once.
    public let all: [Permission]
    private let byName: [String: Permission]

    public init(_ declared: [Permission]) {
        var byName: [String: Permission] = [:]
        all = declared.filter { byName.updateValue($0, forKey: $0.rawValue) == nil }
        self.byName = Dictionary(all.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The declared permission of a name; nil where there is none.
    public subscript(name: String) -> Permission? { byName[name] }

    /// The declared permissions among some names. One that an older or newer release knew allows nothing.
    public func known(_ names: some Sequence<String>) -> Set<Permission> { Set(names.compactMap { byName[$0] }) }

    /// What a standard role allows.
    public func permissions(of role: StandardRole) -> Set<Permission> { Set(all.filter { $0.roles.contains(role) }) }

    /// Some permissions in the order of the list.
    public func ordered(_ some: Set<Permission>) -> [Permission] { all.filter(some.contains) }
}
