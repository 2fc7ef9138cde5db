public import Foundation
public import GRDB
import Kernel
public import LanguageModel
import Vault

/// A request to a model that left this process: to whom, how much and what it cost; never what it said.
public struct ModelCallRecord: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
    public static let databaseTableName = "modelCall"
    public var number: Int64?
    public let at: Date
    /// Who asked, as the audit trail writes it.
    public let actor: String
    /// The asker's school, or else the district; nil for the console.
    public let placeID: UUID?
    public let purpose: String
    public let provider: String
    public let host: String
    public let model: String
    public let sentBytes: Int
    /// BLAKE2b-256 of what was sent.
    public let sentHash: Data
    /// Things that tell who somebody is, hidden from it.
    public let hidden: Int
    public let inputTokens: Int
    public let outputTokens: Int
    /// Micro-dollars.
    public let cost: Int
    public let milliseconds: Int
    /// `written`, or the failure's code.
    public let outcome: String

    public mutating func didInsert(_ inserted: InsertionSuccess) { number = inserted.rowID }

    /// - Parameter completion: nil where none came.
    public init(
        to provider: ModelProviderRecord, for purpose: String, _ messages: [ChatModel.Message], hidden: Int = 0,
        _ completion: ChatModel.Completion?, since begun: ContinuousClock.Instant, by asker: ModelAsker, outcome: String
    ) {
        let sent = Array(messages.map(\.content).joined(separator: "\n").utf8)
        (at, actor, placeID) = (Date(), asker.actor, asker.place)
        (self.purpose, self.hidden, self.outcome) = (purpose, hidden, outcome)
        (self.provider, model) = (provider.name, provider.model)
        host = URL(string: provider.baseURL)?.host() ?? ""
        (sentBytes, sentHash) = (sent.count, Data(blake2b256(sent)))
        // A server that does not count: about four bytes a token. What failed may cost as well; it is not known.
        inputTokens = completion.map { Self.count($0.inputTokens) ?? sent.count / 4 } ?? 0
        outputTokens = completion.map { Self.count($0.outputTokens) ?? $0.text.utf8.count / 4 } ?? 0
        let cached = min(Self.count(completion?.cachedTokens) ?? 0, inputTokens)
        let read = (inputTokens - cached) * provider.inputPrice + cached * provider.cachedPrice
        cost = (read + outputTokens * provider.outputPrice) / 1_000_000
        milliseconds = Int((ContinuousClock.now - begun) / .milliseconds(1))
    }

    /// Tokens as a server counts them; nil for a number that no call can have, which is not reckoned with.
    private static func count(_ tokens: Int?) -> Int? {
        tokens.flatMap { (0...100_000_000).contains($0) ? $0 : nil }
    }
}
