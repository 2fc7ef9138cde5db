public import Hummingbird
import Logging
import Persistence

/// Writes one line a request: method, route, status and time; never a query, a body or a name.
public struct RequestLog: RouterMiddleware {
    public typealias Context = AppContext

    public init() {}

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        #if DEBUG
            let response = try await BlockingAccess.serving(
                "\(request.method) \(context.endpointPath ?? "none")"
            ) { try await next(request, context) }
        #else
            let response = try await next(request, context)
        #endif
        // The page's own files and probes say nothing that anybody would look for.
        guard context.endpointPath != "/app/:file", context.endpointPath != "/readyz" else { return response }
        let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        context.logger.notice(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)", "ms": "\(milliseconds)",
            ])
        return response
    }
}
