public import Hummingbird
public import Kernel

/// Routes for people who are signed in. There is no way to add one without naming the permission it needs.
public struct SignedInRoutes {
    private let group: RouterGroup<SignedInContext>
    /// What holds for costly routes, for those that do several things in one request.
    public let limiter: RateLimiter
    private let document: RouteDocument?

    /// - Parameter document: collects what routes say of themselves; nil where nobody asks.
    public init(_ group: RouterGroup<SignedInContext>, limiter: RateLimiter, document: RouteDocument? = nil) {
        (self.group, self.limiter, self.document) = (group, limiter, document)
    }

    /// The same, of routes that make their own part of the OpenAPI document.
    public func described(_ permission: Permission, isCostly: Bool = false, withoutProof reason: StaticString? = nil)
        -> DescribedRoutes
    {
        DescribedRoutes(
            group: requiring(permission, isCostly: isCostly, withoutProof: reason), permission: permission,
            document: document)
    }

    /// The routes that need a permission. What an administrative one changes wants recent proof of who is there too.
    /// - Parameters:
    ///   - isCostly: each person may call them only so often.
    ///   - reason: why these routes want no proof, though their permission is administrative.
    public func requiring(_ permission: Permission, isCostly: Bool = false, withoutProof reason: StaticString? = nil)
        -> RouterGroup<SignedInContext>
    {
        var routes = group.group().add(middleware: RequirePermission(permission))
        if permission.isAdministrative, reason == nil { routes = routes.add(middleware: RequireProof()) }
        if isCostly { routes = routes.add(middleware: LimitCostly(limiter: limiter)) }
        return routes.add(middleware: KeepAnswers())
    }
}

/// Lets a request pass that may do what the route names, somewhere; where matters to the route itself.
struct RequirePermission: RouterMiddleware {
    typealias Context = SignedInContext
    private let permission: Permission

    init(_ permission: Permission) { self.permission = permission }

    func handle(
        _ request: Request, context: SignedInContext, next: (Request, SignedInContext) async throws -> Response
    ) async throws -> Response {
        guard context.user.passes(permission) else { throw RequestFailure.notAllowed(permission) }
        return try await next(request, context)
    }
}

/// Lets a request that changes something pass only where it was proved a moment ago who makes it.
struct RequireProof: RouterMiddleware {
    typealias Context = SignedInContext

    func handle(
        _ request: Request, context: SignedInContext, next: (Request, SignedInContext) async throws -> Response
    ) async throws -> Response {
        if ![.get, .head, .options].contains(request.method) { try await context.requireProof() }
        return try await next(request, context)
    }
}

extension Principal {
    /// - Throws: `RequestFailure.notAllowed` unless some role allows it at the place.
    public func require(_ permission: Permission, at place: Place) throws {
        guard may(permission, at: place) else { throw RequestFailure.notAllowed(permission) }
    }
}

struct LimitCostly: RouterMiddleware {
    typealias Context = SignedInContext
    let limiter: RateLimiter

    func handle(
        _ request: Request, context: SignedInContext, next: (Request, SignedInContext) async throws -> Response
    ) async throws -> Response {
        if context.user != .operator { try limiter.spend(.costly, context.user.id) }
        return try await next(request, context)
    }
}
