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
            var request = PersonRecord.order(
                Column("familyName").collating(.nocase), Column("givenName").collating(.nocase), Column("id")
            ).limit(filter.limit)
            if places != nil || filter.role != nil {
                var held = MembershipRecord.all()
                if let places { held = held.filter(places.contains(Column("placeID"))) }
                if let role = filter.role { held = held.filter(Column("role") == role) }
                request = request.filter(held.select(Column("personID")).contains(Column("id")))
            }
            if let state = filter.state { request = request.filter(Column("state") == state) }
            // Every word must be found, in whatever order they are typed.
            for word in normalized((filter.text ?? "").beginning(200)).split(whereSeparator: \.isWhitespace) {
                let escaped = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
                // An address that may not be seen may not be guessed at either.
                let mayMatch = seen.map { Self.isWhole(in: $0) } ?? SQL("TRUE")
                request = request.filter(
                    SQL(
                        sql: "(givenName || ' ' || familyName LIKE ? ESCAPE '\\'", arguments: ["%\(escaped)%"])
                        + SQL(
                            sql: " OR (email LIKE ? ESCAPE '\\' OR userName LIKE ? ESCAPE '\\') AND ",
                            arguments: ["\(escaped)%", "\(escaped)%"]) + mayMatch + SQL(")"))
            }
            // Only after somebody who may be seen: where another stands in the list tells their name.
            let after = try filter.after.flatMap { id in
                let isSeen = try seen.map { places in
                    try !MembershipRecord.filter(Column("personID") == id && places.contains(Column("placeID")))
                        .isEmpty(db)
                }
                return isSeen ?? true ? try PersonRecord.fetchOne(db, key: id) : nil
            }
            if let after {
                request = request.filter(
                    sql: """
                        (familyName COLLATE NOCASE, givenName COLLATE NOCASE, id) > (?, ?, ?)
                        """, arguments: [after.familyName, after.givenName, after.id])
            }
            let found = try request.fetchAll(db)
            let held = Dictionary(
                grouping: try MembershipRecord.filter(found.map(\.id).contains(Column("personID"))).fetchAll(db),
                by: \.personID)
            return found.map { Self.entry($0, held[$0.id] ?? [], seen) }
        }
    }

    /// That a person belongs to no other places than these.
    private static func isWhole(in places: Set<UUID>) -> SQL {
        SQL(
            sql: """
                NOT EXISTS (SELECT 1 FROM membership m WHERE m.personID = person.id
                  AND m.placeID NOT IN (\(databaseQuestionMarks(count: places.count))))
                """, arguments: StatementArguments(places))
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
