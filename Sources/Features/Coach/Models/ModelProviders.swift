import Foundation
import GRDB
import Kernel
import LanguageModel
import Persistence
import Synchronization
import Vault

/// A server whose model writes answers.
struct ModelProviderRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "modelProvider"
    let id: UUID
    let name: String
    let baseURL: String
    let model: String
    /// Sealed; nil for a server that takes none.
    let key: Data?
    /// Micro-dollars for a million tokens.
    let inputPrice: Int
    let outputPrice: Int
    /// Servers are asked in this order: the next where one fails.
    var position: Int
    let addedAt: Date
}

/// The servers that write, and how they are reached.
struct ModelProviders: Sendable {
    let database: any DatabaseWriter
    let sealer: Sealer
    let ledger: ModelLedger
    private let breakers = Breakers()

    init(database: any DatabaseWriter, sealer: Sealer, ledger: ModelLedger) {
        (self.database, self.sealer, self.ledger) = (database, sealer, ledger)
    }

    private final class Breakers: Sendable {
        private let known = Mutex<[UUID: CircuitBreaker]>([:])
        subscript(_ id: UUID) -> CircuitBreaker {
            known.withLock { known in
                let breaker = known[id] ?? CircuitBreaker()
                known[id] = breaker
                return breaker
            }
        }
    }

    func list() async throws -> [ModelProviderRecord] {
        try await database.read { db in try ModelProviderRecord.order(Column("position")).fetchAll(db) }
    }

    /// The models to ask, the first first.
    func models() async throws -> [(record: ModelProviderRecord, model: ChatModel)] {
        try await list().map { ($0, try chat($0)) }
    }

    private func chat(_ record: ModelProviderRecord) throws -> ChatModel {
        guard let url = URL(string: record.baseURL) else { throw ChatModel.Failure.badAddress }
        let key = try record.key.map {
            String(decoding: try sealer.open($0, for: Self.place(of: record.id)), as: UTF8.self)
        }
        return ChatModel(.init(baseURL: url, model: record.model, key: key), breaker: breakers[record.id])
    }

    struct Wish: Decodable, Sendable {
        let name: String, baseURL: String, model: String, key: String?
        /// US dollars for a million tokens; nothing for a server of one's own.
        let inputPrice: Double?, outputPrice: Double?
    }

    private static func price(_ dollars: Double?) throws -> Int {
        guard let dollars else { return 0 }
        guard (0...10_000).contains(dollars) else { throw CoachFailure.oddPrice }
        return Int((dollars * 1e6).rounded())
    }

    /// Adds a server once it has written a word.
    /// - Throws: `CoachFailure`, `ChatModel.Failure`.
    func add(_ wish: Wish, by origin: RequestOrigin) async throws -> ModelProviderRecord {
        let name = wish.name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...60).contains(name.count), (1...200).contains(wish.model.count) else { throw CoachFailure.unnamed }
        guard let url = URL(string: wish.baseURL), url.host() != nil else { throw ChatModel.Failure.badAddress }
        let (inputPrice, outputPrice) = (try Self.price(wish.inputPrice), try Self.price(wish.outputPrice))
        let id = UUID.timeOrdered()
        let key = wish.key.flatMap { $0.isEmpty ? nil : $0 }
        let record = ModelProviderRecord(
            id: id, name: name, baseURL: wish.baseURL, model: wish.model,
            key: key.map { Data(sealer.seal(Array($0.utf8), for: Self.place(of: id))) }, inputPrice: inputPrice,
            outputPrice: outputPrice, position: 0, addedAt: Date())
        _ = try await tried(
            record, ChatModel(.init(baseURL: url, model: wish.model, key: key), breaker: CircuitBreaker()), by: origin)
        return try await database.write { [record] db in
            var record = record
            guard try ModelProviderRecord.filter(Column("name") == name).fetchCount(db) == 0 else {
                throw CoachFailure.nameTaken
            }
            record.position = (try Int.fetchOne(db, sql: "SELECT max(position) FROM modelProvider") ?? 0) + 1
            try record.insert(db)
            try note(record, old: "none", new: "\(record.baseURL) \(record.model)", by: origin, db)
            return record
        }
    }

    func remove(_ id: UUID, by origin: RequestOrigin) async throws {
        try await database.write { db in
            guard let record = try ModelProviderRecord.fetchOne(db, key: id) else {
                throw CoachFailure.providerNotFound
            }
            try record.delete(db)
            try note(record, old: "\(record.baseURL) \(record.model)", new: "none", by: origin, db)
        }
    }

    /// Has a server write a word.
    /// - Returns: milliseconds to the first text.
    func test(_ id: UUID, by origin: RequestOrigin) async throws -> Double {
        guard let record = try await database.read({ db in try ModelProviderRecord.fetchOne(db, key: id) }) else {
            throw CoachFailure.providerNotFound
        }
        let completion = try await tried(record, chat(record), by: origin)
        breakers[id].succeeded()
        return completion.firstText
    }

    private func tried(_ record: ModelProviderRecord, _ model: ChatModel, by origin: RequestOrigin) async throws
        -> ChatModel.Completion
    {
        let (messages, begun) = ([ChatModel.Message(.user, "Say: ready")], ContinuousClock.now)
        func note(_ completion: ChatModel.Completion?, _ outcome: String) async throws {
            try await ledger.note(
                .init(to: record, for: "test", messages, completion, since: begun, by: origin.actor, outcome: outcome))
        }
        do {
            let completion = try await model.write(messages, maxTokens: 8, tries: 1) { _ in }
            try await note(completion, "written")
            return completion
        } catch let failure as ChatModel.Failure {
            if failure.wasSent { try await note(nil, failure.code) }
            throw failure
        }
    }

    private func note(
        _ record: ModelProviderRecord, old: String, new: String, by origin: RequestOrigin, _ db: Database
    ) throws {
        try AuditTrail.append(
            .init(
                .settingsChanged, "modelProvider", record.id.uuidString.lowercased(),
                details: ["old": old, "new": new, "key": record.key == nil ? "none" : "masked"]), by: origin, db)
    }

    private static func place(of id: UUID) -> String { "model.key.\(id.uuidString)" }
}
