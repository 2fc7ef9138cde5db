public import Foundation

/// Whom, or what, something is sealed for: where the subject's key is destroyed, all that it sealed is lost for good.
public struct Subject: Hashable, Sendable {
    /// What a subject is. A feature may add its own; a kind's name is stored and never changes.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        public static let person = Kind(rawValue: "person")
        public static let meeting = Kind(rawValue: "meeting")
        public static let student = Kind(rawValue: "student")
        public static let document = Kind(rawValue: "document")
        public static let collection = Kind(rawValue: "collection")
        public static let place = Kind(rawValue: "place")
    }

    public let kind: Kind
    public let id: UUID

    public init(_ kind: Kind, _ id: UUID) { (self.kind, self.id) = (kind, id) }

    public static func person(_ id: UUID) -> Subject { Subject(.person, id) }

    /// Where the subject's sealed key lies.
    var place: String { "subject.\(kind.rawValue).\(id.uuidString)" }
}
