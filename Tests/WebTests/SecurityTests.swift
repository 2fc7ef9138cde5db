import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Testing
import Web

@Suite("What holds for every request") struct SecurityTests {
    private struct OneSession: SessionAuthority {
        func identify(token: String) async throws -> Identified? {
            guard token == "good" else { return nil }
            return Identified(
                principal: Principal(id: "a", permissions: [.readDocuments]),
                session: SessionMark(id: UUID(), person: UUID(), stage: .complete, csrf: "own"))
        }
        func identify(key: String) async throws -> Identified? {
            guard key == "hr_good" else { return nil }
            return Identified(principal: Principal(id: "b", permissions: [.readDocuments]), keyEnds: Date())
        }
        func requireProof(_ session: SessionMark?) async throws { throw RequestFailure.notSignedIn }
    }

    private func application() -> some ApplicationProtocol {
        let router = Router(context: AppContext.self)
        router.addMiddleware {
            SecurityMiddleware()
            SessionMiddleware(authority: OneSession())
        }
        router.get("public") { _, _ in "open" }
        let api = SignedInRoutes(router.group("api", context: SignedInContext.self), limiter: RateLimiter())
        api.requiring(.readDocuments).get("ask") { _, _ in "asked" }.post("ask") { _, _ in "posted" }
        api.requiring(.manageUsers).get("write") { _, _ in "written" }
        return Application(router: router)
    }

    private let cookie: HTTPFields = [.cookie: "a=b; __Host-homeroom=good"]

    private func status(_ uri: String, _ method: HTTPRequest.Method = .get, _ headers: HTTPFields = [:]) async throws
        -> Int
    {
        try await application().test(.router) { client in
            try await client.execute(uri: uri, method: method, headers: headers) { $0.status.code }
        }
    }

    @Test("a stranger is asked to sign in, the wrong role is refused, the right one served")
    func roles() async throws {
        #expect(try await status("/api/ask") == 401)
        #expect(try await status("/api/ask", .get, [.cookie: "__Host-homeroom=bad"]) == 401)
        #expect(try await status("/api/ask", .get, cookie) == 200)
        #expect(try await status("/api/write", .get, cookie) == 403)
        #expect(try await status("/public") == 200)
    }

    @Test("a key that is not known is told as one, not as a sign-in that is missing")
    func unknownKey() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/api/ask", method: .get, headers: [.authorization: "Bearer gone"]) {
                answer in
                #expect(answer.status == .unauthorized && answer.headers[.wwwAuthenticate] != nil)
                let body = String(buffer: answer.body)
                #expect(body.contains("request.unknownKey") && body.contains("API key is not known here, or has ended"))
            }
        }
    }

    @Test("a key without the word before it is told so; a proxy's own word is nothing to this server")
    func keyAlone() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/public", method: .get, headers: [.authorization: "hr_abc"]) { answer in
                #expect(answer.status == .unauthorized)
                #expect(String(buffer: answer.body).contains("Authorization: Bearer KEY"))
            }
            try await client.execute(uri: "/public", method: .get, headers: [.authorization: "Basic YTpi"]) {
                #expect($0.status == .ok)
            }
        }
    }

    @Test("what another site sends is refused")
    func crossSite() async throws {
        let site = try #require(HTTPField.Name("sec-fetch-site"))
        var headers = cookie
        headers[site] = "cross-site"
        #expect(try await status("/api/ask", .post, headers) == 403)
        headers[site] = "same-origin"
        #expect(try await status("/api/ask", .post, headers) == 403, "without the session's own token")
        let token = try #require(HTTPField.Name("x-csrf-token"))
        headers[token] = "another"
        #expect(try await status("/api/ask", .post, headers) == 403)
        headers[token] = "own"
        #expect(try await status("/api/ask", .post, headers) == 200)
        #expect(
            try await status("/api/ask", .post, [.cookie: "__Host-homeroom=good", .origin: "http://evil.example"])
                == 403)
    }

    @Test("a second host, or a body coded in an unknown way, is refused")
    func oddHeads() async throws {
        let host = try #require(HTTPField.Name("host"))
        #expect(try await status("/public", .get, [host: "evil.example"]) == 400)
        #expect(try await status("/public", .post, [.transferEncoding: "xchunked"]) == 400)
        #expect(try await status("/public", .get, [.transferEncoding: "chunked"]) == 200)
    }

    @Test("every response carries the headers, refusals too, and problems say what they are")
    func headers() async throws {
        try await application().test(.router) { client in
            for uri in ["/public", "/api/ask", "/nowhere"] {
                try await client.execute(uri: uri, method: .get) { response in
                    for name in [
                        "content-security-policy", "x-content-type-options", "referrer-policy", "x-request-id",
                    ] {
                        let field = try #require(HTTPField.Name(name))
                        #expect(response.headers[field] != nil, "\(name) on \(uri)")
                    }
                }
            }
            try await client.execute(uri: "/api/ask", method: .get) { response in
                #expect(response.headers[.contentType] == "application/problem+json")
                let problem =
                    try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any]
                #expect(problem?["code"] as? String == "request.notSignedIn")
                #expect(problem?["status"] as? Int == 401)
                #expect(problem?["title"] as? String == "Unauthorized")
                #expect(problem?["requestId"] as? String != nil)
            }
        }
    }

    @Test("the host of an authority is told from its port; whatever else stands there is no host")
    func hosts() {
        for (authority, host) in [
            ("Homeroom.Example", "homeroom.example"), ("localhost:8080", "localhost"), ("127.0.0.1:1", "127.0.0.1"),
            ("[::1]", "[::1]"), ("[FE80::1]:443", "[fe80::1]"), ("a_b-c:65535", "a_b-c"),
            ("[::ffff:10.0.0.1]", "[::ffff:10.0.0.1]"),
        ] { #expect(SecurityMiddleware.host(of: authority) == host) }
        for authority in [
            "", ":80", "a:", "a:123456", "a:8x", "a b", "a/b", "user@host", "[]", "[::1", "[::1]x", "[::1]:", "[g::]",
            "ä.example",
            "a\u{0}", "a:80:80", String(repeating: "a", count: 301),
        ] { #expect(SecurityMiddleware.host(of: authority) == nil, "\(authority)") }
    }
}
