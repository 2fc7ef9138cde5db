import Foundation
import JWTKit
import Kernel

/// What a provider says of who signed in, checked as OpenID Connect Core 1.0, section 3.1.3.7, asks.
struct IDToken: Sendable, Equatable {
    /// Why a token is not taken; for the log.
    struct Refused: Error, Equatable { let reason: String }

    let issuer: String
    let subject: String
    let claims: Claims

    /// The provider asked for more than a password (RFC 8176).
    var hasSecondFactor: Bool {
        !claims.values("amr").filter { ["mfa", "otp", "hwk", "swk", "fpt", "face"].contains($0) }.isEmpty
    }

    /// What a token must match.
    struct Expectation: Sendable {
        let issuer: String, clientID: String, nonce: String
    }

    private static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA",
    ]
    /// Clocks differ by so many seconds at most.
    static let leeway = 300.0

    /// - Throws: `Refused`.
    init(_ token: String, keys: KeySet, _ expected: Expectation, now: Date = Date()) async throws {
        let header = try Self.header(of: token)
        guard let algorithm = header.alg, Self.algorithms.contains(algorithm) else {
            throw Refused(reason: "algorithm \(header.alg ?? "none")")
        }
        // A name that is not published is no sign of a forgery: keys are changed, and some providers publish late.
        if let name = header.kid, !keys.identifiers.contains(name) { throw Refused(reason: "unknown key") }
        let payload: Payload
        do {
            payload = try await keys.collection.verify(token, as: Payload.self, iteratingKeys: header.kid == nil)
        } catch { throw Refused(reason: "signature") }
        let claims = payload.claims
        self.claims = claims
        issuer = claims.first("iss") ?? ""
        subject = claims.first("sub") ?? ""
        guard Self.isSame(issuer, expected.issuer) else { throw Refused(reason: "issuer") }
        let audience = claims.values("aud")
        guard audience.contains(expected.clientID) else { throw Refused(reason: "audience") }
        if audience.count > 1 || claims.has("azp") {
            guard claims.values("azp") == [expected.clientID] else { throw Refused(reason: "authorized party") }
        }
        func time(_ name: String) -> Double? {
            claims.first(name).flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
        }
        func by(_ seconds: Double) -> String {
            ": the clocks differ by \(Int(min(seconds, 1e9).rounded(.up))) seconds; set both by the network's time"
        }
        let now = now.timeIntervalSince1970
        guard let end = time("exp") else { throw Refused(reason: "claim exp is missing") }
        guard end + Self.leeway > now else { throw Refused(reason: "expired" + by(now - end)) }
        guard let made = time("iat") else { throw Refused(reason: "claim iat is missing") }
        guard made - Self.leeway < now else { throw Refused(reason: "issued in the future" + by(made - now)) }
        if let start = time("nbf"), start - Self.leeway > now {
            throw Refused(reason: "not valid yet" + by(start - now))
        }
        guard claims.values("nonce") == [expected.nonce] else { throw Refused(reason: "nonce") }
        guard (1...255).contains(subject.count) else { throw Refused(reason: "subject") }
    }

    /// Whether two names of an issuer are one: a slash at the end is written or left out as people please.
    static func isSame(_ one: String, _ other: String) -> Bool { trimmed(one) == trimmed(other) }

    static func trimmed(_ issuer: String) -> Substring { issuer.hasSuffix("/") ? issuer.dropLast() : issuer[...] }

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
        let claims: Claims

        init(from decoder: any Decoder) throws { claims = Claims(try JSONValue(from: decoder)) }
        func encode(to encoder: any Encoder) throws { try claims.encode(to: encoder) }

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
