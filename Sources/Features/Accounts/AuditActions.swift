public import Persistence

extension AuditAction {
    public static let signedIn = Self("sign-in.succeeded", isActivity: false, counts: .signIn)
    public static let signInFailed = Self("sign-in.failed", isActivity: false)
    public static let signedOut = Self("sign-out", isActivity: false)
    public static let sessionsEnded = Self("sessions.ended", isActivity: false)
    public static let passwordChanged = Self("password.changed", isActivity: false)
    public static let linkMade = Self("link.made", isActivity: false)
    public static let secondFactorChanged = Self("second-factor.changed", isActivity: false)
    public static let personRead = Self("person.read", isActivity: false)
    public static let personAdded = Self("person.added", isActivity: false)
    public static let personChanged = Self("person.changed", isActivity: false)
    public static let personErased = Self("person.erased", isActivity: false)
    public static let placeChanged = Self("place.changed", isActivity: false)
    public static let agreementChanged = Self("agreement.changed", isActivity: false)
    /// A role, or a single permission.
    public static let permissionGranted = Self("permission.granted", isActivity: false)
    /// A role, or a single permission.
    public static let permissionTaken = Self("permission.taken", isActivity: false)
    public static let roleDefined = Self("role.defined", isActivity: false)
    public static let keyMade = Self("key.made", isActivity: false)
    public static let keyRotated = Self("key.rotated", isActivity: false)
    public static let keyRevoked = Self("key.revoked", isActivity: false)
    public static let rosterImported = Self("roster.imported", isActivity: false)
    /// Somebody looked at what staff do for themselves, and said why.
    public static let activityRead = Self("activity.read", isActivity: false)
}

extension Accounts {
    public static var auditActions: [AuditAction] {
        [
            .signedIn, .signInFailed, .signedOut, .sessionsEnded, .passwordChanged, .linkMade, .secondFactorChanged,
            .personRead, .personAdded, .personChanged, .personErased, .placeChanged, .agreementChanged,
            .permissionGranted, .permissionTaken, .roleDefined, .keyMade, .keyRotated, .keyRevoked, .rosterImported,
            .activityRead,
        ]
    }
}
