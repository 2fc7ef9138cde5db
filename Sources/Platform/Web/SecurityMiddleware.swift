import Foundation
import HTTPTypes
public import Hummingbird

/// What holds for every request and response: the headers that keep a browser safe, and the refusal of requests that
/// another site or a rebound name sends.
public struct SecurityMiddleware: RouterMiddleware {
    public typealias Context = AppContext

    /// Names under which this server may be spoken to, without ports; asked each time, since settings change.
    private let hosts: @Sendable () -> Set<String>
    /// Proxies whose word on the client's address and protocol is taken.
    private let proxies: TrustedProxies
    /// Where this server listens, for its owner's commands, which come by the socket; its scheme is TLS or not.
    private let site: String
    /// The address that an administrator says browsers use, such as `https://homeroom.district.example`.
    private let publicURL: @Sendable () -> String?

    public static let loopback: Set<String> = ["127.0.0.1", "localhost", "[::1]"]

    public init(
        proxies: TrustedProxies = .none, site: String = "http://localhost",
        publicURL: @escaping @Sendable () -> String? = { nil },
        hosts: @escaping @Sendable () -> Set<String> = { Self.loopback }
    ) {
        (self.hosts, self.proxies, self.site, self.publicURL) = (hosts, proxies, site, publicURL)
    }

    private static let headers: [(HTTPField.Name, String)] = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), usb=()"),
        ("x-frame-options", "DENY"),
        // Browsers heed it over TLS only.
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }

    private static let requestID = HTTPField.Name("x-request-id"), fetchSite = HTTPField.Name("sec-fetch-site")
    private static let host = HTTPField.Name("host")

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let names = hosts()
        let route = RequestRoute(
            request, peer: context.address, isSecure: site.hasPrefix("https:"),
            proxies: context.isFromOwner ? .none : proxies, knows: names.contains)
        (context.route, context.address) = (route, route.client)
        context.site = context.isFromOwner ? site : address(request, route)
        var response = try await answer(request, context: context, next: next)
        for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
        if let name = Self.requestID { response.headers[name] = context.id }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private func answer(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        // Errors become responses inside, so that they carry the headers too.
        try await ErrorMiddleware().handle(request, context: context) { request, context in
            if !context.isFromOwner { try check(request, context.route) }
            return try await next(request, context)
        }
    }

    /// The address at which the browser has this server. Browsers say it themselves when they send something. Where they
    /// do not, it is the public address if that is the name they used, or if a proxy in front did not pass theirs on.
    private func address(_ request: Request, _ route: RequestRoute) -> String {
        let own = (route.isSecure ? "https://" : "http://") + (route.authority.isEmpty ? "localhost" : route.authority)
        guard let publicURL = publicURL() else { return own }
        if let origin = request.headers[.origin] {
            if Self.isOrigin(origin, of: publicURL) { return publicURL }
            if origin == own { return own }
        }
        let isNamed = Self.host(of: route.authority) == Self.host(of: Self.authority(of: publicURL))
        return isNamed || route.isProxied ? publicURL : own
    }

    /// Probes ask by whatever address they know; what they are told is no secret.
    private static let probes: Set<String> = ["/healthz", "/readyz"]

    private func check(_ request: Request, _ route: RequestRoute?) throws {
        let authority = request.head.authority ?? ""
        // The first Host became the authority; what stands in front may have heeded the second (RFC 9112, 3.2).
        guard Self.host.map({ request.headers[values: $0].isEmpty }) != false else {
            throw RequestFailure.invalid("The request names more than one host.")
        }
        let codings = request.headers[values: .transferEncoding]
        guard codings.isEmpty || codings.map({ $0.lowercased() }) == ["chunked"] else {
            throw RequestFailure.invalid("The body is coded in a way that this server does not know: send it chunked.")
        }
        let isReading = [.get, .head, .options].contains(request.method)
        if isReading, Self.probes.contains(request.uri.path) { return }
        let (names, used, publicURL) = (hosts(), route?.authority ?? authority, publicURL())
        // A proxy whose word is taken may name itself where the browser named the public address.
        let isProxied = route?.isProxied == true && (publicURL != nil || names != Self.loopback)
        guard let host = Self.host(of: used), names.contains(host) || isProxied && Self.isOfMachine(host) else {
            throw RequestFailure.unknownHost
        }
        guard !isReading else { return }
        if let name = Self.fetchSite, let site = request.headers[name] {
            guard site == "same-origin" || site == "none" else { throw RequestFailure.crossSite }
        }
        guard let origin = request.headers[.origin] else { return }
        let isOwn = [authority, used].contains {
            Self.host(of: $0).map(names.contains) == true && (origin == "http://\($0)" || origin == "https://\($0)")
        }
        // What the browser says that it has open is the public address: the page there is this server's.
        guard isOwn || publicURL.map({ Self.isOrigin(origin, of: $0) }) == true || isOfProxy(origin, route, names)
        else {
            throw RequestFailure.crossSite
        }
    }

    /// Behind a proxy that does not pass the browser's host on: a name of this server, at the usual port.
    private func isOfProxy(_ origin: String, _ route: RequestRoute?, _ names: Set<String>) -> Bool {
        guard route?.isProxied == true, let name = origin.wholeMatch(of: /https?:\/\/([^\/:@]+)/)?.output.1 else {
            return false
        }
        return names.subtracting(Self.loopback).contains(name.lowercased())
    }

    private static func authority(of address: String) -> String {
        let rest = address.range(of: "://").map { address[$0.upperBound...] } ?? address[...]
        return String(rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" })
    }

    /// Whether an origin (RFC 6454) is that of an address.
    static func isOrigin(_ origin: String, of address: String) -> Bool {
        let scheme = address.range(of: "://").map { address[..<$0.upperBound] } ?? ""
        return origin.lowercased() == (scheme + authority(of: address)).lowercased()
    }

    /// Whether a proxy may call a server so that it stands in front of: an address of an own network, or a name without a
    /// domain. Any other name came from the browser, and is not this server's.
    private static func isOfMachine(_ host: String) -> Bool {
        if !host.contains("."), !host.contains(":") { return true }
        return host.wholeMatch(
            of:
                /127\.[0-9.]+|10\.[0-9.]+|192\.168\.[0-9.]+|172\.(1[6-9]|2[0-9]|3[01])\.[0-9.]+|\[(::1|f[cd][0-9a-f:]+)\]/
        ) != nil
    }

    /// The host of an authority of host and port and nothing else, in small letters; nil for any other form. Asked of
    /// every request, so by hand: a regular expression takes most of a request's time.
    public static func host(of authority: String) -> String? {
        let bytes = Array(authority.utf8)
        guard bytes.count <= 300, let first = bytes.first else { return nil }
        var end = 0
        if first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), close > 1,
                bytes[1..<close].allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { return nil }
            end = close + 1
        } else {
            end = bytes.firstIndex { !isOfName($0) } ?? bytes.count
            guard end > 0 else { return nil }
        }
        if end < bytes.count {
            let port = bytes[(end + 1)...]
            guard bytes[end] == UInt8(ascii: ":"), (1...5).contains(port.count),
                port.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { return nil }
        }
        return String(decoding: bytes[..<end], as: UTF8.self).lowercased()
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
