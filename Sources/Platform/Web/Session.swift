import HTTPTypes
public import Hummingbird
public import Kernel

/// Knows whose session a token stands for.
public protocol SessionAuthority: Sendable {
    /// - Returns: nil when there is no such session, or it has ended.
    func principal(token: String) async throws -> Principal?
}

/// The session's cookie: for this host only, out of reach of scripts, not sent along from other sites.
public enum SessionCookie {
    static let name = "__Host-homeroom"

    /// The `Set-Cookie` value that starts a session.
    public static func start(token: String, seconds: Int) -> String {
        "\(name)=\(token); Path=/; Max-Age=\(seconds); Secure; HttpOnly; SameSite=Lax"
    }

    static func token(in headers: HTTPFields) -> String? {
        for cookie in headers[values: .cookie].flatMap({ $0.split(separator: ";") }) {
            let pair = cookie.drop { $0 == " " }
            if pair.hasPrefix(name + "=") { return String(pair.dropFirst(name.count + 1)) }
        }
        return nil
    }
}

/// Finds out who makes a request.
public struct SessionMiddleware: RouterMiddleware {
    public typealias Context = AppContext
    private let authority: any SessionAuthority

    public init(authority: any SessionAuthority) { self.authority = authority }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if context.principal == nil, let token = SessionCookie.token(in: request.headers) {
            context.principal = try await authority.principal(token: token)
        }
        return try await next(request, context)
    }
}
