public import Foundation
import HTTPTypes
public import Hummingbird
public import Kernel

/// How far a sign-in has come.
public enum SessionStage: String, Sendable, Codable {
    /// Signed in.
    case complete
    /// The password was right; the second factor is still to come.
    case secondFactor
    /// A second factor is asked for and there is none yet: it must be set up first.
    case enrolment
}

/// The session a request came with.
public struct SessionMark: Sendable, Equatable {
    public let id: UUID
    public let person: UUID
    public let stage: SessionStage
    /// What requests that change something must carry as `x-csrf-token`.
    public let csrf: String

    public init(id: UUID, person: UUID, stage: SessionStage, csrf: String) {
        (self.id, self.person, self.stage, self.csrf) = (id, person, stage, csrf)
    }
}

/// Whom a token or a key stands for.
public struct Identified: Sendable {
    /// nil while the sign-in is not complete.
    public let principal: Principal?
    /// nil for API keys.
    public let session: SessionMark?
    /// When a key ends that will end soon.
    public let keyEnds: Date?

    public init(principal: Principal?, session: SessionMark? = nil, keyEnds: Date? = nil) {
        (self.principal, self.session, self.keyEnds) = (principal, session, keyEnds)
    }
}

/// Knows whose session a token stands for, and whose key a key is.
public protocol SessionAuthority: Sendable {
    /// - Returns: nil when there is no such session, or it has ended.
    func identify(token: String) async throws -> Identified?
    /// - Returns: nil when there is no such key, or it has ended.
    func identify(key: String) async throws -> Identified?
    /// Wants that whoever makes a request proved a moment ago that they are still the one who signed in.
    /// - Parameter session: nil for API keys, which nobody stands behind at the moment.
    /// - Throws: an error that says what is to be proved.
    func requireProof(_ session: SessionMark?) async throws
}

/// The session's cookie: for this host only, out of reach of scripts, not sent along from other sites.
public enum SessionCookie {
    static let name = "__Host-homeroom"

    /// The `Set-Cookie` value that starts a session.
    public static func start(token: String, seconds: Int) -> String { value(name, token, seconds: seconds) }

    /// The `Set-Cookie` value that ends one.
    public static var end: String { value(name, "", seconds: 0) }

    /// A cookie for this host only, out of reach of scripts.
    public static func value(_ name: String, _ value: String, seconds: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(seconds); Secure; HttpOnly; SameSite=Lax"
    }

    /// The token that a request's headers carry.
    public static func token(in headers: HTTPFields) -> String? { value(of: name, in: headers) }

    /// A cookie's value.
    public static func value(of name: String, in headers: HTTPFields) -> String? {
        for cookie in headers[values: .cookie].flatMap({ $0.split(separator: ";") }) {
            let pair = cookie.drop { $0 == " " }
            if pair.hasPrefix(name + "=") { return String(pair.dropFirst(name.count + 1)) }
        }
        return nil
    }
}

/// Finds out who makes a request, by an API key or a session's cookie, and wants the session's own token of requests
/// that change something.
public struct SessionMiddleware: RouterMiddleware {
    public typealias Context = AppContext
    private let authority: any SessionAuthority

    public init(authority: any SessionAuthority) { self.authority = authority }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard !context.isFromOwner else { return try await next(request, context) }
        var context = context
        context.authority = authority
        // Keys begin so; other words are a proxy's own, and nothing to this server.
        if request.headers[.authorization]?.hasPrefix("hr_") == true { throw RequestFailure.keyAlone }
        if let key = Self.key(in: request.headers) {
            guard let found = try await authority.identify(key: key) else { throw RequestFailure.unknownKey }
            context.principal = found.principal
            var response = try await next(request, context)
            if let ends = found.keyEnds, let name = HTTPField.Name("homeroom-key-ends") {
                response.headers[name] = ends.formatted(.iso8601)
            }
            return response
        }
        if let token = SessionCookie.token(in: request.headers), let found = try await authority.identify(token: token)
        {
            if ![.get, .head, .options].contains(request.method), let session = found.session,
                let name = HTTPField.Name("x-csrf-token"), let sent = request.headers[name]
            {
                guard sent == session.csrf else { throw RequestFailure.noToken }
                (context.principal, context.session) = (found.principal, session)
            } else if [.get, .head, .options].contains(request.method) {
                (context.principal, context.session) = (found.principal, found.session)
            } else {
                context.isWithoutToken = true
            }
        }
        return try await next(request, context)
    }

    private static func key(in headers: HTTPFields) -> String? {
        if let name = HTTPField.Name("x-api-key"), let key = headers[name] { return key }
        guard let value = headers[.authorization], value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst(7))
    }
}
