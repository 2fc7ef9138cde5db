public import Hummingbird
import Logging

/// Writes one line a request: method, route, status and time; never a query, a body or a name.
public struct RequestLog: RouterMiddleware {
    public typealias Context = AppContext

    public init() {}

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)", "ms": "\(milliseconds)",
            ])
        return response
    }
}
