import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// Answering with a second factor, where guessing is counted.
extension SecondFactors {
    /// Wrong answers after which a sign-in that is under way is over.
    private static let mostWrong = 10

    /// Finishes a sign-in, with a new token: the half-signed-in session's is worth nothing afterwards.
    func complete(
        _ mark: SessionMark, way: String, by origin: RequestOrigin,
        proving prove: @escaping @Sendable (Database) throws -> Bool
    ) async throws -> Sessions.Begun {
        guard mark.stage == .secondFactor else { throw RequestFailure.notSignedIn }
        let begun = try await attempt(mark) {
            try await store.database.write { db -> Sessions.Begun? in
                guard try prove(db) else {
                    try noteFailure(mark, way, by: origin, db)
                    return nil
                }
                return try promote(mark, way: way, by: origin, db)
            }
        }
        store.sessions.forget { $0.id == mark.id }
        return begun
    }

    /// Checks a factor of somebody who is signed in.
    /// - Throws: `AccountsFailure.wrongCode`, `.throttled`.
    func prove(
        _ mark: SessionMark, way: String, by origin: RequestOrigin,
        _ prove: @escaping @Sendable (Database) throws -> Bool
    ) async throws {
        try await attempt(mark) {
            try await store.database.write { db -> Void? in
                if try prove(db) { return () }
                try noteFailure(mark, way, by: origin, db)
                return nil
            }
        }
    }

    private func noteFailure(_ mark: SessionMark, _ way: String, by origin: RequestOrigin, _ db: Database) throws {
        try AuditTrail.append(
            .init(
                .signInFailed, "person", mark.person.auditName, place: try store.school(of: mark.person, db),
                outcome: .refused, details: ["reason": "secondFactor", "way": way]), by: origin, db)
    }

    /// Counts an attempt, by person and by session, before it is looked at: many at once get no more than one after the
    /// other. A sign-in under way ends after ten wrong answers.
    private func attempt<Value: Sendable>(
        _ mark: SessionMark, _ body: () async throws -> Value?
    ) async throws -> Value {
        let (person, session) = ("2 " + mark.person.auditName, "s " + mark.id.auditName)
        let isHalf = mark.stage == .secondFactor
        try store.attempts.begin(person, .code)
        var isGood: Bool?
        defer { store.attempts.end(person, isGood: isGood) }
        if isHalf {
            let number = try store.attempts.begin(session, .init(free: .max))
            guard number <= Self.mostWrong else {
                store.attempts.end(session, isGood: false)
                throw AccountsFailure.tooManyCodes
            }
        }
        var found: Value?
        defer { if isHalf { store.attempts.end(session, isGood: found == nil ? false : true) } }
        found = try await body()
        isGood = found != nil
        guard let found else {
            if isHalf, store.attempts.count(session) >= Self.mostWrong {
                try await endHalf(mark)
                throw AccountsFailure.tooManyCodes
            }
            throw AccountsFailure.wrongCode
        }
        return found
    }

    private func endHalf(_ mark: SessionMark) async throws {
        try await store.database.write { db in
            try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [mark.id])
        }
        store.sessions.forget { $0.id == mark.id }
    }
}
