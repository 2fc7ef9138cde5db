public import Foundation
import Kernel
import Vault

/// How what was tried ended.
public enum AuditOutcome: String, Codable, Sendable { case done, refused, failed }

/// What the trail is to note: never a name, a text, a password or a token; identifiers, counts and settings.
public struct AuditEvent: Sendable {
    public var action: AuditAction
    /// The kind and identifier of what it was done to, such as `person` and its identifier.
    public var subjectKind: String
    public var subject: String
    /// The school, or else the district, that it concerns: who may read that place's trail sees the entry. Where nil,
    /// the trail takes the actor's school, or else the district.
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
