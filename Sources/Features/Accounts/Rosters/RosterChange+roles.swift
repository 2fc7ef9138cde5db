import Foundation
import GRDB
import Kernel

/// Roles at schools and in classes.
extension RosterChange {
    mutating func changeRoles() throws {
        var wanted: [RoleKey: Wanted] = [:]
        var schools: [UUID: Set<UUID>] = [:]
        var administrators = 0
        func key(_ person: UUID, _ place: UUID, _ role: BuiltInRole) -> RoleKey {
            RoleKey(person: person, place: place, role: role.rawValue)
        }
        for user in roster.users {
            guard let person = people[user.id], person.state == .active else { continue }
            for (name, org) in user.roles {
                guard let role = OneRoster.role(name) else {
                    roster.add("users", user.line, "“\(name.prefix(30))” is not a role.")
                    continue
                }
                guard let place = placeIDs[org] else {
                    roster.add("users", user.line, "There is no org \(org.prefix(60)).")
                    continue
                }
                if name.lowercased().hasSuffix("administrator") || name.lowercased() == "principal" {
                    administrators += 1
                }
                wanted[key(person.id, place, role)] = Wanted()
                schools[person.id, default: []].insert(place)
            }
        }
        for lone in roster.loneRoles {
            if let person = people[lone.user], person.state == .active, let role = OneRoster.role(lone.role),
                let place = placeIDs[lone.org]
            {
                wanted[key(person.id, place, role)] = Wanted()
            }
        }
        var dropped: Set<String> = []
        for enrolment in roster.enrolments {
            guard enrolment.isActive else {
                dropped.insert(enrolment.id)
                continue
            }
            guard let person = people[enrolment.user] else {
                roster.add("enrollments", enrolment.line, "There is no user \(enrolment.user.prefix(60)).")
                continue
            }
            guard let place = placeIDs[enrolment.class] else {
                roster.add("enrollments", enrolment.line, "There is no class \(enrolment.class.prefix(60)).")
                continue
            }
            guard let role = OneRoster.role(enrolment.role) else {
                roster.add("enrollments", enrolment.line, "“\(enrolment.role.prefix(30))” is not a role.")
                continue
            }
            guard person.state == .active else { continue }
            let here = key(person.id, place, role)
            // Two enrolments of one person in one class are one, as long as both together.
            if let other = wanted[here] {
                wanted[here] = Wanted(
                    rosterID: other.rosterID, begins: Self.earlier(other.begins, enrolment.begins),
                    ends: Self.later(other.ends, enrolment.ends))
            } else {
                wanted[here] = Wanted(rosterID: enrolment.id, begins: enrolment.begins, ends: enrolment.ends)
            }
        }
        if administrators > 0 {
            report.notes.append(
                "\(administrators) administrators come in as educators: name administrators by hand, under People.")
        }
        try settle(wanted, dropped: dropped, schools: schools)
    }

    private static func earlier(_ a: String?, _ b: String?) -> String? { a.flatMap { a in b.map { min(a, $0) } } }
    private static func later(_ a: String?, _ b: String?) -> String? { a.flatMap { a in b.map { max(a, $0) } } }

    private mutating func settle(
        _ wanted: [RoleKey: Wanted], dropped: Set<String>, schools: [UUID: Set<UUID>]
    ) throws {
        var held: [RoleKey: Held] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT m.id, m.personID, m.placeID, m.role, m.rosterID, m.beginsOn, m.endsOn, m.source, p.kind
                FROM membership m JOIN place p ON p.id = m.placeID
                """)
        var others: Set<RoleKey> = []
        var schoolsBefore: [UUID: Set<UUID>] = [:]
        while let row = try rows.next() {
            let key = RoleKey(person: row[1], place: row[2], role: row[3])
            let isClass = row[8] as String == "class"
            guard row[7] as String == "roster" else {
                others.insert(key)
                continue
            }
            held[key] = Held(id: row[0], rosterID: row[4], begins: row[5], ends: row[6], isClass: isClass)
            if !isClass { schoolsBefore[key.person, default: []].insert(key.place) }
        }
        let insert = try db.makeStatement(
            sql: """
                INSERT INTO membership (id, personID, placeID, role, rosterID, source, beginsOn, endsOn)
                VALUES (?, ?, ?, ?, ?, 'roster', ?, ?)
                """)
        for (key, want) in wanted where !others.contains(key) {
            if let have = held[key] {
                guard have.begins != want.begins || have.ends != want.ends || have.rosterID != want.rosterID else {
                    continue
                }
                try db.execute(
                    sql: "UPDATE membership SET rosterID = ?, beginsOn = ?, endsOn = ? WHERE id = ?",
                    arguments: [want.rosterID, want.begins, want.ends, have.id])
                report.enrolments.changed += 1
            } else {
                try insert.execute(
                    arguments: [
                        UUID.timeOrdered(), key.person, key.place, key.role, want.rosterID, want.begins, want.ends,
                    ])
                report.enrolments.added += 1
            }
        }
        let delete = try db.makeStatement(sql: "DELETE FROM membership WHERE id = ?")
        let active = Set(people.values.filter { $0.state == .active }.map(\.id))
        let delivered = Set(roster.users.compactMap { people[$0.id]?.id })
        for (key, have) in held where wanted[key] == nil {
            // People who left keep their places until they are erased: their school's administrators can still find them.
            guard active.contains(key.person) else { continue }
            let isGone =
                have.isClass
                ? roster.bulk.contains("enrollments") || have.rosterID.map(dropped.contains) == true
                : delivered.contains(key.person)
            if isGone {
                try delete.execute(arguments: [have.id])
                report.enrolments.left += 1
            }
        }
        report.moved = schools.count { person, places in schoolsBefore[person].map { $0 != places } ?? false }
    }
}
