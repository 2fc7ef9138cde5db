public import Foundation
public import Hummingbird
public import Kernel
public import Mail
public import Outbound

/// The mail server, and how mail is sent.
public struct MailSettingsResponse: ResponseCodable, DescribedType, Sendable {
    public let isOn: Bool, host: String, port: Int, security: OutboundSMTP.Security, isInside: Bool, user: String?
    public let hasPassword: Bool, from: String, name: String, perSecond: Int
    /// The mailbox that mail comes back to; absent where none is named.
    public let returns: Returns?

    /// A mailbox, read over IMAP.
    public struct Returns: Codable, Sendable {
        public let host: String, port: Int, security: OutboundSMTP.Security, isInside: Bool, user: String
        public let hasPassword: Bool
    }

    public static let schemaName: String? = "MailSettings"
    public static func describe(_ schema: inout JSONSchema) {
        schema.limit("host", toCharacters: 0...253)
        schema.limit("user", toCharacters: 0...200)
        schema.limit("from", toCharacters: 0...254)
        schema.limit("name", toCharacters: 0...200)
        schema.bound("port", to: 1...65_535)
        schema.bound("perSecond", to: 1...1000)
        schema.describe("security", as: "plain: inside your network only")
        schema.describe("isInside", as: "The server is inside the district's own network")
        schema.describe("returns", as: "The mailbox (IMAP) that mail comes back to; absent where none is named")
        schema.limit("returns", "host", toCharacters: 0...253)
        schema.bound("returns", "port", to: 1...65_535)
        schema.describe("returns", "security", as: "plain: inside your network only")
        schema.describe("returns", "isInside", as: "The server is inside the district's own network")
        schema.limit("returns", "user", toCharacters: 0...200)
    }
}

/// What a test of the mail server came to.
public struct MailTestResponse: ResponseCodable, DescribedType, Sendable {
    /// What the server said.
    public let words: String

    public static func describe(_ schema: inout JSONSchema) {
        schema.describe("words", as: "What the mail server said")
    }
}

/// A message in the outbox.
public struct MailResponse: ResponseCodable, DescribedType, Sendable {
    public let id: UUID, at: Date, kind: String, recipient: String, state: OutboxRecord.State, attempts: Int
    /// When it is tried next; absent where it is not.
    public let nextAt: Date?
    public let endedAt: Date?
    /// The code of what went wrong last, and what the mail server said.
    public let problem: String?, words: String?

    public static let schemaName: String? = "OutboxMessage"
    public static func describe(_ schema: inout JSONSchema) {
        schema.describe("kind", as: "What it is for, such as test")
        schema.describe("nextAt", as: "When it is tried next")
        schema.describe("problem", as: "The code of what went wrong last")
        schema.describe("words", as: "What the mail server said")
    }
}

/// Messages, the newest first.
public struct OutboxResponse: ResponseCodable, DescribedType, Sendable {
    public let messages: [MailResponse]
    /// How many there are in each state.
    public let counts: [String: Int]
    /// Give as `before` for the next page; absent at the end.
    public let next: UUID?

    public static func describe(_ schema: inout JSONSchema) {
        schema.describe("counts", as: "How many there are in each state")
        schema.describe("next", as: "Give as before for the next page; absent at the end")
    }
}
