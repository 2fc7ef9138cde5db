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
    let breakers = Breakers()
    private let buckets = Buckets()

    /// - Parameters:
    ///   - sealer: seals the servers' keys.
    ///   - trial: what each server has to write before it is taken.
    public init(
        database: any DatabaseWriter, sealer: Sealer, ledger: ModelLedger, gate: OutboundGate, trial: TrialTask
    ) {
        (self.database, self.sealer, self.ledger, self.gate) = (database, sealer, ledger, gate)
        self.trial = trial
    }

    final class Breakers: Sendable {
        private let known = Mutex<[UUID: CircuitBreaker]>([:])
        subscript(_ id: UUID) -> CircuitBreaker {
            known.withLock { known in
                let breaker = known[id] ?? CircuitBreaker()
                known[id] = breaker
                return breaker
            }
        }
    }

    private final class Buckets: Sendable {
        private let known = Mutex<[UUID: (limits: TokenBucket.Limits, bucket: TokenBucket)]>([:])
        /// The one bucket of a server; another once its limits have changed.
        subscript(_ record: ModelProviderRecord) -> TokenBucket {
            known.withLock { known in
                if let found = known[record.id], found.limits == record.limits { return found.bucket }
                let bucket = TokenBucket(record.limits)
                known[record.id] = (record.limits, bucket)
                return bucket
            }
        }
    }

    public func list() async throws -> [ModelProviderRecord] {
        try await database.read { db in try ModelProviderRecord.order(Column("position")).fetchAll(db) }
    }

    /// The servers to ask for something of a tier, the first first.
    func candidates(_ tier: Tier) async throws -> [ModelProviderRecord] {
        let all = try await list()
        return tier.order.flatMap { tier in all.filter { $0.tier == tier } }
    }

    /// A server's model.
    /// - Parameter missing: promises for want of which what it is sent must stay inside the building.
    func chat(
        _ record: ModelProviderRecord, for purpose: String, carrying classes: [String],
        lacking missing: [ProviderPromise], patience: Duration?
    ) throws -> ChatModel {
        guard let url = URL(string: record.baseURL) else { throw ChatModel.Failure.badAddress }
        return ChatModel(
            try endpoint(record, at: url), form: record.form, contextTokens: record.contextTokens, through: gate,
            for: purpose, carrying: classes, lacking: missing, breaker: breakers[record.id], pace: buckets[record],
            patience: patience ?? ChatModel.patience)
    }

    private func endpoint(_ record: ModelProviderRecord, at url: URL) throws -> ChatModel.Endpoint {
        let key = try record.key.map {
            String(decoding: try sealer.open($0, for: Self.place(of: record.id)), as: UTF8.self)
        }
        return .init(
            kind: record.kind, baseURL: url, model: record.model, key: key, mayBeInside: record.isInside,
            region: record.region)
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

    /// Adds a server once it has written a word.
    /// - Throws: `ModelsFailure`, `ChatModel.Failure`.
    public func add(_ draft: Draft, by origin: RequestOrigin) async throws -> ModelProviderRecord {
        let told = draft.baseURL?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        let region = draft.region?.flatMap { $0 }?.trimmingCharacters(in: .whitespacesAndNewlines)
        let address = told.isEmpty ? draft.kind?.usualAddress(region: region) ?? "" : told
        if address.isEmpty, draft.kind == .bedrock { throw ModelsFailure.noRegion }
        guard let url = URL(string: address), ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
            let host = url.host()
        else { throw ChatModel.Failure.badAddress }
        var record = ModelProviderRecord(
            id: .timeOrdered(), kind: draft.kind ?? ProviderKind(at: host), name: "", baseURL: address, model: "",
            key: nil, inputPrice: 0, cachedPrice: 0, outputPrice: 0, position: 0, addedAt: Date(), tier: .balanced,
            contextTokens: 32_768, isInside: false, keySetAt: Date(), region: ProviderKind.region(ofHost: host))
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
        if record.model != old.model || record.kind != old.kind { record.form = ChatForm() }
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
        guard record.kind.takesRecordings, let url = URL(string: record.baseURL) else {
            throw ModelsFailure.noRecordings
        }
        var endpoint = try endpoint(record, at: url)
        endpoint.model = model
        if let seconds = try await buckets[record].take(tokens: 0, within: .seconds(10)) {
            throw ChatModel.Failure.paced(host: url.host() ?? "", seconds: seconds)
        }
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
            kind: asked.kind, name: asked.model,
            model: { address, form, patience in
                // What a trial finds is nothing to leave a server alone for, nor are several of its tries in a row.
                ChatModel(
                    try endpoint(asked, at: address), form: form, contextTokens: asked.contextTokens, through: gate,
                    for: "test", breaker: CircuitBreaker(), patience: patience)
            },
            note: { messages, completion, begun, outcome in
                try await ledger.note(
                    .init(
                        to: asked, for: "test", messages, completion, since: begun, by: ModelAsker(origin),
                        outcome: outcome))
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
                details: [
                    "old": old, "new": new, "key": record.key == nil ? "none" : "masked",
                    "kind": record.kind.rawValue, "promises": record.promises.told,
                ]), by: origin, db)
    }

    static func place(of id: UUID) -> String { "model.key.\(id.uuidString)" }
}
