import Crypto
import Foundation
import Outbound
import Vault

/// What a browser carries, sealed, from the start of a sign-in at a provider to its end: so that the answer belongs to
/// this browser and this question.
struct FlowTicket: Codable, Sendable {
    let provider: UUID
    let state: String, nonce: String, verifier: String
    /// Where this server is for the browser, and where the browser wants to go.
    let site: String, next: String
    let until: Date
    /// The person who connects an account there with their own here.
    var connects: UUID?

    static let cookie = "__Host-homeroom-flow"
    static let life: TimeInterval = 600

    init(provider: UUID, site: String, next: String?) {
        (self.provider, self.site) = (provider, site)
        (state, nonce) = (Base64URL.encode(randomBytes(24)), Base64URL.encode(randomBytes(24)))
        verifier = Base64URL.encode(randomBytes(48))
        self.next = Self.local(next)
        until = Date().addingTimeInterval(Self.life)
    }

    /// A path on this site; the front page in place of anything else.
    static func local(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
            path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
        else { return "/" }
        return path
    }

    var redirect: String { site + "/sign-in/callback" }

    func sealed(_ sealer: Sealer) throws -> String {
        Base64URL.encode(sealer.seal(try JSONEncoder().encode(self), for: "flow"))
    }

    static func open(_ text: String, _ sealer: Sealer) -> FlowTicket? {
        guard let sealed = Base64URL.decode(text), let bytes = try? sealer.open(sealed, for: "flow"),
            let ticket = try? JSONDecoder().decode(FlowTicket.self, from: Data(bytes)), ticket.until > Date()
        else { return nil }
        return ticket
    }
}

/// Who signed in, whichever way the provider says it.
struct ProvidedIdentity: Sendable {
    let issuer: String, subject: String
    /// Only when the provider has checked it.
    let verifiedEmail: String?
    let givenName: String, familyName: String
    /// The person's `sourcedId` in the roster.
    let rosterID: String?
    let claims: [String: [String]]
    let hasSecondFactor: Bool
    let idToken: String?
}

/// One provider's protocol: where to send the browser, and what its answer is worth.
struct ProviderFlow: Sendable {
    let record: ProviderRecord
    let settings: ProviderSettings
    let secret: String
    let metadata: ProviderMetadata
    private let http: OutboundHTTP

    init(_ record: ProviderRecord, store: AccountStore, metadata: ProviderMetadata) throws {
        (self.record, self.metadata) = (record, metadata)
        settings = try record.decodedSettings()
        http = OutboundHTTP(
            store.gate, purpose: "sign-in", carrying: ["sign-in code"],
            insideHosts: settings.insideHosts, areInside: settings.isInside == true)
        let bytes = try store.sealer.open(record.secret, for: "provider.secret.\(record.id.uuidString)")
        secret = String(decoding: bytes, as: UTF8.self)
    }

    /// Where the browser is sent.
    func start(_ ticket: FlowTicket) async throws -> URL {
        var query = [
            "response_type": "code", "client_id": record.clientID, "redirect_uri": ticket.redirect,
            "state": ticket.state,
        ]
        let endpoint: String
        if record.kind == .clever {
            endpoint = settings.issuer + "/oauth/authorize"
            query["district_id"] = settings.districtID
        } else {
            endpoint = try await metadata.document(settings).authorization_endpoint
            query["scope"] = (settings.scopes ?? ["openid", "email", "profile"]).joined(separator: " ")
            query["nonce"] = ticket.nonce
            // PKCE (RFC 7636).
            query["code_challenge"] = Base64URL.encode(SHA256.hash(data: Data(ticket.verifier.utf8)))
            query["code_challenge_method"] = "S256"
            // A hint for the person only; what counts is the claim in the token.
            if let domains = settings.hostedDomains, domains.count == 1 { query["hd"] = domains[0] }
        }
        guard var parts = URLComponents(string: endpoint) else { throw AccountsFailure.provider("bad address") }
        parts.queryItems = (parts.queryItems ?? []) + query.sorted { $0.key < $1.key }.map(URLQueryItem.init)
        guard let url = parts.url else { throw AccountsFailure.provider("bad address") }
        return url
    }

    /// Turns a code into who signed in.
    /// - Throws: `IDToken.Refused`, `AccountsFailure.provider`.
    func finish(code: String, _ ticket: FlowTicket) async throws -> ProvidedIdentity {
        record.kind == .clever ? try await finishClever(code, ticket) : try await finishOpenID(code, ticket)
    }

    private struct TokenAnswer: Decodable { let id_token: String?, access_token: String? }

    private func exchange(_ code: String, _ ticket: FlowTicket, at endpoint: String, basic: Bool) async throws
        -> TokenAnswer
    {
        guard let url = URL(string: endpoint) else { throw AccountsFailure.provider("bad address") }
        var form = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": ticket.redirect,
        ]
        if record.kind != .clever { form["code_verifier"] = ticket.verifier }
        var headers = ["content-type": "application/x-www-form-urlencoded", "accept": "application/json"]
        if basic, !secret.isEmpty {
            let pair = Self.escape(record.clientID) + ":" + Self.escape(secret)
            headers["authorization"] = "Basic " + Data(pair.utf8).base64EncodedString()
        } else {
            form["client_id"] = record.clientID
            if !secret.isEmpty { form["client_secret"] = secret }
        }
        let body = form.sorted { $0.key < $1.key }.map { "\(Self.escape($0.key))=\(Self.escape($0.value))" }
        let answer: OutboundHTTP.Answer
        do {
            answer = try await http.post(
                url, headers: headers, body: Data(body.joined(separator: "&").utf8), timeout: .seconds(15),
                maxBytes: 1 << 20)
        } catch is OutboundHTTP.Failure {
            throw AccountsFailure.provider("\(record.name) does not answer. Try again.")
        }
        guard answer.status == 200, let tokens = try? JSONDecoder().decode(TokenAnswer.self, from: answer.body) else {
            throw IDToken.Refused(reason: "code exchange, status \(answer.status)")
        }
        return tokens
    }

    private static func escape(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private func finishOpenID(_ code: String, _ ticket: FlowTicket) async throws -> ProvidedIdentity {
        let document = try await metadata.document(settings)
        // The standard's default is the header.
        let methods = document.token_endpoint_auth_methods_supported ?? ["client_secret_basic"]
        let tokens = try await exchange(
            code, ticket, at: document.token_endpoint, basic: methods.contains("client_secret_basic"))
        guard let text = tokens.id_token else { throw IDToken.Refused(reason: "no token") }
        let keys = try await metadata.keys(settings, for: IDToken.header(of: text).kid)
        let token = try await IDToken(
            text, keys: keys,
            .init(issuer: settings.issuer, clientID: record.clientID, nonce: ticket.nonce))
        if record.kind == .google {
            guard let domain = token.claim("hd"), settings.hostedDomains?.contains(domain.lowercased()) == true else {
                throw IDToken.Refused(reason: "hosted domain")
            }
        }
        for (name, value) in settings.requiredClaims ?? [:] where token.claims[name]?.contains(value) != true {
            throw IDToken.Refused(reason: "claim \(name)")
        }
        let whole = token.claim("name") ?? ""
        return ProvidedIdentity(
            issuer: token.issuer, subject: token.subject, verifiedEmail: token.verifiedEmail,
            givenName: token.claim("given_name") ?? String(whole.split(separator: " ").first ?? ""),
            familyName: token.claim("family_name") ?? whole.split(separator: " ").dropFirst().joined(separator: " "),
            rosterID: settings.rosterClaim.flatMap(token.claim), claims: token.claims,
            hasSecondFactor: settings.vouchesForSecondFactor == true || token.hasSecondFactor, idToken: text)
    }

    // MARK: Clever, which has its own flavour (dev.clever.com, API 3.0)

    private struct CleverMe: Decodable {
        struct Data: Decodable { let id: String, district: String }
        let data: Data
    }
    private struct CleverUser: Decodable {
        struct Name: Decodable { let first: String?, last: String? }
        struct Role: Decodable { let sis_id: String? }
        struct Data: Decodable { let id: String, name: Name?, roles: [String: Role]? }
        let data: Data
    }

    private func finishClever(_ code: String, _ ticket: FlowTicket) async throws -> ProvidedIdentity {
        let tokens = try await exchange(code, ticket, at: settings.issuer + "/oauth/tokens", basic: true)
        guard let access = tokens.access_token else { throw IDToken.Refused(reason: "no token") }
        let api = settings.apiURL ?? "https://api.clever.com"
        let me: CleverMe = try await clever(api + "/v3.0/me", access)
        guard me.data.district == settings.districtID else { throw IDToken.Refused(reason: "district") }
        let user: CleverUser = try await clever(api + "/v3.0/users/" + Self.escape(me.data.id), access)
        let roles = user.data.roles ?? [:]
        // Clever does not check e-mail addresses; the school's own number links the roster's person.
        return ProvidedIdentity(
            issuer: settings.issuer, subject: me.data.id, verifiedEmail: nil, givenName: user.data.name?.first ?? "",
            familyName: user.data.name?.last ?? "", rosterID: roles.values.compactMap(\.sis_id).first,
            claims: ["user_type": Array(roles.keys)], hasSecondFactor: settings.vouchesForSecondFactor == true,
            idToken: nil)
    }

    private func clever<Value: Decodable>(_ address: String, _ token: String) async throws -> Value {
        guard let url = URL(string: address) else { throw AccountsFailure.provider("bad address") }
        do {
            let answer = try await http.get(url, headers: ["authorization": "Bearer " + token], timeout: .seconds(15))
            guard answer.status == 200 else { throw IDToken.Refused(reason: "Clever, status \(answer.status)") }
            return try JSONDecoder().decode(Value.self, from: answer.body)
        } catch is OutboundHTTP.Failure {
            throw AccountsFailure.provider("Clever does not answer. Try again.")
        } catch is DecodingError { throw IDToken.Refused(reason: "Clever's answer") }
    }
}
