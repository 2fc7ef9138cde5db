public import Kernel

/// What can be wrong with a request, whatever it is about.
public enum RequestFailure: UserFacingError, Equatable {
    case notSignedIn, notAllowed, crossSite, unknownHost, invalid(String)

    public var status: Int {
        switch self {
        case .notSignedIn: 401
        case .notAllowed, .crossSite: 403
        case .unknownHost: 421
        case .invalid: 400
        }
    }
    public var code: String {
        switch self {
        case .notSignedIn: "request.notSignedIn"
        case .notAllowed: "request.notAllowed"
        case .crossSite: "request.crossSite"
        case .unknownHost: "request.unknownHost"
        case .invalid: "request.invalid"
        }
    }
    public var message: String {
        switch self {
        case .notSignedIn: "Sign in first. The set-up link that `homeroom serve` prints opens the door."
        case .notAllowed: "Your role does not allow this."
        case .crossSite: "This request came from another site."
        case .unknownHost: "This server is not known by that name."
        case .invalid(let reason): reason
        }
    }
}
