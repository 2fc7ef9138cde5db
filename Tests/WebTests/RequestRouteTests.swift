import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOCore
import Testing

@testable import Web

@Suite("Behind a proxy") struct RequestRouteTests {
    private func route(
        _ headers: [(String, String)], peer: String = "10.0.0.2", proxies: [String] = ["10.0.0.0/8"],
        host: String = "10.0.0.9:8080"
    ) throws -> RequestRoute {
        var fields = HTTPFields()
        for (name, value) in headers { fields.append(.init(name: try #require(HTTPField.Name(name)), value: value)) }
        let head = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/", headerFields: fields)
        return RequestRoute(
            Request(head: head, body: .init(buffer: ByteBuffer())), peer: peer, isSecure: false,
            proxies: try TrustedProxies(proxies)
        ) { $0 == "homeroom.example" }
    }

    @Test("the client is the nearest address that is no proxy's, without its port")
    func clients() throws {
        let named: [([(String, String)], String)] = [
            ([("x-forwarded-for", "192.0.2.60")], "192.0.2.60"),
            ([("x-forwarded-for", "192.0.2.60:51234")], "192.0.2.60"),
            ([("x-forwarded-for", "192.0.2.60, 10.0.0.3")], "192.0.2.60"),
            ([("x-forwarded-for", "6.6.6.6, 192.0.2.60, 10.0.0.3")], "192.0.2.60"),
            ([("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "192.0.2.60")], "192.0.2.60"),
            ([("x-forwarded-for", "[2001:db8::1]:443")], "2001:db8::1"),
            ([("x-forwarded-for", "10.0.0.7")], "10.0.0.7"),
            ([("x-forwarded-for", "unknown")], "10.0.0.2"), ([("x-forwarded-for", "x, 192.0.2.60")], "192.0.2.60"),
            ([("forwarded", "for=192.0.2.60;proto=https;by=203.0.113.43")], "192.0.2.60"),
            ([("forwarded", "for=\"[2001:db8:cafe::17]:4711\"")], "2001:db8:cafe::17"),
            ([("x-forwarded-for", "192.0.2.60"), ("forwarded", "for=6.6.6.6")], "192.0.2.60"),
            ([("x-real-ip", "192.0.2.60")], "192.0.2.60"), ([], "10.0.0.2"),
            // One client has one name, however it is written.
            ([("x-forwarded-for", "::ffff:203.0.113.7")], "203.0.113.7"),
            ([("x-forwarded-for", "[2001:DB8:0:0::0017]:443")], "2001:db8::17"),
            ([("forwarded", "for=\"[2001:DB8::CAFE]\"")], "2001:db8::cafe"),
        ]
        for (headers, client) in named { #expect(try route(headers).client == client, "\(headers)") }
        #expect(try route([("x-forwarded-for", "192.0.2.60")], peer: "192.0.2.1").client == "192.0.2.1")
        #expect(try route([("x-forwarded-for", "192.0.2.60")], peer: "::ffff:10.0.0.2").client == "192.0.2.60")
    }

    @Test("proxies are named one by one, or several with commas and blanks between; also IPv4 within IPv6")
    func lists() throws {
        for texts in [
            ["192.0.2.1", "10.0.0.0/8"], ["192.0.2.1, 10.0.0.0/8"], [" 192.0.2.1 10.0.0.0/8,"],
            ["::ffff:10.0.0.0/104", "::ffff:192.0.2.1"], ["fd00::/8,\t::FFFF:10.0.0.0/104"],
        ] {
            let proxies = try TrustedProxies(texts)
            #expect(proxies.contains("10.1.2.3") && proxies.contains("::ffff:10.1.2.3"), "\(texts)")
            #expect(!proxies.contains("11.0.0.1") && !proxies.contains("192.0.2.2"), "\(texts)")
        }
        for text in [
            "", " , ", "10.0.0.0/33", "::ffff:10.0.0.0/129", "::ffff:10.0.0.0/95", "10.0.0.1;10.0.0.2", "proxy",
        ] {
            #expect(throws: TrustedProxies.Unusable.self, "\(text)") { try TrustedProxies([text]) }
        }
        #expect(throws: TrustedProxies.Unusable(text: "x")) { try TrustedProxies(["10.0.0.1, x"]) }
    }

    @Test("the scheme and the host are the proxy's word; a host that is no name here is none")
    func schemes() throws {
        #expect(try route([("x-forwarded-proto", "https")]).isSecure && !route([]).isSecure)
        #expect(try route([("forwarded", "proto=https;host=homeroom.example")]).isSecure)
        #expect(try route([("x-forwarded-ssl", "on")]).isSecure)
        #expect(try !route([("x-forwarded-proto", "https")], peer: "192.0.2.1").isSecure)
        #expect(try route([("x-forwarded-host", "homeroom.example")]).authority == "homeroom.example")
        #expect(try route([("x-forwarded-host", "evil.example")]).authority == "10.0.0.9:8080")
    }

    @Test("of several schemes that of the client's own hop counts")
    func schemesOfHops() throws {
        let two = ("x-forwarded-for", "192.0.2.60, 10.0.0.3")
        #expect(try route([two, ("x-forwarded-proto", "https,http")]).isSecure)
        #expect(try !route([two, ("x-forwarded-proto", "http, https")]).isSecure)
        #expect(try route([two, ("x-forwarded-proto", "https")]).isSecure)
        #expect(try route([two, ("x-forwarded-proto", "http, https,http")]).isSecure)
        // What stands left of the proxies' own words is the client's.
        let one = ("x-forwarded-for", "192.0.2.60")
        #expect(try !route([one, ("x-forwarded-proto", "https,http")]).isSecure)
        #expect(try route([one, ("x-forwarded-proto", "http,https")]).isSecure)
        #expect(try !route([("x-forwarded-for", "6.6.6.6, 192.0.2.60"), ("x-forwarded-proto", "https,http")]).isSecure)
        #expect(try route([("forwarded", "for=192.0.2.60;proto=https, for=10.0.0.3;proto=http")]).isSecure)
        let hosts = ("x-forwarded-host", "homeroom.example, 10.0.0.3")
        #expect(try route([two, hosts]).authority == "homeroom.example")
        #expect(try route([one, hosts]).authority == "10.0.0.9:8080")
    }

    @Test("a proxy that lets a client pass for somebody else is doubted")
    func doubts() throws {
        #expect(try route([("x-real-ip", "192.0.2.60")]).doubt == .writesOnly("X-Real-IP"))
        #expect(try route([("forwarded", "for=192.0.2.60")]).doubt == .writesOnly("Forwarded"))
        #expect(
            try route([("x-real-ip", "192.0.2.60"), ("x-forwarded-for", "6.6.6.6")]).doubt
                == .contradiction(realIP: "192.0.2.60", forwardedFor: "6.6.6.6"))
        for sound in [
            [("x-real-ip", "192.0.2.60"), ("x-forwarded-for", "192.0.2.60")],
            [("x-real-ip", "192.0.2.60"), ("x-forwarded-for", "6.6.6.6, 192.0.2.60, 10.0.0.3")],
            [("x-real-ip", "10.0.0.3"), ("x-forwarded-for", "192.0.2.60, 10.0.0.3")],
            [("x-forwarded-for", "192.0.2.60")], [],
        ] {
            #expect(try route(sound).doubt == nil, "\(sound)")
        }
        #expect(try route([("x-real-ip", "192.0.2.60")], peer: "192.0.2.1").doubt == nil)
    }

    private func status(
        _ method: HTTPRequest.Method, _ path: String = "/site", origin: String? = nil,
        proxies: [String] = ["127.0.0.1"],
        publicURL: String? = "https://homeroom.example", host: String = "127.0.0.1:8130"
    ) async throws -> (Int, String) {
        let router = Router(context: AppContext.self)
        let trusted = try TrustedProxies(proxies)
        router.addMiddleware {
            Front()
            SecurityMiddleware(proxies: trusted, publicURL: { publicURL }) {
                publicURL == nil ? SecurityMiddleware.loopback : SecurityMiddleware.loopback.union(["homeroom.example"])
            }
        }
        router.get("site") { _, context in context.site }.post("site") { _, context in context.site }
        router.get("readyz") { _, _ in "ready" }
        var headers = HTTPFields()
        headers[.origin] = origin
        headers[Front.host] = host
        let sent = headers
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: path, method: method, headers: sent) {
                ($0.status.code, String(buffer: $0.body))
            }
        }
    }

    /// Puts a host and a peer in place of the test's own.
    private struct Front: RouterMiddleware {
        typealias Context = AppContext
        static let host = HTTPField.Name("x-test-host") ?? .server

        func handle(
            _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
        ) async throws -> Response {
            var (head, context) = (request.head, context)
            head.authority = request.headers[Self.host]
            context.address = "127.0.0.1"
            return try await next(Request(head: head, body: request.body), context)
        }
    }

    @Test("a proxy that names itself as the host is believed where a public address is set")
    func bare() async throws {
        let own = "https://homeroom.example"
        #expect(try await status(.post, origin: own) == (200, own))
        #expect(try await status(.get) == (200, own))
        #expect(try await status(.post, origin: "https://evil.example").0 == 403)
        #expect(try await status(.post, origin: "https://homeroom.example.evil.example").0 == 403)
        #expect(try await status(.post, origin: "http://homeroom.example:9999").0 == 403)
        // Without a proxy that is trusted the browser's own word is all there is.
        #expect(try await status(.post, origin: own, proxies: []) == (200, own))
        #expect(try await status(.post, origin: own, proxies: [], publicURL: nil).0 == 403)
        #expect(try await status(.get, proxies: []) == (200, "http://127.0.0.1:8130"))
        // Somebody at the machine itself, beside the proxy.
        #expect(try await status(.post, origin: "http://127.0.0.1:8130") == (200, "http://127.0.0.1:8130"))
        // A proxy asks by an address of the inner network; nobody else may.
        #expect(try await status(.post, origin: own, host: "10.0.0.9:8080") == (200, own))
        #expect(try await status(.post, origin: "http://10.0.0.9:8080", host: "10.0.0.9:8080").0 == 403)
        #expect(try await status(.get, proxies: [], host: "10.0.0.9:8080").0 == 421)
    }

    @Test("probes are answered by whatever name they ask")
    func probes() async throws {
        #expect(try await status(.get, "/readyz", proxies: [], host: "10.0.0.9:8080").0 == 200)
        #expect(try await status(.head, "/readyz", proxies: [], host: "").0 != 421)
    }
}
