/// What the audit trail knows how to note.
///
/// The set is open: a feature declares its own as constants in an extension and lists them for the composition root
/// (`Feature.auditActions`). Two are the same when their raw values are; that value alone is stored.
public struct AuditAction: RawRepresentable, Hashable, Codable, Sendable {
    /// Such as `document.added`. It is stored for good, and so never changes.
    public let rawValue: String
    /// Whether it is what staff ask, search and read for themselves: no supervisor's business. Only who may read
    /// activity sees these entries, with a reason that is noted and told.
    public let isActivity: Bool
    /// As what it is counted, where it is (`Activity`).
    public let counts: Activity.Kind?

    /// Declares an action.
    public init(_ rawValue: String, isActivity: Bool, counts: Activity.Kind? = nil) {
        (self.rawValue, self.isActivity, self.counts) = (rawValue, isActivity, counts)
    }

    /// One that was read, not declared. Nothing is known of it, so supervisors do not see it.
    public init(rawValue: String) { self.init(rawValue, isActivity: true) }

    public static func == (first: Self, second: Self) -> Bool { first.rawValue == second.rawValue }

    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// What the platform itself notes, or more than one feature.
extension AuditAction {
    public static let settingsChanged = Self("settings.changed", isActivity: false)
    public static let exported = Self("exported", isActivity: false, counts: .export)
    public static let accessRefused = Self("access.refused", isActivity: false)
    public static let documentRead = Self("document.read", isActivity: true, counts: .open)
    public static let searched = Self("search.made", isActivity: true, counts: .search)
    /// The trail lacks what was signed, and somebody said why.
    public static let gapAccepted = Self("audit.gap-accepted", isActivity: false)
    /// What was older than its class allows was removed.
    public static let recordsExpired = Self("records.expired", isActivity: false)
    public static let backedUp = Self("backup.made", isActivity: false)
    public static let restored = Self("backup.restored", isActivity: false)
    /// Every key of `keys.db` was opened and sealed anew.
    public static let subjectKeysRotated = Self("keys.rotated", isActivity: false)
    /// Every key of a kind was opened, to see what an older homeroom.db holds that they do not open.
    public static let subjectKeysOpened = Self("keys.opened", isActivity: false)
    /// Keys of what was erased were destroyed; the others were opened and sealed anew.
    public static let subjectKeysDestroyed = Self("keys.destroyed", isActivity: false)
    /// Every key that an earlier release kept in homeroom.db was opened and taken into `keys.db`.
    public static let subjectKeysMoved = Self("keys.moved", isActivity: false)
    /// An older `keys.db`, or none, was taken for the newest there is, and somebody said why.
    public static let subjectKeysAccepted = Self("keys.accepted", isActivity: false)

    /// Those that belong to no feature alone.
    public static let shared: [Self] = [
        .settingsChanged, .exported, .accessRefused, .documentRead, .searched, .gapAccepted, .backedUp, .restored,
        .subjectKeysRotated, .subjectKeysOpened, .subjectKeysDestroyed, .subjectKeysMoved, .subjectKeysAccepted,
        .recordsExpired,
    ]
}
