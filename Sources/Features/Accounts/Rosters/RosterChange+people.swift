import Foundation
import GRDB
import Kernel

/// Who is who: people by their identifiers, by what they are called here already, or new.
extension RosterChange {
    /// A person of the delivery, before and after.
    struct Draft {
        let user: OneRoster.User
        let old: PersonRecord?
        var new: PersonRecord
    }

    mutating func changePeople() throws {
        let all = try store.all(
            knowing: roster.users.map {
                Particulars(email: $0.email.value, userName: $0.userName.value, rosterID: $0.id)
            }, db)
        people = Dictionary(
            all.compactMap { person in person.rosterID.map { ($0, person) } }, uniquingKeysWith: { first, _ in first })
        alarm.people.before = people.values.count { $0.state == .active }
        if roster.isEmptied("users"), alarm.people.before > 0 { alarm.empty.append("users") }
        let leavers = Set(try UUID.fetchAll(db, sql: "SELECT personID FROM rosterLeaver"))
        let delivered = Set(roster.users.map(\.id)).union(roster.unread["users"] ?? [])
        let leaving = Set(roster.users.filter { !$0.isActive }.map(\.id))
        // Whoever has gone from a whole delivery, or goes with this one, may be back under a new identifier.
        let gone = people.filter { id, person in
            !administrators.contains(person.id)
                && (leaving.contains(id) || roster.bulk.contains("users") && !delivered.contains(id))
        }
        var drafts = drafts(all, gone.map(\.value))
        let matched = Set(drafts.compactMap { $0.old?.id })
        for index in drafts.indices { comeBack(&drafts[index], leavers) }

        var suspending: [PersonRecord] = []
        for user in roster.users where !user.isActive {
            guard let person = people[user.id], person.state == .active, !matched.contains(person.id) else { continue }
            if administrators.contains(person.id) {
                roster.add("users", user.line, "This person is an administrator here and stays; name another first.")
            } else {
                suspending.append(person)
            }
        }
        if roster.bulk.contains("users") {
            let missing = people.filter {
                !delivered.contains($0.key) && $0.value.state == .active && !matched.contains($0.value.id)
            }.values
            suspending += missing.filter { !administrators.contains($0.id) }
            let staying = missing.count { administrators.contains($0.id) }
            if staying > 0 {
                report.notes.append(
                    "\(staying) administrators are not in the delivery any more; they stay until somebody suspends "
                        + "them under People.")
            }
        }
        let kept = drafts.count { $0.new.state == .suspended }
        if kept > 0 { report.notes.append("\(kept) people of the delivery were suspended by hand and stay so.") }
        let away = Set(gone.map(\.value.id)).union(
            all.filter { $0.state == .suspended && leavers.contains($0.id) }.map(\.id))
        let released = assignNames(
            &drafts, all, leaving: away.subtracting(matched).subtracting(administrators))
        noteNewNames(&drafts)
        for person in suspending { try suspend(person) }
        try write(drafts, released)
    }

    private mutating func drafts(_ all: [PersonRecord], _ gone: [PersonRecord]) -> [Draft] {
        // Entered by hand, and not mighty: the same person when the address is.
        let byHand = Dictionary(
            all.filter { $0.rosterID == nil && !administrators.contains($0.id) }.compactMap { person in
                person.email.map { ($0, person) }
            }, uniquingKeysWith: { first, _ in first })
        var byName: [String: [PersonRecord]] = [:]
        for person in gone {
            for name in [person.email, person.userName] { name.map { byName[$0, default: []].append(person) } }
        }
        var taken: Set<UUID> = []
        return roster.users.filter(\.isActive).map { user in
            var person = people[user.id]
            let names = [user.email, user.userName].compactMap { if case .value(let name) = $0 { name } else { nil } }
            if person == nil {
                // An address alone is handed on to others; with the name it is the same person.
                person = names.lazy.flatMap { byName[$0] ?? [] }.first {
                    !taken.contains($0.id)
                        && Self.folded($0.name) == Self.folded(user.givenName + " " + user.familyName)
                }
                if person != nil { alarm.renumbered += 1 }
            }
            if person == nil, case .value(let email) = user.email, let known = byHand[email], !taken.contains(known.id)
            {
                person = known
            }
            if let person { taken.insert(person.id) }
            var record = person ?? PersonRecord(id: .timeOrdered(), givenName: "", familyName: "", createdAt: Date())
            if administrators.contains(record.id) {
                if record.name != "\(user.givenName) \(user.familyName)".trimmingCharacters(in: .whitespaces)
                    || user.email.differs(from: record.email) || user.userName.differs(from: record.userName)
                {
                    roster.add(
                        "users", user.line,
                        "This person is an administrator here: a roster does not change their name, address or user "
                            + "name. Change them under People.")
                }
            } else {
                if handMade.contains(record.id), user.email.differs(from: record.email) {
                    roster.add(
                        "users", user.line,
                        "This person has a role that was given by hand: a roster does not change their address. Change "
                            + "it under People.")
                }
                (record.givenName, record.familyName, record.rosterID) = (user.givenName, user.familyName, user.id)
            }
            return Draft(user: user, old: person, new: record)
        }
    }

    private static func folded(_ name: String) -> String {
        name.trimmingCharacters(in: .whitespaces)
            .folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }

    /// Who was suspended because they left is back; who was suspended by hand stays so.
    private mutating func comeBack(_ draft: inout Draft, _ leavers: Set<UUID>) {
        guard draft.new.state == .suspended, draft.old?.rosterID != nil, leavers.contains(draft.new.id) else { return }
        (draft.new.state, draft.new.suspendedAt) = (.active, nil)
        report.returned += 1
    }

    /// Whose address or number is another is known as such for a while: see `Linking`.
    private mutating func noteNewNames(_ drafts: inout [Draft]) {
        for index in drafts.indices {
            guard let old = drafts[index].old else { continue }
            if old.email != drafts[index].new.email {
                drafts[index].new.readdressedAt = Date()
                readdressed.append(old.id)
            }
            if old.rosterID != drafts[index].new.rosterID { drafts[index].new.renumberedAt = Date() }
        }
        if !readdressed.isEmpty {
            report.notes.append("\(readdressed.count) people have another address now; they sign in anew.")
        }
    }

    private mutating func suspend(_ person: PersonRecord) throws {
        var person = person
        (person.state, person.suspendedAt) = (.suspended, Date())
        try db.execute(
            sql: "UPDATE person SET state = ?, suspendedAt = ? WHERE id = ?",
            arguments: [person.state, person.suspendedAt, person.id])
        try db.execute(sql: "INSERT OR IGNORE INTO rosterLeaver (personID) VALUES (?)", arguments: [person.id])
        people[person.rosterID ?? ""] = person
        suspended.append(person.id)
        report.people.left += 1
        alarm.people.lost += 1
    }

    /// Takes what others get from people whom the delivery does not change otherwise.
    private func strip(_ released: Released, except drafted: Set<UUID>) throws {
        let left = released.emails.union(released.userNames).subtracting(drafted)
        try store.update(
            try store.all(left, db).map { person in
                var person = person
                if released.emails.contains(person.id) { person.email = nil }
                if released.userNames.contains(person.id) { person.userName = nil }
                return person
            }, db)
    }

    /// Everything that goes to others is let go of first: addresses and user names are unique at each moment.
    private mutating func write(_ drafts: [Draft], _ released: Released) throws {
        try store.release(.email, of: released.emails, db)
        try store.release(.userName, of: released.userNames, db)
        let moved = drafts.filter { $0.old != nil && $0.old?.rosterID != nil && $0.old?.rosterID != $0.new.rosterID }
        try store.release(.rosterID, of: moved.map(\.new.id), db)
        for draft in moved { people[draft.old?.rosterID ?? ""] = nil }
        try strip(released, except: Set(drafts.map(\.new.id)))
        let new = drafts.filter { $0.old == nil }.map(\.new)
        let changed = drafts.filter { $0.old != nil && $0.new != $0.old }.map(\.new)
        try store.insert(new, db)
        try store.update(changed, db)
        report.people.added += new.count
        report.people.changed += changed.count
        for draft in drafts { people[draft.user.id] = draft.new }
        // Whose address somebody else has now: a provider's account or an unused link of that address is not theirs.
        var unlinked = 0
        for id in released.handedOn {
            try db.execute(sql: "DELETE FROM identity WHERE personID = ?", arguments: [id])
            unlinked += db.changesCount
            try db.execute(sql: "DELETE FROM accountLink WHERE personID = ?", arguments: [id])
        }
        if unlinked > 0 {
            report.notes.append("\(unlinked) accounts at providers were let go of: their addresses are others' now.")
        }
        let back = try db.makeStatement(sql: "DELETE FROM rosterLeaver WHERE personID = ?")
        for draft in drafts where draft.old?.state == .suspended && draft.new.state == .active {
            try back.execute(arguments: [draft.new.id])
        }
    }
}

extension OneRoster.Name {
    var value: String? { if case .value(let value) = self { value } else { nil } }

    func differs(from held: String?) -> Bool { if case .value(let value) = self { value != held } else { false } }
}
