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
        /// What was asked.
        var question: String
        /// Who answers it, where somebody took it.
        var takenBy: String?
        /// The names of those who wrote.
        var authors: [UUID: String] = [:]
        var messages: [Message] = []
    }

    struct CoachEntry: Sendable {
        var id: UUID
        var name: String
        var roles: [String]
    }

    /// The coaches that somebody may turn to: those of the places they belong to; who is a coach first, then
    /// administrators, who may answer too.
    func coaches(for user: Principal) async throws -> [CoachEntry] {
        let places = user.surroundings
        return try await database.read { db in
            let ids = try directory.holders(of: .answerThreads, at: places, db).filter { $0 != user.person }
            let roles = try directory.roles(of: ids, db)
            return try directory.names(of: ids, db).map {
                CoachEntry(id: $0.key, name: $0.value, roles: Set(roles[$0.key] ?? []).sorted())
            }.sorted { one, other in
                let (isCoach, isOtherCoach) = (one.roles.contains("coach"), other.roles.contains("coach"))
                return isCoach == isOtherCoach ? one.name < other.name : isCoach
            }
        }
    }

    struct Wish: Sendable {
        /// nil for whoever is first.
        var coach: UUID?
        var kind = HandOverRecord.Kind.question
        /// Whether the question before it is shown too, with its answer.
        var includesBefore = false
    }

    /// Hands an answer over.
    /// - Throws: `CoachFailure`.
    func handOver(_ message: UUID, _ wish: Wish, for user: Principal, by origin: RequestOrigin) async throws
        -> HandOverRecord
    {
        let owner = try user.needed()
        let home = user.memberships.lazy.compactMap { $0.place?.path.last }.first
        let places = user.surroundings
        return try await database.write { db in
            guard let record = try MessageRecord.fetchOne(db, key: message), record.role == .answer else {
                throw CoachFailure.messageNotFound
            }
            _ = try conversations.find(record.conversationID, of: owner, db)
            let able = try directory.holders(of: .answerThreads, at: places, db).filter { $0 != owner }
            guard !able.isEmpty, wish.coach.map({ able.contains($0) }) ?? true else { throw CoachFailure.noCoach }
            if let known = try HandOverRecord.filter(Column("messageID") == message).fetchOne(db) { return known }
            let made = HandOverRecord(
                id: .timeOrdered(), conversationID: record.conversationID, messageID: message, askerID: owner,
                placeID: home, coachID: wish.coach, kind: wish.kind, state: .open, createdAt: Date(),
                includesBefore: wish.includesBefore)
            try made.insert(db)
            try AuditTrail.append(
                .init(
                    .handedOver, "conversation", record.conversationID.uuidString.lowercased(),
                    details: ["kind": wish.kind.rawValue, "thread": made.id.uuidString.lowercased()]), by: origin, db)
            return made
        }
    }

    // MARK: The inbox

    /// Which threads are wanted.
    enum Which: String, Sendable {
        /// Nobody has taken them yet.
        case waiting
        /// Taken by who looks, and not answered.
        case mine
        case answered
        case all
    }

    /// The threads that somebody may answer. Who may is decided in the query, before anything is counted or cut: another
    /// school's many questions must not hide one of one's own.
    private func mine(_ user: Principal, _ which: Which, _ db: Database) throws -> QueryInterfaceRequest<HandOverRecord>
    {
        let places = try UUID.fetchAll(db, sql: "SELECT DISTINCT placeID FROM handOver WHERE placeID IS NOT NULL")
            .filter { try directory.place($0, db).map { user.may(.answerThreads, at: $0) } ?? false }
        let person = user.person
        let all = HandOverRecord.filter(places.contains(Column("placeID")))
            .filter(Column("askerID") != person && (Column("coachID") == nil || Column("coachID") == person))
        return switch which {
        case .waiting: all.filter(Column("state") == "open" && Column("takenByID") == nil)
        case .mine: all.filter(Column("state") == "open" && Column("takenByID") == person)
        case .answered: all.filter(Column("state") != "open")
        case .all: all
        }
    }

    private func mayAnswer(_ record: HandOverRecord, _ user: Principal, _ db: Database) throws -> Bool {
        try !mine(user, .all, db).filter(key: record.id).isEmpty(db)
    }

    /// The newest first.
    /// - Parameter before: only those handed over before this one.
    func inbox(_ which: Which, limit: Int, before: UUID?, for user: Principal) async throws -> [Thread] {
        guard user.person != nil else { return [] }
        return try await database.read { db in
            var request = try mine(user, which, db).order(Column("id").desc).limit(limit)
            if let before { request = request.filter(Column("id") < before) }
            return try request.fetchAll(db).map { try thread($0, db) }
        }
    }

    /// How many wait for somebody: those that nobody has taken, and those that they took themselves.
    func waiting(for user: Principal, _ db: Database) throws -> Int {
        guard user.may(.answerThreads), user.person != nil else { return 0 }
        return try mine(user, .waiting, db).fetchCount(db) + mine(user, .mine, db).fetchCount(db)
    }

    private func thread(_ record: HandOverRecord, withMessages: Bool = false, _ db: Database) throws -> Thread {
        guard let found = try ConversationRecord.fetchOne(db, key: record.conversationID) else {
            throw CoachFailure.threadNotFound
        }
        let names = try directory.names(of: [record.askerID, record.takenByID].compactMap { $0 }, db)
        let question = try conversations.question(before: record.messageID, of: found, db) ?? ""
        // A conversation is named by its first question, which was not handed over.
        let title =
            record.includesBefore
            ? try conversations.title(of: found) : question.beginning(Conversations.longestTitle)
        var thread = Thread(
            record: record, asker: names[record.askerID] ?? "", title: title, question: question,
            takenBy: record.takenByID.flatMap { names[$0] })
        guard withMessages else { return thread }
        let conversation = try conversations.read(found, db)
        let path = conversation.path(to: record.messageID)
        // The question and its answer with what coaches said of it, and the turn that it may lean on.
        let questions = path.indices.filter { path[$0].record.role == .question }
        let first = questions.suffix(record.includesBefore ? 2 : 1).first ?? path.startIndex
        let tail = Array(path[first...])
        thread.messages = tail
        thread.authors = try directory.names(of: tail.compactMap(\.record.authorID), db)
        return thread
    }

    /// - Throws: `CoachFailure.threadNotFound`.
    private func find(_ id: UUID, for user: Principal, _ db: Database) throws -> HandOverRecord {
        guard let record = try HandOverRecord.fetchOne(db, key: id), try mayAnswer(record, user, db) else {
            throw CoachFailure.threadNotFound
        }
        return record
    }

    /// - Throws: `CoachFailure.threadNotFound`.
    func read(_ id: UUID, for user: Principal, by origin: RequestOrigin) async throws -> Thread {
        var found = try await database.write { db in
            let record = try find(id, for: user, db)
            try AuditTrail.append(
                .init(.sharedRead, "conversation", record.conversationID.uuidString.lowercased()), by: origin, db)
            return try thread(record, withMessages: true, db)
        }
        found.messages = try await sharing.readable(found.messages, for: user)
        return found
    }

    // MARK: Answering

    /// Takes a thread, so that others leave it to the one who did.
    /// - Parameter over: from another who took it before.
    /// - Throws: `CoachFailure.threadNotFound`, `.threadTaken`.
    func take(_ id: UUID, over: Bool, for user: Principal) async throws {
        let person = try user.needed()
        try await database.write { db in
            var record = try find(id, for: user, db)
            guard record.takenByID == nil || record.takenByID == person || over else { throw CoachFailure.threadTaken }
            record.takenByID = person
            try record.update(db)
        }
    }

    /// Gives back what one took.
    func release(_ id: UUID, for user: Principal) async throws {
        try await database.write { db in
            var record = try find(id, for: user, db)
            guard record.takenByID == user.person else { throw CoachFailure.threadTaken }
            record.takenByID = nil
            try record.update(db)
        }
    }

    /// A coach answers; the asker finds it in the conversation, and is told that it is there.
    /// - Throws: `CoachFailure.threadNotFound`, `.threadTaken`, `.textUnusable`.
    func reply(_ id: UUID, _ text: String, for user: Principal, by origin: RequestOrigin) async throws -> Thread {
        guard text.utf8.count <= 5 * Self.longest else { throw CoachFailure.textUnusable }
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasCharacters(1...Self.longest) else { throw CoachFailure.textUnusable }
        let author = try user.needed()
        try await database.write { db in
            var record = try find(id, for: user, db)
            guard record.takenByID == nil || record.takenByID == author else { throw CoachFailure.threadTaken }
            guard let conversation = try ConversationRecord.fetchOne(db, key: record.conversationID) else {
                throw CoachFailure.threadNotFound
            }
            _ = try conversations.add(
                .text(text), as: .coach, to: conversation, after: record.messageID, by: author, db)
            (record.state, record.takenByID) = (.answered, author)
            try record.update(db)
        }
        return try await read(id, for: user, by: origin)
    }

    /// Says that nothing more is to be done.
    func close(_ id: UUID, for user: Principal) async throws {
        try await database.write { db in
            var record = try find(id, for: user, db)
            guard record.takenByID == nil || record.takenByID == user.person else { throw CoachFailure.threadTaken }
            record.state = .closed
            try record.update(db)
        }
    }
}
