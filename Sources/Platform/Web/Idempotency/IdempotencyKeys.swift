public import Foundation
public import GRDB
import HTTPTypes
public import Hummingbird
import Kernel
import Logging
import NIOCore
public import Persistence
public import Vault

/// Requests that change something and are to be done once: what was answered is kept for a day, and given again where
/// the request comes again with its `Idempotency-Key`.
///
/// A request that was refused or that failed changed nothing: its key is free again. So is one that a crash broke off, at
/// the next start.
public struct IdempotencyKeys: Sendable {
    /// So long an answer is kept, in seconds.
    static let lifetime: TimeInterval = 24 * 3600
    /// Most keys that are kept of one caller.
    static let most = 10_000
    /// Most bytes of one answer's body that are kept, and of all answers of one caller.
    static let largest = 1 << 20, largestSum = 64 << 20

    let database: any DatabaseWriter
    /// Answers hold what people wrote.
    let sealer: Sealer
    /// Tells requests under way from those that an earlier process left.
    private let run = UUID()

    /// - Parameter sealer: seals answers.
    public init(database: any DatabaseWriter, sealer: Sealer) {
        (self.database, self.sealer) = (database, sealer)
    }

    public static let migrations = [
        SchemaMigration("2026-11-27T70 web: requests that are done once") { db in
            try db.execute(
                sql: """
                    CREATE TABLE idempotencyKey (
                      caller TEXT NOT NULL, key TEXT NOT NULL, personID BLOB, run BLOB NOT NULL,
                      startedAt TEXT NOT NULL, fingerprint BLOB, bodyBytes INTEGER, status INTEGER, answer BLOB,
                      PRIMARY KEY (caller, key)) STRICT;
                    CREATE INDEX idempotencyKey_on_person ON idempotencyKey(personID);
                    CREATE INDEX idempotencyKey_on_start ON idempotencyKey(startedAt);
                    """)
        }
    ]

    public static let people: [PersonColumn] = [
        .init("idempotencyKey.personID", .deleted, .section("requestsDoneOnce"))
    ]

    public static let retention = RetentionClass(
        "requestsDoneOnce", holds: "Answers to requests that are to be done once, sealed", tables: ["idempotencyKey"],
        .byRule(.init("a day", schedule: "operations.idempotency", setting: nil)))

    /// Those of a person: when, and with which status they were answered.
    /// - Throws: database errors.
    public static func requests(of person: UUID, _ db: Database) throws -> [(at: Date, status: Int?)] {
        try Record.filter(Column("personID") == person).order(Column("startedAt")).fetchAll(db)
            .map { ($0.startedAt, $0.status) }
    }

    /// Forgets all of a person's, and what anybody was answered: it may speak of them.
    /// - Throws: database errors.
    public static func erase(_ person: UUID, _ db: Database) throws {
        _ = try Record.filter(Column("personID") == person).deleteAll(db)
        try forgetAnswers(db)
    }

    /// Forgets what was answered, and keeps that it was: for a change after which some may no longer see what they saw.
    /// - Throws: database errors.
    public static func forgetAnswers(_ db: Database) throws {
        try db.execute(sql: "UPDATE idempotencyKey SET answer = NULL WHERE answer IS NOT NULL")
    }

    /// Forgets those that have lasted long enough.
    /// - Throws: database errors.
    public static func forgetOld(_ db: Database, now: Date = Date()) throws {
        _ = try Record.filter(Column("startedAt") < now.addingTimeInterval(-lifetime)).deleteAll(db)
    }

    /// A key as it is stored.
    struct Record: Codable, Sendable, FetchableRecord, PersistableRecord {
        static let databaseTableName = "idempotencyKey"
        /// A principal's `id`, with the API key that speaks for it where one does; and its person.
        let caller: String, key: String, personID: UUID?
        let run: UUID, startedAt: Date
        /// Of the request, and how long its body was; absent while it is under way.
        var fingerprint: Data?, bodyBytes: Int?
        /// Absent while it is under way.
        var status: Int?
        /// Sealed; absent where it was too large.
        var answer: Data?

        var place: String { "idempotencyKey.answer \(caller) \(key)" }
        static func at(_ caller: String, _ key: String) -> QueryInterfaceRequest<Record> {
            filter(Column("caller") == caller && Column("key") == key)
        }
    }

    /// What a key stands for when it comes.
    enum Claim: Sendable {
        /// Nothing: it stands for this request now.
        case new(Record)
        case answered(Record)
    }

    /// - Throws: `IdempotencyFailure.busy`, `full`; database errors.
    func claim(_ key: IdempotencyKey, for user: Principal, now: Date = Date()) async throws -> Claim {
        // Whoever holds a narrow API key of a person is not who sits at the person's browser.
        let caller = user.key.map { "\(user.id) \($0.uuidString.lowercased())" } ?? user.id
        let record = Record(caller: caller, key: key.text, personID: user.person, run: run, startedAt: now)
        return try await database.write { db in
            if let known = try Record.at(record.caller, record.key).fetchOne(db) {
                if known.status == nil, known.run == record.run { throw IdempotencyFailure.busy }
                if known.status != nil, known.startedAt > now.addingTimeInterval(-Self.lifetime) {
                    return .answered(known)
                }
                try known.delete(db)
            }
            let count = try Record.filter(Column("caller") == record.caller).fetchCount(db)
            guard count < Self.most else { throw IdempotencyFailure.full }
            try record.insert(db)
            return .new(record)
        }
    }

    /// Makes a key free again, whatever became of the connection meanwhile.
    func free(_ record: Record) async {
        await finish { db in try record.delete(db) }
    }

    /// Keeps what was answered.
    func keep(_ record: Record, _ response: KeptResponse, fingerprint: [UInt8], bodyBytes: Int) async {
        var record = record
        (record.fingerprint, record.bodyBytes, record.status) = (Data(fingerprint), bodyBytes, response.status)
        if response.isWhole, let json = try? JSONEncoder().encode(response) {
            record.answer = Data(sealer.seal(json, for: record.place))
        }
        let kept = record
        await finish { db in
            let sum = try Int.fetchOne(
                db, sql: "SELECT sum(length(answer)) FROM idempotencyKey WHERE caller = ?", arguments: [kept.caller])
            var kept = kept
            if (sum ?? 0) + (kept.answer?.count ?? 0) > Self.largestSum { kept.answer = nil }
            // It may have been erased meanwhile, with its person.
            if try kept.exists(db) { try kept.update(db) }
        }
    }

    /// What was answered.
    /// - Throws: `IdempotencyFailure.done` where it was not kept.
    func response(_ record: Record) throws -> KeptResponse {
        guard let answer = record.answer else { throw IdempotencyFailure.done }
        return try JSONDecoder().decode(KeptResponse.self, from: Data(sealer.open(answer, for: record.place)))
    }

    /// Apart from the request's own task: who leaves before the answer would cut off what makes repeating it safe.
    private func finish(_ updates: @escaping @Sendable (Database) throws -> Void) async {
        await Task {
            do { try await database.write(updates) } catch {
                // The request itself is done, or refused. Until the next start its key says that it is under way.
                Logger(label: "homeroom.web").error(
                    "a request's key could not be stored", metadata: ["error": "\(error)"])
            }
        }.value
    }
}

extension IdempotencyKeys: RouterMiddleware {
    /// Lets the routes of those who are signed in find it.
    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.idempotency = self
        return try await next(request, context)
    }
}
