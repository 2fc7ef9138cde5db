import Foundation
import GRDB
import Kernel
import Persistence

/// Gives questions to human coaches, with the answers that did not do, and brings back what the coaches say.
struct HandOvers: Sendable {
    let database: any DatabaseWriter
    let directory: any DistrictDirectory
    let conversations: Conversations
    let sharing: Sharing

    /// Most characters of what a coach writes.
    static let longest = 5000

    struct Thread: Sendable {
        var record: HandOverRecord
        /// What the asker is called, and the title of the conversation.
        var asker: String
        var title: String
        /// The names of those who wrote.
        var authors: [UUID: String] = [:]
        var messages: [Message] = []
    }

    /// The coaches that somebody may turn to: those of the places they belong to.
    func coaches(for user: Principal) async throws -> [(id: UUID, name: String)] {
        let places = user.surroundings
        return try await database.read { db in
            let ids = try directory.holders(of: .answerThreads, at: places, db).filter { $0 != user.person }
            return try directory.names(of: ids, db).map { ($0.key, $0.value) }.sorted { $0.1 < $1.1 }
        }
    }

    /// Hands an answer over.
    /// - Parameter coach: nil for whoever is first.
    /// - Throws: `CoachFailure`.
    func handOver(
        _ message: UUID, to coach: UUID?, as kind: HandOverRecord.Kind, for user: Principal, by origin: RequestOrigin
    ) async throws -> HandOverRecord {
        let owner = try user.needed()
        let home = user.grants.lazy.compactMap { $0.place?.path.last }.first
        let places = user.surroundings
        return try await database.write { db in
            guard let record = try MessageRecord.fetchOne(db, key: message), record.role == .answer else {
                throw CoachFailure.messageNotFound
            }
            _ = try conversations.find(record.conversationID, of: owner, db)
            let able = try directory.holders(of: .answerThreads, at: places, db).filter { $0 != owner }
            guard !able.isEmpty, coach.map({ able.contains($0) }) ?? true else { throw CoachFailure.noCoach }
            if let known = try HandOverRecord.filter(Column("messageID") == message).fetchOne(db) { return known }
            let made = HandOverRecord(
                id: .timeOrdered(), conversationID: record.conversationID, messageID: message, askerID: owner,
                placeID: home, coachID: coach, kind: kind, state: .open, createdAt: Date())
            try made.insert(db)
            try AuditTrail.append(
                .init(
                    .handedOver, "conversation", record.conversationID.uuidString.lowercased(),
                    details: ["kind": kind.rawValue, "thread": made.id.uuidString.lowercased()]), by: origin, db)
            return made
        }
    }

    private func mayAnswer(_ record: HandOverRecord, _ user: Principal, _ db: Database) throws -> Bool {
        guard record.askerID != user.person, let place = try record.placeID.flatMap({ try directory.place($0, db) }),
            user.may(.answerThreads, at: place)
        else { return false }
        return record.coachID.map { $0 == user.person } ?? true
    }

    /// What waits for somebody, or was answered by them, the newest first.
    func inbox(for user: Principal) async throws -> [Thread] {
        try await database.read { db in
            let records = try HandOverRecord.order(Column("createdAt").desc).limit(500).fetchAll(db)
            return try records.filter { try mayAnswer($0, user, db) }.prefix(200).map { try thread($0, db) }
        }
    }

    private func thread(_ record: HandOverRecord, withMessages: Bool = false, _ db: Database) throws -> Thread {
        guard let found = try ConversationRecord.fetchOne(db, key: record.conversationID) else {
            throw CoachFailure.threadNotFound
        }
        var thread = Thread(
            record: record, asker: try directory.names(of: [record.askerID], db)[record.askerID] ?? "",
            title: try conversations.title(of: found, db))
        guard withMessages else { return thread }
        let conversation = try conversations.read(found, db)
        // The question and its answer, and what was said of them since.
        var tail = Array(conversation.path(to: record.messageID).suffix(2))
        while let last = tail.last,
            let next = conversation.messages.first(where: {
                $0.record.parentID == last.record.id && $0.record.role == .coach
            })
        {
            tail.append(next)
        }
        thread.messages = tail
        thread.authors = try directory.names(of: tail.compactMap(\.record.authorID), db)
        return thread
    }

    /// - Throws: `CoachFailure.threadNotFound`.
    func read(_ id: UUID, for user: Principal, by origin: RequestOrigin) async throws -> Thread {
        var found = try await database.write { db in
            guard let record = try HandOverRecord.fetchOne(db, key: id), try mayAnswer(record, user, db) else {
                throw CoachFailure.threadNotFound
            }
            try AuditTrail.append(
                .init(.sharedRead, "conversation", record.conversationID.uuidString.lowercased()), by: origin, db)
            return try thread(record, withMessages: true, db)
        }
        found.messages = try await sharing.readable(found.messages, for: user)
        return found
    }

    /// A coach answers; the asker finds it in the conversation.
    /// - Throws: `CoachFailure.threadNotFound`, `.textUnusable`.
    func reply(_ id: UUID, _ text: String, for user: Principal, by origin: RequestOrigin) async throws -> Thread {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...Self.longest).contains(text.count) else { throw CoachFailure.textUnusable }
        let author = try user.needed()
        try await database.write { db in
            guard var record = try HandOverRecord.fetchOne(db, key: id), try mayAnswer(record, user, db),
                let conversation = try ConversationRecord.fetchOne(db, key: record.conversationID)
            else { throw CoachFailure.threadNotFound }
            let last = try thread(record, withMessages: true, db).messages.last?.record.id ?? record.messageID
            _ = try conversations.add(.text(text), as: .coach, to: conversation, after: last, by: author, db)
            record.state = .answered
            try record.update(db)
        }
        return try await read(id, for: user, by: origin)
    }

    /// Says that nothing more is to be done.
    func close(_ id: UUID, for user: Principal) async throws {
        try await database.write { db in
            guard var record = try HandOverRecord.fetchOne(db, key: id), try mayAnswer(record, user, db) else {
                throw CoachFailure.threadNotFound
            }
            record.state = .closed
            try record.update(db)
        }
    }
}
