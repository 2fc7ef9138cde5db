import Synchronization

/// Leaves a server alone that failed five times in a row: for half a minute nobody asks it, then one may try.
public final class CircuitBreaker: Sendable {
    private struct State {
        var failures = 0
        var opened: ContinuousClock.Instant?
        var isTrying = false
        /// Until when the server asked to be left alone.
        var leftUntil: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    static let failures = 5
    static let rest: Duration = .seconds(30)
    /// Longest that a server is left alone for its own asking.
    static let longest: Duration = .seconds(600)

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

    /// Leaves the server alone for as long as it asks, ten minutes at most.
    func leave(for seconds: Double, now: ContinuousClock.Instant = .now) {
        state.withLock { $0.leftUntil = now + min(.seconds(max(0, min(seconds, 600))), Self.longest) }
    }

    /// Seconds for which the server is still left alone; nil where it is not.
    func isLeft(now: ContinuousClock.Instant = .now) -> Int? {
        state.withLock { state in
            guard let until = state.leftUntil else { return nil }
            guard now < until else {
                state.leftUntil = nil
                return nil
            }
            return max(1, Int((until - now) / .seconds(1)))
        }
    }

    /// How many requests failed since the last that did not.
    public var failuresInARow: Int { state.withLock { $0.failures } }

    /// Asks it anew, whatever was: an administrator has found it well.
    public func renew() { state.withLock { $0 = State() } }

    /// What was under way when the server asked to be left alone says nothing of that.
    public func succeeded() { state.withLock { $0 = State(leftUntil: $0.leftUntil) } }

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
