import Foundation
import GRDB
import Kernel
import Persistence
import Vault
import Web

/// Adds, changes, removes and tries providers.
struct ProviderAdministration: Sendable {
    let store: AccountStore
    let metadata: ProviderMetadata
    let trials: ProviderTrials

    func list() async throws -> [ProviderRecord] {
        try await store.database.read { db in try ProviderRecord.order(Column("name")).fetchAll(db) }
    }

    struct Wish: Decodable {
        let kind: ProviderRecord.Kind, name: String, isEnabled: Bool?, clientID: String, secret: String?
        let settings: ProviderSettings

        func checked() throws -> (name: String, settings: ProviderSettings) {
            guard name.utf8.count <= 400, (secret ?? "").utf8.count <= 4096 else {
                throw AccountsFailure.invalid("This is too long.")
            }
            let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
            guard name.hasCharacters(1...60) else { throw AccountsFailure.invalid("Give the provider a name.") }
            guard clientID.hasCharacters(1...300) else { throw AccountsFailure.invalid("Give the client's id.") }
            var settings = settings
            if settings.issuer.isEmpty { settings.issuer = kind.issuer ?? "" }
            try settings.check(kind)
            return (name, settings)
        }

        /// Whether the secret would be sent to another address than before.
        func isElsewhere(_ settings: ProviderSettings, from old: ProviderRecord) throws -> Bool {
            let before = try old.decodedSettings()
            return kind != old.kind || settings.issuer != before.issuer || settings.apiURL != before.apiURL
                || settings.isInside == true && before.isInside != true
        }
    }

    /// Adds a provider, or changes one.
    /// - Throws: `AccountsFailure`.
    func save(_ wish: Wish, as id: UUID?, for user: Principal, by origin: RequestOrigin) async throws
        -> ProviderRecord
    {
        let (name, settings) = try wish.checked()
        let text = String(decoding: try JSONEncoder.wire.encode(settings), as: UTF8.self)
        return try await store.write { db in
            let old = try id.map { id in
                guard let old = try ProviderRecord.fetchOne(db, key: id) else { throw AccountsFailure.providerNotFound }
                return old
            }
            let same = try ProviderRecord.filter(Column("name") == name && Column("id") != (id ?? UUID())).fetchCount(
                db)
            guard same == 0 else { throw AccountsFailure.nameTaken }
            let key = id ?? UUID.timeOrdered()
            // A secret that is not given stays as it was; it is never given out, nor sent anywhere else than before.
            let kept = try old.flatMap { old in try wish.isElsewhere(settings, from: old) ? nil : old.secret }
            let secret =
                wish.secret.map {
                    Data(store.sealer.seal(Array($0.utf8), for: "provider.secret.\(key.uuidString)"))
                } ?? kept ?? Data(store.sealer.seal([], for: "provider.secret.\(key.uuidString)"))
            var record = ProviderRecord(
                id: key, kind: wish.kind, name: name, isEnabled: wish.isEnabled ?? true, clientID: wish.clientID,
                secret: secret, settings: text)
            record.route = old?.route ?? ""
            if let old, wish.secret == nil, record.isSame(as: old) {
                (record.changedBy, record.changedAt, record.reach) = (old.changedBy, old.changedAt, old.reach)
                (record.confirmedBy, record.confirmedReach) = (old.confirmedBy, old.confirmedReach)
            } else {
                let tree = try store.access.tree(db)
                (record.changedBy, record.changedAt) = (user.id, Date())
                record.reach = try ProviderRecord.reach(
                    of: user, district: tree.district.flatMap(tree.place), store.permissions)
            }
            try record.save(db)
            try AuditTrail.append(
                .init(
                    .settingsChanged, "provider", key.auditName, place: try store.access.tree(db).district,
                    details: [
                        "old": old.map { "\($0.isEnabled ? "on" : "off") \($0.clientID) \($0.settings)" } ?? "none",
                        "new": "\(record.isEnabled ? "on" : "off") \(record.clientID) \(text)",
                        "secret": secret == old?.secret ? "unchanged" : "changed",
                    ]), by: origin, db)
            return record
        }
    }

    /// A second administrator says that a provider is the district's own: its word then reaches as far as theirs.
    /// - Parameter seen: the version that they looked at.
    /// - Throws: `AccountsFailure.ownProvider`, `.providerChanged` where it is another by now.
    func confirm(_ id: UUID, seen: String, for user: Principal, by origin: RequestOrigin) async throws
        -> ProviderRecord
    {
        try await store.write { db in
            guard var record = try ProviderRecord.fetchOne(db, key: id) else { throw AccountsFailure.providerNotFound }
            guard record.changedBy != user.id else { throw AccountsFailure.ownProvider }
            guard record.version == seen else { throw AccountsFailure.providerChanged }
            let tree = try store.access.tree(db)
            record.confirmedBy = user.id
            record.confirmedReach = try ProviderRecord.reach(
                of: user, district: tree.district.flatMap(tree.place), store.permissions)
            try record.update(db)
            try AuditTrail.append(
                .init(
                    .settingsChanged, "provider", id.auditName, place: tree.district,
                    details: ["confirmed": "\(record.clientID) \(record.settings)", "version": seen]), by: origin, db)
            return record
        }
    }

    /// Removes a provider; people keep their accounts.
    func remove(_ id: UUID, by origin: RequestOrigin) async throws {
        try await store.write { db in
            guard let old = try ProviderRecord.fetchOne(db, key: id) else { throw AccountsFailure.providerNotFound }
            try old.delete(db)
            try AuditTrail.append(
                .init(
                    .settingsChanged, "provider", id.auditName, place: try store.access.tree(db).district,
                    details: ["old": "\(old.clientID) \(old.settings)", "new": "none"]), by: origin, db)
        }
    }

    typealias Finding = ProviderTrials.Finding

    /// Speaks to the provider as a sign-in would, as far as that goes without a person.
    func test(_ id: UUID, site: String) async throws -> [Finding] {
        guard let record = try await store.database.read({ db in try ProviderRecord.fetchOne(db, key: id) }) else {
            throw AccountsFailure.providerNotFound
        }
        let settings = try record.decodedSettings()
        var findings: [Finding] = []
        if record.kind == .clever {
            findings.append(.init(isGood: true, text: "Clever has no discovery document."))
        } else {
            do {
                let document = try await metadata.document(settings, fresh: true)
                findings.append(.init(isGood: true, text: "It answers, and calls itself \(document.issuer)."))
                let keys = try await metadata.keys(settings, for: nil)
                findings.append(
                    .init(isGood: true, text: "It publishes \(keys.identifiers.count) keys that can be used."))
                let pkce = document.code_challenge_methods_supported?.contains("S256")
                findings.append(
                    .init(
                        isGood: pkce != false,
                        text: pkce == false ? "It does not offer PKCE with S256." : "PKCE is sent with each sign-in."))
                findings.append(
                    .init(
                        isGood: true,
                        text: document.end_session_endpoint == nil
                            ? "It has no sign-out of its own." : "Signing out here signs out there too."))
            } catch let failure as AccountsFailure {
                findings.append(.init(isGood: false, text: failure.message))
            }
        }
        let domains = store.access.policy.emailDomains
        findings.append(
            .init(
                isGood: !domains.isEmpty || settings.rosterClaim != nil,
                text: domains.isEmpty
                    ? "The district has no e-mail domains yet, so nobody can be matched by address."
                    : "Matched by address inside: \(domains.joined(separator: ", "))."))
        findings.append(
            .init(isGood: true, text: "Enter this redirect address there: \(site)/sign-in/callback"))
        return try await findings + (findings.allSatisfy(\.isGood) ? walk(record, site) : [])
    }

    /// Walks a sign-in as far as that goes without a person.
    private func walk(_ record: ProviderRecord, _ site: String) async throws -> [Finding] {
        let flow = try ProviderFlow(record, store: store, metadata: metadata)
        do {
            guard let identity = try await flow.walk(FlowTicket(provider: record.id, site: site, next: nil)) else {
                return [.init(isGood: true, text: "It asks people to sign in there.")]
            }
            return try await store.database.read { [store] db in try flow.findings(identity, store, db) }
        } catch let refusal as IDToken.Refused {
            return [.init(isGood: false, text: "A sign-in is refused: \(refusal.reason).")]
        } catch let failure as AccountsFailure {
            return [.init(isGood: false, text: failure.message)]
        }
    }
}
