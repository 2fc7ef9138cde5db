import Foundation
import JWTKit

/// What a provider says of who signed in, checked as OpenID Connect Core 1.0, section 3.1.3.7, asks.
struct IDToken: Sendable, Equatable {
    /// Why a token is not taken; for the log.
    struct Refused: Error, Equatable { let reason: String }

    let issuer: String
    let subject: String
    /// Every claim that is a string, a number, a truth value or a list of these, as strings.
    let claims: [String: [String]]

    func claim(_ name: String) -> String? { claims[name]?.first }

    /// The address, in small letters, when the provider says that it checked it. Entra says so as `xms_edov`.
    var verifiedEmail: String? {
        guard claim("email_verified") == "true" || ["true", "1"].contains(claim("xms_edov") ?? "") else { return nil }
        return claim("email").map(normalized)
    }

    /// The provider asked for more than a password (RFC 8176).
    var hasSecondFactor: Bool {
        !(claims["amr"] ?? []).filter { ["mfa", "otp", "hwk", "swk", "fpt", "face"].contains($0) }.isEmpty
    }

    /// What a token must match.
    struct Expectation: Sendable {
        let issuer: String, clientID: String, nonce: String
    }

    private static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA",
    ]
    /// Clocks differ by so many seconds at most.
    private static let leeway = 60.0

    /// - Throws: `Refused`.
    init(_ token: String, keys: KeySet, _ expected: Expectation, now: Date = Date()) async throws {
        let header = try Self.header(of: token)
        guard let algorithm = header.alg, Self.algorithms.contains(algorithm) else {
            throw Refused(reason: "algorithm \(header.alg ?? "none")")
        }
        let payload: Payload
        do {
            payload = try await keys.collection.verify(token, as: Payload.self, iteratingKeys: header.kid == nil)
        } catch { throw Refused(reason: "signature") }
        claims = payload.claims
        issuer = payload.claims["iss"]?.first ?? ""
        subject = payload.claims["sub"]?.first ?? ""
        guard issuer == expected.issuer else { throw Refused(reason: "issuer") }
        let audience = payload.claims["aud"] ?? []
        guard audience.contains(expected.clientID) else { throw Refused(reason: "audience") }
        if audience.count > 1 || payload.claims["azp"] != nil {
            guard payload.claims["azp"] == [expected.clientID] else { throw Refused(reason: "authorized party") }
        }
        func time(_ name: String) -> Double? { payload.claims[name]?.first.flatMap(Double.init) }
        let now = now.timeIntervalSince1970
        guard let end = time("exp"), end + Self.leeway > now else { throw Refused(reason: "expired") }
        guard let made = time("iat"), made - Self.leeway < now else { throw Refused(reason: "issued in the future") }
        if let start = time("nbf"), start - Self.leeway > now { throw Refused(reason: "not valid yet") }
        guard payload.claims["nonce"] == [expected.nonce] else { throw Refused(reason: "nonce") }
        guard (1...255).contains(subject.count) else { throw Refused(reason: "subject") }
    }

    struct Header: Decodable { let alg: String?, kid: String? }

    static func header(of token: String) throws -> Header {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.decode(String(parts[0])),
            let header = try? JSONDecoder().decode(Header.self, from: Data(bytes))
        else { throw Refused(reason: "not a token") }
        return header
    }

    /// All claims, whatever they are.
    private struct Payload: JWTPayload {
        let claims: [String: [String]]

        struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Name.self)
            var claims: [String: [String]] = [:]
            for key in values.allKeys {
                if let text = try? values.decode(String.self, forKey: key) {
                    claims[key.stringValue] = [text]
                } else if let truth = try? values.decode(Bool.self, forKey: key) {
                    claims[key.stringValue] = [truth ? "true" : "false"]
                } else if let number = try? values.decode(Double.self, forKey: key) {
                    claims[key.stringValue] = [Int64(exactly: number).map(String.init) ?? "\(number)"]
                } else if let list = try? values.decode([String].self, forKey: key) {
                    claims[key.stringValue] = list
                }
            }
            self.claims = claims
        }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: Name.self)
            for (key, value) in claims { try values.encode(value, forKey: Name(stringValue: key)) }
        }

        /// Everything is checked by `IDToken`.
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}

/// A provider's keys for checking signatures (RFC 7517); shared secrets and keys of unknown kinds are left out.
struct KeySet: Sendable {
    let collection: JWTKeyCollection
    let identifiers: Set<String>

    init(json: Data) async throws {
        guard let object = try JSONSerialization.jsonObject(with: json) as? [String: Any],
            let keys = object["keys"] as? [[String: Any]]
        else { throw IDToken.Refused(reason: "no key set") }
        collection = JWTKeyCollection()
        var identifiers: Set<String> = []
        for (number, fields) in keys.prefix(50).enumerated() {
            guard ["RSA", "EC", "OKP"].contains(fields["kty"] as? String), fields["use"] as? String ?? "sig" == "sig"
            else { continue }
            var fields = fields.filter { ["kty", "kid", "alg", "n", "e", "x", "y", "crv"].contains($0.key) }
            let identifier = fields["kid"] as? String ?? "unnamed \(number)"
            fields["kid"] = identifier
            guard let bytes = try? JSONSerialization.data(withJSONObject: fields),
                let key = try? JSONDecoder().decode(JWK.self, from: bytes),
                (try? await collection.add(jwk: key)) != nil
            else { continue }
            identifiers.insert(identifier)
        }
        self.identifiers = identifiers
        guard !identifiers.isEmpty else { throw IDToken.Refused(reason: "no usable key") }
    }
}
