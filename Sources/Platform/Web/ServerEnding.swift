public import Kernel
import ServiceLifecycle

/// The server is asked to end while something is under way.
public struct ServerEnding: UserFacingError, Equatable {
    public var status: Int { 503 }
    public var code: String { "server.ending" }
    public var message: String { "The server is being stopped, and this ended with it. Try again in a minute." }

    public init() {}

    /// Does what takes long, and ends it a moment after the server is asked to end.
    /// - Parameter grace: what is nearly done gets so long.
    /// - Throws: `ServerEnding`; what `body` throws.
    public static func ends<Value: Sendable>(
        after grace: Duration = .seconds(1), _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: grace)
                throw ServerEnding()
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}
