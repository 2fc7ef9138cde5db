import Answering
import Documents
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Web

/// Conversations, what is asked in them, and what people think of the answers.
struct ConversationRoutes: Sendable {
    let asking: AnswerPipeline
    let underway: AnswersUnderway
    let conversations: Conversations
    let handOvers: HandOvers
    let exports: Exports
    let database: any DatabaseWriter
    let directory: any DistrictDirectory

    func add(to api: SignedInRoutes) {
        api.requiring(.readOwnConversations)
            .get("conversations", use: list)
            .get("conversations/:conversation", use: read)
            .patch("conversations/:conversation", use: change)
            .delete("conversations/:conversation", use: erase)
            .get("conversations/:conversation/export", use: export)
        api.requiring(.askQuestions).post("conversations", use: begin)
            .delete("messages/:message/answer", use: stop)
        api.requiring(.readOwnConversations)
            .get("messages/:message/answer", use: follow)
            .put("conversations/:conversation/seen", use: see)
        api.requiring(.askQuestions, isCostly: true).post("conversations/:conversation/messages", use: ask)
        api.requiring(.giveFeedback).put("messages/:message/feedback", use: feedback)
    }

    // MARK: What is sent

    struct EntryResponse: ResponseEncodable, Sendable {
        let id: UUID, title: String, isArchived: Bool, createdAt: Date, updatedAt: Date
        /// Replies of coaches that its owner has not seen.
        let news: Int
        /// The line that a search found.
        let match: String?

        init(_ entry: Conversations.Entry) {
            let record = entry.record
            (id, title, isArchived) = (record.id, entry.title, record.status == .archived)
            (createdAt, updatedAt) = (record.createdAt, record.updatedAt)
            (news, match) = (record.news, entry.match)
        }
    }

    struct ListResponse: ResponseEncodable {
        let conversations: [EntryResponse]
        /// Give as `before` for the next page; absent at the end.
        let next: UUID?
    }

    struct MessageResponse: ResponseEncodable, Sendable {
        let id: UUID, parent: UUID?, role: String, createdAt: Date, text: String?, answer: Answer?
        /// Who wrote it, where it is not the conversation's owner.
        let author: String?
        let feedback: Int, feedbackReasons: [String]
        /// How far the coach is whom it was handed over to.
        let thread: String?
        /// Whether it was asked, or only shown.
        let threadKind: String?

        init(_ message: Message, authors: [UUID: String] = [:], threads: [UUID: HandOverRecord] = [:]) {
            let record = message.record
            (id, parent, role, createdAt) = (record.id, record.parentID, record.role.rawValue, record.createdAt)
            switch message.content {
            case .text(let text): (self.text, answer) = (text, nil)
            case .answer(let answer): (text, self.answer) = (nil, answer)
            }
            author = record.authorID.flatMap { authors[$0] }
            feedback = record.feedback
            feedbackReasons = record.feedbackReasons.split(separator: ",").map(String.init)
            (thread, threadKind) = (threads[record.id]?.state.rawValue, threads[record.id]?.kind.rawValue)
        }
    }

    struct ConversationResponse: ResponseEncodable {
        let conversation: EntryResponse, messages: [MessageResponse]
        /// Questions that are being answered just now.
        let underway: [UUID]
    }

    // MARK: Looking and keeping

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        let query = request.uri.queryParameters
        let size = try query.sliceSize(most: 200, standard: 50)
        guard let owner = context.user.person else { return ListResponse(conversations: [], next: nil) }
        let slice = try await size.slice { limit in
            try await conversations.list(
                of: owner, archived: query.get("archived") == "true", words: SearchWords(query.get("q")),
                limit: limit, before: try query.identifier("before"), directory)
        }
        return ListResponse(conversations: slice.items.map { .init($0) }, next: slice.next(\.record.id))
    }

    func read(_ request: Request, context: SignedInContext) async throws -> ConversationResponse {
        let found = try await conversations.conversation(context.id("conversation"), of: context.user.needed())
        let (authors, threads) = try await database.read { db in
            (
                try directory.names(of: Set(found.messages.compactMap(\.record.authorID)), db),
                try HandOverRecord.filter(Column("conversationID") == found.record.id).fetchAll(db)
            )
        }
        let byMessage = Dictionary(threads.map { ($0.messageID, $0) }, uniquingKeysWith: { first, _ in first })
        return ConversationResponse(
            conversation: .init(.init(record: found.record, title: found.title)),
            messages: found.messages.map { .init($0, authors: authors, threads: byMessage) },
            underway: await underway.questions(of: found.record.id))
    }

    struct BeginRequest: Decodable { let title: String }

    func begin(_ request: Request, context: SignedInContext) async throws -> EditedResponse<EntryResponse> {
        let wish = try await request.decode(as: BeginRequest.self, context: context)
        let made = try await conversations.begin(wish.title, of: context.user.needed())
        return EditedResponse(status: .created, response: EntryResponse(made))
    }

    struct ChangeRequest: Decodable { let title: String?, isArchived: Bool? }

    func change(_ request: Request, context: SignedInContext) async throws -> EntryResponse {
        let wish = try await request.decode(as: ChangeRequest.self, context: context)
        let entry = try await conversations.change(
            context.id("conversation"), of: context.user.needed(), title: wish.title, isArchived: wish.isArchived)
        return EntryResponse(entry)
    }

    func erase(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let id = try context.id("conversation")
        try await conversations.erase(id, of: context.user.needed(), by: context.origin)
        await underway.stopAll(in: id)
        return .noContent
    }

    func see(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await conversations.see(context.id("conversation"), of: context.user.needed())
        return .noContent
    }

    func export(_ request: Request, context: SignedInContext) async throws -> Response {
        let format = request.uri.queryParameters.get("format") ?? "md"
        guard let format = ReportFormat(rawValue: format), Exports.formats.contains(format) else {
            throw CoachFailure.formatUnknown
        }
        let found = try await conversations.conversation(context.id("conversation"), of: context.user.needed())
        let last = try request.uri.queryParameters.identifier("message")
        let language = request.uri.queryParameters.get("language") ?? request.headers[.acceptLanguage] ?? ""
        let file = try await exports.file(
            found, upTo: last, as: format, isSpanish: language.lowercased().hasPrefix("es"), by: context.origin)
        return .download(
            .init(byteBuffer: ByteBuffer(bytes: file)), name: found.title, plainName: "conversation",
            fileExtension: format.rawValue, type: format.mediaType)
    }

    // MARK: Feedback

    struct FeedbackRequest: Decodable, Sendable {
        /// 1, -1, or 0 to take it back.
        let score: Int, reasons: [String]?
        /// Whether a coach shall see the question and the answer.
        let isForCoach: Bool?
    }

    static let reasons: Set<String> = [
        "wrong", "incomplete", "unclear", "offTopic", "badCitation", "outdated", "other", "helpful", "accurate",
        "clear",
    ]

    func feedback(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let wish = try await request.decode(as: FeedbackRequest.self, context: context)
        let id = try context.id("message")
        let owner = try context.user.needed()
        guard (-1...1).contains(wish.score), Self.reasons.isSuperset(of: wish.reasons ?? []) else {
            throw RequestFailure.invalid(
                "The score is -1, 0 or 1; reasons are \(Self.reasons.sorted().joined(separator: ", ")).")
        }
        let origin = context.origin
        try await database.write { db in
            guard var record = try MessageRecord.fetchOne(db, key: id), record.role == .answer else {
                throw CoachFailure.messageNotFound
            }
            _ = try conversations.find(record.conversationID, of: owner, db)
            record.feedback = wish.score
            record.feedbackReasons = Set(wish.reasons ?? []).sorted().joined(separator: ",")
            try record.update(db)
            var activity = Activity(.feedback, by: origin)
            activity.outcome = wish.score > 0 ? "up" : wish.score < 0 ? "down" : "none"
            try activity.note(db)
        }
        if wish.isForCoach == true, wish.score < 0 {
            _ = try await handOvers.handOver(id, .init(kind: .flag), for: context.user, by: context.origin)
        }
        return .noContent
    }
}
