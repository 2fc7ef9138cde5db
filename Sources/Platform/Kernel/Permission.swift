/// What a person may be allowed to do. Every route names one; roles are sets of them.
public enum Permission: String, Codable, Sendable, CaseIterable {
    // One's own.
    case manageOwnAccount = "account:manage:own"
    case askQuestions = "questions:ask"
    case readOwnConversations = "conversations:read:own"
    case shareConversations = "conversations:share"
    case readShared = "shared:read"
    case giveFeedback = "feedback:write"
    /// Answering what others handed over or flagged.
    case answerThreads = "threads:answer"
    // The library.
    case readDocuments = "documents:read"
    case writeDocuments = "documents:write"
    case manageCollections = "collections:manage"
    // People and places.
    case readUsers = "users:read"
    case manageUsers = "users:manage:school"
    case readStudents = "students:read"
    case managePlaces = "places:manage"
    case defineRoles = "roles:define"
    case importRosters = "rosters:import"
    // What is going on.
    case readTeamAnalytics = "team-analytics:read"
    case exportTeamAnalytics = "team-analytics:export"
    case readSchoolAnalytics = "school-analytics:read"
    case readDistrictAnalytics = "district-analytics:read"
    case readAudit = "audit:read"
    case exportAudit = "audit:export"
    /// What staff ask, search and read for themselves: for a district's auditor, never for supervisors.
    case readActivity = "audit:read:activity"
    // The appliance.
    case readHealth = "health:read"
    case writeSettings = "settings:write"
    case runBackup = "backup:run"

    /// Whether it governs others or the appliance: what it changes wants recent proof of who is there.
    public var isAdministrative: Bool {
        switch self {
        case .manageUsers, .managePlaces, .defineRoles, .importRosters, .writeSettings, .runBackup: true
        case .manageOwnAccount, .askQuestions, .readOwnConversations, .shareConversations, .readShared, .giveFeedback,
            .answerThreads, .readDocuments, .writeDocuments, .manageCollections, .readUsers, .readStudents,
            .readTeamAnalytics, .exportTeamAnalytics, .readSchoolAnalytics, .readDistrictAnalytics, .readAudit,
            .exportAudit, .readActivity, .readHealth:
            false
        }
    }
}
