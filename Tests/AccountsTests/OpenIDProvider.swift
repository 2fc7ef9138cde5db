import Crypto
import Foundation
import Hummingbird
import Synchronization
import TestSupport

/// An OpenID Connect provider on this machine that can be told to lie, and Clever's flavour of one beside it.
final class OpenIDProvider: Sendable {
    /// What the next sign-in says; changed by attacks.
    struct Answer: Sendable {
        var claims: [String: any Sendable] = [:]
        /// Left out of the token.
        var omitted: Set<String> = []
        var algorithm = "ES256"
        /// Signed by a key that is not published.
        var isForeignKey = false
        /// Claims that the identifier of the published key signed with another one.
        var names: String?
        var cleverDistrict = "district-1"
        /// What the userinfo endpoint says; it is not named where nil.
        var userinfo: [String: any Sendable]?
        /// The document and the tokens name the issuer with a slash at the end.
        var hasSlash = false
        var cleverRoles: [String: String] = ["teacher": "t-noor"]
    }

    private struct State {
        var answer = Answer()
        var key = P256.Signing.PrivateKey()
        var keyNumber = 1
        var nonces: [String: String] = [:]
        var challenges: [String: String] = [:]
        var exchanges = 0
    }
    private let state = Mutex(State())

    var answer: Answer {
        get { state.withLock { $0.answer } }
        set { state.withLock { $0.answer = newValue } }
    }
    /// How many codes were exchanged.
    var exchanges: Int { state.withLock { $0.exchanges } }

    func rotate() {
        state.withLock { state in
            state.key = P256.Signing.PrivateKey()
            state.keyNumber += 1
        }
    }

    /// What a person's browser does there: takes the address it was sent to, and comes back with a code.
    func approve(_ address: String) throws -> (code: String, state: String) {
        let query = URLComponents(string: address)?.queryItems ?? []
        func value(_ name: String) -> String { query.first { $0.name == name }?.value ?? "" }
        let code = UUID().uuidString
        state.withLock { state in
            state.nonces[code] = value("nonce")
            state.challenges[code] = value("code_challenge")
        }
        return (code, value("state"))
    }

    func run(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let issuer = Mutex("")
        let router = Router()
        router.get(".well-known/openid-configuration") { [self] _, _ in
            let (site, answer) = (issuer.withLock { $0 }, answer)
            var document: [String: Any] = [
                "issuer": site + (answer.hasSlash ? "/" : ""), "authorization_endpoint": site + "/authorize",
                "token_endpoint": site + "/token", "jwks_uri": site + "/keys", "end_session_endpoint": site + "/out",
            ]
            if answer.userinfo != nil { document["userinfo_endpoint"] = site + "/userinfo" }
            return try Self.json(document)
        }
        router.get("userinfo") { [self] request, _ in
            guard request.headers[.authorization] == "Bearer a" else { throw HTTPError(.unauthorized) }
            return try Self.json(answer.userinfo ?? [:])
        }
        router.get("keys") { [self] _, _ in
            let (key, number) = state.withLock { ($0.key, $0.keyNumber) }
            let point = key.publicKey.rawRepresentation
            return try Self.json([
                "keys": [
                    [
                        "kty": "EC", "crv": "P-256", "kid": "key \(number)", "use": "sig", "alg": "ES256",
                        "x": Self.base64url(point.prefix(32)), "y": Self.base64url(point.suffix(32)),
                    ]
                ]
            ])
        }
        router.post("token") { [self] request, context in
            let form = try await Self.form(request)
            let code = form["code"] ?? ""
            let verifier = Data(SHA256.hash(data: Data((form["code_verifier"] ?? "").utf8)))
            let challenge = state.withLock { state in
                state.exchanges += 1
                return state.challenges.removeValue(forKey: code)
            }
            guard challenge == Self.base64url(verifier) else { throw HTTPError(.badRequest) }
            return try Self.json(["id_token": try token(code, issuer: issuer.withLock { $0 }), "access_token": "a"])
        }
        router.post("oauth/tokens") { [self] _, _ in
            state.withLock { $0.exchanges += 1 }
            return try Self.json(["access_token": "clever"])
        }
        router.get("v3.0/me") { [self] _, _ in
            try Self.json(["type": "user", "data": ["id": "clever-7", "district": answer.cleverDistrict]])
        }
        router.get("v3.0/users/:id") { [self] _, _ in
            try Self.json([
                "data": [
                    "id": "clever-7", "name": ["first": "Noor", "last": "Haddad"],
                    "roles": answer.cleverRoles.mapValues { $0.isEmpty ? ["sis_id": NSNull()] : ["sis_id": $0] },
                ]
            ])
        }
        try await LocalServer.run(router) { url in
            issuer.withLock { $0 = url.absoluteString }
            try await body(url.absoluteString)
        }
    }

    private func token(_ code: String, issuer: String) throws -> String {
        let (answer, key, number, nonce) = state.withLock {
            ($0.answer, $0.key, $0.keyNumber, $0.nonces[code] ?? "")
        }
        var claims: [String: Any] = [
            "iss": issuer + (answer.hasSlash ? "/" : ""), "sub": "subject-1", "aud": "homeroom",
            "exp": Date().timeIntervalSince1970 + 300,
            "iat": Date().timeIntervalSince1970, "nonce": nonce, "email": "mia@cedarvalley.example",
            "email_verified": true, "given_name": "Mia", "family_name": "Kim",
        ]
        claims.merge(answer.claims) { $1 }
        for name in answer.omitted { claims[name] = nil }
        let header = ["alg": answer.algorithm, "kid": answer.names ?? "key \(number)", "typ": "JWT"]
        let text = try [header, claims].map {
            Self.base64url(try JSONSerialization.data(withJSONObject: $0))
        }.joined(separator: ".")
        let signature: Data =
            switch answer.algorithm {
            case "none": Data()
            // The classic confusion: the public key taken for a shared secret.
            case "HS256":
                Data(
                    HMAC<SHA256>.authenticationCode(
                        for: Data(text.utf8), using: SymmetricKey(data: key.publicKey.rawRepresentation)))
            default:
                try (answer.isForeignKey ? P256.Signing.PrivateKey() : key).signature(for: Data(text.utf8))
                    .rawRepresentation
            }
        return text + "." + Self.base64url(signature)
    }

    private static func json(_ object: [String: Any]) throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: object))))
    }

    private static func form(_ request: Request) async throws -> [String: String] {
        let text = String(buffer: try await request.body.collect(upTo: 1 << 16))
        let items = URLComponents(string: "?" + text)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
    }

    static func base64url(_ bytes: some DataProtocol) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
