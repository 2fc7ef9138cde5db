import Foundation

/// Threads for work that blocks or computes for long, which must not hold up the threads that serve requests.
public struct Offload: Sendable {
    private let queue: OperationQueue

    /// Looks at the state of things for administrators, one look after the other.
    public static let health = Offload("homeroom.health", width: 1)

    /// - Parameters:
    ///   - width: pieces of work that run side by side; the rest wait their turn.
    ///   - urgent: goes before other work when processors are scarce.
    public init(_ label: String, width: Int, urgent: Bool = false) {
        queue = OperationQueue()
        queue.name = label
        queue.maxConcurrentOperationCount = width
        queue.qualityOfService = urgent ? .userInitiated : .utility
    }

    /// Runs `work` on one of the threads and waits for it.
    public func callAsFunction<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result { try work() }) }
        }
    }
}
