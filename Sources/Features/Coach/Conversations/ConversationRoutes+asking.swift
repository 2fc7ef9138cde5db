import Answering
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Search
import Web

/// Asking in a conversation, and listening to what is being answered there.
extension ConversationRoutes {
    struct AskRequest: Decodable, Sendable {
        /// A question of one's own, after a message or at the beginning; or one of the conversation's, once more.
        let question: String?, after: UUID?, again: UUID?
        let usesWeb: Bool?, isFresh: Bool?, within: SearchLimits?
    }

    struct Started: Encodable, Sendable { let question: String, message: UUID }

    func ask(_ request: Request, context: SignedInContext) async throws -> Response {
        let wish = try await request.decode(as: AskRequest.self, context: context)
        let (user, origin, id) = (context.user, context.origin, try context.id("conversation"))
        let owner = try user.needed()
        let limits = try wish.within?.scope() ?? .everything
        let typed = try wish.again == nil ? QuestionRoutes.sound(wish.question ?? "") : nil
        let (conversation, asked, path) = try await database.write { db in
            let record = try conversations.find(id, of: owner, db)
            let asked: MessageRecord
            if let typed {
                asked = try conversations.add(.text(typed), as: .question, to: record, after: wish.after, db)
            } else {
                let same = MessageRecord.filter(
                    Column("id") == wish.again && Column("conversationID") == id && Column("role") == "question")
                guard let found = try same.fetchOne(db) else { throw CoachFailure.messageNotFound }
                asked = found
            }
            let path = try conversations.read(record, db).path(to: asked.id)
            try QuestionRoutes.note(path.last?.text ?? "", asking.activity, by: origin, db)
            return (record, asked, path)
        }
        let question = AnswerPipeline.Question(
            text: path.last?.text ?? "", turns: Self.turns(path.dropLast()), limits: limits,
            usesWeb: wish.usesWeb ?? false, isFresh: wish.isFresh ?? (wish.again != nil))
        let events = try await underway.begin(asked.id, in: conversation.id, of: owner) {
            [asking, conversations, database] onEvent in
            let answer = try await asking.answer(
                question, for: user, under: CoachPolicy(), onEvent: onEvent)
            let record = try await database.write { db in
                // It may have been erased meanwhile, with the key that would seal this.
                let conversation = try conversations.find(conversation.id, of: owner, db)
                try answer.activity(through: "page", by: origin).note(db)
                return try conversations.add(.answer(answer), as: .answer, to: conversation, after: asked.id, db)
            }
            return MessageResponse(Message(record: record, content: .answer(answer)))
        }
        return try await respond(
            request, context, events, started: Started(question: question.text, message: asked.id), after: nil)
    }

    /// What happens to an answer, as one object once it is there, or as events where the client accepts them.
    /// - Parameter last: the event after which a client goes on listening.
    private func respond(
        _ request: Request, _ context: SignedInContext, _ events: AnswersUnderway.Events, started: Started,
        after last: Int?
    ) async throws -> Response {
        guard request.headers[.accept]?.contains("text/event-stream") == true else {
            for await event in events.map(\.event) {
                if case .finished(let message) = event { return try message.response(from: request, context: context) }
                if case .failed(let failure) = event { throw failure }
            }
            throw CoachFailure.answerStopped
        }
        return .events { send in
            // Who goes on by an event's number has heard this.
            if last == nil { try await send(ServerSentEvent("started", started, number: 1)) }
            for await numbered in events {
                let number = numbered.number
                switch numbered.event {
                case .going(let event): if let event = try QuestionRoutes.sent(event, number) { try await send(event) }
                case .finished(let message):
                    return try await send(ServerSentEvent("finished", message, number: number))
                case .failed(let failure): throw failure
                case .reset: try await send(ServerSentEvent("reset", started, number: number))
                }
            }
        }
    }

    /// A question of one's own, by the message's identifier.
    private func question(_ context: SignedInContext, _ db: Database) throws -> Message {
        let id = try context.id("message")
        guard let record = try MessageRecord.fetchOne(db, key: id), record.role == .question else {
            throw CoachFailure.messageNotFound
        }
        let conversation = try conversations.find(record.conversationID, of: context.user.needed(), db)
        guard let found = try conversations.read(conversation, db).messages.first(where: { $0.record.id == id }) else {
            throw CoachFailure.messageNotFound
        }
        return found
    }

    /// Goes on listening to an answer that is under way; where it has come meanwhile, that is all there is to hear.
    func follow(_ request: Request, context: SignedInContext) async throws -> Response {
        let asked = try await database.read { db in try question(context, db) }
        let started = Started(question: asked.text, message: asked.record.id)
        let owner = try context.user.needed()
        if let events = await underway.follow(asked.record.id, of: owner, after: request.lastEvent) {
            return try await respond(request, context, events, started: started, after: request.lastEvent)
        }
        let answers = try await database.read { db in
            try conversations.read(conversations.find(asked.record.conversationID, of: context.user.needed(), db), db)
                .messages.filter { $0.record.parentID == asked.record.id && $0.record.role == .answer }
        }
        guard let answer = answers.last else { throw CoachFailure.answerStopped }
        // After the one that says that it has begun.
        let log = EventLog<AnswersUnderway.Event>(after: 2)
        let events = log.follow(from: [.finished(MessageResponse(answer))])
        log.end()
        return try await respond(request, context, events, started: started, after: request.lastEvent)
    }

    func stop(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let id = try context.id("message")
        guard await underway.stop(id, of: try context.user.needed()) else { throw CoachFailure.messageNotFound }
        return .noContent
    }

    /// Questions with their answers, the last last.
    static func turns(_ path: some Collection<Message>) -> [Turn] {
        var (turns, question) = ([Turn](), "")
        for message in path {
            switch message.content {
            case .text(let text) where message.record.role == .question: question = text
            case .text: continue
            case .answer(let answer):
                turns.append(
                    Turn(question: answer.understoodAs ?? question, answer: answer.text(isMarked: false)))
            }
        }
        return turns.suffix(QueryRewriter.kept)
    }
}
