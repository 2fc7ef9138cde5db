public import Persistence

extension AuditAction {
    public static let questionAsked = Self("question.asked", isActivity: true)
    public static let sharedRead = Self("shared.read", isActivity: true)
    public static let conversationShared = Self("conversation.shared", isActivity: false, counts: .share)
    public static let conversationErased = Self("conversation.erased", isActivity: false)
    public static let handedOver = Self("question.handed-over", isActivity: false, counts: .handOver)
}

extension Coach {
    public static var auditActions: [AuditAction] {
        [
            .questionAsked, .sharedRead, .conversationShared, .conversationErased, .handedOver,
        ]
    }
}
