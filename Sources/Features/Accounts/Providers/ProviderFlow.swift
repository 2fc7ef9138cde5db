import Crypto
import Foundation
import Kernel
import Outbound
import Vault

/// Who signed in, whichever way the provider says it.
struct ProvidedIdentity: Sendable {
    let issuer: String, subject: String
    /// Only when the provider has checked it, or is trusted with it.
    let verifiedEmail: String?
    let givenName: String, familyName: String
    /// What may be the person's `sourcedId` in the roster, the likeliest first.
    let rosterIDs: [String]
    let claims: Claims
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

    /// Goes to the provider without a browser, as far as that leads: a test server sends one back at once.
    /// - Returns: who signed in; nil where a person has to sign in there.
    func walk(_ ticket: FlowTicket) async throws -> ProvidedIdentity? {
        let answer: OutboundHTTP.Answer
        do { answer = try await http.get(try await start(ticket), timeout: .seconds(10)) } catch let failure
            as OutboundHTTP.Failure
        {
            throw AccountsFailure.provider(
                failure.decision(record.name) ?? "The page where people sign in there does not answer.")
        }
        guard let location = answer.location, location.hasPrefix(ticket.redirect + "?") else {
            guard answer.status < 400 else {
                throw AccountsFailure.providerMisset(
                    "The page where people sign in there answers with status \(answer.status). Check the client's id, and "
                        + "that the redirect address \(ticket.redirect) is entered there.")
            }
            return nil
        }
        let items = URLComponents(string: location)?.queryItems ?? []
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        if let error = value("error") {
            throw IDToken.Refused(
                reason: "provider: " + String(error.prefix(60)) + ProviderWords.told(value("error_description")))
        }
        guard value("state") == ticket.state, let code = value("code") else { return nil }
        return try await finish(code: code, ticket)
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
        } catch let failure as OutboundHTTP.Failure {
            if let decision = failure.decision(url.host() ?? "") { throw AccountsFailure.providerMisset(decision) }
            throw AccountsFailure.provider("\(record.name) does not answer. Try again.")
        }
        if let told = Self.told(answer.body), ["invalid_client", "unauthorized_client"].contains(told.code) {
            throw AccountsFailure.providerMisset(
                "The provider does not accept the client's id or secret (\(told.code)\(told.words)).")
        }
        guard answer.status == 200, let tokens = try? JSONDecoder().decode(TokenAnswer.self, from: answer.body) else {
            let told = Self.told(answer.body).map { ", \($0.code)\($0.words)" } ?? ""
            throw IDToken.Refused(reason: "code exchange, status \(answer.status)" + told)
        }
        return tokens
    }

    /// The code of an error (RFC 6749, 5.2), which is a word, and what is said of it.
    private static func told(_ body: Data) -> (code: String, words: String)? {
        struct Problem: Decodable { let error: String?, error_description: String? }
        guard let problem = try? JSONDecoder().decode(Problem.self, from: body), let code = problem.error,
            code.wholeMatch(of: /[a-z_]{1,40}/) != nil
        else { return nil }
        return (code, ProviderWords.told(problem.error_description))
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
        let expected = IDToken.Expectation(
            issuer: document.issuer, clientID: record.clientID, nonce: ticket.nonce)
        let token = try await checked(text, expected)
        if record.kind == .google {
            guard let domain = token.claims.first("hd"), settings.hostedDomains?.contains(domain.lowercased()) == true
            else { throw IDToken.Refused(reason: "hosted domain") }
        }
        let claims = try await filled(token, document, tokens.access_token)
        for (name, value) in settings.requiredClaims ?? [:] where !claims.values(name).contains(value) {
            throw IDToken.Refused(
                reason: claims.has(name) ? "claim \(name) has another value" : "claim \(name) is missing")
        }
        let whole = claims.first("name") ?? ""
        return ProvidedIdentity(
            // As it was entered here, whatever it does with its slash.
            issuer: settings.issuer, subject: token.subject, verifiedEmail: address(claims),
            givenName: claims.first("given_name") ?? String(whole.split(separator: " ").first ?? ""),
            familyName: claims.first("family_name") ?? whole.split(separator: " ").dropFirst().joined(separator: " "),
            rosterIDs: settings.rosterClaim.map(claims.values) ?? [], claims: claims,
            hasSecondFactor: settings.vouchesForSecondFactor == true || token.hasSecondFactor, idToken: text)
    }

    /// A token, by the keys that are known, and where they do not fit by those that are published now.
    private func checked(_ text: String, _ expected: IDToken.Expectation) async throws -> IDToken {
        let identifier = try IDToken.header(of: text).kid
        do {
            return try await IDToken(text, keys: metadata.keys(settings, for: identifier), expected)
        } catch let refusal as IDToken.Refused where refusal.reason == "signature" && identifier == nil {
            return try await IDToken(text, keys: metadata.keys(settings, for: nil, afterMisfit: true), expected)
        }
    }

    /// The token's claims; what it does not say of the person is asked for where the provider tells it (OpenID Connect
    /// Core 1.0, section 5.3).
    private func filled(_ token: IDToken, _ document: ProviderMetadata.Document, _ access: String?) async throws
        -> Claims
    {
        let wanted =
            [settings.emailClaim ?? "email", settings.rosterClaim, settings.provisioning?.claim].compactMap { $0 }
            + (settings.requiredClaims ?? [:]).keys
        let isLacking = wanted.contains { !token.claims.has($0) } || address(token.claims) == nil
        guard isLacking, let access, let endpoint = document.userinfo_endpoint, let url = URL(string: endpoint),
            ProviderSettings.isSafe(url)
        else { return token.claims }
        let answer = try? await http.get(
            url, headers: ["authorization": "Bearer " + access, "accept": "application/json"], timeout: .seconds(10))
        guard let answer, answer.status == 200, JSONShape.isModest(answer.body),
            let value = try? JSONDecoder().decode(JSONValue.self, from: answer.body)
        else { return token.claims }
        let told = Claims(value)
        // Else it is told of somebody else (section 5.3.2).
        guard told.first("sub") == token.subject else {
            throw IDToken.Refused(reason: "userinfo is of another subject")
        }
        // Whether an address was checked is said of that address.
        let isSame = token.claims.address("email").map { $0 == told.address("email") } ?? true
        let others = isSame ? told : told.without("email_verified", "xms_edov")
        return token.claims.filled(by: others)
    }

    /// The address by which somebody may be found: one that the provider has checked, or that the district says is its
    /// own. Guests' addresses are not.
    private func address(_ claims: Claims) -> String? {
        if let name = settings.emailClaim, name != "email" {
            return isGuest(claims) ? nil : claims.address(name)
        }
        guard let address = claims.address("email") else { return nil }
        if let isChecked = claims.isChecked { return isChecked ? address : nil }
        return settings.ownsAddresses == true && !isGuest(claims) ? address : nil
    }

    /// Somebody of another tenant, as Entra says it: their address is another's word.
    private func isGuest(_ claims: Claims) -> Bool {
        claims.first("acct") == "1" || claims.first("idp").map { !IDToken.isSame($0, settings.issuer) } ?? false
            || claims.first("upn")?.contains("#EXT#") == true
    }

    // MARK: Clever, which has its own flavour (dev.clever.com, API 3.0)

    private struct CleverMe: Decodable {
        struct Data: Decodable { let id: String, district: String }
        let data: Data
    }
    private struct CleverUser: Decodable {
        struct Name: Decodable { let first: String?, last: String? }
        struct Role: Decodable { let sis_id: String? }
        struct Data: Decodable { let id: String, name: Name?, roles: [String: Role?]? }
        let data: Data
    }

    private func finishClever(_ code: String, _ ticket: FlowTicket) async throws -> ProvidedIdentity {
        let tokens = try await exchange(code, ticket, at: settings.issuer + "/oauth/tokens", basic: true)
        guard let access = tokens.access_token else { throw IDToken.Refused(reason: "no token") }
        let api = settings.apiURL ?? "https://api.clever.com"
        let me: CleverMe = try await clever(api + "/v3.0/me", access)
        guard me.data.district == settings.districtID else { throw IDToken.Refused(reason: "district") }
        let user: CleverUser = try await clever(api + "/v3.0/users/" + Self.escape(me.data.id), access)
        let roles = (user.data.roles ?? [:]).compactMapValues { $0 }.sorted { Self.might($0.key) < Self.might($1.key) }
        // Clever does not check e-mail addresses; the school's own numbers link the roster's person. Somebody may have
        // one for each role.
        return ProvidedIdentity(
            issuer: settings.issuer, subject: me.data.id, verifiedEmail: nil, givenName: user.data.name?.first ?? "",
            familyName: user.data.name?.last ?? "", rosterIDs: roles.compactMap(\.value.sis_id).filter { !$0.isEmpty },
            claims: Claims(["user_type": roles.map(\.key)]), hasSecondFactor: settings.vouchesForSecondFactor == true,
            idToken: nil)
    }

    /// The mightier of Clever's roles first, those that it does not have yet last.
    private static func might(_ role: String) -> (Int, String) {
        (["district_admin", "staff", "teacher", "student", "contact"].firstIndex(of: role) ?? 9, role)
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
