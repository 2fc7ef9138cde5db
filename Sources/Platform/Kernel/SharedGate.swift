import Synchronization

/// Lets in no more than there is room for, and of each one no more than a few, so that nobody takes the room of all.
public final class SharedGate: Sendable {
    private struct Inside {
        var all = 0
        var each: [String: Int] = [:]
    }

    private let capacity: Int
    private let each: Int
    private let inside = Mutex(Inside())

    /// - Parameter each: places that one name may have.
    public init(capacity: Int, each: Int) { (self.capacity, self.each) = (capacity, each) }

    /// - Returns: false where there is no room; `leave` must follow only where it was true.
    public func enter(_ name: String) -> Bool {
        inside.withLock { inside in
            guard inside.all < capacity, inside.each[name, default: 0] < each else { return false }
            inside.all += 1
            inside.each[name, default: 0] += 1
            return true
        }
    }

    public func leave(_ name: String) {
        inside.withLock { inside in
            guard let left = inside.each[name].map({ $0 - 1 }) else { return }
            inside.all -= 1
            inside.each[name] = left > 0 ? left : nil
        }
    }
}
