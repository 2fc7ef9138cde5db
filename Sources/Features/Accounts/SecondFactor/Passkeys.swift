import Foundation
import GRDB
import Kernel
import Logging
import Persistence
import Synchronization
import Vault
import Web

/// A passkey of a person's.
struct PasskeyRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "passkey"
    let credentialID: Data
    let id: UUID
    let personID: UUID
    var name: String
    let publicKey: Data
    var signCount: Int64
    let createdAt: Date
    var usedAt: Date?
}

/// Adds passkeys and signs in with them.
struct Passkeys: Sendable {
    let store: AccountStore
    let factors: SecondFactors
    private let challenges = Challenges()
    private let logger = Logger(label: "homeroom.accounts")

    init(store: AccountStore, factors: SecondFactors) { (self.store, self.factors) = (store, factors) }

    static func list(_ person: UUID, _ db: Database) throws -> [PasskeyRecord] {
        try PasskeyRecord.filter(Column("personID") == person).order(Column("createdAt")).fetchAll(db)
    }

    /// What a browser needs to make or use a passkey; binary parts in base 64 for URLs.
    struct Options: Encodable, Sendable {
        let challenge: String, rpId: String, userId: String, userName: String, algorithms: [Int], credentials: [String]
    }

    func options(for person: UUID, party: WebAuthn.Party) async throws -> Options {
        let challenge = challenges.make(for: person)
        return try await store.database.read { db in
            guard let record = try store.people.find(person, db) else { throw AccountsFailure.personNotFound }
            let known = try Self.list(person, db).map { Base64URL.encode($0.credentialID) }
            return Options(
                challenge: Base64URL.encode(challenge), rpId: party.id, userId: Base64URL.encode(person.bytes),
                userName: record.email ?? record.userName ?? record.name, algorithms: WebAuthn.algorithms,
                credentials: known)
        }
    }

    struct Registration: Decodable, Sendable {
        let name: String, clientData: String, attestation: String
    }

    /// Checks a new passkey, which `keep` then stores.
    /// - Throws: `AccountsFailure.passkeyRefused`.
    func check(_ answer: Registration, for person: UUID, party: WebAuthn.Party) throws -> PasskeyRecord {
        let credential = try judged {
            guard let client = Base64URL.decode(answer.clientData), let challenge = challenges.take(client, of: person),
                let attestation = Base64URL.decode(answer.attestation)
            else { throw WebAuthn.Refused(reason: "challenge") }
            return try WebAuthn.register(
                clientData: client, attestation: attestation, challenge: challenge, party: party)
        }
        let name = answer.name.beginning(60).trimmingCharacters(in: .whitespacesAndNewlines)
        return PasskeyRecord(
            credentialID: Data(credential.id), id: .timeOrdered(), personID: person,
            name: name.isEmpty ? "Passkey" : name, publicKey: Data(credential.publicKey),
            signCount: Int64(credential.signCount), createdAt: Date())
    }

    /// Stores a checked passkey.
    /// - Returns: recovery codes where there were none.
    func keep(_ passkey: PasskeyRecord, by origin: RequestOrigin, _ db: Database) throws -> [String] {
        try passkey.insert(db)
        try factors.note(passkey.personID, "passkey added", by: origin, db)
        return try factors.makeRecoveryCodes(for: passkey.personID, onlyIfNone: true, db)
    }

    struct Assertion: Decodable, Sendable {
        let credential: String, clientData: String, authenticatorData: String, signature: String
    }

    /// Finishes a sign-in with a passkey.
    /// - Throws: `AccountsFailure.wrongCode` where it does not fit.
    func complete(_ answer: Assertion, _ mark: SessionMark, party: WebAuthn.Party, by origin: RequestOrigin)
        async throws -> Sessions.Begun
    {
        try await factors.complete(mark, way: "passkey", by: origin, proving: proof(answer, mark, party))
    }

    /// Confirms with a passkey what somebody who is signed in does.
    /// - Throws: `AccountsFailure.wrongCode` where it does not fit.
    func confirm(_ answer: Assertion, _ mark: SessionMark, party: WebAuthn.Party, by origin: RequestOrigin)
        async throws
    {
        try await factors.prove(mark, way: "passkey", by: origin, proof(answer, mark, party))
    }

    private func proof(
        _ answer: Assertion, _ mark: SessionMark, _ party: WebAuthn.Party
    ) -> @Sendable (Database) throws -> Bool {
        let challenge = Base64URL.decode(answer.clientData).flatMap { challenges.take($0, of: mark.person) }
        return { db in
            guard let challenge, let client = Base64URL.decode(answer.clientData),
                let data = Base64URL.decode(answer.authenticatorData),
                let signature = Base64URL.decode(answer.signature),
                let id = Base64URL.decode(answer.credential),
                var key = try PasskeyRecord.filter(
                    Column("credentialID") == Data(id) && Column("personID") == mark.person
                ).fetchOne(db)
            else { return false }
            do {
                let count = try WebAuthn.verify(
                    clientData: client, authenticatorData: data, signature: signature, challenge: challenge,
                    party: party, publicKey: Array(key.publicKey), signCount: UInt32(clamping: key.signCount))
                key.signCount = Int64(count)
                key.usedAt = Date()
                try key.update(db)
                return true
            } catch let refusal as WebAuthn.Refused {
                logger.notice("passkey refused", metadata: ["reason": "\(refusal.reason)"])
                return false
            }
        }
    }

    private func judged<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch {
            let reason = (error as? WebAuthn.Refused)?.reason ?? "malformed"
            logger.notice("passkey refused", metadata: ["reason": "\(reason)"])
            throw AccountsFailure.passkeyRefused
        }
    }
}

/// Challenges given out, each good once, for five minutes, for one person.
private final class Challenges: Sendable {
    private let given = Mutex<[[UInt8]: (person: UUID, until: ContinuousClock.Instant)]>([:])

    func make(for person: UUID) -> [UInt8] {
        let challenge = randomBytes(32)
        given.withLock { given in
            let now = ContinuousClock.now
            if given.count > 10_000 { given = given.filter { $0.value.until > now } }
            given[challenge] = (person, now + .seconds(300))
        }
        return challenge
    }

    /// The challenge that client data answers to; it is used up.
    func take(_ clientData: [UInt8], of person: UUID) -> [UInt8]? {
        struct Part: Decodable { let challenge: String }
        guard let part = try? JSONDecoder().decode(Part.self, from: Data(clientData)),
            let challenge = Base64URL.decode(part.challenge)
        else { return nil }
        return given.withLock { given in
            guard let entry = given.removeValue(forKey: challenge), entry.person == person,
                entry.until > ContinuousClock.now
            else { return nil }
            return challenge
        }
    }
}

extension UUID {
    var bytes: [UInt8] { withUnsafeBytes(of: uuid) { Array($0) } }
}
