import Foundation
import GRDB
import Kernel
import Persistence

/// Whom a share with a place reaches, and what one of them may do.
extension Access {
    func principal(of person: UUID, _ db: Database) throws -> Principal? {
        try build(person, tree: tree(db), policy: Self.policy(db), db)
    }

    func belonging(to place: UUID, who permission: Permission, _ db: Database) throws -> [UUID] {
        let (roles, today, below) = (try Roles(db, permissions), Day.today, try tree(db).below([place]))
        let active = StoredPerson.filter(Column("state") == "active").select(Column("id"))
        var held = MembershipRecord.filter(active.contains(Column("personID")))
        // A district's classes are too many to name in a query.
        if below.count <= 500 { held = held.filter(below.contains(Column("placeID"))) }
        // A single permission lets somebody do something at a place; it does not make them belong there.
        var (people, able): (Set<UUID>, Set<UUID>) = ([], [])
        let all = try held.fetchCursor(db)
        while let one = try all.next() {
            guard below.contains(one.placeID), one.holds(on: today) else { continue }
            if one.permission == nil { people.insert(one.personID) }
            if roles.permissions(one.role)?.contains(permission) == true { able.insert(one.personID) }
        }
        return Array(people.intersection(able))
    }

    func describe(_ places: Set<UUID>, _ db: Database) throws -> [PlaceDescription] {
        try PlaceRecord.filter(places.contains(Column("id")) && Column("endedAt") == nil).fetchAll(db).map {
            PlaceDescription(id: $0.id, name: $0.name, kind: $0.kind.rawValue)
        }
    }
}
