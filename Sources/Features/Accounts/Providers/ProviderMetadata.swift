import Foundation
import Outbound

/// What a provider publishes of itself (OpenID Connect Discovery 1.0) and its keys, kept for an hour.
actor ProviderMetadata {
    struct Document: Decodable, Sendable {
        let issuer: String, authorization_endpoint: String, token_endpoint: String, jwks_uri: String
        let userinfo_endpoint: String?, end_session_endpoint: String?, token_endpoint_auth_methods_supported: [String]?
        let code_challenge_methods_supported: [String]?
    }

    private struct Kept {
        var document: Document
        var keys: KeySet
        var at: ContinuousClock.Instant
        /// By which rules they were fetched: under others somebody else may have answered.
        var rules: OutboundPolicy
    }

    private let gate: OutboundGate
    private var kept: [String: Kept] = [:]
    private static let life: Duration = .seconds(3600)
    /// Unknown keys make us look again, but no oftener than this.
    private let pause: Duration
    /// When an unknown key last made us look.
    private var looked: [String: ContinuousClock.Instant] = [:]

    init(_ gate: OutboundGate, pause: Duration = .seconds(1)) { (self.gate, self.pause) = (gate, pause) }

    /// - Throws: `AccountsFailure.provider`, with what to mend.
    func document(_ settings: ProviderSettings, fresh: Bool = false) async throws -> Document {
        try await entry(settings, olderThan: fresh ? .zero : Self.life).document
    }

    /// The keys; looked up again when one is asked for that is not among them, as after a rotation, or where one that a
    /// token does not name fits no more.
    func keys(_ settings: ProviderSettings, for identifier: String?, afterMisfit: Bool = false) async throws -> KeySet {
        let entry = try await entry(settings, olderThan: Self.life)
        let isKnown = identifier.map(entry.keys.identifiers.contains) ?? !afterMisfit
        let now = ContinuousClock.now
        guard !isKnown, looked[settings.issuer].map({ now - $0 >= pause }) ?? true else { return entry.keys }
        looked[settings.issuer] = now
        return try await self.entry(settings, olderThan: .zero).keys
    }

    private func entry(_ settings: ProviderSettings, olderThan life: Duration) async throws -> Kept {
        let issuer = settings.issuer
        let rules = gate.policy
        if let entry = kept[issuer], entry.rules == rules, ContinuousClock.now - entry.at < life { return entry }
        let host = URL(string: issuer)?.host() ?? issuer
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let bytes = try await fetch(base + "/.well-known/openid-configuration", host, settings)
        guard let document = try? JSONDecoder().decode(Document.self, from: bytes) else {
            throw AccountsFailure.providerMisset(
                "\(host) answers, but not with a discovery document. Check the issuer.")
        }
        guard IDToken.isSame(document.issuer, issuer) else {
            throw AccountsFailure.providerMisset(
                "\(host) calls itself “\(document.issuer.prefix(200))”. Give the issuer exactly so.")
        }
        for address in [document.authorization_endpoint, document.token_endpoint, document.jwks_uri] {
            guard let url = URL(string: address), ProviderSettings.isSafe(url) else {
                throw AccountsFailure.providerMisset("\(host) names an address that is not https.")
            }
        }
        let keys: KeySet
        do { keys = try await KeySet(json: fetch(document.jwks_uri, host, settings)) } catch is IDToken.Refused {
            throw AccountsFailure.providerMisset("\(host) publishes no keys that can be used.")
        }
        let entry = Kept(document: document, keys: keys, at: .now, rules: rules)
        // Rules that changed meanwhile may have changed who answered: then this is for nobody.
        guard gate.policy == rules else { throw AccountsFailure.provider("\(host) is reached in another way now.") }
        kept[issuer] = entry
        return entry
    }

    private func fetch(_ address: String, _ host: String, _ settings: ProviderSettings) async throws -> Data {
        guard let url = URL(string: address) else {
            throw AccountsFailure.providerMisset("The issuer is not an address.")
        }
        // Only an issuer that is said to be inside the building is looked for there; one outside does not lead in.
        let http = OutboundHTTP(
            gate, purpose: "sign-in", insideHosts: settings.insideHosts, areInside: settings.isInside == true)
        do {
            let answer = try await http.get(url, headers: ["accept": "application/json"], timeout: .seconds(10))
            guard answer.status == 200 else {
                let words = "\(host) answers with status \(answer.status) at \(url.path)."
                throw answer.status < 500 && answer.status != 429
                    ? AccountsFailure.providerMisset(words) : AccountsFailure.provider(words)
            }
            return answer.body
        } catch let failure as OutboundHTTP.Failure {
            if let decision = failure.decision(host) { throw AccountsFailure.providerMisset(decision) }
            throw AccountsFailure.provider(
                "\(host) does not answer. Check its address, and that this machine reaches it.")
        }
    }
}
