import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// Acts that let people in, or give them rights, want proof that whoever holds the session is still its owner: a
/// password or a second factor, given within the last ten minutes.
struct Confirmation: Sendable {
    let store: AccountStore
    let local: LocalSignIn
    let factors: SecondFactors
    let passkeys: Passkeys

    static let life: TimeInterval = 600

    func require(_ mark: SessionMark) async throws { try await Self.require(mark, store) }

    /// - Throws: `AccountsFailure.confirmFirst`, `.signInAgain` where there is nothing to confirm with.
    static func require(_ mark: SessionMark, _ store: AccountStore) async throws {
        let (confirmedAt, canConfirm) = try await store.database.read { db in
            (
                try Date.fetchOne(db, sql: "SELECT confirmedAt FROM session WHERE id = ?", arguments: [mark.id]),
                try Self.canConfirm(mark.person, db)
            )
        }
        if let confirmedAt, abs(confirmedAt.timeIntervalSinceNow) < Self.life { return }
        throw canConfirm ? AccountsFailure.confirmFirst : AccountsFailure.signInAgain
    }

    /// Whether a person has anything to confirm with.
    private static func canConfirm(_ person: UUID, _ db: Database) throws -> Bool {
        let hasPassword = try Bool.fetchOne(
            db, sql: "SELECT password IS NOT NULL FROM person WHERE id = ?", arguments: [person])
        return try hasPassword == true || SecondFactors.state(of: person, db).isSetUp
    }

    /// Takes a password where one came along with what it is to confirm, or wants that it was given a moment ago.
    func require(_ mark: SessionMark, _ password: String?, by origin: RequestOrigin) async throws {
        if let password, !password.isEmpty, try await local.isOwn(password, of: mark.person, by: origin) {
            return try await note(mark)
        }
        try await require(mark)
    }

    /// Takes a password, or a code of the app's or on paper.
    /// - Throws: `AccountsFailure.stepUp`, `.wrongCode`.
    func confirm(_ mark: SessionMark, password: String?, code: String?, by origin: RequestOrigin) async throws {
        if let code, !code.isEmpty {
            guard code.utf8.count <= SecondFactors.longestCode else { throw AccountsFailure.wrongCode }
            try await factors.prove(mark, way: "confirmation", by: origin) { db in
                try factors.isRight(code, of: mark.person, db)
            }
        } else {
            guard try await local.isOwn(password ?? "", of: mark.person, by: origin) else {
                throw AccountsFailure.stepUp
            }
        }
        try await note(mark)
    }

    /// Takes a passkey's answer.
    func confirm(_ mark: SessionMark, _ answer: Passkeys.Assertion, party: WebAuthn.Party, by origin: RequestOrigin)
        async throws
    {
        try await passkeys.confirm(answer, mark, party: party, by: origin)
        try await note(mark)
    }

    private func note(_ mark: SessionMark) async throws {
        try await store.database.write { db in
            try db.execute(sql: "UPDATE session SET confirmedAt = ? WHERE id = ?", arguments: [Date(), mark.id])
        }
    }
}
