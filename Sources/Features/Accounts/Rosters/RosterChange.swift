import Foundation
import GRDB
import Kernel

/// Works out, inside one transaction, what a delivery changes, and changes it.
struct RosterChange {
    var roster: OneRoster
    let db: Database
    var report = RosterReport()

    var placeIDs: [String: UUID] = [:]
    var people: [String: PersonRecord] = [:]
    var district = UUID()
    /// People who left; their sessions end.
    var suspended: [UUID] = []
    var activeBefore = 0

    struct RoleKey: Hashable { let person: UUID, place: UUID, role: String }
    struct Held { let id: UUID, rosterID: String?, begins: String?, ends: String?, isClass: Bool }
    struct Wanted { var rosterID: String?, begins: String?, ends: String? }

    init(_ roster: OneRoster, _ db: Database) { (self.roster, self.db) = (roster, db) }

    /// - Throws: `AccountsFailure.roster`, database errors.
    mutating func run() throws {
        report.version = roster.version
        guard let own = try UUID.fetchOne(db, sql: "SELECT id FROM place WHERE kind = 'district'") else {
            throw AccountsFailure.roster("Set Homeroom up first: there is no district to put the roster in.")
        }
        district = own
        try changePlaces()
        try changePeople()
        try changeRoles()
        try changeGuardians()
        report.problems = roster.problems
        report.problemCount = roster.problemCount
    }

    /// Whether so many would be suspended that the delivery must be wrong.
    var isAlarming: Bool { report.people.left > 0 && report.people.left * 5 > activeBefore }

    // MARK: Places

    mutating func changePlaces() throws {
        var known = Dictionary(
            try PlaceRecord.filter(Column("rosterID") != nil).fetchAll(db).map { ($0.rosterID ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
        placeIDs = known.mapValues(\.id)
        var seen: Set<String> = []
        for org in roster.orgs {
            if org.type == "district" {
                // Ours is the district; its name was chosen here.
                placeIDs[org.id] = district
                continue
            }
            guard org.type == "school" else { continue }
            seen.insert(org.id)
            try put(org.id, .school, org.name, in: district, isActive: org.isActive, &known)
        }
        for one in roster.classes {
            seen.insert(one.id)
            guard let school = placeIDs[one.school] else {
                roster.add("classes", one.line, "There is no school \(one.school.prefix(60)).")
                continue
            }
            let title = one.title.isEmpty ? "Class" : one.title
            try put(one.id, .class, title, in: school, isActive: one.isActive, &known)
        }
        for (kind, table) in [(PlaceRecord.Kind.school, "orgs"), (.class, "classes")] where roster.bulk.contains(table)
        {
            for (id, place) in known where place.kind == kind && place.endedAt == nil && !seen.contains(id) {
                try end(place)
                if kind == .school {
                    report.notes.append("The school “\(place.name)” is not in the delivery any more.")
                }
            }
        }
    }

    mutating func put(
        _ id: String, _ kind: PlaceRecord.Kind, _ name: String, in parent: UUID, isActive: Bool,
        _ known: inout [String: PlaceRecord]
    ) throws {
        let name = String(name.prefix(120))
        if var place = known[id] {
            guard isActive else { return place.endedAt == nil ? try end(place) : () }
            let old = place
            (place.name, place.parentID, place.endedAt) = (name, parent, nil)
            guard place != old else { return }
            try place.update(db)
            known[id] = place
            report.places.changed += 1
        } else if isActive {
            let place = PlaceRecord(id: .timeOrdered(), kind: kind, parentID: parent, name: name, rosterID: id)
            try place.insert(db)
            known[id] = place
            placeIDs[id] = place.id
            report.places.added += 1
        }
    }

    mutating func end(_ place: PlaceRecord) throws {
        var place = place
        place.endedAt = Date()
        try place.update(db)
        report.places.left += 1
    }

    // MARK: People

    mutating func changePeople() throws {
        people = Dictionary(
            try PersonRecord.filter(Column("rosterID") != nil).fetchAll(db).map { ($0.rosterID ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
        activeBefore = people.values.count { $0.state == .active }
        var emails = try owners("email"), names = try owners("userName")
        var seen: Set<String> = []
        for user in roster.users {
            seen.insert(user.id)
            var person = people[user.id]
            guard user.isActive, user.isEnabled else {
                if let person, person.state == .active { try suspend(person) }
                continue
            }
            // Somebody entered by hand before is the same person when the address is.
            if person == nil, let email = user.email, let id = emails[email] {
                person = try PersonRecord.filter(Column("id") == id && Column("rosterID") == nil).fetchOne(db)
            }
            let isNew = person == nil
            var record =
                person
                ?? PersonRecord(
                    id: .timeOrdered(), givenName: "", familyName: "", createdAt: Date())
            let old = record
            (record.givenName, record.familyName, record.rosterID) = (user.givenName, user.familyName, user.id)
            record.email = claim(user.email, "e-mail address", &emails, record, user.line)
            record.userName = claim(user.userName, "user name", &names, record, user.line)
            // Who was suspended because they left is back; who was suspended by hand stays so.
            if record.state == .suspended, record.rosterID != nil, person?.rosterID != nil, isLeaver(record) {
                (record.state, record.suspendedAt) = (.active, nil)
                report.returned += 1
            }
            if isNew {
                try record.insert(db)
                report.people.added += 1
            } else if record != old {
                try record.update(db)
                report.people.changed += 1
            }
            people[user.id] = record
        }
        if roster.bulk.contains("users") {
            for (id, person) in people where !seen.contains(id) && person.state == .active { try suspend(person) }
        }
    }

    func owners(_ column: String) throws -> [String: UUID] {
        var owners: [String: UUID] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT \(column), id FROM person WHERE \(column) IS NOT NULL")
        while let row = try rows.next() { owners[row[0]] = row[1] }
        return owners
    }

    /// An address or name, unless somebody else has it.
    mutating func claim(
        _ value: String?, _ what: String, _ owners: inout [String: UUID], _ person: PersonRecord, _ line: Int
    ) -> String? {
        guard let value else { return nil }
        if let owner = owners[value], owner != person.id {
            roster.add("users", line, "Somebody else has this \(what); it was left out.")
            return nil
        }
        owners[value] = person.id
        return value
    }

    func isLeaver(_ person: PersonRecord) -> Bool {
        (try? Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM rosterLeaver WHERE personID = ?)", arguments: [person.id])) == true
    }

    mutating func suspend(_ person: PersonRecord) throws {
        var person = person
        (person.state, person.suspendedAt) = (.suspended, Date())
        try person.update(db)
        try db.execute(sql: "INSERT OR IGNORE INTO rosterLeaver (personID) VALUES (?)", arguments: [person.id])
        people[person.rosterID ?? ""] = person
        suspended.append(person.id)
        report.people.left += 1
    }

    // MARK: Guardians

    mutating func changeGuardians() throws {
        struct Pair: Hashable { let guardian: UUID, student: UUID }
        let roles = Dictionary(
            roster.users.map { ($0.id, Set($0.roles.compactMap { OneRoster.role($0.role) })) },
            uniquingKeysWith: { first, _ in first })
        var wanted: Set<Pair> = []
        for user in roster.users {
            for agent in user.agents {
                // Written on either side, and sometimes on both.
                guard let one = people[user.id], let other = people[agent] else {
                    if people[user.id] != nil {
                        roster.add("users", user.line, "There is no agent \(agent.prefix(60)).")
                    }
                    continue
                }
                if roles[agent]?.contains(.guardian) == true {
                    wanted.insert(Pair(guardian: other.id, student: one.id))
                } else if roles[user.id]?.contains(.guardian) == true {
                    wanted.insert(Pair(guardian: one.id, student: other.id))
                }
            }
        }
        var held: Set<Pair> = []
        let rows = try Row.fetchCursor(db, sql: "SELECT guardianID, studentID FROM guardianship")
        while let row = try rows.next() { held.insert(Pair(guardian: row[0], student: row[1])) }
        let insert = try db.makeStatement(sql: "INSERT INTO guardianship (guardianID, studentID) VALUES (?, ?)")
        for pair in wanted.subtracting(held) {
            try insert.execute(arguments: [pair.guardian, pair.student])
            report.guardians.added += 1
        }
        guard roster.bulk.contains("users") else { return }
        let active = Set(people.values.filter { $0.state == .active }.map(\.id))
        for pair in held.subtracting(wanted) where active.contains(pair.guardian) && active.contains(pair.student) {
            try db.execute(
                sql: "DELETE FROM guardianship WHERE guardianID = ? AND studentID = ?",
                arguments: [pair.guardian, pair.student])
            report.guardians.left += 1
        }
    }
}
