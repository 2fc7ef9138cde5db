public import Kernel

/// What can be wrong with a request, whatever it is about.
public enum RequestFailure: UserFacingError, Equatable {
    case notSignedIn, notAllowed(Permission), crossSite, noToken, unknownHost, invalid(String)
    /// Too many requests; seconds until the next is let through.
    case tooMany(wait: Int)
    case tooSlow

    public var status: Int {
        switch self {
        case .notSignedIn: 401
        case .notAllowed, .crossSite, .noToken: 403
        case .unknownHost: 421
        case .invalid: 400
        case .tooMany: 429
        case .tooSlow: 408
        }
    }
    public var code: String {
        switch self {
        case .notSignedIn: "request.notSignedIn"
        case .notAllowed: "request.notAllowed"
        case .crossSite: "request.crossSite"
        case .noToken: "request.noToken"
        case .unknownHost: "request.unknownHost"
        case .invalid: "request.invalid"
        case .tooMany: "request.tooMany"
        case .tooSlow: "request.tooSlow"
        }
    }
    public var message: String {
        switch self {
        case .notSignedIn: "Sign in first."
        case .notAllowed(let permission):
            "None of your roles allows this here. It needs the permission \(permission.rawValue)."
        case .crossSite:
            "This request came from another site. Behind a proxy: let it pass the browser's Host on, or set the public address."
        case .noToken: "The request lacks this session's token. Load the page again."
        case .unknownHost:
            "This server is not known by that name. An administrator can add it: homeroom serve --host NAME."
        case .invalid(let reason): reason
        case .tooMany(let wait): "Too many requests. Try again in \(wait == 1 ? "a second" : "\(wait) seconds")."
        case .tooSlow: "The request took too long to arrive."
        }
    }
    public var retryAfter: Int? {
        if case .tooMany(let wait) = self { wait } else { nil }
    }
}
