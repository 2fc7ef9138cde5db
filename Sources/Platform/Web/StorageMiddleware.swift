import HTTPTypes
public import Hummingbird
import Kernel
public import Persistence

/// Refuses changes at once while the disk takes none, and tells of a disk that a request found full; reading goes on.
public struct StorageMiddleware: RouterMiddleware {
    public typealias Context = AppContext
    private let storage: StorageMonitor
    /// What still is tried: coming in and out needs little room, and removing makes some.
    private static let tried = ["/api/v1/sign-in", "/api/v1/session", "/api/v1/audit/verify"]

    public init(_ storage: StorageMonitor) { self.storage = storage }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            if ![.get, .head, .options, .delete].contains(request.method),
                !Self.tried.contains(where: { request.uri.path.hasPrefix($0) }),
                let failure = await storage.failureNow()
            {
                throw failure
            }
            var response = try await next(request, context)
            // The page says so everywhere.
            if let failure = storage.failure, let name = HTTPField.Name("homeroom-storage") {
                response.headers[name] = failure.code
            }
            return response
        } catch {
            guard let failure = await storage.note(error) else { throw error }
            throw failure
        }
    }
}
