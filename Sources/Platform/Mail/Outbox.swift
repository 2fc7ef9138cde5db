public import Foundation
public import GRDB
import Kernel
public import Persistence
public import Vault

/// A message in the outbox, as it is stored.
public struct OutboxRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "mail"

    public enum State: String, Codable, Sendable, CaseIterable, DatabaseValueConvertible {
        case queued, sending, sent
        /// Given up: no server took it within two days.
        case failed
        /// Refused for good by a mail server.
        case bounced
    }

    public let id: UUID
    public let at: Date
    /// What it is for, such as `test`.
    public let kind: String
    /// Whom it is for, where that is known.
    public let personID: UUID?
    /// Sealed.
    let recipient: Data
    /// Sealed; absent once it was sent.
    var content: Data?
    public var state: State
    public var attempts: Int
    /// When it is tried next.
    public var runAfter: Date
    var giveUpAt: Date
    /// The same at each try: servers and mailboxes see by it that it is one message.
    public let messageID: String
    public var endedAt: Date?
    /// The code of what went wrong last.
    public var problem: String?
    /// What the server said to that, sealed: it may name the recipient.
    var words: Data?
}

/// Messages that wait to be sent, and what became of them. Whoever asks for a message adds it in the transaction that
/// it belongs to.
public struct Outbox: Sendable {
    let sealer: Sealer
    static let patience: TimeInterval = 2 * 86_400
    /// Seconds between the tries; the last again and again.
    static let waits: [TimeInterval] = [60, 300, 1800, 7200, 21_600]

    public init(sealer: Sealer) { self.sealer = sealer }

    /// Adds a message.
    /// - Parameters:
    ///   - kind: what it is for, a word.
    ///   - person: whom it is for: it goes when they are erased.
    /// - Returns: its identifier.
    /// - Throws: `MailFailure`; database errors.
    @discardableResult
    public func add(
        _ content: MailContent, to recipient: String, kind: String, about person: UUID?, now: Date = Date(),
        _ db: Database
    ) throws -> UUID {
        let settings = try MailSettings.setting.value(db)
        guard !settings.host.isEmpty else { throw MailFailure.off }
        let (address, sender) = (try MailAddress(recipient), try MailAddress(settings.from))
        try content.check()
        let id = UUID.timeOrdered(at: now)
        try OutboxRecord(
            id: id, at: now, kind: kind, personID: person,
            recipient: seal(Data(address.description.utf8), "recipient", id),
            content: seal(try JSONEncoder().encode(content), "content", id), state: .queued, attempts: 0,
            runAfter: now, giveUpAt: now.addingTimeInterval(Self.patience),
            messageID: "\(UUID().uuidString.lowercased())@\(sender.domain)"
        ).insert(db)
        return id
    }

    private func place(_ column: String, _ id: UUID) -> String { "mail.\(column).\(id.uuidString.lowercased())" }

    func seal(_ bytes: Data, _ column: String, _ id: UUID) -> Data {
        Data(sealer.seal(bytes, for: place(column, id)))
    }

    func open(_ sealed: Data, _ column: String, _ id: UUID) throws -> Data {
        Data(try sealer.open(sealed, for: place(column, id)))
    }

    /// Whom a message is for.
    /// - Throws: `Sealer.Forged`.
    public func recipient(of record: OutboxRecord) throws -> String {
        String(decoding: try open(record.recipient, "recipient", record.id), as: UTF8.self)
    }

    /// What the server said last; nil where it said nothing.
    /// - Throws: `Sealer.Forged`.
    public func words(of record: OutboxRecord) throws -> String? {
        try record.words.map { String(decoding: try open($0, "words", record.id), as: UTF8.self) }
    }

    /// The newest first.
    /// - Parameters:
    ///   - states: all of them where nil.
    ///   - before: the message after which the page begins.
    public func list(
        _ states: [OutboxRecord.State]?, limit: Int, before: UUID?, _ db: Database
    ) throws -> [OutboxRecord] {
        var request = OutboxRecord.order(Column("id").desc).limit(limit)
        if let states { request = request.filter(states.contains(Column("state"))) }
        if let before { request = request.filter(Column("id") < before) }
        return try request.fetchAll(db)
    }

    /// How many there are in each state.
    public func counts(_ db: Database) throws -> [String: Int] {
        try Row.fetchAll(db, sql: "SELECT state, count(*) FROM mail GROUP BY state")
            .reduce(into: [:]) { $0[$1[0]] = $1[1] }
    }

    /// Queues what was refused or given up again, for two days.
    /// - Throws: `MailFailure.notFound`, `.notFailed`, `.textGone`; database errors.
    public func retry(_ id: UUID, now: Date = Date(), _ db: Database) throws -> OutboxRecord {
        guard var record = try OutboxRecord.fetchOne(db, key: id) else { throw MailFailure.notFound }
        guard [.failed, .bounced].contains(record.state) else { throw MailFailure.notFailed }
        guard record.content != nil else { throw MailFailure.textGone }
        (record.state, record.attempts, record.endedAt) = (.queued, 0, nil)
        (record.runAfter, record.giveUpAt) = (now, now.addingTimeInterval(Self.patience))
        try record.update(db)
        return record
    }

    /// Removes a message, whatever became of it.
    /// - Throws: `MailFailure.notFound`, `.underWay`; database errors.
    public func drop(_ id: UUID, _ db: Database) throws -> OutboxRecord {
        guard let record = try OutboxRecord.fetchOne(db, key: id) else { throw MailFailure.notFound }
        guard record.state != .sending else { throw MailFailure.underWay }
        try record.delete(db)
        return record
    }

    /// How long messages are kept. What one says goes when it was sent.
    public static let retention = [
        RetentionClass(
            "mail.sent", holds: "Messages that were sent: to whom, when and what for, not what they said",
            tables: ["mail"],
            .days(standard: 30, within: 1...730, .init("mail", key: "id", since: "endedAt", where: "state = 'sent'"))),
        RetentionClass(
            "mail.failed", holds: "Messages that could not be delivered", tables: ["mail"],
            .days(
                standard: 90, within: 7...730,
                .init("mail", key: "id", since: "endedAt", where: "state IN ('failed', 'bounced')"))),
    ]

    /// Those that are for a person, the newest first.
    /// - Throws: database errors.
    public func messages(to person: UUID, _ db: Database) throws -> [OutboxRecord] {
        try OutboxRecord.filter(Column("personID") == person).order(Column("id").desc).fetchAll(db)
    }

    /// Removes what waits to be sent to a person: what it holds is worth nothing any more, or not theirs to have.
    /// - Throws: database errors.
    public func dropWaiting(of person: UUID, _ db: Database) throws {
        try OutboxRecord.filter(Column("personID") == person && Column("state") == OutboxRecord.State.queued)
            .deleteAll(db)
    }

    /// Removes all that is for a person.
    public func erase(_ person: UUID, _ db: Database) throws {
        try OutboxRecord.filter(Column("personID") == person).deleteAll(db)
    }
}
