import Foundation
import GRDB
import Kernel
import Persistence
import Vault
import Web

/// What a person has beside the password: an app that makes codes, passkeys, and codes on paper.
struct SecondFactors: Sendable {
    let store: AccountStore
    let sessions: Sessions
    /// Codes longer than this are no codes.
    static let longestCode = 100

    init(store: AccountStore) { (self.store, sessions) = (store, Sessions(store: store)) }

    struct State: Sendable, Equatable {
        var hasApp: Bool
        var passkeys: Int
        var recoveryCodes: Int
        var isSetUp: Bool { hasApp || passkeys > 0 }
        /// The ways to answer when the second factor is asked for.
        var methods: [String] {
            [("app", hasApp), ("passkey", passkeys > 0), ("recovery", recoveryCodes > 0)].filter(\.1).map(\.0)
        }
    }

    static func state(of person: UUID, _ db: Database) throws -> State {
        func count(_ table: String) throws -> Int {
            try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE personID = ?", arguments: [person]) ?? 0
        }
        return State(
            hasApp: try count("oneTimeCode") > 0, passkeys: try count("passkey"),
            recoveryCodes: try count("recoveryCode"))
    }

    /// Turns an unfinished session into a whole one, under a new token.
    func promote(_ mark: SessionMark, way: String, by origin: RequestOrigin, _ db: Database) throws -> Sessions.Begun {
        guard let old = try SessionRecord.filter(Column("id") == mark.id).fetchOne(db), !old.isOver,
            let person = try store.people.find(mark.person, db),
            var details = sessions.details(old)
        else { throw RequestFailure.notSignedIn }
        try old.delete(db)
        details.startedAt = Date()
        let begun = try sessions.begin(person, .init(details: details, isStepped: true), replacing: nil, db)
        var author = origin
        author.actor = mark.person.auditName
        try AuditTrail.append(
            .init(
                .signedIn, "person", mark.person.auditName, place: try store.school(of: mark.person, db),
                details: ["way": way, "stage": begun.mark.stage.rawValue]), by: author, db)
        return begun
    }

    // MARK: Codes

    /// Whether a code of the app's, or one on paper, is right; it is used up.
    func isRight(_ code: String, of person: UUID, _ db: Database) throws -> Bool {
        if let row = try Row.fetchOne(
            db, sql: "SELECT secret, lastStep FROM oneTimeCode WHERE personID = ?", arguments: [person]),
            let secret = try? store.sealer.open(row["secret"] as Data, for: "oneTimeCode.secret.\(person.uuidString)"),
            let step = OneTimeCodes.step(of: code, secret, after: row["lastStep"])
        {
            try db.execute(
                sql: "UPDATE oneTimeCode SET lastStep = ? WHERE personID = ?", arguments: [step, person])
            return true
        }
        guard code.utf8.count <= Self.longestCode else { return false }
        let plain = code.lowercased().filter { $0.isLetter || $0.isNumber }
        try db.execute(
            sql: "DELETE FROM recoveryCode WHERE personID = ? AND codeHash = ?",
            arguments: [person, Data(store.codes("recovery \(person.uuidString) \(plain)"))])
        return db.changesCount == 1
    }

    /// A new secret, sealed for the page to give back when the person has confirmed it: nothing is stored until then.
    func proposeApp(for person: UUID) async throws -> (secret: String, address: String, ticket: String) {
        let secret = randomBytes(20)
        let name = try await store.database.read { db in
            let person = try store.people.find(person, db)
            return person?.email ?? person?.userName ?? person?.name ?? ""
        }
        let text = OneTimeCodes.base32(secret)
        let label = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let ticket = store.sealer.seal(secret, for: "ticket.secret.\(person.uuidString)")
        return (
            text, "otpauth://totp/Homeroom:\(label)?secret=\(text)&issuer=Homeroom", Hexadecimal.encode(ticket)
        )
    }

    /// Keeps the app's secret once a code of it was right.
    /// - Returns: new recovery codes where there were none; each is shown only now.
    /// - Throws: `AccountsFailure.wrongCode`.
    func confirmApp(_ ticket: String, code: String, for person: UUID, by origin: RequestOrigin, _ db: Database) throws
        -> [String]
    {
        guard let sealed = Hexadecimal.decode(ticket),
            let secret = try? store.sealer.open(sealed, for: "ticket.secret.\(person.uuidString)"),
            let step = OneTimeCodes.step(of: code, secret, after: 0)
        else { throw AccountsFailure.wrongCode }
        try db.execute(
            sql: "INSERT OR REPLACE INTO oneTimeCode (personID, secret, lastStep) VALUES (?, ?, ?)",
            arguments: [
                person, Data(store.sealer.seal(secret, for: "oneTimeCode.secret.\(person.uuidString)")), step,
            ])
        try note(person, "app added", by: origin, db)
        return try makeRecoveryCodes(for: person, onlyIfNone: true, db)
    }

    /// Ten new codes for paper, in place of those before; none where some are left and only then wanted.
    func makeRecoveryCodes(for person: UUID, onlyIfNone: Bool, _ db: Database) throws -> [String] {
        if onlyIfNone, try Self.state(of: person, db).recoveryCodes > 0 { return [] }
        try db.execute(sql: "DELETE FROM recoveryCode WHERE personID = ?", arguments: [person])
        return try (0..<10).map { _ in
            // 80 bits each, in four groups.
            let plain = OneTimeCodes.base32(randomBytes(10)).lowercased()
            try db.execute(
                sql: "INSERT INTO recoveryCode (personID, codeHash) VALUES (?, ?)",
                arguments: [person, Data(store.codes("recovery \(person.uuidString) \(plain)"))])
            return stride(from: 0, to: plain.count, by: 4).map { start in
                String(plain.dropFirst(start).prefix(4))
            }.joined(separator: "-")
        }
    }

    /// Takes away one factor, or all.
    /// - Parameter isForced: an administrator does it, so that the person can set up new ones.
    /// - Throws: `AccountsFailure.lastSecondFactor`.
    func remove(_ what: Removal, of person: UUID, isForced: Bool, by origin: RequestOrigin, _ db: Database) throws {
        switch what {
        case .app: try db.execute(sql: "DELETE FROM oneTimeCode WHERE personID = ?", arguments: [person])
        case .passkey(let id):
            try db.execute(sql: "DELETE FROM passkey WHERE personID = ? AND id = ?", arguments: [person, id])
        case .all:
            for table in ["oneTimeCode", "passkey", "recoveryCode"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE personID = ?", arguments: [person])
            }
        }
        let state = try Self.state(of: person, db)
        if !state.isSetUp {
            let held = try MembershipRecord.filter(Column("personID") == person).fetchAll(db)
            let isDue = try Access.policy(db).secondFactorDue(held, store.roles(db)).map { $0 <= Date() } ?? false
            guard isForced || !isDue else {
                throw AccountsFailure.lastSecondFactor
            }
            try db.execute(sql: "DELETE FROM recoveryCode WHERE personID = ?", arguments: [person])
        }
        try note(person, what.name, by: origin, db)
    }

    enum Removal: Sendable {
        case app, all
        case passkey(UUID)
        var name: String {
            switch self {
            case .app: "app removed"
            case .all: "all removed"
            case .passkey: "passkey removed"
            }
        }
    }

    func note(_ person: UUID, _ change: String, by origin: RequestOrigin, _ db: Database) throws {
        // Whoever sets one up on the way in is not signed in yet: the half session is theirs all the same.
        var origin = origin
        if origin.actor == "stranger" { origin.actor = person.auditName }
        try AuditTrail.append(
            .init(
                .secondFactorChanged, "person", person.auditName, place: try store.school(of: person, db),
                details: ["change": change]), by: origin, db)
    }
}
