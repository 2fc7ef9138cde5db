public import Foundation
public import GRDB

/// A server that makes vectors of passages beside the encoder built in.
public struct EmbedderRecord: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
    public static let databaseTableName = "embedder"

    /// Whether searches use it.
    public enum State: String, Codable, Sendable, DatabaseValueConvertible {
        /// Passages are being sent to it; searches do not use it yet.
        case filling
        /// Searches use it.
        case serving
    }

    public var number: Int64?
    public let id: UUID
    public let baseURL: String
    public let model: String
    /// Numbers in its vectors.
    public let dimensions: Int
    /// Whether it is asked for that many; otherwise it is the model's own length.
    public let asksDimensions: Bool
    /// Sealed; nil for a server that takes none.
    public let key: Data?
    public var state: State
    public let addedAt: Date
    /// Why questions get no vectors from it, where somebody has to mend that.
    public var problem: String?

    public mutating func didInsert(_ inserted: InsertionSuccess) { number = inserted.rowID }

    /// The one that searches use.
    public static func serving(_ db: Database) throws -> EmbedderRecord? {
        try filter(Column("state") == State.serving.rawValue).fetchOne(db)
    }
}
