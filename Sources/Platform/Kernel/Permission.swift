/// What a person may be allowed to do. Every route names one; roles are sets of them.
///
/// The set is open: a feature declares its own as constants in an extension and lists them for the composition root
/// (`Feature.permissions`). Two are the same when their raw values are; that value alone is stored and sent.
public struct Permission: RawRepresentable, Hashable, Codable, Sendable {
    /// Such as `questions:ask`. It is stored in roles and keys, and so never changes.
    public let rawValue: String
    /// Whether it governs others or the appliance: what it changes wants recent proof of who is there.
    public let isAdministrative: Bool
    /// The standard roles that hold it.
    public let roles: Set<StandardRole>

    /// Declares a permission.
    public init(_ rawValue: String, isAdministrative: Bool, roles: Set<StandardRole>) {
        (self.rawValue, self.isAdministrative, self.roles) = (rawValue, isAdministrative, roles)
    }

    /// One that was read, not declared. Nothing is known of it: no standard role holds it, and it wants proof.
    public init(rawValue: String) { self.init(rawValue, isAdministrative: true, roles: []) }

    public static func == (first: Self, second: Self) -> Bool { first.rawValue == second.rawValue }

    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// What the platform itself asks for, or more than one feature.
extension Permission {
    public static let manageOwnAccount = Self("account:manage:own", isAdministrative: false, roles: .everybody)
    public static let readDocuments = Self("documents:read", isAdministrative: false, roles: .teaching)
    public static let readUsers = Self(
        "users:read", isAdministrative: false, roles: .leading.union([.coachLead, .systemAdministrator]))
    public static let manageUsers = Self(
        "users:manage:school", isAdministrative: true, roles: .leading.union([.systemAdministrator]))
    public static let writeSettings = Self("settings:write", isAdministrative: true, roles: .running)
    /// The machine itself: not a district administrator's.
    public static let runBackup = Self("backup:run", isAdministrative: true, roles: [.systemAdministrator])
    // What is going on.
    public static let readTeamAnalytics = Self("team-analytics:read", isAdministrative: false, roles: .coaching)
    public static let exportTeamAnalytics = Self("team-analytics:export", isAdministrative: false, roles: .coaching)
    public static let readSchoolAnalytics = Self("school-analytics:read", isAdministrative: false, roles: .leading)
    public static let readDistrictAnalytics = Self(
        "district-analytics:read", isAdministrative: false, roles: [.districtAdministrator])

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
