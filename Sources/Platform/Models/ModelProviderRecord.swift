public import Foundation
public import GRDB
public import LanguageModel

/// A server whose model writes answers.
public struct ModelProviderRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "modelProvider"
    public let id: UUID
    public var kind: ProviderKind
    public var name: String
    public var baseURL: String
    public var model: String
    /// Sealed; nil for a server that takes none.
    public var key: Data?
    /// Micro-dollars for a million tokens: read, of those read the ones that it knew already, and written.
    public var inputPrice: Int
    public var cachedPrice: Int
    public var outputPrice: Int
    /// Of a tier, servers are asked in this order: the next where one fails.
    public var position: Int
    public let addedAt: Date
    public var tier: Tier
    /// Tokens that it takes at once, with those that it writes.
    public var contextTokens: Int
    /// Whether an administrator allowed it to be inside the building.
    public var isInside: Bool
    public var keySetAt: Date
    /// In which form its server takes questions, as was found out.
    public var form = ChatForm()
    /// What it made of a built-in passage; nil where it was never tried so.
    public var verdict: TrialVerdict?
    /// Why its trial failed.
    public var verdictReason: String?

    /// What it has promised about what it is sent: see `ModelPromises`.
    public var agreementOn: String?
    public var retentionDays: Int?
    public var trainsOnData: Bool?
    public var region: String?
    /// How much may go to it in a minute, as its contract has it; nil for as much as there is.
    public var requestsPerMinute: Int?
    public var tokensPerMinute: Int?

    /// Days after which a key should be given anew.
    public static let keyDays = 30
    public var isKeyOld: Bool { key != nil && keySetAt < Date().addingTimeInterval(-Double(Self.keyDays) * 86_400) }

    var limits: TokenBucket.Limits { .init(requests: requestsPerMinute, tokens: tokensPerMinute) }
}
