public import Foundation
public import Hummingbird

/// Where the audit trail is sent on to, and how far it came.
public struct ForwardingResponse: ResponseCodable, Sendable {
    public let form: String, path: String?, host: String?, port: Int?
    /// The last entry that arrived, and when; the trail's last entry.
    public let forwarded: Int64, forwardedAt: Date?, newest: Int64
    /// Since when nothing arrives, and why.
    public let failedAt: Date?, problem: String?
}
