import Foundation
import GRDB
import Kernel
import Mail
import Persistence
import Web

/// Enters, changes, suspends and erases people, and gives and takes roles, as far as the one who asks may.
struct People: Sendable {
    let store: AccountStore
    let links: AccountLinks
    let factors: SecondFactors

    /// A person with their roles.
    struct Entry: Sendable {
        var person: PersonRecord
        var memberships: [MembershipRecord]
        /// The person belongs to places too that the one who looks may not look at: then addresses and what happens
        /// there are not theirs to see.
        var isPartial = false
    }

    struct Filter: Sendable {
        var text: String?, place: UUID?, role: String?, state: PersonRecord.State?
        var limit = 50
        /// Only people after this one, by name.
        var after: UUID?
    }

    // MARK: Who may see and do what

    /// Places whose people may be looked at; everywhere where nil.
    func visible(_ permission: Permission, to user: Principal, _ tree: PlaceTree) -> Set<UUID>? {
        user.mayEverywhere(permission, district: tree.district) ? nil : tree.below(user.places(permission))
    }

    /// Somebody may look at a person when the permission holds at a place that the person has a role at.
    func find(_ id: UUID, _ permission: Permission, for user: Principal, _ db: Database) throws -> Entry {
        let tree = try store.access.tree(db)
        guard let person = try store.people.find(id, db) else { throw AccountsFailure.personNotFound }
        let memberships = try MembershipRecord.filter(Column("personID") == id).order(Column("id")).fetchAll(db)
        let places = visible(permission, to: user, tree)
        guard places.map({ places in memberships.contains { places.contains($0.placeID) } }) ?? true else {
            throw AccountsFailure.personNotFound
        }
        return Self.entry(person, memberships, places)
    }

    /// What may be seen of somebody by who may look at some places; everywhere where nil.
    static func entry(_ person: PersonRecord, _ held: [MembershipRecord], _ places: Set<UUID>?) -> Entry {
        guard let places else { return Entry(person: person, memberships: held) }
        let seen = held.filter { places.contains($0.placeID) }
        return Entry(person: person, memberships: seen, isPartial: seen.count < held.count || held.isEmpty)
    }

    /// Nobody acts on somebody who may do more than they themselves: else a reset would be a way into that account. Nor
    /// on somebody who belongs to another school too: it is the account of that school's as well.
    /// - Parameter isProtective: the act lets nobody in, so that who runs the appliance can stop an account whose
    ///   conversations they may not read.
    func findToManage(_ id: UUID, isProtective: Bool = false, by user: Principal, _ db: Database) throws
        -> Entry
    {
        let entry = try find(id, .manageUsers, for: user, db)
        let (tree, roles) = (try store.access.tree(db), try store.roles(db))
        for held in try MembershipRecord.filter(Column("personID") == id).fetchAll(db) {
            guard let place = tree.place(held.placeID), var permissions = roles.permissions(held.role) else { continue }
            if isProtective { permissions.formIntersection(Roles.powers) }
            guard Self.dominates(permissions, at: place, user) else { throw AccountsFailure.mightierPerson }
        }
        guard !entry.isPartial else { throw AccountsFailure.elsewhereToo }
        return entry
    }

    static func dominates(_ permissions: Set<Permission>, at place: Place, _ user: Principal) -> Bool {
        // One's own account is nobody else's: the right to it makes nobody mightier.
        permissions.allSatisfy { user.holds($0, at: place) || $0 == .manageOwnAccount && user.may($0) }
    }

    func note(
        _ action: AuditAction, _ id: UUID, _ details: [String: String] = [:], by origin: RequestOrigin, _ db: Database
    ) throws {
        try AuditTrail.append(
            .init(action, "person", id.auditName, place: try store.school(of: id, db), details: details), by: origin, db
        )
    }

    // MARK: Entering and changing

    struct Wish: Decodable, Sendable {
        let givenName: String?, familyName: String?, email: String?, userName: String?
        let role: String?, place: UUID?
    }

    /// - Throws: `AccountsFailure.invalid` for what is no name or address.
    static func checked(_ person: PersonRecord) throws -> PersonRecord {
        var person = person
        // Bytes come first: what follows takes time by the byte.
        guard
            [person.givenName, person.familyName, person.email ?? "", person.userName ?? ""]
                .allSatisfy({ $0.utf8.count <= 400 })
        else { throw AccountsFailure.invalid("This name or address is too long.") }
        person.givenName = person.givenName.trimmingCharacters(in: .whitespacesAndNewlines)
        person.familyName = person.familyName.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (person.givenName + person.familyName).hasCharacters(1...100) else {
            throw AccountsFailure.invalid("Give a name of 1 to 100 characters.")
        }
        person.email = person.email.map(normalized).flatMap { $0.isEmpty ? nil : $0 }
        person.userName = person.userName.map(normalized).flatMap { $0.isEmpty ? nil : $0 }
        if let email = person.email {
            guard email.wholeMatch(of: /[^@\s<>"(),:;\\]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,60}/) != nil else {
                throw AccountsFailure.invalid("“\(email.prefix(80))” is not an e-mail address.")
            }
        }
        if let name = person.userName {
            guard name.wholeMatch(of: /[^@\s]{1,80}/) != nil else {
                throw AccountsFailure.invalid("A user name has 1 to 80 characters, no blanks and no @.")
            }
        }
        guard person.email != nil || person.userName != nil || person.rosterID != nil else {
            throw AccountsFailure.invalid("Give an e-mail address or a user name.")
        }
        return person
    }

    private func refuseTaken(_ person: PersonRecord, _ db: Database) throws {
        let values: [(LookupHash.Field, String?)] = [(.email, person.email), (.userName, person.userName)]
        for case (let field, let value?) in values {
            guard try !store.people.isTaken(field, value, except: person.id, db) else { throw AccountsFailure.taken }
        }
    }

    /// Enters a person with a role, and makes the link by which they come in.
    /// - Returns: the person and the link's token, which is not shown again.
    func add(_ wish: Wish, for user: Principal, by origin: RequestOrigin) async throws -> (Entry, link: String) {
        let person = try Self.checked(
            PersonRecord(
                id: .timeOrdered(), givenName: wish.givenName ?? "", familyName: wish.familyName ?? "",
                email: wish.email, userName: wish.userName, createdAt: Date()))
        guard let role = wish.role else { throw AccountsFailure.roleNotFound }
        return try await store.write { db in
            guard let placeID = try wish.place ?? store.access.tree(db).district else {
                throw AccountsFailure.placeNotFound
            }
            // Who may not enter people there does not learn who is here.
            let taken = Result { try refuseTaken(person, db) }
            var entered = person
            if case .failure = taken { (entered.email, entered.userName) = (nil, nil) }
            try store.people.insert(entered, db)
            try note(.personAdded, person.id, by: origin, db)
            let held = try give(role, at: placeID, endsOn: nil, to: person.id, for: user, by: origin, db)
            try taken.get()
            let link = try links.make(for: person.id, by: origin, db)
            return (Entry(person: person, memberships: [held]), link.token)
        }
    }

    func change(_ id: UUID, _ wish: Wish, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        let (entry, isMoved) = try await store.write { db in
            var entry = try findToManage(id, by: user, db)
            let old = entry.person
            entry.person.givenName = wish.givenName ?? old.givenName
            entry.person.familyName = wish.familyName ?? old.familyName
            if let email = wish.email { entry.person.email = email }
            if let name = wish.userName { entry.person.userName = name }
            entry.person = try Self.checked(entry.person)
            try refuseTaken(entry.person, db)
            // Who changes an address changes who can come in by it; whoever was in comes in anew.
            let isMoved = old.email != entry.person.email
            var unlinked = 0
            if isMoved {
                // An administrator's word stands in place of a roster's.
                entry.person.readdressedAt = nil
                try db.execute(sql: "DELETE FROM identity WHERE personID = ?", arguments: [id])
                unlinked = db.changesCount
                // A link that went to the old address is not for whoever reads there.
                try AccountLinks.revoke(of: id, db)
                try store.outbox.dropWaiting(of: id, db)
                if user.person != id { try AccountStore.endSessions(of: id, db) }
            }
            try store.people.update(entry.person, db)
            let changed = [
                ("name", old.name != entry.person.name), ("email", old.email != entry.person.email),
                ("userName", old.userName != entry.person.userName),
            ]
            try note(
                .personChanged, id,
                ["fields": changed.filter(\.1).map(\.0).joined(separator: " "), "unlinked": "\(unlinked)"],
                by: origin, db)
            return (entry, isMoved)
        }
        if isMoved, user.person != id { store.sessions.forget { $0.person == id } }
        return entry
    }

    /// A one-time link for somebody, who needs it to come in.
    /// - Parameter address: makes the link's whole address of its token, where it is to be mailed to them.
    /// - Returns: the token, and the address that it was mailed to.
    /// - Throws: `AccountsFailure`, `MailFailure`; database errors.
    func makeLink(
        _ id: UUID, mailedAs address: (@Sendable (_ token: String) -> String)?, for user: Principal,
        by origin: RequestOrigin
    ) async throws -> (token: String, mailedTo: String?) {
        try await store.database.write { db in
            let person = try findToManage(id, by: user, db).person
            guard person.state == .active else {
                throw AccountsFailure.invalid("This person is suspended; let them in again first, then make the link.")
            }
            let (token, purpose) = try links.make(for: id, by: origin, db)
            guard let address else { return (token, nil) }
            guard let email = person.email else {
                throw AccountsFailure.invalid("This person has no mail address. Give them one, or hand the link over.")
            }
            guard try MailSettings.setting.value(db).isOn else { throw MailFailure.off }
            let content = LinkMail.content(purpose, address(token))
            // Each link makes the one before worthless; a message that waits with that is not sent any more.
            try store.outbox.dropWaiting(of: id, db)
            try store.outbox.add(content, to: email, kind: purpose.rawValue, about: id, db)
            return (token, email)
        }
    }

    func setState(_ id: UUID, _ state: PersonRecord.State, for user: Principal, by origin: RequestOrigin) async throws
        -> Entry
    {
        let entry = try await store.write { db in
            // Letting somebody in again is more than stopping them.
            var entry = try findToManage(id, isProtective: state == .suspended, by: user, db)
            guard entry.person.state != state else { return entry }
            entry.person.state = state
            entry.person.suspendedAt = state == .suspended ? Date() : nil
            try Self.keepingAdministrator(db) {
                try db.execute(
                    sql: "UPDATE person SET state = ?, suspendedAt = ? WHERE id = ?",
                    arguments: [state, entry.person.suspendedAt, id])
            }
            if state == .suspended { try Self.requireAnother(id, user) }
            // What was decided by hand is not undone by the next roster.
            try db.execute(sql: "DELETE FROM rosterLeaver WHERE personID = ?", arguments: [id])
            if state == .suspended {
                try AccountStore.endAccess(of: id, by: origin, place: try store.school(of: id, db), db)
                try store.outbox.dropWaiting(of: id, db)
            }
            try note(.personChanged, id, ["state": state.rawValue], by: origin, db)
            return entry
        }
        if state == .suspended { store.sessions.forget { $0.person == id } }
        return entry
    }

    /// One click would lock somebody out whom nobody but the console could let in again.
    private static func requireAnother(_ id: UUID, _ user: Principal) throws {
        guard id != user.person else {
            throw AccountsFailure.invalid("Nobody can suspend or erase themselves. Ask another administrator.")
        }
    }

    func endSessions(_ id: UUID, for user: Principal, by origin: RequestOrigin) async throws {
        _ = try await store.database.read { db in try findToManage(id, isProtective: true, by: user, db) }
        try await Sessions(store: store).end(of: id, by: origin)
    }

    func removeSecondFactors(_ id: UUID, for user: Principal, by origin: RequestOrigin) async throws {
        try await store.write { db in
            _ = try findToManage(id, by: user, db)
            try AccountStore.endSessions(of: id, db)
            try factors.remove(.all, of: id, isForced: true, by: origin, db)
        }
        store.sessions.forget { $0.person == id }
    }

    /// Erases a person and all that hangs on them here; the audit trail keeps the number, which then says nothing.
    func erase(_ id: UUID, for user: Principal, by origin: RequestOrigin) async throws {
        try await store.write { db in
            _ = try findToManage(id, by: user, db)
            let place = try store.school(of: id, db)
            try Self.keepingAdministrator(db) { try store.erase(id, db) }
            try Self.requireAnother(id, user)
            try AuditTrail.append(.init(.personErased, "person", id.auditName, place: place), by: origin, db)
        }
        store.sessions.forget { $0.person == id }
    }
}
