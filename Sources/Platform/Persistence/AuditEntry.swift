public import Foundation
import Kernel
import Vault

/// What the audit trail knows how to note. The list only grows.
public enum AuditAction: String, Codable, Sendable, CaseIterable {
    case signedIn = "sign-in.succeeded"
    case signInFailed = "sign-in.failed"
    case signedOut = "sign-out"
    case sessionsEnded = "sessions.ended"
    case passwordChanged = "password.changed"
    case linkMade = "link.made"
    case secondFactorChanged = "second-factor.changed"
    case questionAsked = "question.asked"
    case personRead = "person.read"
    case personAdded = "person.added"
    case personChanged = "person.changed"
    case personErased = "person.erased"
    case placeChanged = "place.changed"
    case agreementChanged = "agreement.changed"
    case permissionGranted = "permission.granted"
    case permissionTaken = "permission.taken"
    case roleDefined = "role.defined"
    case settingsChanged = "settings.changed"
    case keyMade = "key.made"
    case keyRotated = "key.rotated"
    case keyRevoked = "key.revoked"
    case rosterImported = "roster.imported"
    case documentAdded = "document.added"
    case documentChanged = "document.changed"
    case documentRemoved = "document.removed"
    case collectionChanged = "collection.changed"
    case exported = "exported"
    case conversationShared = "conversation.shared"
    case conversationErased = "conversation.erased"
    case sharedRead = "shared.read"
    case handedOver = "question.handed-over"
    case accessRefused = "access.refused"
    /// What staff do for themselves: see `activity`.
    case documentRead = "document.read"
    case searched = "search.made"
    /// Somebody looked at what staff do for themselves, and said why.
    case activityRead = "activity.read"
    /// The trail lacks what was signed, and somebody said why.
    case gapAccepted = "audit.gap-accepted"
    case jobRetried = "job.retried"
    case jobDropped = "job.dropped"
    case scheduleRun = "schedule.run"
    case backedUp = "backup.made"
    case restored = "backup.restored"
    /// Every key of `keys.db` was opened and sealed anew.
    case subjectKeysRotated = "keys.rotated"
    /// Every key of a kind was opened, to see what an older homeroom.db holds that they do not open.
    case subjectKeysOpened = "keys.opened"
    /// Keys of what was erased were destroyed; the others were opened and sealed anew.
    case subjectKeysDestroyed = "keys.destroyed"
    /// Every key that an earlier release kept in homeroom.db was opened and taken into `keys.db`.
    case subjectKeysMoved = "keys.moved"
    /// An older `keys.db`, or none, was taken for the newest there is, and somebody said why.
    case subjectKeysAccepted = "keys.accepted"
}

extension AuditAction {
    /// What staff ask, search and read for themselves: no supervisor's business. Only who may read activity sees these
    /// entries, with a reason that is noted and told.
    public static let activity: Set<AuditAction> = [.questionAsked, .documentRead, .searched, .sharedRead]
}

/// How what was tried ended.
public enum AuditOutcome: String, Codable, Sendable { case done, refused, failed }

/// What the trail is to note: never a name, a text, a password or a token; identifiers, counts and settings.
public struct AuditEvent: Sendable {
    public var action: AuditAction
    /// The kind and identifier of what it was done to, such as `person` and its identifier.
    public var subjectKind: String
    public var subject: String
    /// The school, or else the district, that it concerns: who may read that place's trail sees the entry.
    public var place: UUID?
    public var outcome: AuditOutcome
    public var details: [String: String]

    public init(
        _ action: AuditAction, _ subjectKind: String = "", _ subject: String = "", place: UUID? = nil,
        outcome: AuditOutcome = .done, details: [String: String] = [:]
    ) {
        (self.action, self.subjectKind, self.subject) = (action, subjectKind, subject)
        (self.place, self.outcome, self.details) = (place, outcome, details)
    }
}

/// An entry of the trail as it is stored: each carries the hash of the one before.
public struct AuditEntry: Codable, Sendable, Equatable {
    /// From 1, without a gap.
    public let number: Int64
    /// ISO 8601, UTC, with milliseconds.
    public let at: String
    public let actor: String
    public let address: String
    public let requestID: String
    public let action: String
    public let subjectKind: String
    public let subject: String
    public let place: UUID?
    public let outcome: String
    /// A JSON object of strings, keys in order.
    public let details: String
    /// BLAKE2b-256 of the entry before; 32 zeros before the first.
    public let previous: Data
    /// BLAKE2b-256 of all of the above.
    public let hash: Data

    /// The details by their names.
    public var read: [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(details.utf8))) ?? [:]
    }

    /// The hash that the fields give: each with its length before it, so that no two entries read alike.
    func computedHash() -> Data {
        var bytes = Array(previous)
        let fields = [
            "\(number)", at, actor, address, requestID, action, subjectKind, subject, place?.uuidString ?? "", outcome,
            details,
        ]
        for field in fields {
            let text = Array(field.utf8)
            withUnsafeBytes(of: UInt32(text.count).littleEndian) { bytes += $0 }
            bytes += text
        }
        return Data(blake2b256(bytes))
    }
}
