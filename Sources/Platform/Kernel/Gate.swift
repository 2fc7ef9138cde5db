import Synchronization

/// Counts who is inside and lets no more in than there is room for.
public final class Gate: Sendable {
    private let capacity: Int
    private let inside = Mutex(0)

    public init(capacity: Int) { self.capacity = capacity }

    /// - Returns: false where there is no room; `leave` must follow only where it was true.
    public func enter() -> Bool {
        inside.withLock { count in
            guard count < capacity else { return false }
            count += 1
            return true
        }
    }

    public func leave() { inside.withLock { $0 -= 1 } }
}
