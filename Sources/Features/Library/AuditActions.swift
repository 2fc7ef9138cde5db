public import Persistence

extension AuditAction {
    public static let documentAdded = Self("document.added", isActivity: false)
    public static let documentChanged = Self("document.changed", isActivity: false)
    public static let documentRemoved = Self("document.removed", isActivity: false)
    public static let collectionChanged = Self("collection.changed", isActivity: false)
}

extension Library {
    public static var auditActions: [AuditAction] {
        [
            .documentAdded, .documentChanged, .documentRemoved, .collectionChanged,
        ]
    }
}
