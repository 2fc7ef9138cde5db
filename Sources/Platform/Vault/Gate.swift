import Synchronization

/// Counts who is inside and lets no more in than there is room for.
final class Gate: Sendable {
    private let capacity: Int
    private let inside = Mutex(0)

    init(capacity: Int) { self.capacity = capacity }

    func enter() -> Bool {
        inside.withLock { count in
            guard count < capacity else { return false }
            count += 1
            return true
        }
    }

    func leave() { inside.withLock { $0 -= 1 } }
}
