import Foundation
public import GRDB
import Jobs
public import Kernel
public import LanguageModel
import Outbound
import Persistence
import Synchronization
import Vault

/// Chooses the embedder, and has it read every passage before searches turn to it.
///
/// The encoder built in stays: its vectors of sentences choose quotations, and its vectors of passages serve when the
/// server does not answer.
public struct Embedders: Sendable {
    static let job = JobKind<NoPayload>("library.embed", lane: .models)

    let database: any DatabaseWriter
    let index: SearchIndex
    let source: any PassageSource
    let sealer: Sealer
    let gate: OutboundGate
    let people: PeopleNames
    private let forms = Forms()
    /// Passages sent together and stored together.
    private static let batch = 64
    /// A text that any server takes that works at all.
    static let sample = "What do we expect students to learn?"
    /// Seconds that a question waits for its vector.
    private static let questionPatience = 2.0

    init(
        database: any DatabaseWriter, index: SearchIndex, source: any PassageSource, sealer: Sealer,
        gate: OutboundGate, people: PeopleNames
    ) {
        (self.database, self.index, self.source) = (database, index, source)
        (self.sealer, self.gate, self.people) = (sealer, gate, people)
    }

    /// What was found out of each server since the start.
    private final class Forms: Sendable {
        private let known = Mutex<[String: EmbeddingForm]>([:])

        subscript(_ endpoint: RemoteEmbedder.Endpoint) -> EmbeddingForm {
            known.withLock { known in
                let name = "\(endpoint.baseURL.absoluteString) \(endpoint.model)"
                let form = known[name] ?? EmbeddingForm()
                known[name] = form
                return form
            }
        }
    }

    /// An embedder and how far it is.
    public struct Status: Sendable {
        public var record: EmbedderRecord
        /// Passages that it has read, of all.
        public var done: Int
        public var passages: Int
        public var problem: String?
        /// What the server does not take of the library.
        public var refused: EmbedderRefusals
    }

    // MARK: Choosing

    /// Those there are, the serving one first.
    /// - Throws: database errors.
    public func list() async throws -> [Status] {
        try await database.read { [source] db in
            let titles = Dictionary(try source.owners(db).map { ($0.number, $0.title) }, uniquingKeysWith: { $1 })
            let passages = try PassageRecord.clearCount(db)
            return try EmbedderRecord.order(Column("state").desc).fetchAll(db).map { record in
                let done = try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM passageEmbedding WHERE embedder = ?", arguments: [record.number])
                return Status(
                    record: record, done: done ?? 0, passages: passages, problem: try Self.problem(record, db),
                    refused: try EmbedderRefusals(of: record, titles: titles, db))
            }
        }
    }

    /// What is wrong with embedders, in words for an administrator. Blocks.
    func faults() throws -> [String] {
        try database.read { db in
            try EmbedderRecord.fetchAll(db).compactMap { record in
                try Self.problem(record, db).map {
                    "the embedder \(record.model) fails, and the encoder built in serves: \($0)"
                }
            }
        }
    }

    /// What is wrong with an embedder: with its answers to questions, or with how it reads passages.
    static func problem(_ record: EmbedderRecord, _ db: Database) throws -> String? {
        if let problem = record.problem { return problem }
        return try Job.newest(about: record.id, db)?.problem
    }

    /// Tries a server and, when it answers, begins to send it the passages. One that was being filled gives way; the
    /// serving one serves on until this one has read all.
    /// - Throws: `RemoteEmbedder.Failure`.
    public func choose(_ endpoint: RemoteEmbedder.Endpoint, by origin: RequestOrigin) async throws {
        let sample = try await RemoteEmbedder(endpoint, form: forms[endpoint], through: gate).embed(
            [Self.sample], isUrgent: true)
        let id = UUID.timeOrdered()
        let key = endpoint.key.map { Data(sealer.seal(Array($0.utf8), for: Self.place(of: id))) }
        let record = EmbedderRecord(
            id: id, baseURL: endpoint.baseURL.absoluteString, model: endpoint.model, dimensions: sample[0].count,
            asksDimensions: endpoint.dimensions != nil, key: key, state: .filling, addedAt: Date())
        try await database.write { db in
            for old in try EmbedderRecord.filter(Column("state") == EmbedderRecord.State.filling.rawValue).fetchAll(db)
            {
                try Job.about(old.id).deleteAll(db)
                try old.delete(db)
            }
            var new = record
            try new.insert(db)
            try Self.job.add(about: id, priority: .low, db)
            try Self.note("\(record.baseURL) \(record.model)", by: origin, db)
        }
    }

    private static func note(_ new: String, by origin: RequestOrigin, _ db: Database) throws {
        let old = try EmbedderRecord.fetchAll(db).map { "\($0.baseURL) \($0.model)" }.joined(separator: ", ")
        try AuditTrail.append(
            .init(.settingsChanged, "setting", "embedder", details: ["old": old, "new": new, "key": "masked"]),
            by: origin, db)
    }

    /// Goes back to the encoder built in alone.
    /// - Throws: database errors.
    public func clear(by origin: RequestOrigin) async throws {
        try await database.write { db in
            try Self.note("none", by: origin, db)
            for record in try EmbedderRecord.fetchAll(db) {
                try Job.about(record.id).deleteAll(db)
                try record.delete(db)
            }
        }
        try await index.catchUpAside(database)
    }

    /// Queues work for embedders that lack passages; inside the transaction that adds the passages.
    /// - Throws: database errors.
    public static func queueMissing(_ db: Database) throws {
        for record in try EmbedderRecord.fetchAll(db) {
            try job.addUnlessQueued(about: record.id, priority: .low, db)
        }
    }

    // MARK: Reading passages

    /// The job's work: goes on where an earlier run stopped, since each batch is stored by itself.
    /// - Parameter report: is told how far it is, 0 to 1.
    func fill(_ id: UUID, report: @Sendable (Double) -> Void) async throws {
        let found = try await database.read { db in try EmbedderRecord.filter(Column("id") == id).fetchOne(db) }
        guard let record = found, let number = record.number else { return }
        let remote = try remote(record, staysInside: false)
        while true {
            try Task.checkCancellation()
            let batch = try await missing(number)
            guard !batch.isEmpty else { break }
            let finder = try await people.finder()
            // Each passage's placeholders begin anew, so that one says nothing of another.
            let texts = batch.map { entry in
                var mask = Mask(finder)
                return mask.hide(entry.text)
            }
            let outcomes = try await BatchReading(remote: remote, sample: Self.sample).read(texts)
            for case .vector(let vector) in outcomes { try check(vector, of: record) }
            report(try await store(batch, outcomes, number))
        }
        try await database.write { db in
            // Passages may have come since the last look; their own job then finishes this.
            let left = try Int.fetchOne(db, sql: Self.missingCount, arguments: [number]) ?? 0
            guard left == 0, var current = try EmbedderRecord.fetchOne(db, key: number) else { return }
            current.state = .serving
            try EmbedderRecord.filter(Column("number") != number).deleteAll(db)
            try current.update(db)
        }
        try await index.catchUpAside(database)
    }

    /// Passages that an embedder has neither read nor refused. What is sealed is never sent: the encoder built in finds
    /// it.
    private static let isMissing = """
        NOT p.isSealed AND NOT EXISTS (SELECT 1 FROM passageEmbedding e WHERE e.embedder = ?1 AND e.passage = p.number)
        AND NOT EXISTS (SELECT 1 FROM passageRefusal r WHERE r.embedder = ?1 AND r.passage = p.number)
        """
    static let missingCount = "SELECT count(*) FROM passage p WHERE \(isMissing)"

    private func missing(_ embedder: Int64) async throws -> [(passage: Int64, document: Int64, text: String)] {
        try await database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT p.number, p.document, p.text FROM passage p
                    WHERE \(Self.isMissing) ORDER BY p.number LIMIT ?2
                    """, arguments: [embedder, Self.batch]
            ).map { ($0[0], $0[1], $0[2]) }
        }
    }

    private func store(
        _ batch: [(passage: Int64, document: Int64, text: String)], _ outcomes: [BatchReading.Outcome],
        _ embedder: Int64
    ) async throws -> Double {
        try await database.write { db in
            // Both may have gone while the server worked.
            guard let record = try EmbedderRecord.fetchOne(db, key: embedder) else { return 1 }
            for (entry, outcome) in zip(batch, outcomes) {
                switch outcome {
                case .vector(let vector):
                    try db.execute(
                        sql: """
                            INSERT INTO passageEmbedding (embedder, passage, vector)
                            SELECT ?, number, ? FROM passage WHERE number = ? AND NOT isSealed
                            """, arguments: [embedder, WindowVectors.encode([vector]), entry.passage])
                case .refused(let reason):
                    try db.execute(
                        sql: """
                            INSERT INTO passageRefusal (embedder, passage, reason)
                            SELECT ?, number, ? FROM passage WHERE number = ? AND NOT isSealed
                            """, arguments: [embedder, reason, entry.passage])
                }
            }
            if record.state == .serving {
                for document in Set(batch.map(\.document)) { try PassageRecord.noteChange(of: document, db) }
            }
            let left = try Int.fetchOne(db, sql: Self.missingCount, arguments: [embedder]) ?? 0
            let all = try PassageRecord.clearCount(db)
            return 1 - Double(left) / Double(max(all, 1))
        }
    }

    // MARK: Reading questions

    /// The question's vector by the serving embedder; nil when there is none or it does not answer in time: then the
    /// encoder built in serves alone.
    /// - Parameter staysInside: it is a student's, and a server outside promised nothing.
    func vector(of question: String, staysInside: Bool) async -> (embedder: Int64, vector: [Float])? {
        guard let serving = index.remoteEmbedder,
            let record = try? await database.read({ db in try EmbedderRecord.fetchOne(db, key: serving) }),
            var mask = (try? await people.finder()).map(Mask.init),
            let remote = try? remote(record, staysInside: staysInside)
        else { return nil }
        do {
            let vector = try await remote.embed(
                [mask.hide(question)], patience: Self.questionPatience, isUrgent: true)[0]
            try check(vector, of: record)
            await note(nil, of: record)
            return (serving, vector)
        } catch let failure as RemoteEmbedder.Failure {
            if failure.lasts { await note(failure.message, of: record) }
        } catch {}
        return nil
    }

    /// - Throws: `RemoteEmbedder.Failure.otherLength`.
    private func check(_ vector: [Float], of record: EmbedderRecord) throws {
        guard vector.count != record.dimensions else { return }
        throw RemoteEmbedder.Failure.otherLength(
            host: URL(string: record.baseURL)?.host() ?? "", before: record.dimensions, now: vector.count)
    }

    /// Keeps what is wrong with an embedder, or that nothing is any more.
    private func note(_ problem: String?, of record: EmbedderRecord) async {
        guard record.problem != problem else { return }
        // A search does not fail for it: the next question finds it again.
        try? await database.write { db in
            try db.execute(
                sql: "UPDATE embedder SET problem = ? WHERE number = ?", arguments: [problem, record.number])
        }
    }

    private func remote(_ record: EmbedderRecord, staysInside: Bool) throws -> RemoteEmbedder {
        guard let url = URL(string: record.baseURL) else { throw RemoteEmbedder.Failure.badAddress }
        let key = try record.key.map {
            String(decoding: try sealer.open($0, for: Self.place(of: record.id)), as: UTF8.self)
        }
        let endpoint = RemoteEmbedder.Endpoint(
            baseURL: url, model: record.model, dimensions: record.asksDimensions ? record.dimensions : nil, key: key)
        return RemoteEmbedder(endpoint, form: forms[endpoint], through: gate, staysInside: staysInside)
    }

    private static func place(of id: UUID) -> String { "embedder.key.\(id.uuidString)" }
}
