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

    public static let loopback: Set<String> = ["127.0.0.1", "localhost", "[::1]"]

    public init(
        proxies: TrustedProxies = .none, site: String = "http://localhost",
        hosts: @escaping @Sendable () -> Set<String> = { Self.loopback }
    ) {
        (self.hosts, self.proxies, self.site) = (hosts, proxies, site)
    }

    private static let headers: [(String, String)] = [
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
    ]

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        var isSecure = site.hasPrefix("https:")
        if !context.isFromOwner, proxies.contains(context.address) {
            func last(_ header: String) -> String? {
                HTTPField.Name(header).flatMap { request.headers[values: $0].last }?.split(separator: ",").last?
                    .trimmingCharacters(in: .whitespaces)
            }
            context.address = last("x-forwarded-for") ?? context.address
            isSecure = last("x-forwarded-proto") == "https"
        }
        context.site =
            context.isFromOwner ? site : (isSecure ? "https://" : "http://") + (request.head.authority ?? "localhost")
        var response = try await answer(request, context: context, next: next)
        for (name, value) in Self.headers {
            if let name = HTTPField.Name(name), response.headers[name] == nil { response.headers[name] = value }
        }
        if let name = HTTPField.Name("x-request-id") { response.headers[name] = context.id }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private func answer(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        // Errors become responses inside, so that they carry the headers too.
        try await ErrorMiddleware().handle(request, context: context) { request, context in
            if !context.isFromOwner { try check(request) }
            return try await next(request, context)
        }
    }

    private func check(_ request: Request) throws {
        let authority = request.head.authority ?? ""
        // The first Host became the authority; what stands in front may have heeded the second (RFC 9112, 3.2).
        guard HTTPField.Name("host").map({ request.headers[values: $0].isEmpty }) != false else {
            throw RequestFailure.invalid("The request names more than one host.")
        }
        let codings = request.headers[values: .transferEncoding]
        guard codings.isEmpty || codings.map({ $0.lowercased() }) == ["chunked"] else {
            throw RequestFailure.invalid("The body is coded in a way that this server does not know: send it chunked.")
        }
        guard let host = Self.host(of: authority), hosts().contains(host) else { throw RequestFailure.unknownHost }
        guard ![.get, .head, .options].contains(request.method) else { return }
        if let name = HTTPField.Name("sec-fetch-site"), let site = request.headers[name] {
            guard site == "same-origin" || site == "none" else { throw RequestFailure.crossSite }
        }
        if let origin = request.headers[.origin] {
            guard origin == "http://\(authority)" || origin == "https://\(authority)" else {
                throw RequestFailure.crossSite
            }
        }
    }

    /// The host of an authority of host and port and nothing else, in small letters; nil for any other form.
    static func host(of authority: String) -> String? {
        guard authority.utf8.count <= 300,
            let parts = authority.wholeMatch(of: /(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::[0-9]{1,5})?/)
        else { return nil }
        return parts.1.lowercased()
    }
}
