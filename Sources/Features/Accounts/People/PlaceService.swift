import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// Schools, teams and classes, schools' agreements, and the roles that a district defines.
struct Places: Sendable {
    let store: AccountStore

    static func checked(_ name: String) throws -> String {
        // Bytes come first: what follows takes time by the byte.
        let name = name.utf8.count > 600 ? "" : name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard name.hasCharacters(1...120) else {
            throw AccountsFailure.invalid("Give a name of 1 to 120 characters.")
        }
        return name
    }

    struct Entry: Sendable {
        var place: PlaceRecord
        var agreement: AgreementRecord?
        /// Who has a role there or below it.
        var people: Int
    }

    /// The places there are: names of schools and teams are no secret inside a district. Classes, and how many people a
    /// place has, only where one belongs or may look at people.
    func list(for user: Principal) async throws -> [Entry] {
        try await store.database.read { db in
            let tree = try store.access.tree(db)
            let agreements = Dictionary(
                try AgreementRecord.fetchAll(db).map { ($0.schoolID, $0) }, uniquingKeysWith: { first, _ in first })
            // Who belongs to a class belongs to its school and the district: what is open to these reaches them.
            var people: [UUID: Set<UUID>] = [:]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT DISTINCT placeID, personID FROM membership WHERE role NOT LIKE 'permission:%'")
            while let row = try rows.next() {
                let (home, person): (UUID, UUID) = (row[0], row[1])
                for place in tree.place(home)?.path ?? [] { people[place, default: []].insert(person) }
            }
            let own = user.surroundings
            return try PlaceRecord.order(Column("kind"), Column("name")).fetchAll(db).compactMap { place in
                let isVisible = tree.place(place.id).map { user.may(.readUsers, at: $0) } == true
                guard place.kind != .class || isVisible || own.contains(place.id) else { return nil }
                return Entry(
                    place: place, agreement: isVisible ? agreements[place.id] : nil,
                    people: isVisible ? people[place.id]?.count ?? 0 : 0)
            }
        }
    }

    struct Wish: Decodable, Sendable { let name: String?, kind: PlaceRecord.Kind?, parent: UUID? }

    func add(_ wish: Wish, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        let name = try Self.checked(wish.name ?? "")
        return try await store.write { db in
            let tree = try store.access.tree(db)
            guard let kind = wish.kind, let parentID = wish.parent ?? tree.district, let parent = tree.place(parentID),
                let above = tree.kind(parentID)
            else { throw AccountsFailure.placeNotFound }
            // Teams may span schools; classes belong to one.
            let fits: [PlaceRecord.Kind: [PlaceRecord.Kind]] = [
                .school: [.district], .team: [.district, .school], .class: [.school],
            ]
            guard fits[kind]?.contains(above) == true else {
                throw AccountsFailure.invalid("A \(kind.rawValue) does not lie in a \(above.rawValue).")
            }
            try user.require(.managePlaces, at: parent)
            try Self.checkFree(name, kind, in: parentID, db)
            let place = PlaceRecord(id: .timeOrdered(), kind: kind, parentID: parentID, name: name)
            try place.insert(db)
            try AuditTrail.append(
                .init(
                    .placeChanged, kind.rawValue, place.id.auditName, place: tree.school(of: parent),
                    details: ["change": "added"]), by: origin, db)
            return Entry(place: place, people: 0)
        }
    }

    /// Two of one name could not be told apart where people, readers and agreements are chosen. Rosters tell theirs apart
    /// by their identifiers, and are not asked.
    private static func checkFree(
        _ name: String, _ kind: PlaceRecord.Kind, in parent: UUID?, except id: UUID? = nil, _ db: Database
    ) throws {
        let folded = name.lowercased()
        let beside = try PlaceRecord.filter(Column("kind") == kind.rawValue && Column("parentID") == parent).fetchAll(
            db)
        guard !beside.contains(where: { $0.id != id && $0.name.lowercased() == folded }) else {
            throw AccountsFailure.nameTaken
        }
    }

    private func find(_ id: UUID, for user: Principal, _ db: Database) throws -> (PlaceRecord, Place, PlaceTree) {
        let tree = try store.access.tree(db)
        guard let record = try PlaceRecord.fetchOne(db, key: id), let place = tree.place(id) else {
            throw AccountsFailure.placeNotFound
        }
        try user.require(.managePlaces, at: place)
        return (record, place, tree)
    }

    func rename(_ id: UUID, _ wish: Wish, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        let name = try Self.checked(wish.name ?? "")
        return try await store.write { db in
            var (record, place, tree) = try find(id, for: user, db)
            if record.name != name { try Self.checkFree(name, record.kind, in: record.parentID, except: id, db) }
            record.name = name
            try record.update(db)
            try AuditTrail.append(
                .init(
                    .placeChanged, record.kind.rawValue, id.auditName, place: tree.school(of: place),
                    details: ["change": "renamed"]), by: origin, db)
            return Entry(place: record, people: 0)
        }
    }

    func remove(_ id: UUID, for user: Principal, by origin: RequestOrigin) async throws {
        try await store.write { db in
            let (record, place, tree) = try find(id, for: user, db)
            guard record.kind != .district, tree.below([id]).count == 1,
                try MembershipRecord.filter(Column("placeID") == id).fetchCount(db) == 0
            else { throw AccountsFailure.placeInUse }
            try record.delete(db)
            try AuditTrail.append(
                .init(
                    .placeChanged, record.kind.rawValue, id.auditName, place: tree.school(of: place),
                    details: ["change": "removed"]), by: origin, db)
        }
    }

    // MARK: Agreements

    struct AgreementWish: Decodable, Sendable {
        let signedOn: String, signedBy: String, document: String, residency: String?, endsOn: String?
    }

    /// Notes a school's agreement, or that it has none.
    func setAgreement(_ id: UUID, _ wish: AgreementWish?, for user: Principal, by origin: RequestOrigin) async throws {
        try await store.write { db in
            let (record, place, tree) = try find(id, for: user, db)
            guard record.kind == .school else { throw AccountsFailure.invalid("Only schools carry agreements.") }
            // What a school's people may see of students is the district's to decide.
            guard let district = tree.district.flatMap(tree.place) else { throw AccountsFailure.placeNotFound }
            try user.require(.managePlaces, at: district)
            let old = try AgreementRecord.fetchOne(db, key: id)
            try old?.delete(db)
            var details = ["old": old.map { "\($0.signedOn) to \($0.endsOn ?? "open")" } ?? "none", "new": "none"]
            if let wish {
                guard wish.signedOn.utf8.count <= 40, wish.endsOn?.utf8.count ?? 0 <= 40,
                    let signed = Day.parse(wish.signedOn), wish.endsOn.map({ Day.parse($0) != nil }) ?? true
                else {
                    throw AccountsFailure.invalid("Give days as 2026-08-01.")
                }
                let agreement = AgreementRecord(
                    schoolID: id, signedOn: signed, signedBy: try Self.checked(wish.signedBy),
                    document: try Self.checked(wish.document), residency: wish.residency.map { $0.beginning(120) },
                    endsOn: wish.endsOn.flatMap(Day.parse))
                try agreement.insert(db)
                details["new"] = "\(signed) to \(agreement.endsOn ?? "open")"
            }
            try AuditTrail.append(
                .init(.agreementChanged, "school", id.auditName, place: tree.school(of: place), details: details),
                by: origin, db)
        }
    }
}
