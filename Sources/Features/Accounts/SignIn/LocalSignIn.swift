import Foundation
import GRDB
import Kernel
import Persistence
import Vault
import Web

/// Signing in with a name and a password, and setting passwords.
struct LocalSignIn: Sendable {
    let store: AccountStore
    let passwords: PasswordHash
    let sessions: Sessions

    init(store: AccountStore, passwords: PasswordHash) {
        (self.store, self.passwords, sessions) = (store, passwords, Sessions(store: store))
    }

    /// What came of an attempt to sign in.
    struct Outcome: Sendable {
        let begun: Sessions.Begun
        let person: UUID
    }

    /// The name or the password is wrong.
    struct Wrong: Error {
        /// Nobody has this name.
        let isUnknown: Bool
    }

    /// What is asked of a browser that signs in.
    struct Attempt: Sendable {
        let name: String, password: String
        let visitor: Visitor
        /// Attempts are counted by it, and stand in line by it.
        let network: String
        let device: KnownDevice
    }

    /// Whether somebody with this name has signed in with a device before.
    func isKnown(_ name: String, _ device: KnownDevice) async throws -> Bool {
        guard !device.people.isEmpty else { return false }
        let name = normalized(name)
        let id = try await store.database.read { db in
            try store.people.id(signingIn: name, db)
        }
        return id.map(device.knows) ?? false
    }

    /// Signs in. Unknown names take as long as known ones and end alike.
    ///
    /// The attempt is counted before anything is looked at, and each account is tried once at a time. Each network stands in
    /// a line of its own, and so does a device that the person has signed in with before.
    /// - Throws: `Wrong`; `AccountsFailure.throttled`, `.overloaded`, `.localAccountsOff`, `.passwordNeedsLink`.
    func signIn(_ attempt: Attempt) async throws -> Outcome {
        let (origin, name) = (attempt.visitor.origin, normalized(attempt.name))
        // The trail keeps it, and nobody is to try addresses against that.
        let nameHash = Hexadecimal.encode(store.codes("sign-in \(name)").prefix(8))
        let found = try await store.database.read { db in
            try store.people.find(signingIn: name, db)
        }
        let isKnown = found.map { attempt.device.knows($0.id) } ?? false
        let account = nameHash + " " + (isKnown ? attempt.device.id.uuidString : attempt.network)
        try store.attempts.begin(account)
        var isGood: Bool?
        defer { store.attempts.end(account, isGood: isGood) }
        // Many networks at once wait for each other, but not for as long as one that guesses waits for itself.
        if !isKnown { try store.attempts.begin(nameHash, .everywhere) }
        defer { if !isKnown { store.attempts.end(nameHash, isGood: isGood) } }
        let hash = found.flatMap { openedHash($0.password, of: $0.id) }
        let forms = PasswordPolicy.forms(attempt.password)
        let asker = PasswordHash.Asker(network: attempt.network, isKnown: isKnown)
        let form: String?
        do {
            form = try await unhurried { try await passwords.match(forms, hash, for: asker) }
        } catch let failure as AccountsFailure where failure == .passwordNeedsLink {
            try await noteFailure(found, nameHash, "memory", by: origin)
            throw failure
        }
        guard let form, let person = found, person.state == .active else {
            isGood = false
            let reason = found == nil ? "unknown" : form != nil ? "suspended" : hash == nil ? "noPassword" : "password"
            try await noteFailure(found, nameHash, reason, by: origin)
            throw Wrong(isUnknown: found == nil)
        }
        guard try await mayUsePassword(person.id) else { throw AccountsFailure.localAccountsOff }
        var renewed: Data?
        if let hash, passwords.isOutdated(hash) || Array(form.utf8) != Array(forms[0].utf8) {
            renewed = try await sealedHash(attempt.password, of: person.id, for: asker)
        }
        let (new, details) = (
            renewed,
            SessionDetails(address: origin.address, device: attempt.visitor.device, way: "password", startedAt: Date())
        )
        let earlier = attempt.visitor.token
        let begun = try await store.database.write { db in
            try db.execute(
                sql: "UPDATE person SET lastSignInAt = ?, password = coalesce(?, password) WHERE id = ?",
                arguments: [Date(), new, person.id])
            let begun = try sessions.begin(person, .init(details: details), replacing: earlier, db)
            try noteSignIn(person, begun, way: "password", by: origin, db)
            return begun
        }
        // A password alone forgives no earlier attempts where codes are still to be guessed.
        isGood = begun.mark.stage == .secondFactor ? nil : true
        if let earlier { store.sessions.forget(token: earlier) }
        return Outcome(begun: begun, person: person.id)
    }

    private func noteFailure(
        _ found: PersonRecord?, _ account: String, _ reason: String, by origin: RequestOrigin
    ) async throws {
        try await store.database.write { db in
            try AuditTrail.append(
                .init(
                    .signInFailed, found == nil ? "name" : "person", found?.id.auditName ?? account,
                    place: try found.map { try store.school(of: $0.id, db) } ?? store.access.tree(db).district,
                    outcome: .refused, details: ["reason": reason, "way": "password"]), by: origin, db)
        }
    }

    /// Administrators always may.
    private func mayUsePassword(_ person: UUID) async throws -> Bool {
        if store.access.policy.localAccounts { return true }
        return try await store.access.principal(person)?.grants.contains {
            StandardRole(rawValue: $0.role)?.isAdministrator == true
        } ?? false
    }

    func hasPassword(_ person: UUID) async throws -> Bool {
        try await store.database.read { db in
            try Bool.fetchOne(db, sql: "SELECT password IS NOT NULL FROM person WHERE id = ?", arguments: [person])
        } ?? false
    }

    /// Whether a password is a person's own: for confirming what matters.
    /// - Returns: false where the person has none, and signs in with a provider.
    /// - Throws: `AccountsFailure.stepUp` where it is not.
    func isOwn(_ password: String, of person: UUID, by origin: RequestOrigin) async throws -> Bool {
        guard let found = try await store.database.read({ db in try store.people.find(person, db) }) else {
            throw AccountsFailure.personNotFound
        }
        guard let hash = openedHash(found.password, of: found.id) else { return false }
        guard PasswordPolicy.isShort(password) else { throw AccountsFailure.stepUp }
        let account = "confirm " + person.auditName
        try store.attempts.begin(account)
        var isGood: Bool?
        defer { store.attempts.end(account, isGood: isGood) }
        let form = try await unhurried { try await passwords.match(PasswordPolicy.forms(password), hash) }
        isGood = form != nil
        guard form != nil else { throw AccountsFailure.stepUp }
        return true
    }

    /// Active people whose passwords this machine has too little memory to check, by their address or user name.
    func needingLinks() async throws -> [String] {
        try await store.database.read { db in
            let known = try StoredPerson.filter(Column("password") != nil && Column("state") == "active")
                .order(Column("id")).fetchAll(db)
            let needing = known.filter { openedHash($0.password, of: $0.id).map { !passwords.fits($0) } ?? false }
            return try store.people.open(needing).map { $0.email ?? $0.userName ?? $0.id.auditName }
        }
    }

    /// A password's hash, sealed for a person.
    func sealedHash(
        _ password: String, of person: UUID, for asker: PasswordHash.Asker = .own
    ) async throws -> Data {
        let hash = try await unhurried { try await passwords.make(PasswordPolicy.form(password), for: asker) }
        return Data(store.sealer.seal(Array(hash.utf8), for: "person.password.\(person.uuidString)"))
    }

    /// Refuses passwords that are too weak for a person.
    func check(_ password: String, of person: PersonRecord) async throws {
        try await PasswordPolicy.check(
            password, own: [person.givenName, person.familyName, person.email ?? "", person.userName ?? ""])
    }

    private func openedHash(_ password: Data?, of person: UUID) -> String? {
        let bytes = password.flatMap { try? store.sealer.open($0, for: "person.password.\(person.uuidString)") }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private func noteSignIn(
        _ person: PersonRecord, _ begun: Sessions.Begun, way: String, by origin: RequestOrigin, _ db: Database
    ) throws {
        var origin = origin
        origin.actor = person.id.auditName
        try AuditTrail.append(
            .init(
                .signedIn, "person", person.id.auditName, place: try store.school(of: person.id, db),
                details: ["way": way, "stage": begun.mark.stage.rawValue]), by: origin, db)
    }

    private func unhurried<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch is PasswordHash.Overloaded {
            throw AccountsFailure.overloaded
        } catch is PasswordHash.TooLarge { throw AccountsFailure.passwordNeedsLink }
    }
}

extension SessionCache {
    func forget(token: String) {
        let hash = tokenHash(token)
        drop(hash)
    }
}
