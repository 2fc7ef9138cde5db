import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// Shares of conversations, and the threads of questions that were handed to coaches.
struct SharingRoutes: Sendable {
    let sharing: Sharing
    let handOvers: HandOvers

    func add(to api: SignedInRoutes) {
        api.requiring(.shareConversations)
            .get("conversations/:conversation/shares", use: list)
            .post("conversations/:conversation/shares", use: share)
            .delete("shares/:share", use: revoke)
        api.requiring(.readShared)
            .get("shared", use: shared)
            .get("shared/:share", use: read)
        api.requiring(.askQuestions)
            .get("coaches", use: coaches)
            .post("messages/:message/hand-over", use: handOver)
        api.requiring(.answerThreads)
            .get("threads", use: inbox)
            .get("threads/:thread", use: thread)
            .post("threads/:thread/replies", use: reply)
            .post("threads/:thread/close", use: close)
    }

    // MARK: Shares

    struct ShareResponse: ResponseEncodable {
        let id: UUID, kind: String, message: UUID, place: UUID?, with: String?, createdAt: Date, expiresAt: Date?
        /// Of a link; shown once.
        let token: String?

        init(_ made: Sharing.Made) {
            let record = made.record
            (id, kind, message, place) = (record.id, record.kind.rawValue, record.messageID, record.placeID)
            (with, token) = (made.with, made.token)
            (createdAt, expiresAt) = (record.createdAt, record.expiresAt)
        }
    }
    struct SharesResponse: ResponseEncodable { let shares: [ShareResponse] }

    func list(_ request: Request, context: SignedInContext) async throws -> SharesResponse {
        let id = try context.parameters.require("conversation", as: UUID.self)
        return SharesResponse(shares: try await sharing.list(id, of: context.user.needed()).map(ShareResponse.init))
    }

    func share(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ShareResponse> {
        let wish = try await request.decode(as: Sharing.Wish.self, context: context)
        let id = try context.parameters.require("conversation", as: UUID.self)
        let made = try await sharing.share(id, wish, for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: ShareResponse(made))
    }

    func revoke(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await sharing.revoke(
            context.parameters.require("share", as: UUID.self), of: context.user.needed(), by: context.origin)
        return .noContent
    }

    struct SharedResponse: ResponseEncodable {
        let id: UUID, title: String, owner: String, sharedAt: Date, expiresAt: Date?
        let messages: [ConversationRoutes.MessageResponse]

        init(_ shared: Sharing.Shared) {
            (id, title, owner) = (shared.share.id, shared.title, shared.owner)
            (sharedAt, expiresAt) = (shared.share.createdAt, shared.share.expiresAt)
            messages = shared.messages.map { .init($0) }
        }
    }
    struct SharedListResponse: ResponseEncodable { let shared: [SharedResponse] }

    func shared(_ request: Request, context: SignedInContext) async throws -> SharedListResponse {
        SharedListResponse(shared: try await sharing.shared(with: context.user).map(SharedResponse.init))
    }

    func read(_ request: Request, context: SignedInContext) async throws -> SharedResponse {
        SharedResponse(
            try await sharing.read(context.parameters.require("share"), for: context.user, by: context.origin))
    }

    // MARK: Threads

    struct CoachesResponse: ResponseEncodable {
        struct Coach: Encodable { let id: UUID, name: String }
        let coaches: [Coach]
    }

    func coaches(_ request: Request, context: SignedInContext) async throws -> CoachesResponse {
        CoachesResponse(coaches: try await handOvers.coaches(for: context.user).map { .init(id: $0.id, name: $0.name) })
    }

    struct HandOverRequest: Decodable { let coach: UUID? }
    struct HandOverResponse: ResponseEncodable { let thread: UUID, state: String }

    func handOver(_ request: Request, context: SignedInContext) async throws -> EditedResponse<HandOverResponse> {
        let wish = try await request.decode(as: HandOverRequest.self, context: context)
        let made = try await handOvers.handOver(
            context.parameters.require("message", as: UUID.self), to: wish.coach, as: .question, for: context.user,
            by: context.origin)
        return EditedResponse(
            status: .created, response: HandOverResponse(thread: made.id, state: made.state.rawValue))
    }

    struct ThreadResponse: ResponseEncodable {
        let id: UUID, kind: String, state: String, asker: String, title: String, createdAt: Date
        let messages: [ConversationRoutes.MessageResponse]

        init(_ thread: HandOvers.Thread) {
            let record = thread.record
            (id, kind, state) = (record.id, record.kind.rawValue, record.state.rawValue)
            (asker, title, createdAt) = (thread.asker, thread.title, record.createdAt)
            messages = thread.messages.map { .init($0, authors: thread.authors) }
        }
    }
    struct ThreadsResponse: ResponseEncodable { let threads: [ThreadResponse] }

    func inbox(_ request: Request, context: SignedInContext) async throws -> ThreadsResponse {
        ThreadsResponse(threads: try await handOvers.inbox(for: context.user).map(ThreadResponse.init))
    }

    private func id(_ context: SignedInContext) throws -> UUID {
        try context.parameters.require("thread", as: UUID.self)
    }

    func thread(_ request: Request, context: SignedInContext) async throws -> ThreadResponse {
        ThreadResponse(try await handOvers.read(id(context), for: context.user, by: context.origin))
    }

    struct ReplyRequest: Decodable { let text: String }

    func reply(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ThreadResponse> {
        let wish = try await request.decode(as: ReplyRequest.self, context: context)
        let thread = try await handOvers.reply(id(context), wish.text, for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: ThreadResponse(thread))
    }

    func close(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await handOvers.close(id(context), for: context.user)
        return .noContent
    }
}
