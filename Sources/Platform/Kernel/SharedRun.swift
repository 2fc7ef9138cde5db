/// Costly work that gives everybody who asks the same. Whoever asks while it runs does not start it again but waits for
/// the next run, which begins after they asked: nobody gets what was found before, and nobody waits for more than two.
public actor SharedRun<Value: Sendable> {
    private let work: @Sendable () async throws -> Value
    private var running: Task<Value, any Error>?
    private var next: Task<Value, any Error>?

    public init(_ work: @escaping @Sendable () async throws -> Value) { self.work = work }

    /// What a run that begins now or later finds. It goes on for the others where one who waits gives up.
    /// - Throws: what the work throws.
    public func value() async throws -> Value {
        if let next { return try await next.value }
        let task = Task { [running, work] in
            _ = await running?.result
            begin()
            return try await work()
        }
        next = task
        return try await task.value
    }

    private func begin() { (running, next) = (next, nil) }
}
