public import Kernel

extension Permission {
    // One's own.
    public static let askQuestions = Self("questions:ask", isAdministrative: false, scope: .place, roles: .teaching)
    public static let readOwnConversations = Self(
        "conversations:read:own", isAdministrative: false, scope: .place, roles: .teaching)
    public static let shareConversations = Self(
        "conversations:share", isAdministrative: false, scope: .place, roles: .teaching.subtracting([.tutor]))
    public static let readShared = Self(
        "shared:read", isAdministrative: false, scope: .place, roles: .teaching.union([.viewer]))
    public static let giveFeedback = Self("feedback:write", isAdministrative: false, scope: .place, roles: .teaching)
    /// Answering what others handed over or flagged.
    public static let answerThreads = Self("threads:answer", isAdministrative: false, scope: .place, roles: .coaching)
}

extension Coach {
    public static var permissions: [Permission] {
        [.askQuestions, .readOwnConversations, .shareConversations, .readShared, .giveFeedback, .answerThreads]
    }
}
