import Dispatch

/// Threads for work that blocks or computes for long, which must not hold up the threads that serve requests.
public struct Offload: Sendable {
    private let queue: DispatchQueue

    /// - Parameter concurrent: whether pieces of work may run side by side.
    public init(_ label: String, concurrent: Bool = true, urgent: Bool = false) {
        queue = DispatchQueue(
            label: label, qos: urgent ? .userInitiated : .utility, attributes: concurrent ? .concurrent : [])
    }

    /// Runs `work` on one of the threads and waits for it.
    public func callAsFunction<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
