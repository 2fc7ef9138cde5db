public import Foundation
public import Hummingbird
public import Persistence

/// An entry of the audit trail, with what people, things and places are called now.
public struct AuditEntryResponse: Codable, Sendable {
    public let number: Int64, at: String, actor: String, actorName: String?, address: String, requestID: String
    public let action: String, subjectKind: String, subject: String, subjectName: String?, place: UUID?
    public let placeName: String?, outcome: String, details: [String: String]
    /// What the people, places and collections are called that details hold the identifiers of.
    public let detailNames: [String: String]
}

/// Entries, the newest first.
public struct AuditEntriesResponse: ResponseCodable, Sendable {
    public let entries: [AuditEntryResponse]
    /// Give as `before` for the next page; absent at the end.
    public let next: Int64?
}

/// What a verification of the trail came to.
public struct AuditVerification: ResponseCodable, Sendable {
    public let entries: Int64, faults: [String], publicKey: String, head: AuditCheckpoint?
}

/// Whether something was lacking, and is noted now.
public struct AuditAcceptance: ResponseCodable, Sendable { public let accepted: Bool }
