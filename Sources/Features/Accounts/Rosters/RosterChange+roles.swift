import Foundation
import GRDB
import Kernel

/// Roles at schools and in classes.
extension RosterChange {
    /// What the delivery gives: the rows it stands in, and when it holds.
    struct Wanted { var ids: [String], window: RosterWindow }
    struct Held { let id: UUID, ids: [String], window: RosterWindow, isClass: Bool }

    mutating func changeRoles() throws {
        var wanted: [RoleKey: Wanted] = [:]
        // Keys that changes take away, for roles whose row's identifier was not kept.
        var dropped: Set<RoleKey> = []
        var (administrators, ended) = (0, 0)
        for role in roster.roles {
            guard let key = key(role.user, role.name, role.org, role.file, role.line, "org", role.isActive) else {
                continue
            }
            guard role.isActive else {
                dropped.insert(key)
                continue
            }
            let name = role.name.lowercased()
            if name.hasSuffix("administrator") || name == "principal" { administrators += 1 }
            if !add(role.id, role.window, to: &wanted[key]) { ended += 1 }
        }
        for one in roster.enrolments where one.isActive {
            guard let key = key(one.user, one.role, one.class, "enrollments", one.line, "class", true) else { continue }
            if !add(one.id, one.window, to: &wanted[key]) { ended += 1 }
        }
        if administrators > 0 {
            report.notes.append(
                "\(administrators) administrators come in as educators: name administrators by hand, under People.")
        }
        if ended > 0 {
            report.notes.append("\(ended) roles and enrolments ended before today and hold no more.")
        }
        try settle(wanted, dropped: dropped)
    }

    /// Whose role it is, and where; nil where it gives nothing, which is told.
    private mutating func key(
        _ user: String, _ name: String, _ org: String, _ file: String, _ line: Int, _ kind: String, _ isActive: Bool
    ) -> RoleKey? {
        func refuse(_ text: String) -> RoleKey? {
            if isActive { roster.add(file, line, text) }
            return nil
        }
        guard let person = people[user] else {
            return roster.unread["users"]?.contains(user) == true
                ? nil : refuse("There is no user \(user.prefix(60)).")
        }
        guard let place = placeIDs[org] else {
            let isThere = kind == "org" && roster.orgs.contains { $0.id == org && $0.isActive }
            return refuse(
                isThere ? "The org \(org.prefix(60)) is below no school." : "There is no \(kind) \(org.prefix(60)).")
        }
        guard let role = OneRoster.role(name) else { return refuse("“\(name.prefix(30))” is not a role.") }
        guard person.state == .active else { return nil }
        guard !endedPlaces.contains(place) else { return refuse("The \(kind) \(org.prefix(60)) has ended.") }
        return RoleKey(person: person.id, place: place, role: role.rawValue)
    }

    /// Two rows for one person, place and role are one. What has ended is not given at all.
    /// - Returns: false where it has ended.
    private func add(_ id: String?, _ window: RosterWindow, to wanted: inout Wanted?) -> Bool {
        guard !window.hasEnded(on: today) else { return false }
        if let other = wanted {
            wanted = Wanted(
                ids: other.ids + [id].compactMap(\.self), window: other.window.merged(with: window, on: today))
        } else {
            wanted = Wanted(ids: [id].compactMap(\.self), window: window)
        }
        return true
    }

    private mutating func settle(_ wanted: [RoleKey: Wanted], dropped: Set<RoleKey>) throws {
        let (held, others) = try heldRoles()
        let active = Set(people.values.filter { $0.state == .active }.map(\.id)).union(suspended)
        // Rows that changes speak of, whatever they say: what they said before holds no more.
        let mentioned = [
            true: Set(roster.enrolments.map(\.id)).union(roster.unread["enrollments"] ?? []),
            false: Set(roster.roles.compactMap(\.id)).union(roster.unread["roles"] ?? []),
        ]
        let replaced = Set(
            roster.users.filter { $0.isActive && $0.hasRoles }.compactMap { people[$0.id]?.id })
        func isWhole(_ key: RoleKey, _ have: Held) -> Bool {
            have.isClass
                ? roster.bulk.contains("enrollments") : roster.bulk.contains("roles") || replaced.contains(key.person)
        }
        for table in ["enrollments", "roles"] where roster.isEmptied(table) {
            let isOf = held.contains { $0.value.isClass == (table == "enrollments") && active.contains($0.key.person) }
            if isOf { alarm.empty.append(table) }
        }
        let insert = try db.makeStatement(
            sql: """
                INSERT INTO membership (id, personID, placeID, role, rosterID, source, beginsOn, endsOn)
                VALUES (?, ?, ?, ?, ?, 'roster', ?, ?)
                """)
        let update = try db.makeStatement(
            sql: "UPDATE membership SET rosterID = ?, beginsOn = ?, endsOn = ? WHERE id = ?")
        let delete = try db.makeStatement(sql: "DELETE FROM membership WHERE id = ?")
        var moved: Set<UUID> = []
        let left = Set(suspended)

        for (key, have) in held where active.contains(key.person) {
            let did = have.window.holds(on: today)
            if did { alarm[have.isClass].before += 1 }
            // People who left keep their places until they are erased: their school's administrators can still find them.
            guard !left.contains(key.person) else { continue }
            let rest = isWhole(key, have) ? [] : have.ids.filter { mentioned[have.isClass]?.contains($0) != true }
            let isUntouched =
                !isWhole(key, have) && rest.count == have.ids.count && !(have.ids.isEmpty && dropped.contains(key))
            var new = wanted[key]
            if isUntouched || !rest.isEmpty {
                let window = new.map { $0.window.merged(with: have.window, on: today) } ?? have.window
                new = Wanted(ids: rest + (new?.ids ?? []), window: window)
            }
            if endedPlaces.contains(key.place) { new = nil }
            if let new {
                let ids = Self.joined(new.ids)
                if did, !new.window.holds(on: today) { alarm[have.isClass].lost += 1 }
                guard ids != Self.joined(have.ids) || new.window != have.window else { continue }
                try update.execute(arguments: [ids, new.window.begins, new.window.ends, have.id])
                report.enrolments.changed += 1
            } else {
                try delete.execute(arguments: [have.id])
                report.enrolments.left += 1
                if did { alarm[have.isClass].lost += 1 }
                if !have.isClass { moved.insert(key.person) }
            }
        }
        var isNew: Set<UUID> = []
        for (key, want) in wanted where held[key] == nil && !others.contains(key) {
            try insert.execute(
                arguments: [
                    UUID.timeOrdered(), key.person, key.place, key.role, Self.joined(want.ids), want.window.begins,
                    want.window.ends,
                ])
            report.enrolments.added += 1
            isNew.insert(key.person)
        }
        report.moved = moved.intersection(isNew).count
    }

    /// What the roster gave, and what came by hand or from a provider, which it leaves alone.
    private func heldRoles() throws -> (held: [RoleKey: Held], others: Set<RoleKey>) {
        var held: [RoleKey: Held] = [:], others: Set<RoleKey> = []
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT m.id, m.personID, m.placeID, m.role, m.rosterID, m.beginsOn, m.endsOn, m.source, p.kind
                FROM membership m JOIN place p ON p.id = m.placeID
                """)
        while let row = try rows.next() {
            let key = RoleKey(person: row[1], place: row[2], role: row[3])
            guard row[7] as String == "roster" else {
                others.insert(key)
                continue
            }
            let ids = (row[4] as String?).map { $0.split(separator: "\n").map(String.init) } ?? []
            held[key] = Held(
                id: row[0], ids: ids, window: .init(begins: row[5], ends: row[6]),
                isClass: row[8] as String == PlaceRecord.Kind.class.rawValue)
        }
        return (held, others)
    }

    /// Identifiers of rows have no line breaks in them.
    private static func joined(_ ids: [String]) -> String? {
        ids.isEmpty ? nil : Set(ids).sorted().joined(separator: "\n")
    }
}

extension RosterAlarm {
    /// Of classes, or of schools.
    subscript(isClass: Bool) -> Loss {
        get { isClass ? enrolments : roles }
        set { if isClass { enrolments = newValue } else { roles = newValue } }
    }
}
