import HTTPTypes
public import Hummingbird

/// What holds for every request and response: the headers that keep a browser safe, and the refusal of requests that
/// another site or a rebound name sends.
public struct SecurityMiddleware: RouterMiddleware {
    public typealias Context = AppContext

    /// Names under which this server may be spoken to, without ports.
    private let hosts: Set<String>

    public init(hosts: Set<String> = ["127.0.0.1", "localhost", "[::1]"]) { self.hosts = hosts }

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
    ]

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
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
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        guard hosts.contains(host.lowercased()) else { throw RequestFailure.unknownHost }
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
}
