import Foundation
import GRDB
import Kernel
import Persistence
import Synchronization
import Vault
import Web

/// A session as it is stored: the token only as a hash, what is personal sealed.
struct SessionRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "session"
    let tokenHash: Data
    let id: UUID
    let personID: UUID
    let stage: String
    var usedAt: Date
    let idleSeconds: Int
    let endsAt: Date
    /// Sealed for `session.record.ID`: `SessionDetails`.
    let record: Data
    /// When a password or a second factor was last given in it.
    var confirmedAt: Date?

    var isOver: Bool { min(usedAt.addingTimeInterval(Double(idleSeconds)), endsAt) <= Date() }
}

/// What a person sees of a session.
struct SessionDetails: Codable, Sendable {
    var address: String
    var device: String
    /// `password`, or the provider's name.
    var way: String
    var startedAt: Date
    /// To end the session at the provider too.
    var providerID: UUID?
    var idToken: String?
}

/// The sessions in use, by their tokens' hashes.
final class SessionCache: Sendable {
    struct Live: Sendable {
        let mark: SessionMark
        let endsAt: Date
        let idleSeconds: Int
        var usedAt: Date
        var isStored: Bool
    }

    private let live = Mutex<[Data: Live]>([:])

    /// Finds a session and notes that it is in use.
    func use(_ hash: Data, now: Date = Date()) -> Live? {
        live.withLock { live in
            guard var found = live[hash] else { return nil }
            guard found.endsAt > now, found.usedAt.addingTimeInterval(Double(found.idleSeconds)) > now else {
                live[hash] = nil
                return nil
            }
            found.usedAt = now
            found.isStored = false
            live[hash] = found
            return found
        }
    }

    func keep(_ hash: Data, _ session: Live) { live.withLock { $0[hash] = session } }

    func forget(_ isMeant: (SessionMark) -> Bool) {
        live.withLock { live in live = live.filter { !isMeant($0.value.mark) } }
    }

    func drop(_ hash: Data) { live.withLock { $0[hash] = nil } }

    /// What was used since it was last asked for.
    func takeUsed() -> [(id: UUID, usedAt: Date)] {
        live.withLock { live in
            let used = live.filter { !$0.value.isStored }
            for hash in used.keys { live[hash]?.isStored = true }
            return used.values.map { ($0.mark.id, $0.usedAt) }
        }
    }
}

/// Begins, recognises and ends sessions.
struct Sessions: Sendable, SessionAuthority {
    let store: AccountStore

    /// How a sign-in got this far.
    struct Way: Sendable {
        var details: SessionDetails
        /// The provider vouches for a second factor.
        var hasSecondFactor = false
        /// The factor was given here just now.
        var isStepped = false
        /// The set-up link of a new appliance: there was no time for a second factor yet, and the next sign-in asks.
        var isSetUp = false
    }

    /// A session begun.
    struct Begun: Sendable {
        let token: String
        let mark: SessionMark
        let seconds: Int
        var cookie: String { SessionCookie.start(token: token, seconds: seconds) }
    }

    /// Begins a session inside the transaction that signs somebody in, in place of an earlier one of the browser's.
    func begin(_ person: PersonRecord, _ way: Way, replacing earlier: String?, _ db: Database) throws -> Begun {
        if let earlier {
            try db.execute(sql: "DELETE FROM session WHERE tokenHash = ?", arguments: [tokenHash(earlier)])
        }
        let held = try MembershipRecord.filter(Column("personID") == person.id).fetchAll(db)
        let rules = try Access.policy(db)
        let roles = try store.roles(db)
        let policy = rules.sessionPolicy(for: held, roles)
        let isDue = rules.secondFactorDue(held, roles).map { $0 <= Date() } ?? false
        let factors = try SecondFactors.state(of: person.id, db)
        // What a provider says of a second factor is its word, and administrators set providers up.
        let isAdministrator = held.contains { roles.isAdministrator($0.role) }
        let stage: SessionStage =
            if way.isStepped || way.isSetUp || way.hasSecondFactor && !isAdministrator {
                .complete
            } else if factors.isSetUp && (way.details.providerID == nil || isAdministrator || policy.needsSecondFactor)
            {
                .secondFactor
            } else if isDue { .enrolment } else { .complete }
        // The first factor of an account with an administrator's rights must not be that of whoever a provider names.
        guard stage != .enrolment || way.details.providerID == nil || !isAdministrator else {
            throw AccountsFailure.enrolByLink
        }
        // Who signs in at a provider proves it here where there is something to prove it with.
        let isProved = way.isStepped || way.details.providerID == nil || person.password == nil && !factors.isSetUp
        // An unfinished sign-in ends soon.
        let seconds = stage == .complete ? policy.absoluteHours * 3600 : 900
        let (token, id) = (randomToken(), UUID.timeOrdered())
        let record = SessionRecord(
            tokenHash: tokenHash(token), id: id, personID: person.id, stage: stage.rawValue, usedAt: Date(),
            idleSeconds: min(policy.idleMinutes * 60, seconds), endsAt: Date().addingTimeInterval(Double(seconds)),
            record: Data(
                store.sealer.seal(try JSONEncoder.wire.encode(way.details), for: "session.record.\(id.uuidString)")),
            confirmedAt: isProved ? Date() : nil)
        try record.insert(db)
        return Begun(token: token, mark: mark(record), seconds: seconds)
    }

    private func mark(_ record: SessionRecord) -> SessionMark {
        // Bound to the session and known only to who has its cookie and to this appliance.
        let csrf = Hexadecimal.encode(store.codes("csrf " + Hexadecimal.encode(record.tokenHash)).prefix(16))
        return SessionMark(
            id: record.id, person: record.personID, stage: SessionStage(rawValue: record.stage) ?? .secondFactor,
            csrf: csrf)
    }

    // MARK: Recognising

    func identify(token: String) async throws -> Identified? {
        guard token.utf8.count == 64 else { return nil }
        let hash = tokenHash(token)
        if let live = store.sessions.use(hash) { return try await identified(live.mark) }
        let found = try await store.database.read { db in
            try SessionRecord.filter(Column("tokenHash") == hash).fetchOne(db)
        }
        guard let found, !found.isOver else { return nil }
        let mark = mark(found)
        store.sessions.keep(
            hash,
            .init(mark: mark, endsAt: found.endsAt, idleSeconds: found.idleSeconds, usedAt: Date(), isStored: false))
        // A session that ended between the look and the keeping is not kept.
        let isThere = try await store.database.read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM session WHERE tokenHash = ?)", arguments: [hash])
        }
        guard isThere == true else {
            store.sessions.forget { $0.id == mark.id }
            return nil
        }
        return try await identified(mark)
    }

    private func identified(_ mark: SessionMark) async throws -> Identified? {
        guard let principal = try await store.access.principal(mark.person) else { return nil }
        return Identified(principal: mark.stage == .complete ? principal : nil, session: mark)
    }

    func identify(key: String) async throws -> Identified? { try await APIKeys(store: store).identify(key) }

    func requireProof(_ session: SessionMark?) async throws {
        guard let session else { throw AccountsFailure.needsBrowser }
        try await Confirmation.require(session, store)
    }

    // MARK: Ending

    /// Ends one session.
    /// - Returns: its details, where there was one.
    func end(_ mark: SessionMark, by origin: RequestOrigin) async throws -> SessionDetails? {
        let details = try await store.database.write { db in
            let details = try SessionRecord.filter(Column("id") == mark.id).fetchOne(db).flatMap { self.details($0) }
            try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [mark.id])
            try AuditTrail.append(
                .init(.signedOut, "person", mark.person.auditName, place: try store.school(of: mark.person, db)),
                by: origin, db)
            return details
        }
        store.sessions.forget { $0.id == mark.id }
        return details
    }

    /// A person's sessions, the latest first.
    func list(_ person: UUID) async throws -> [(record: SessionRecord, details: SessionDetails)] {
        try await store.database.read { db in
            try SessionRecord.filter(Column("personID") == person).order(Column("usedAt").desc).fetchAll(db)
                .filter { !$0.isOver }.compactMap { record in details(record).map { (record, $0) } }
        }
    }

    /// - Parameter only: one of them; all but `kept` where nil, and then all keys for machines too.
    func end(of person: UUID, only: UUID? = nil, except kept: UUID? = nil, by origin: RequestOrigin) async throws {
        try await store.database.write { db in
            if let only {
                try db.execute(
                    sql: "DELETE FROM session WHERE personID = ? AND id = ?", arguments: [person, only])
                guard db.changesCount == 1 else { throw AccountsFailure.sessionNotFound }
            } else {
                try AccountStore.endAccess(
                    of: person, except: kept, by: origin, place: try store.school(of: person, db), db)
            }
            try AuditTrail.append(
                .init(.sessionsEnded, "person", person.auditName, place: try store.school(of: person, db)),
                by: origin, db)
        }
        store.sessions.forget { $0.person == person && (only == nil || $0.id == only) && $0.id != kept }
    }

    func details(_ record: SessionRecord) -> SessionDetails? {
        let bytes = try? store.sealer.open(record.record, for: "session.record.\(record.id.uuidString)")
        return bytes.flatMap { try? JSONDecoder.wire.decode(SessionDetails.self, from: Data($0)) }
    }

    // MARK: Upkeep

    /// Stores when sessions were last used, and drops those that are over.
    func store(_ used: [(id: UUID, usedAt: Date)]) async throws {
        try await store.database.write { db in
            let update = try db.cachedStatement(sql: "UPDATE session SET usedAt = ? WHERE id = ?")
            for (id, at) in used { try update.execute(arguments: [at, id]) }
            try db.execute(
                sql: """
                    DELETE FROM session WHERE endsAt <= ?
                      OR julianday(usedAt) + idleSeconds / 86400.0 <= julianday('now')
                    """, arguments: [Date()])
        }
    }
}

extension UUID {
    /// As the audit trail writes it.
    var auditName: String { uuidString.lowercased() }
}
