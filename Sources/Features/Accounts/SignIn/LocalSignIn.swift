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
    private let throttle = Throttle()

    init(store: AccountStore, passwords: PasswordHash) {
        (self.store, self.passwords, sessions) = (store, passwords, Sessions(store: store))
    }

    /// Signs in. Unknown names take as long as known ones and end alike.
    /// - Parameter earlier: the token of the session that the browser had until now.
    /// - Throws: `AccountsFailure.wrongCredentials`, `.throttled`, `.overloaded`, `.localAccountsOff`.
    func signIn(
        _ name: String, _ password: String, device: String, replacing earlier: String?, by origin: RequestOrigin
    ) async throws -> Sessions.Begun {
        let name = normalized(name)
        let account = Hexadecimal.encode(blake2b256(Array(name.utf8)).prefix(8))
        try throttle.check(account: account, address: origin.address)
        let found = try await store.database.read { db in
            try PersonRecord.filter(Column("email") == name || Column("userName") == name).fetchOne(db)
        }
        let hash = found.flatMap { openedHash($0) }
        let isRight = try await unhurried { try await passwords.matches(password, hash) }
        guard isRight, let person = found, person.state == .active else {
            throttle.fail(account: account, address: origin.address)
            let reason = found == nil ? "unknown" : isRight ? "suspended" : hash == nil ? "noPassword" : "password"
            try await store.database.write { db in
                try AuditTrail.append(
                    .init(
                        .signInFailed, found == nil ? "name" : "person", found?.id.auditName ?? account,
                        place: try found.map { try store.school(of: $0.id, db) } ?? store.access.tree(db).district,
                        outcome: .refused, details: ["reason": reason, "way": "password"]), by: origin, db)
            }
            throw AccountsFailure.wrongCredentials
        }
        guard try store.access.policy().localAccounts || isAdministrator(person.id) else {
            throw AccountsFailure.localAccountsOff
        }
        throttle.succeed(account: account)
        var renewed: Data?
        if let hash, passwords.isOutdated(hash) { renewed = try await sealedHash(password, of: person.id) }
        let (new, details) = (
            renewed, SessionDetails(address: origin.address, device: device, way: "password", startedAt: Date())
        )
        let begun = try await store.database.write { db in
            try db.execute(
                sql: "UPDATE person SET lastSignInAt = ?, password = coalesce(?, password) WHERE id = ?",
                arguments: [Date(), new, person.id])
            let begun = try sessions.begin(person, .init(details: details), replacing: earlier, db)
            try noteSignIn(person, begun, way: "password", by: origin, db)
            return begun
        }
        if let earlier { store.sessions.forget(token: earlier) }
        return begun
    }

    /// Whether a password is a person's own: for confirming what matters.
    /// - Throws: `AccountsFailure.stepUp` where it is not.
    func confirm(_ person: UUID, _ password: String?, by origin: RequestOrigin) async throws {
        guard let found = try await store.database.read({ db in try PersonRecord.fetchOne(db, key: person) }) else {
            throw AccountsFailure.personNotFound
        }
        // Who signs in with a provider has none to give.
        guard let hash = openedHash(found) else { return }
        let account = person.auditName
        try throttle.check(account: account, address: origin.address)
        guard try await unhurried({ try await passwords.matches(password ?? "", hash) }) else {
            throttle.fail(account: account, address: origin.address)
            throw AccountsFailure.stepUp
        }
    }

    /// A password's hash, sealed for a person.
    func sealedHash(_ password: String, of person: UUID) async throws -> Data {
        let hash = try await unhurried { try await passwords.make(password) }
        return Data(store.sealer.seal(Array(hash.utf8), for: "person.password.\(person.uuidString)"))
    }

    /// Refuses passwords that are too weak for a person.
    func check(_ password: String, of person: PersonRecord) throws {
        try PasswordPolicy.check(
            password, own: [person.givenName, person.familyName, person.email ?? "", person.userName ?? ""])
    }

    private func openedHash(_ person: PersonRecord) -> String? {
        let bytes = person.password.flatMap {
            try? store.sealer.open($0, for: "person.password.\(person.id.uuidString)")
        }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private func isAdministrator(_ person: UUID) throws -> Bool {
        try store.access.principal(person)?.grants.contains {
            BuiltInRole(rawValue: $0.role)?.isAdministrator == true
        } ?? false
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
        do { return try await work() } catch is PasswordHash.Overloaded { throw AccountsFailure.overloaded }
    }
}

extension SessionCache {
    func forget(token: String) {
        let hash = tokenHash(token)
        drop(hash)
    }
}
