import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
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
            .get("share-choices", use: choices)
        api.requiring(.shareConversations, isCostly: true)
            .post("conversations/:conversation/share-preview", use: preview)
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
            .post("threads/:thread/take", use: take)
            .delete("threads/:thread/take", use: release)
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
        let id = try context.id("conversation")
        return SharesResponse(shares: try await sharing.list(id, for: context.user).map(ShareResponse.init))
    }

    func share(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ShareResponse> {
        let wish = try await request.decode(as: Sharing.Wish.self, context: context)
        let id = try context.id("conversation")
        let made = try await sharing.share(id, wish, for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: ShareResponse(made))
    }

    func revoke(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await sharing.revoke(
            context.id("share"), of: context.user.needed(), by: context.origin)
        return .noContent
    }

    struct SharedResponse: ResponseEncodable {
        let id: UUID, title: String, owner: String, sharedAt: Date, expiresAt: Date?
        let messages: [ConversationRoutes.MessageResponse]
        /// The line that a search found.
        let match: String?

        init(_ shared: Sharing.Shared, withMessages: Bool = true) {
            (id, title, owner) = (shared.share.id, shared.title, shared.owner)
            (sharedAt, expiresAt, match) = (shared.share.createdAt, shared.share.expiresAt, shared.match)
            messages = withMessages ? shared.messages.map { .init($0) } : []
        }
    }
    struct SharedListResponse: ResponseEncodable {
        let shared: [SharedResponse]
        /// Give as `before` for the next page; absent at the end.
        let next: UUID?
    }

    func shared(_ request: Request, context: SignedInContext) async throws -> SharedListResponse {
        let query = request.uri.queryParameters
        let slice = try await query.sliceSize(most: 200, standard: 50).slice { limit in
            try await sharing.shared(
                with: context.user, words: SearchWords(query.get("q")), limit: limit,
                before: query.identifier("before"))
        }
        return SharedListResponse(
            shared: slice.items.map { SharedResponse($0, withMessages: false) }, next: slice.next(\.share.id))
    }

    struct ChoicesResponse: ResponseEncodable {
        struct Choice: Encodable { let place: UUID, name: String, kind: String, people: Int }
        let choices: [Choice]
    }

    func choices(_ request: Request, context: SignedInContext) async throws -> ChoicesResponse {
        ChoicesResponse(
            choices: try await Audience(sharing: sharing).choices(for: context.user).map {
                .init(place: $0.place.id, name: $0.place.name, kind: $0.place.kind, people: $0.people)
            })
    }

    struct PreviewResponse: ResponseEncodable {
        let name: String?, people: Int, documents: Int, unable: Int?, titles: [String]
    }

    func preview(_ request: Request, context: SignedInContext) async throws -> PreviewResponse {
        let wish = try await request.decode(as: Sharing.Wish.self, context: context)
        let id = try context.id("conversation")
        let found = try await Audience(sharing: sharing).preview(id, wish, for: context.user)
        return PreviewResponse(
            name: found.name, people: found.people, documents: found.documents, unable: found.unable,
            titles: found.titles)
    }

    func read(_ request: Request, context: SignedInContext) async throws -> SharedResponse {
        SharedResponse(
            try await sharing.read(context.parameters.require("share"), for: context.user, by: context.origin))
    }

    // MARK: Threads

    struct CoachesResponse: ResponseEncodable {
        struct Coach: Encodable { let id: UUID, name: String, roles: [String] }
        let coaches: [Coach]
    }

    func coaches(_ request: Request, context: SignedInContext) async throws -> CoachesResponse {
        CoachesResponse(
            coaches: try await handOvers.coaches(for: context.user).map {
                .init(id: $0.id, name: $0.name, roles: $0.roles)
            })
    }

    struct HandOverRequest: Decodable { let coach: UUID?, includesBefore: Bool? }
    struct HandOverResponse: ResponseEncodable { let thread: UUID, state: String }

    func handOver(_ request: Request, context: SignedInContext) async throws -> EditedResponse<HandOverResponse> {
        let wish = try await request.decode(as: HandOverRequest.self, context: context)
        let made = try await handOvers.handOver(
            context.id("message"),
            .init(coach: wish.coach, includesBefore: wish.includesBefore ?? false), for: context.user,
            by: context.origin)
        return EditedResponse(
            status: .created, response: HandOverResponse(thread: made.id, state: made.state.rawValue))
    }

    struct ThreadResponse: ResponseEncodable {
        let id: UUID, kind: String, state: String, asker: String, title: String, question: String, createdAt: Date
        /// Who answers it, and whether that is who looks.
        let takenBy: String?, isMine: Bool
        let messages: [ConversationRoutes.MessageResponse]

        init(_ thread: HandOvers.Thread, for user: Principal) {
            let record = thread.record
            (id, kind, state) = (record.id, record.kind.rawValue, record.state.rawValue)
            (asker, title, question, createdAt) = (thread.asker, thread.title, thread.question, record.createdAt)
            (takenBy, isMine) = (thread.takenBy, record.takenByID != nil && record.takenByID == user.person)
            messages = thread.messages.map { .init($0, authors: thread.authors) }
        }
    }
    struct ThreadsResponse: ResponseEncodable {
        let threads: [ThreadResponse]
        /// Give as `before` for the next page; absent at the end.
        let next: UUID?
    }

    func inbox(_ request: Request, context: SignedInContext) async throws -> ThreadsResponse {
        let query = request.uri.queryParameters
        let size = try query.sliceSize(most: 200, standard: 50)
        guard let which = HandOvers.Which(rawValue: query.get("which") ?? "all") else {
            throw RequestFailure.invalid("`which` is waiting, mine, answered or all.")
        }
        let slice = try await size.slice { limit in
            try await handOvers.inbox(which, limit: limit, before: query.identifier("before"), for: context.user)
        }
        return ThreadsResponse(
            threads: slice.items.map { ThreadResponse($0, for: context.user) }, next: slice.next(\.record.id))
    }

    func thread(_ request: Request, context: SignedInContext) async throws -> ThreadResponse {
        ThreadResponse(
            try await handOvers.read(context.id("thread"), for: context.user, by: context.origin), for: context.user)
    }

    struct ReplyRequest: Decodable { let text: String }

    func reply(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ThreadResponse> {
        let wish = try await request.decode(as: ReplyRequest.self, context: context)
        let thread = try await handOvers.reply(context.id("thread"), wish.text, for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: ThreadResponse(thread, for: context.user))
    }

    struct TakeRequest: Decodable { let isOver: Bool? }

    func take(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let wish = try await request.decode(as: TakeRequest.self, context: context)
        try await handOvers.take(context.id("thread"), over: wish.isOver ?? false, for: context.user)
        return .noContent
    }

    func release(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await handOvers.release(context.id("thread"), for: context.user)
        return .noContent
    }

    func close(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await handOvers.close(context.id("thread"), for: context.user)
        return .noContent
    }
}
