public import Foundation
public import Hummingbird
public import Kernel
import Logging
import NIOCore

/// What is known of a request before anyone has looked at who makes it.
public struct AppContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Who makes the request; nil for a stranger.
    public var principal: Principal?
    /// The request came over the data folder's socket, which only the folder's owner can open.
    public let isFromOwner: Bool

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        isFromOwner = source.channel.localAddress?.pathname != nil
        principal = isFromOwner ? .operator : nil
    }

    public var responseEncoder: JSONEncoder { .wire }
    public var requestDecoder: JSONDecoder { .wire }
}

/// A request by somebody who is known.
public struct SignedInContext: ChildRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let user: Principal

    public init(context: AppContext) throws {
        guard let principal = context.principal else { throw RequestFailure.notSignedIn }
        (coreContext, user) = (context.coreContext, principal)
    }

    public var responseEncoder: JSONEncoder { .wire }
    public var requestDecoder: JSONDecoder { .wire }
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

/// Lets a request pass that may do what the route names.
public struct RequirePermission: RouterMiddleware {
    public typealias Context = SignedInContext
    private let permission: Permission

    public init(_ permission: Permission) { self.permission = permission }

    public func handle(
        _ request: Request, context: SignedInContext, next: (Request, SignedInContext) async throws -> Response
    ) async throws -> Response {
        guard context.user.may(permission) else { throw RequestFailure.notAllowed }
        return try await next(request, context)
    }
}

extension RouterGroup<SignedInContext> {
    /// The routes that need a permission.
    public func requiring(_ permission: Permission) -> RouterGroup<SignedInContext> {
        group().add(middleware: RequirePermission(permission))
    }
}
