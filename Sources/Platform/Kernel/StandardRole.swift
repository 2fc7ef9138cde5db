/// The roles there always are. District administrators may define more.
public enum StandardRole: String, Codable, CaseIterable, Sendable {
    case student, guardian, tutor, educator, coach
    case coachLead = "coach-lead"
    case viewer
    case schoolAdministrator, districtAdministrator, systemAdministrator, auditor
}

/// Who usually holds a permission, for its declaration.
extension Set<StandardRole> {
    public static let everybody = Self(StandardRole.allCases)
    /// Whoever works with students, and those above them.
    public static let teaching: Self = [
        .tutor, .educator, .coach, .coachLead, .schoolAdministrator, .districtAdministrator,
    ]
    /// Whoever helps those who teach, and those above them.
    public static let coaching: Self = [.coach, .coachLead, .schoolAdministrator, .districtAdministrator]
    /// Whoever runs a school or the district: people and what they do.
    public static let leading: Self = [.schoolAdministrator, .districtAdministrator]
    /// Whoever runs the appliance: settings and machines, but no conversations and nothing about students.
    public static let running: Self = [.districtAdministrator, .systemAdministrator]
}
