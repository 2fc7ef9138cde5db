import Synchronization

/// Lets in no more than there is room for, and of each one no more than a few, so that nobody takes the room of all.
public final class SharedGate: Sendable {
    private let capacity: Int
    private let each: Int
    private let inside = Mutex<[String: Int]>([:])

    /// - Parameter each: places that one name may have.
    public init(capacity: Int, each: Int) { (self.capacity, self.each) = (capacity, each) }

    /// - Returns: false where there is no room; `leave` must follow only where it was true.
    public func enter(_ name: String) -> Bool {
        inside.withLock { inside in
            guard inside.values.reduce(0, +) < capacity, inside[name, default: 0] < each else { return false }
            inside[name, default: 0] += 1
            return true
        }
    }

    public func leave(_ name: String) {
        inside.withLock { inside in
            let left = inside[name, default: 1] - 1
            inside[name] = left > 0 ? left : nil
        }
    }
}
