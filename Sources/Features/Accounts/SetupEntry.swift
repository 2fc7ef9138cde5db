import Foundation
import GRDB
import Kernel
import Vault
import Web

/// The set-up link and the sessions it opens. Only hashes of tokens are stored.
struct SetupEntry: SessionAuthority {
    let database: any DatabaseWriter

    static let linkLife: TimeInterval = 24 * 3600
    static let sessionLife: TimeInterval = 30 * 24 * 3600

    func makeToken() async throws -> String {
        let token = randomToken()
        try await database.write { db in
            try db.execute(sql: "DELETE FROM setupLink")
            try db.execute(
                sql: "INSERT INTO setupLink (tokenHash, expiresAt) VALUES (?, ?)",
                arguments: [Self.hash(token), Date().addingTimeInterval(Self.linkLife)])
        }
        return token
    }

    /// Uses a link up and opens a session.
    /// - Returns: the session's token; nil when the link is unknown, used or too old.
    func enter(_ token: String) async throws -> String? {
        let session = randomToken()
        return try await database.write { db in
            try db.execute(
                sql: "DELETE FROM setupLink WHERE tokenHash = ? AND expiresAt > ?",
                arguments: [Self.hash(token), Date()])
            guard db.changesCount == 1 else { return nil }
            try db.execute(sql: "DELETE FROM session WHERE expiresAt <= ?", arguments: [Date()])
            try db.execute(
                sql: "INSERT INTO session (tokenHash, createdAt, expiresAt) VALUES (?, ?, ?)",
                arguments: [Self.hash(session), Date(), Date().addingTimeInterval(Self.sessionLife)])
            return session
        }
    }

    func principal(token: String) async throws -> Principal? {
        let hash = Self.hash(token)
        let isOpen = try await database.read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM session WHERE tokenHash = ? AND expiresAt > ?)",
                arguments: [hash, Date()])
        }
        guard isOpen == true else { return nil }
        return Principal(id: "administrator", permissions: Set(Permission.allCases))
    }

    private static func hash(_ token: String) -> Data { Data(blake2b256(Array(token.utf8))) }
}
