public import Kernel

extension Permission {
    // People and places.
    public static let readStudents = Self("students:read", isAdministrative: false, scope: .place, roles: .teaching)
    public static let managePlaces = Self(
        "places:manage", isAdministrative: true, scope: .place, roles: .leading.union([.systemAdministrator]))
    public static let defineRoles = Self(
        "roles:define", isAdministrative: true, scope: .place, roles: [.districtAdministrator])
    public static let importRosters = Self("rosters:import", isAdministrative: true, scope: .appliance, roles: .running)
    /// All that is kept of somebody, given out: for whoever answers requests to inspect records.
    public static let exportPeople = Self(
        "people:export", isAdministrative: true, scope: .place, roles: [.districtAdministrator, .auditor])
    // The trail.
    public static let readAudit = Self(
        "audit:read", isAdministrative: false, scope: .place, roles: .leading.union([.systemAdministrator, .auditor]))
    public static let exportAudit = Self(
        "audit:export", isAdministrative: false, scope: .place, roles: .running.union([.auditor]))
    /// What staff ask, search and read for themselves: for a district's auditor, never for supervisors.
    public static let readActivity = Self(
        "audit:read:activity", isAdministrative: false, scope: .place, roles: [.auditor])
}

extension Accounts {
    public static var permissions: [Permission] {
        [
            .readStudents, .managePlaces, .defineRoles, .importRosters, .exportPeople, .readAudit, .exportAudit,
            .readActivity,
        ]
    }
}
