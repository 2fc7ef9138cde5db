/// What a person may be allowed to do. Every route names one.
public enum Permission: String, Codable, Sendable, CaseIterable {
    case askQuestions = "questions:ask"
    case readDocuments = "documents:read"
    case writeDocuments = "documents:write"
    case readHealth = "health:read"
    case writeSettings = "settings:write"
}

/// Who makes a request, and what they may do.
public struct Principal: Sendable, Equatable {
    /// A stable name for logs; nothing personal.
    public let id: String
    private let permissions: Set<Permission>

    public init(id: String, permissions: Set<Permission>) { (self.id, self.permissions) = (id, permissions) }

    /// The person at the machine's own console, who owns the data folder.
    public static let `operator` = Principal(id: "operator", permissions: Set(Permission.allCases))

    /// The one place that decides.
    public func may(_ permission: Permission) -> Bool { permissions.contains(permission) }
}
