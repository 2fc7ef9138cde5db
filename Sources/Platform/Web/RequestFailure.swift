public import HummingbirdCore
public import Kernel
public import NIOCore

/// What can be wrong with a request, whatever it is about.
public enum RequestFailure: UserFacingError, Equatable {
    /// A key came in `Authorization` without the word before it.
    case keyAlone
    case notSignedIn, unknownKey, notAllowed(Permission), crossSite, noToken, unknownHost, invalid(String)
    /// A parameter of another's protocol that changes what is answered, and cannot be followed.
    case unsupported(parameter: String, reason: String)
    case unknownModel(String, known: String)
    /// Too many requests; seconds until the next is let through.
    case tooMany(wait: Int)
    case tooSlow
    /// Nothing is done at this address by the request's method; those by which something is.
    case otherMethod([String])
    /// The body has more bytes than are taken here.
    case tooLarge(most: Int)

    public var status: Int {
        switch self {
        case .notSignedIn, .unknownKey, .keyAlone: 401
        case .unknownModel: 404
        case .notAllowed, .crossSite, .noToken: 403
        case .unknownHost: 421
        case .invalid, .unsupported: 400
        case .tooMany: 429
        case .tooSlow: 408
        case .otherMethod: 405
        case .tooLarge: 413
        }
    }
    public var code: String {
        switch self {
        case .notSignedIn: "request.notSignedIn"
        case .unknownKey: "request.unknownKey"
        case .keyAlone: "request.keyAlone"
        case .unsupported: "unsupported_parameter"
        case .unknownModel: "model_not_found"
        case .notAllowed: "request.notAllowed"
        case .crossSite: "request.crossSite"
        case .noToken: "request.noToken"
        case .unknownHost: "request.unknownHost"
        case .invalid: "request.invalid"
        case .tooMany: "request.tooMany"
        case .tooSlow: "request.tooSlow"
        case .otherMethod: "request.otherMethod"
        case .tooLarge: "request.tooLarge"
        }
    }
    public var message: String {
        switch self {
        case .notSignedIn: "Sign in first."
        case .unknownKey: "This API key is not known here, or has ended. Make another under Account."
        case .keyAlone:
            "The word Bearer is missing before the API key. Send it as: Authorization: Bearer KEY, or as: X-API-Key: KEY"
        case .unsupported(_, let reason): reason
        case .unknownModel(let name, let known):
            "There is no model “\(name.prefix(60))” here. There is “\(known)”."
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
        case .otherMethod(let methods):
            "Nothing is done at this address by this method. It takes \(methods.joined(separator: ", "))."
        case .tooLarge(let most): "The request's body is too large: \(most) bytes are taken at most."
        }
    }
    /// The methods that the address takes.
    var allowed: [String]? {
        if case .otherMethod(let methods) = self { methods } else { nil }
    }
    /// What of a request is at fault, as the protocol of the request calls it.
    var parameter: String? {
        switch self {
        case .unsupported(let parameter, _): parameter
        case .unknownModel: "model"
        default: nil
        }
    }
    public var retryAfter: Int? {
        if case .tooMany(let wait) = self { wait } else { nil }
    }
}

extension RequestBody {
    /// The body in one piece.
    /// - Throws: `RequestFailure.tooLarge`, which names the limit: what the framework throws names what was left of it.
    public func whole(upTo most: Int) async throws -> ByteBuffer {
        do { return try await collect(upTo: most) } catch is NIOTooManyBytesError {
            throw RequestFailure.tooLarge(most: most)
        }
    }
}
