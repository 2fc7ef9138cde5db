import Answering
import Foundation
import GRDB
import Kernel
import Models
import Persistence
import Vault
import Web

/// A message as it is shown.
struct Message: Sendable {
    var record: MessageRecord
    var content: Content

    enum Content: Sendable {
        case text(String)
        case answer(Answer)
    }

    /// The words of it.
    var text: String {
        switch content {
        case .text(let text): text
        case .answer(let answer): answer.text()
        }
    }

    /// What a search looks through, line by line: its words, under the name of who wrote it where that is not its owner.
    func lines(by authors: [UUID: String]) -> [String] {
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        guard let author = record.authorID.flatMap({ authors[$0] }) else { return lines }
        return lines.map { "\(author): \($0)" }
    }
}

/// A conversation with what it says.
struct Conversation: Sendable {
    var record: ConversationRecord
    var title: String
    /// In the order they came; branches between each other.
    var messages: [Message]

    /// The questions and answers from the first to one; for a coach's reply, to the answer that it is about.
    func turns(to message: UUID) -> [Message] {
        let byID = Dictionary(messages.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
        var (path, next, count) = ([Message](), byID[message], 0)
        while let current = next, count <= messages.count {
            if current.record.role != .coach { path.append(current) }
            next = current.record.parentID.flatMap { byID[$0] }
            count += 1
        }
        return path.reversed()
    }

    /// The way from the first message to one, with the replies of coaches beside the answers that they are about: a
    /// reply is no turn of its own, so that what was asked since goes on from the answer.
    /// - Parameter moment: only replies that were there by then; nil for all.
    func path(to message: UUID, repliesBy moment: Date? = nil) -> [Message] {
        let replies = Dictionary(grouping: messages.filter { $0.record.role == .coach }) { reply in
            turns(to: reply.record.id).last?.record.id
        }
        return turns(to: message).flatMap { turn in
            [turn] + (replies[turn.record.id] ?? []).filter { $0.record.createdAt <= moment ?? .distantFuture }
        }
    }

    /// The branch that was asked or answered in last.
    var newest: [Message] { messages.last { $0.record.role != .coach }.map { path(to: $0.record.id) } ?? [] }
}

/// Keeps conversations, each word sealed with its owner's key. They are their owner's: nobody else sees them but through
/// a share or a hand-over.
struct Conversations: Sendable {
    let database: any DatabaseWriter
    let keys: SubjectKeys
    /// Knows who is there still.
    let directory: any DistrictDirectory
    private let searches = LatestSearches()

    init(database: any DatabaseWriter, keys: SubjectKeys, directory: any DistrictDirectory) {
        (self.database, self.keys, self.directory) = (database, keys, directory)
    }

    /// Most characters of a title.
    static let longestTitle = 120

    private static func place(_ kind: String, _ id: UUID) -> String { "\(kind).\(id.uuidString)" }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Reading

    func title(_ record: ConversationRecord, _ sealer: Sealer) throws -> String {
        Self.text(try sealer.open(record.title, for: Self.place("conversation.title", record.id)))
    }

    /// The key that a conversation is sealed with: it was made with its owner's first conversation, and is gone with them.
    /// - Throws: `CoachFailure.conversationNotFound`.
    private func sealer(of record: ConversationRecord) throws -> Sealer {
        guard let sealer = try keys.sealer(of: .person(record.ownerID)) else { throw CoachFailure.conversationNotFound }
        return sealer
    }

    /// What a conversation is called, whoever asks: callers decide who may.
    func title(of record: ConversationRecord) throws -> String { try title(record, sealer(of: record)) }

    /// What an answer answers, whoever asks: callers decide who may.
    func question(before answer: UUID, of record: ConversationRecord, _ db: Database) throws -> String? {
        guard let sealer = try keys.sealer(of: .person(record.ownerID)),
            let parent = try MessageRecord.fetchOne(db, key: answer)?.parentID,
            let question = try MessageRecord.fetchOne(db, key: parent), question.conversationID == record.id
        else { return nil }
        return try message(question, sealer).text
    }

    func message(_ record: MessageRecord, _ sealer: Sealer) throws -> Message {
        let bytes = try sealer.open(record.body, for: Self.place("message.body", record.id))
        guard record.role == .answer else { return Message(record: record, content: .text(Self.text(bytes))) }
        return Message(record: record, content: .answer(try JSONDecoder.wire.decode(Answer.self, from: Data(bytes))))
    }

    /// - Throws: `CoachFailure.conversationNotFound`.
    func find(_ id: UUID, of owner: UUID, _ db: Database) throws -> ConversationRecord {
        guard let record = try ConversationRecord.fetchOne(db, key: id), record.ownerID == owner else {
            throw CoachFailure.conversationNotFound
        }
        return record
    }

    /// A conversation whole, whoever asks: callers decide who may.
    func read(_ record: ConversationRecord, _ db: Database) throws -> Conversation {
        let sealer = try sealer(of: record)
        let messages = try MessageRecord.filter(Column("conversationID") == record.id)
            .order(Column("createdAt"), Column("id")).fetchAll(db)
        return Conversation(
            record: record, title: try title(record, sealer), messages: try messages.map { try message($0, sealer) })
    }

    func conversation(_ id: UUID, of owner: UUID) async throws -> Conversation {
        try await database.read { db in
            let record = try find(id, of: owner, db)
            do { return try read(record, db) } catch is Sealer.Forged { throw CoachFailure.conversationUnreadable }
        }
    }

    struct Entry: Sendable {
        var record: ConversationRecord
        var title: String
        /// The line that a search found.
        var match: String?
    }

    /// Somebody's conversations, the newest first.
    /// - Parameters:
    ///   - words: only those whose title, words or authors hold all of them; everything is unsealed for that.
    ///   - before: only those changed before this one.
    /// - Throws: `RequestFailure.tooMany` where the same person has begun another search since.
    func list(
        of owner: UUID, archived: Bool, words: SearchWords, limit: Int, before: UUID?,
        _ directory: any DistrictDirectory
    ) async throws -> [Entry] {
        let turn = words.isEmpty ? nil : searches.begin(owner)
        var (entries, last) = ([Entry](), before)
        // A few at a time: unsealing all at once would keep one of the database's few readers from everybody else.
        while entries.count < limit {
            if let turn { try searches.check(turn, of: owner) }
            let (found, end) = try await some(
                of: owner, archived: archived, words: words, limit: limit - entries.count, before: last, directory)
            entries += found
            guard let end else { break }
            last = end
        }
        return entries
    }

    /// Of the next conversations those that hold the words, and where to go on; nil at the end.
    private func some(
        of owner: UUID, archived: Bool, words: SearchWords, limit: Int, before: UUID?,
        _ directory: any DistrictDirectory
    ) async throws -> ([Entry], UUID?) {
        try await database.read { db in
            guard let sealer = try keys.sealer(of: .person(owner)) else { return ([], nil) }
            let status = archived ? ConversationRecord.Status.archived : .active
            var request = ConversationRecord.filter(Column("ownerID") == owner && Column("status") == status.rawValue)
                .order(Column("updatedAt").desc, Column("id").desc)
            if let before, let last = try ConversationRecord.fetchOne(db, key: before), last.ownerID == owner {
                request = request.filter(
                    sql: "(updatedAt, id) < (?, ?)", arguments: [last.updatedAt, last.id])
            }
            var entries: [Entry] = []
            let records = try request.limit(words.isEmpty ? limit : Self.searchedAtOnce).fetchAll(db)
            for record in records {
                guard entries.count < limit else { return (entries, nil) }
                // One that does not open any more must not hide the others.
                guard let title = try? title(record, sealer) else { continue }
                var entry = Entry(record: record, title: title)
                if !words.isEmpty {
                    guard let messages = try? read(record, db).messages else { continue }
                    let authors = try directory.names(of: Set(messages.compactMap(\.record.authorID)), db)
                    let lines = [entry.title] + messages.flatMap { $0.lines(by: authors) }
                    guard let line = words.find(in: lines) else { continue }
                    entry.match = line == entry.title ? nil : words.excerpt(of: line)
                }
                entries.append(entry)
            }
            return (entries, records.count == Self.searchedAtOnce && !words.isEmpty ? records.last?.id : nil)
        }
    }

    private static let searchedAtOnce = 25

    // MARK: Writing

    private static func sound(_ title: String) throws -> String {
        guard title.utf8.count <= 4 * longestTitle else { throw CoachFailure.titleUnusable }
        let title = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard title.hasCharacters(1...longestTitle) else { throw CoachFailure.titleUnusable }
        return title
    }

    private func seal(_ title: String, of id: UUID, _ sealer: Sealer) -> Data {
        Data(sealer.seal(Array(title.utf8), for: Self.place("conversation.title", id)))
    }

    /// A new conversation, named by its first question.
    func begin(_ title: String, of owner: UUID) async throws -> Entry {
        let title = try Self.sound(title.beginning(Self.longestTitle))
        return try await database.write { db in
            // Who was erased while this was on its way begins nothing.
            guard try directory.principal(of: owner, db) != nil else { throw KeysFailure.destroyed }
            let sealer = try keys.sealer(toWriteFor: .person(owner), in: db)
            let id = UUID.timeOrdered()
            let record = ConversationRecord(
                id: id, ownerID: owner, title: seal(title, of: id, sealer), status: .active, createdAt: Date(),
                updatedAt: Date())
            try record.insert(db)
            return Entry(record: record, title: title)
        }
    }

    func change(_ id: UUID, of owner: UUID, title: String?, isArchived: Bool?) async throws -> Entry {
        let wanted = try title.map(Self.sound)
        return try await database.write { db in
            var record = try find(id, of: owner, db)
            let sealer = try sealer(of: record)
            if let wanted { record.title = seal(wanted, of: id, sealer) }
            if let isArchived { record.status = isArchived ? .archived : .active }
            try record.update(db)
            return Entry(record: record, title: try self.title(record, sealer))
        }
    }

    /// Its owner has seen what coaches replied.
    func see(_ id: UUID, of owner: UUID) async throws {
        try await database.write { db in
            var record = try find(id, of: owner, db)
            guard record.news > 0 else { return }
            record.news = 0
            try record.update(db, columns: ["news"])
        }
    }

    /// Erases a conversation with all that was said in it.
    func erase(_ id: UUID, of owner: UUID, by origin: RequestOrigin) async throws {
        try await database.write { db in
            try find(id, of: owner, db).delete(db)
            try AuditTrail.append(
                .init(.conversationErased, "conversation", id.uuidString.lowercased()), by: origin, db)
        }
    }

    /// Adds a message inside a transaction.
    /// - Parameter message: what it follows; must be of the same conversation.
    func add(
        _ content: Message.Content, as role: MessageRecord.Role, to conversation: ConversationRecord,
        after message: UUID?,
        by author: UUID? = nil, id: UUID = .timeOrdered(), _ db: Database
    ) throws -> MessageRecord {
        var parent = message
        // What is said after a coach's reply goes on from the answer beside it.
        while let one = parent {
            let here = MessageRecord.filter(Column("id") == one && Column("conversationID") == conversation.id)
            guard let found = try here.fetchOne(db) else { throw CoachFailure.messageNotFound }
            guard found.role == .coach else { break }
            parent = found.parentID
        }
        let sealer = try sealer(of: conversation)
        let bytes: [UInt8] =
            switch content {
            case .text(let text): Array(text.utf8)
            case .answer(let answer): Array(try JSONEncoder.wire.encode(answer))
            }
        var record = MessageRecord(
            id: id, conversationID: conversation.id, parentID: parent, role: role,
            body: Data(sealer.seal(bytes, for: Self.place("message.body", id))), authorID: author, createdAt: Date())
        if case .answer(let answer) = content {
            record.domains = answer.domains.joined(separator: ",")
            record.level = answer.confidence.level.rawValue
            record.milliseconds = Int(answer.trace["total"] ?? 0)
            record.isFromCache = answer.isFromCache
            if let written = answer.written, !answer.isFromCache {
                (record.provider, record.tier) = (written.provider, written.tier.rawValue)
                (record.inputTokens, record.outputTokens) = (written.inputTokens ?? 0, written.outputTokens ?? 0)
                record.cost = Int((written.cost * 1e6).rounded())
            }
        }
        try record.insert(db)
        var changed = conversation
        changed.updatedAt = record.createdAt
        if role == .coach { changed.news += 1 }
        try changed.update(db, columns: ["updatedAt", "news"])
        return record
    }

    /// Erases conversations that nobody has touched for as long as the rules say.
    func eraseOld(_ rules: CoachRules, directory: any DistrictDirectory) async throws -> Int {
        guard rules.conversationDays != nil || !rules.conversationDaysByRole.isEmpty else { return 0 }
        return try await database.write { db in
            let owners = try UUID.fetchAll(db, sql: "SELECT DISTINCT ownerID FROM conversation")
            let held = try directory.roles(of: owners, db)
            var count = 0
            for owner in owners {
                guard let days = rules.days(for: held[owner] ?? []) else { continue }
                let since = Date().addingTimeInterval(-Double(days) * 86_400)
                count += try ConversationRecord.filter(Column("ownerID") == owner && Column("updatedAt") < since)
                    .deleteAll(db)
            }
            if count > 0 {
                try AuditTrail.append(
                    .init(.conversationErased, "conversation", details: ["by": "retention", "count": "\(count)"]),
                    by: .appliance, db)
            }
            return count
        }
    }
}
