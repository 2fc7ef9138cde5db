public import Foundation
public import Hummingbird
public import Mail
public import Outbound

/// The mail server, and how mail is sent.
public struct MailSettingsResponse: ResponseCodable, Sendable {
    public let isOn: Bool, host: String, port: Int, security: OutboundSMTP.Security, isInside: Bool, user: String?
    public let hasPassword: Bool, from: String, name: String, perSecond: Int
}

/// What a test of the mail server came to.
public struct MailTestResponse: ResponseCodable, Sendable {
    /// What the server said.
    public let words: String
}

/// A message in the outbox.
public struct MailResponse: ResponseCodable, Sendable {
    public let id: UUID, at: Date, kind: String, recipient: String, state: OutboxRecord.State, attempts: Int
    /// When it is tried next; absent where it is not.
    public let nextAt: Date?
    public let endedAt: Date?
    /// The code of what went wrong last, and what the mail server said.
    public let problem: String?, words: String?
}

/// Messages, the newest first.
public struct OutboxResponse: ResponseCodable, Sendable {
    public let messages: [MailResponse]
    /// How many there are in each state.
    public let counts: [String: Int]
    /// Give as `before` for the next page; absent at the end.
    public let next: UUID?
}
