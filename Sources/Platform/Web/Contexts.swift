public import Foundation
import HTTPTypes
public import Hummingbird
public import Kernel
import Logging
public import NIOCore

/// What is known of a request before anyone has looked at who makes it.
public struct AppContext: RequestContext, RemoteAddressRequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Who makes the request; nil for a stranger.
    public var principal: Principal?
    /// The session the request came with, whole or not yet.
    public var session: SessionMark?
    /// The request changes something and came with a session's cookie, but without that session's token.
    public var isWithoutToken = false
    /// Who recognised the principal.
    var authority: (any SessionAuthority)?
    /// Keeps answers to requests that are to be done once; nil where nothing is kept.
    var idempotency: IdempotencyKeys?
    /// The request came over the data folder's socket, which only the folder's owner can open.
    public let isFromOwner: Bool
    public let remoteAddress: SocketAddress?
    /// The client's address: the connection's, or the one that a trusted proxy names.
    public var address: String
    /// The address that this server is spoken to at, such as `https://homeroom.district.example`.
    public var site = "http://localhost"
    /// The way the request came.
    public var route: RequestRoute?
    /// The methods of the routes at this address, where none is for the request's own.
    var otherMethods: [HTTPRequest.Method] = []

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        isFromOwner = source.channel.localAddress?.pathname != nil
        remoteAddress = source.channel.remoteAddress
        address =
            isFromOwner ? "console" : remoteAddress?.ipAddress.flatMap(IPAddress.canonical) ?? "unknown"
        principal = isFromOwner ? .operator : nil
    }

    public var origin: RequestOrigin {
        var origin = RequestOrigin(actor: principal?.id ?? "stranger", address: address, requestID: id)
        origin.place = principal?.home
        return origin
    }

    public var responseEncoder: JSONEncoder { .wire }
    public var requestDecoder: BodyDecoder { BodyDecoder() }
}

/// A request by somebody who is known.
public struct SignedInContext: ChildRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let user: Principal
    public let session: SessionMark?
    public let origin: RequestOrigin
    /// The address that this server is spoken to at.
    public let site: String
    /// The way the request came.
    public let route: RequestRoute?
    private let authority: (any SessionAuthority)?
    let idempotency: IdempotencyKeys?

    public init(context: AppContext) throws {
        guard let principal = context.principal else {
            throw context.isWithoutToken ? RequestFailure.noToken : RequestFailure.notSignedIn
        }
        (coreContext, user, session, origin) = (context.coreContext, principal, context.session, context.origin)
        (site, route, authority) = (context.site, context.route, context.authority)
        idempotency = context.idempotency
    }

    /// Wants recent proof of who is there. The console needs none: who can open it owns the machine.
    /// - Throws: what the authority that recognised the caller throws; `RequestFailure.notSignedIn` without one.
    public func requireProof() async throws {
        if user == .operator { return }
        guard let authority else { throw RequestFailure.notSignedIn }
        try await authority.requireProof(session)
    }

    public var responseEncoder: JSONEncoder { .wire }
    public var requestDecoder: BodyDecoder { BodyDecoder() }
}

extension JSONEncoder {
    /// How everything is written for the outside: ISO 8601 dates, keys in a fixed order.
    public static var wire: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension JSONDecoder {
    /// Reads what `JSONEncoder.wire` writes.
    public static var wire: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}
