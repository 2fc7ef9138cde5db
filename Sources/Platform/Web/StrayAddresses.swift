import HTTPTypes
public import Hummingbird

/// Shows the page, which says that there is nothing here, where a browser opens an address that there is not. Programs
/// get the problem document.
public struct StrayAddresses: RouterMiddleware {
    public typealias Context = AppContext
    private let app: WebApp

    public init(_ app: WebApp) { self.app = app }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        // There is something here, for other methods: told apart from nothing (RFC 9110, 15.5.6).
        guard context.otherMethods.isEmpty else {
            throw RequestFailure.otherMethod(context.otherMethods.map(\.rawValue))
        }
        do { return try await next(request, context) } catch let error as HTTPError where error.status == .notFound {
            let isOfPrograms = ["/api/", "/app/", "/v1/", "/mcp"].contains { request.uri.path.hasPrefix($0) }
            guard request.method == .get, !isOfPrograms,
                request.headers[.accept]?.contains("text/html") == true
            else { throw error }
            var response = app.page(request)
            response.status = .notFound
            return response
        }
    }
}
