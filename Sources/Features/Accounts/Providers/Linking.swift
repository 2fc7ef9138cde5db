import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// Finds whom a provider's identity stands for: by issuer and subject; the first time by the roster's number or a
/// checked e-mail address inside the district's domains; or makes a new person where that is switched on.
struct Linking: Sendable {
    let store: AccountStore
    let flow: ProviderFlow
    let identity: ProvidedIdentity

    /// What stands for the account there.
    private var subjectHash: Data { store.people.hash(issuer: identity.issuer, subject: identity.subject) }

    /// - Throws: `AccountsFailure.refused` where nobody is found.
    func person(by origin: RequestOrigin, _ db: Database) throws -> PersonRecord {
        let known = try Row.fetchOne(
            db, sql: "SELECT personID, confirmedAt FROM identity WHERE issuer = ? AND subjectHash = ?",
            arguments: [identity.issuer, subjectHash])
        if let known, let person = try store.people.find(known["personID"] as UUID, db) {
            // What was connected by its owner holds until somebody changes what the provider says.
            let isOwn = (known["confirmedAt"] as Date?).map { $0 > flow.record.changedAt ?? .distantPast } ?? false
            if !isOwn { try requireReach(to: person, db) }
            return person
        }
        let policy = try AccountsPolicy.setting.value(db)
        let email = identity.verifiedEmail.flatMap { address in
            policy.emailDomains.contains(Self.domain(of: address)) ? address : nil
        }
        if let found = try entered(email, db) {
            try requireReach(to: found, db)
            try requireSettled(found, email, db)
            try link(found, by: origin, db)
            return found
        }
        guard let made = try provisioned(email, by: origin, db) else {
            if identity.claims.has("email"), identity.verifiedEmail == nil {
                throw AccountsFailure.refused(
                    "emailUnverified",
                    "Your provider does not say that it has checked your e-mail address, so it cannot be matched.")
            }
            throw AccountsFailure.refused(
                "unknownPerson", "Nobody here has this account. Ask your administrator to enter you.")
        }
        try link(made, by: origin, db)
        return made
    }

    /// Whether somebody is found who was entered before; nothing is changed.
    /// - Throws: `AccountsFailure` where they may not come in so.
    func stands(_ db: Database) throws -> Bool {
        let known = try UUID.fetchOne(
            db, sql: "SELECT personID FROM identity WHERE issuer = ? AND subjectHash = ?",
            arguments: [identity.issuer, subjectHash])
        if let known {
            try requireReach(to: known, db)
            return true
        }
        let policy = try AccountsPolicy.setting.value(db)
        let email = identity.verifiedEmail.flatMap { policy.emailDomains.contains(Self.domain(of: $0)) ? $0 : nil }
        guard let found = try entered(email, db) else { return false }
        try requireReach(to: found.id, db)
        try requireSettled(found, email, db)
        return true
    }

    private func requireReach(to person: PersonRecord, _ db: Database) throws { try requireReach(to: person.id, db) }

    private func requireReach(to person: UUID, _ db: Database) throws {
        guard try flow.record.reaches(person, store.roles(db), db) else { throw AccountsFailure.confirmLink }
    }

    /// So long an address or number that a roster changed is not enough for an account that was somebody's before.
    private static let settling: TimeInterval = 30 * 86_400

    /// Whoever delivers rosters names the address or number by which somebody is found, and so could name their own for
    /// another's account: staff who had a way in before use that once, and connect by their own word.
    private func requireSettled(_ person: PersonRecord, _ email: String?, _ db: Database) throws {
        let isByAddress = email != nil && email == person.email
        let changedAt = isByAddress ? person.readdressedAt : person.renumberedAt
        guard let changedAt, -changedAt.timeIntervalSinceNow < Self.settling else { return }
        let (held, roles) = (
            try MembershipRecord.filter(Column("personID") == person.id).fetchAll(db), try store.roles(db)
        )
        let isStaff = held.contains { roles.permissions($0.role)?.isSubset(of: [.manageOwnAccount]) == false }
        let isUsed =
            person.password != nil || person.lastSignInAt != nil || held.contains { $0.source != .roster }
        guard !isStaff || !isUsed else { throw AccountsFailure.confirmLink }
    }

    /// Connects the account there with somebody who is signed in here, by their own word.
    /// - Throws: `AccountsFailure.identityTaken`.
    func connect(to person: UUID, by origin: RequestOrigin, _ db: Database) throws {
        let owner = try UUID.fetchOne(
            db, sql: "SELECT personID FROM identity WHERE issuer = ? AND subjectHash = ?",
            arguments: [identity.issuer, subjectHash])
        guard owner == nil || owner == person else { throw AccountsFailure.identityTaken }
        guard let record = try store.people.find(person, db), record.state == .active else {
            throw AccountsFailure.personNotFound
        }
        try db.execute(
            sql: "DELETE FROM identity WHERE issuer = ? AND subjectHash = ?",
            arguments: [identity.issuer, subjectHash])
        try link(record, isOwn: true, by: origin, db)
    }

    static func domain(of address: String) -> String {
        String(address.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
    }

    /// Somebody who was entered before, by roster or by hand, and whom no other account of this issuer's is linked to.
    private func entered(_ email: String?, _ db: Database) throws -> PersonRecord? {
        var found: PersonRecord?
        for rosterID in identity.rosterIDs where found == nil {
            found = try store.people.find(.rosterID, rosterID, db)
        }
        if found == nil, let email { found = try store.people.find(.email, email, db) }
        guard let found else { return nil }
        let isLinked = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM identity WHERE issuer = ? AND personID = ?)",
            arguments: [identity.issuer, found.id])
        // An address that was given to somebody else must not inherit the first one's account.
        guard isLinked != true else {
            throw AccountsFailure.refused(
                "linkedAlready", "Another account of this provider belongs to this person. Ask your administrator.")
        }
        return found
    }

    private func link(
        _ person: PersonRecord, isOwn: Bool = false, by origin: RequestOrigin, _ db: Database
    ) throws {
        let now = Date()
        try db.execute(
            sql: "INSERT INTO identity (issuer, subjectHash, personID, linkedAt, confirmedAt) VALUES (?, ?, ?, ?, ?)",
            arguments: [identity.issuer, subjectHash, person.id, now, isOwn ? now : nil])
        try AuditTrail.append(
            .init(
                .personChanged, "person", person.id.auditName, place: try store.school(of: person.id, db),
                details: ["linked": flow.record.kind.rawValue, "by": isOwn ? "self" : "provider"]), by: origin, db)
    }

    private func provisioned(_ email: String?, by origin: RequestOrigin, _ db: Database) throws -> PersonRecord? {
        guard let rule = flow.settings.provisioning, rule.isOn, let role = role(rule, email) else { return nil }
        guard role != StandardRole.student.rawValue || rule.allowsStudents == true else { return nil }
        let tree = try store.access.tree(db)
        guard let place = rule.place ?? tree.district, tree.place(place) != nil,
            MembershipRecord.permission(role) == nil, try store.roles(db).permissions(role) != nil
        else { return nil }
        let person = PersonRecord(
            id: .timeOrdered(), givenName: identity.givenName.beginning(100),
            familyName: identity.familyName.beginning(100), email: email, createdAt: Date())
        try store.people.insert(person, db)
        try MembershipRecord(
            id: .timeOrdered(), personID: person.id, placeID: place, role: role, source: .provider
        ).insert(db)
        // Nor does its word make anybody who may do more than those who set it up.
        try requireReach(to: person, db)
        guard !(try store.roles(db).isAdministrator(role)) else { throw AccountsFailure.confirmLink }
        try AuditTrail.append(
            .init(
                .personAdded, "person", person.id.auditName, place: try store.school(of: person.id, db),
                details: ["by": flow.record.kind.rawValue, "role": role]), by: origin, db)
        return person
    }

    private func role(_ rule: ProviderSettings.Provisioning, _ email: String?) -> String? {
        if let claim = rule.claim, let roles = rule.claimRoles {
            for value in identity.claims.values(claim) { if let role = roles[value] { return role } }
        }
        if let email, let role = rule.domainRoles?[Self.domain(of: email)] { return role }
        // Anybody's account elsewhere must not be enough. At Clever the district was checked, and no address ever is.
        return email != nil || flow.record.kind == .clever ? rule.role : nil
    }
}
