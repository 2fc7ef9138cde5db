import Foundation
import GRDB
import Hummingbird
import Kernel
import Web

/// What waits for somebody, in numbers: the page shows them beside its links.
struct NewsRoutes: Sendable {
    let handOvers: HandOvers
    let database: any DatabaseReader

    func add(to api: SignedInRoutes) { api.requiring(.manageOwnAccount).get("news", use: news) }

    struct NewsResponse: ResponseEncodable {
        /// Conversations in which a coach replied since their owner looked.
        let replies: Int
        /// Questions that wait for one as a coach.
        let waiting: Int
    }

    func news(_ request: Request, context: SignedInContext) async throws -> NewsResponse {
        let user = context.user
        return try await database.read { db in
            let own = ConversationRecord.filter(Column("ownerID") == user.person && Column("news") > 0)
            let isReader = user.person != nil && user.may(.readOwnConversations)
            return NewsResponse(
                replies: isReader ? try own.fetchCount(db) : 0, waiting: try handOvers.waiting(for: user, db))
        }
    }
}
