public import Foundation
public import GRDB
public import Kernel
import LanguageModel
public import Outbound
import Persistence
import Synchronization
public import Vault

/// The servers that write, and how they are reached.
public struct ModelProviders: Sendable {
    let database: any DatabaseWriter
    let sealer: Sealer
    let ledger: ModelLedger
    let gate: OutboundGate
    private let trial: TrialTask
    private let breakers = Breakers()

    /// - Parameters:
    ///   - sealer: seals the servers' keys.
    ///   - trial: what each server has to write before it is taken.
    public init(
        database: any DatabaseWriter, sealer: Sealer, ledger: ModelLedger, gate: OutboundGate, trial: TrialTask
    ) {
        (self.database, self.sealer, self.ledger, self.gate) = (database, sealer, ledger, gate)
        self.trial = trial
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

    public func list() async throws -> [ModelProviderRecord] {
        try await database.read { db in try ModelProviderRecord.order(Column("position")).fetchAll(db) }
    }

    /// The models to ask for something of a tier, the first first.
    func models(
        _ tier: Tier, for purpose: String, carrying classes: [String], patience: Duration? = nil
    ) async throws -> [(record: ModelProviderRecord, model: ChatModel)] {
        let all = try await list()
        return try tier.order.flatMap { tier in all.filter { $0.tier == tier } }
            .map { ($0, try chat($0, for: purpose, carrying: classes, patience: patience)) }
    }

    private func chat(
        _ record: ModelProviderRecord, for purpose: String, carrying classes: [String] = [], patience: Duration? = nil
    ) throws -> ChatModel {
        guard let url = URL(string: record.baseURL) else { throw ChatModel.Failure.badAddress }
        return ChatModel(
            try endpoint(record, at: url), form: record.form, contextTokens: record.contextTokens, through: gate,
            for: purpose, carrying: classes, breaker: breakers[record.id],
            patience: patience ?? ChatModel.patience)
    }

    private func endpoint(_ record: ModelProviderRecord, at url: URL) throws -> ChatModel.Endpoint {
        let key = try record.key.map {
            String(decoding: try sealer.open($0, for: Self.place(of: record.id)), as: UTF8.self)
        }
        return .init(baseURL: url, model: record.model, key: key, mayBeInside: record.isInside)
    }

    /// Keeps in which form a server took a question, where that is new.
    func learn(_ form: ChatForm, of record: ModelProviderRecord) async throws {
        guard form != record.form else { return }
        try await database.write { db in
            // One that was changed or removed meanwhile is another's.
            guard var current = try ModelProviderRecord.fetchOne(db, key: record.id),
                current.model == record.model, current.baseURL == record.baseURL
            else { return }
            current.form = form
            try current.update(db)
        }
    }

    /// What is told of a server: all of it where one is added, what changes where one is changed.
    public struct Draft: Decodable, Sendable {
        let name: String?, baseURL: String?, model: String?, key: String?
        /// US dollars for a million tokens; nothing for a server of one's own.
        let inputPrice: Double?, cachedPrice: Double?, outputPrice: Double?
        let tier: Tier?, contextTokens: Int?, isInside: Bool?
    }

    private static let contexts = 1024...10_000_000

    /// - Throws: `ModelsFailure`.
    private func apply(_ draft: Draft, to record: inout ModelProviderRecord) throws {
        guard (draft.name?.utf8.count ?? 0) <= 1000, (draft.key?.utf8.count ?? 0) <= 10_000 else {
            throw ModelsFailure.unnamed
        }
        record.name = draft.name?.trimmingCharacters(in: .whitespacesAndNewlines) ?? record.name
        record.model = draft.model?.trimmingCharacters(in: .whitespacesAndNewlines) ?? record.model
        guard record.name.hasCharacters(1...60), record.model.hasCharacters(1...200) else {
            throw ModelsFailure.unnamed
        }
        record.inputPrice = try draft.inputPrice.map(Self.price) ?? record.inputPrice
        record.outputPrice = try draft.outputPrice.map(Self.price) ?? record.outputPrice
        // What is known already costs as much as what is not, where nothing else is said.
        record.cachedPrice =
            try draft.cachedPrice.map(Self.price) ?? draft.inputPrice.map(Self.price) ?? record.cachedPrice
        record.tier = draft.tier ?? record.tier
        record.contextTokens = draft.contextTokens ?? record.contextTokens
        guard Self.contexts.contains(record.contextTokens) else { throw ModelsFailure.oddContext }
        record.isInside = draft.isInside ?? record.isInside
        if let key = draft.key, !key.isEmpty {
            record.key = Data(sealer.seal(Array(key.utf8), for: Self.place(of: record.id)))
            record.keySetAt = Date()
        }
    }

    private static func price(_ dollars: Double) throws -> Int {
        guard (0...10_000).contains(dollars) else { throw ModelsFailure.oddPrice }
        return Int((dollars * 1e6).rounded())
    }

    /// Adds a server once it has written a word.
    /// - Throws: `ModelsFailure`, `ChatModel.Failure`.
    public func add(_ draft: Draft, by origin: RequestOrigin) async throws -> ModelProviderRecord {
        guard let address = draft.baseURL?.trimmingCharacters(in: .whitespacesAndNewlines),
            let url = URL(string: address), ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
            url.host() != nil
        else { throw ChatModel.Failure.badAddress }
        var record = ModelProviderRecord(
            id: .timeOrdered(), name: "", baseURL: address, model: "", key: nil, inputPrice: 0, cachedPrice: 0,
            outputPrice: 0, position: 0, addedAt: Date(), tier: .balanced, contextTokens: 32_768, isInside: false,
            keySetAt: Date())
        try apply(draft, to: &record)
        try await tried(&record, by: origin)
        let name = record.name
        return try await database.write { [record] db in
            var record = record
            guard try ModelProviderRecord.filter(Column("name") == name).fetchCount(db) == 0 else {
                throw ModelsFailure.nameTaken
            }
            record.position = (try Int.fetchOne(db, sql: "SELECT max(position) FROM modelProvider") ?? 0) + 1
            try record.insert(db)
            try note(record, old: "none", new: "\(record.baseURL) \(record.model)", by: origin, db)
            return record
        }
    }

    /// Changes a server once it has written a word as it then is.
    /// - Throws: `ModelsFailure`, `ChatModel.Failure`.
    public func change(_ id: UUID, _ draft: Draft, by origin: RequestOrigin) async throws -> ModelProviderRecord {
        guard let old = try await database.read({ db in try ModelProviderRecord.fetchOne(db, key: id) }) else {
            throw ModelsFailure.providerNotFound
        }
        var record = old
        try apply(draft, to: &record)
        if record.model != old.model { record.form = ChatForm() }
        try await tried(&record, by: origin)
        return try await database.write { [record] db in
            let same = ModelProviderRecord.filter(Column("name") == record.name && Column("id") != id)
            guard try same.fetchCount(db) == 0 else { throw ModelsFailure.nameTaken }
            try record.update(db)
            try note(record, old: "\(old.name) \(old.model)", new: "\(record.name) \(record.model)", by: origin, db)
            return record
        }
    }

    /// The words of a recording, by a model of a server that is named for answers; it may be another model there.
    /// - Throws: `ModelsFailure`, `ChatModel.Failure`.
    public func transcribe(_ recording: Data, fileName: String, model: String, by id: UUID) async throws -> String {
        guard let record = try await database.read({ db in try ModelProviderRecord.fetchOne(db, key: id) }) else {
            throw ModelsFailure.providerNotFound
        }
        var endpoint = try chat(record, for: "transcription").endpoint
        endpoint.model = model
        return try await Transcriber(endpoint, through: gate).transcribe(recording, fileName: fileName)
    }

    public func remove(_ id: UUID, by origin: RequestOrigin) async throws {
        try await database.write { db in
            guard let record = try ModelProviderRecord.fetchOne(db, key: id) else {
                throw ModelsFailure.providerNotFound
            }
            try record.delete(db)
            try note(record, old: "\(record.baseURL) \(record.model)", new: "none", by: origin, db)
        }
    }

    /// Has a server write a word, and an answer from a built-in passage.
    /// - Returns: milliseconds to the first text, and what was found.
    public func test(_ id: UUID, by origin: RequestOrigin) async throws -> (
        firstText: Double, record: ModelProviderRecord
    ) {
        guard var record = try await database.read({ db in try ModelProviderRecord.fetchOne(db, key: id) }) else {
            throw ModelsFailure.providerNotFound
        }
        let firstText = try await tried(&record, by: origin)
        breakers[id].renew()
        let tested = record
        try await database.write { db in
            guard var current = try ModelProviderRecord.fetchOne(db, key: id), current.model == tested.model else {
                return
            }
            (current.form, current.verdict, current.verdictReason) =
                (tested.form, tested.verdict, tested.verdictReason)
            try current.update(db)
        }
        return (firstText, record)
    }

    /// Tries a server and notes in its record what was found.
    /// - Returns: milliseconds to the first text.
    @discardableResult
    private func tried(_ record: inout ModelProviderRecord, by origin: RequestOrigin) async throws -> Double {
        guard let url = URL(string: record.baseURL) else { throw ChatModel.Failure.badAddress }
        let asked = record
        let run = ModelTrial(
            model: { address, form, patience in
                // What a trial finds is nothing to leave a server alone for, nor are several of its tries in a row.
                ChatModel(
                    try endpoint(asked, at: address), form: form, contextTokens: asked.contextTokens, through: gate,
                    for: "test", breaker: CircuitBreaker(), patience: patience)
            },
            note: { messages, completion, begun, outcome in
                try await ledger.note(
                    .init(
                        to: asked, for: "test", messages, completion, since: begun, by: origin.actor, outcome: outcome))
            }, task: trial)
        let finding = try await run.run(at: url, record.form)
        record.baseURL = finding.baseURL.absoluteString
        (record.form, record.verdict, record.verdictReason) = (finding.form, finding.verdict, finding.reason)
        return finding.firstText
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
