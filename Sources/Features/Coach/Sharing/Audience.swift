import Answering
import Foundation
import GRDB
import Kernel
import Persistence
import Search

/// Whom a share reaches, and what they will not be able to open: said before anything is shared.
struct Audience: Sendable {
    let sharing: Sharing

    /// A place that somebody may share with.
    struct Choice: Sendable {
        var place: PlaceDescription
        /// Those whom it reaches, beside oneself.
        var people: Int
    }

    struct Preview: Sendable {
        /// What the person is called, where it is one whom the sharer may look at.
        var name: String?
        var people: Int
        /// Documents that are quoted.
        var documents: Int
        /// Of the people, those who cannot open all of these; nil where they are too many to look at each.
        var unable: Int?
        /// Titles of those that some of them cannot open.
        var titles: [String]
    }

    /// Beyond so many people it is not looked who may open what.
    private static let most = 100

    /// The places that somebody belongs to: the narrowest first, so that nobody shares with all by mistake.
    func choices(for user: Principal) async throws -> [Choice] {
        try await sharing.database.read { [directory = sharing.directory] db in
            let rank = ["team": 0, "class": 1, "school": 2, "district": 3]
            return try directory.describe(user.surroundings, db).map { place in
                let people = try directory.belonging(to: place.id, who: .readShared, db)
                return Choice(place: place, people: people.count { $0 != user.person })
            }.sorted { (rank[$0.place.kind] ?? 4, $0.place.name) < (rank[$1.place.kind] ?? 4, $1.place.name) }
        }
    }

    /// What a share would come to.
    /// - Throws: `CoachFailure`.
    func preview(_ id: UUID, _ wish: Sharing.Wish, for user: Principal) async throws -> Preview {
        let owner = try user.needed()
        let (documents, people, name) = try await sharing.database.read { [sharing] db in
            let record = try sharing.conversations.find(id, of: owner, db)
            let path = try sharing.conversations.read(record, db).path(to: wish.message)
            guard !path.isEmpty else { throw CoachFailure.messageNotFound }
            let documents = path.reduce(into: Set<UUID>()) { found, message in
                if case .answer(let answer) = message.content { found.formUnion(answer.documents) }
            }
            switch wish.kind {
            case .link: return (documents, [UUID](), String?.none)
            case .team:
                guard let place = wish.place, user.surroundings.contains(place) else { throw CoachFailure.nobodyThere }
                return (documents, try sharing.directory.belonging(to: place, who: .readShared, db), nil)
            case .person:
                guard let person = try wish.person(sharing.directory, db) else { throw CoachFailure.nobodyThere }
                return (documents, [person], try sharing.directory.names(of: [person], visibleTo: user, db)[person])
            }
        }
        let others = people.filter { $0 != owner }
        var preview = Preview(name: name, people: others.count, documents: documents.count, unable: nil, titles: [])
        guard wish.kind != .link, others.count <= Self.most else { return preview }
        var (unable, closed) = (0, Set<UUID>())
        for person in others {
            let principal = try await sharing.database.read { [directory = sharing.directory] db in
                try directory.principal(of: person, db)
            }
            var readable = Set<UUID>()
            if let principal {
                let collections = try await sharing.search.source.readable(for: principal)
                readable = try await sharing.search.source.present(documents, in: collections)
            }
            guard !documents.isSubset(of: readable) else { continue }
            unable += 1
            closed.formUnion(documents.subtracting(readable))
        }
        preview.unable = unable
        preview.titles = try await sharing.search.source.titles(of: closed)
        return preview
    }
}
