import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// Finding people, as far as the one who asks may look.
extension People {
    func list(_ filter: Filter, for user: Principal) async throws -> [Entry] {
        try await store.database.read { db in
            let tree = try store.access.tree(db)
            let seen = visible(.readUsers, to: user, tree)
            var places = seen
            if let wanted = filter.place {
                let below = tree.below([wanted])
                places = places.map { $0.intersection(below) } ?? below
            }
            var request = StoredPerson.all()
            if places != nil || filter.role != nil {
                var held = MembershipRecord.all()
                if let places { held = held.filter(places.contains(Column("placeID"))) }
                if let role = filter.role { held = held.filter(Column("role") == role) }
                request = request.filter(held.select(Column("personID")).contains(Column("id")))
            }
            if let state = filter.state { request = request.filter(Column("state") == state) }
            // Every word must be found, in whatever order they are typed.
            let words = normalized((filter.text ?? "").beginning(200)).split(whereSeparator: \.isWhitespace)
                .map { $0.utf8.map(Particulars.folded) }
            var found = try store.people.particulars(request, db)
            if !words.isEmpty {
                // An address that may not be seen may not be guessed at either.
                let mayMatch = try seen.map { try whole(of: request, in: $0, db) }
                found = found.filter { id, person in
                    let isWhole = mayMatch?.contains(id) ?? true
                    return words.allSatisfy { person.nameHas($0) || isWhole && person.addressBegins($0) }
                }
            }
            // Only after somebody who may be seen: where another stands in the list tells their name.
            let after = try filter.after.flatMap { id in
                let isSeen = try seen.map { places in
                    try !MembershipRecord.filter(Column("personID") == id && places.contains(Column("placeID")))
                        .isEmpty(db)
                }
                return isSeen ?? true ? try store.people.find(id, db) : nil
            }
            let ids = Self.first(filter.limit, of: found, after: after.map { $0.particulars.order($0.id) })
            let people = Dictionary(
                try store.people.all(ids, db).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            let held = Dictionary(
                grouping: try MembershipRecord.filter(ids.contains(Column("personID"))).fetchAll(db),
                by: \.personID)
            return ids.compactMap { people[$0] }.map { Self.entry($0, held[$0.id] ?? [], seen) }
        }
    }

    /// Who comes first by name, in order. So few of a whole district are picked out faster than all are sorted.
    /// - Parameter last: only people whose names come after this one.
    private static func first(_ limit: Int, of people: [UUID: Particulars], after last: [UInt8]?) -> [UUID] {
        var kept: [(place: [UInt8], id: UUID)] = []
        for (id, person) in people {
            let place = person.order(id)
            if let last, !last.lexicographicallyPrecedes(place) { continue }
            if kept.count == limit, let least = kept.last, !place.lexicographicallyPrecedes(least.place) { continue }
            var (low, high) = (0, kept.count)
            while low < high {
                let middle = (low + high) / 2
                if kept[middle].place.lexicographicallyPrecedes(place) { low = middle + 1 } else { high = middle }
            }
            kept.insert((place, id), at: low)
            if kept.count > limit { kept.removeLast() }
        }
        return kept.map(\.id)
    }

    /// Who of some people belongs to no other places than these.
    private func whole(
        of request: QueryInterfaceRequest<StoredPerson>, in places: Set<UUID>, _ db: Database
    ) throws -> Set<UUID> {
        let isWhole = SQL(
            sql: """
                NOT EXISTS (SELECT 1 FROM membership m WHERE m.personID = person.id
                  AND m.placeID NOT IN (\(databaseQuestionMarks(count: places.count))))
                """, arguments: StatementArguments(places))
        return try request.filter(isWhole).select(Column("id"), as: UUID.self).fetchSet(db)
    }

    /// One person; looking at somebody else is noted.
    func read(_ id: UUID, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        try await store.database.write { db in
            let entry = try find(id, .readUsers, for: user, db)
            if user.person != id { try note(.personRead, id, by: origin, db) }
            return entry
        }
    }
}
