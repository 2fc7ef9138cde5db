import Synchronization

/// Leaves a server alone that failed five times in a row: for half a minute nobody asks it, then one may try.
public final class CircuitBreaker: Sendable {
    private struct State {
        var failures = 0
        var opened: ContinuousClock.Instant?
        var isTrying = false
    }

    private let state = Mutex(State())
    static let failures = 5
    static let rest: Duration = .seconds(30)

    public init() {}

    /// Whether a request may go out now; every one that does must end in `succeeded` or `failed`.
    public func admits(now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            guard let opened = state.opened else { return true }
            guard now - opened >= Self.rest, !state.isTrying else { return false }
            state.isTrying = true
            return true
        }
    }

    public func succeeded() { state.withLock { $0 = State() } }

    public func failed(now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.failures += 1
            if state.isTrying || state.failures >= Self.failures { state.opened = now }
            state.isTrying = false
        }
    }

    /// A request was given up by its asker: it says nothing of the server.
    public func abandoned() { state.withLock { $0.isTrying = false } }
}
