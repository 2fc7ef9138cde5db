import Synchronization

/// Lets a writer wait until nobody reads what it took away, without readers ever waiting for the writer.
///
/// Readers count themselves in one of two places; the writer turns new readers to the other place and waits for the
/// first to empty (sleepable read-copy-update, McKenney 2006).
final class Readers: Sendable {
    private let turn = Atomic<Int>(0)
    private let even = Atomic<Int>(0)
    private let odd = Atomic<Int>(0)

    /// Runs `body` as a reader: what it can reach stays until it is done.
    func read<Value>(_ body: () throws -> Value) rethrows -> Value {
        var place = turn.load(ordering: .sequentiallyConsistent)
        while true {
            count(place, 1)
            let now = turn.load(ordering: .sequentiallyConsistent)
            if now == place { break }
            count(place, -1)
            place = now
        }
        defer { count(place, -1) }
        return try body()
    }

    /// Returns once every reader that had begun before is done. One writer at a time.
    func wait(pause: () -> Void) {
        let place = turn.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue
        while count(at: place) > 0 { pause() }
    }

    private func count(at place: Int) -> Int {
        place % 2 == 0 ? even.load(ordering: .sequentiallyConsistent) : odd.load(ordering: .sequentiallyConsistent)
    }

    private func count(_ place: Int, _ change: Int) {
        if place % 2 == 0 {
            even.wrappingAdd(change, ordering: .sequentiallyConsistent)
        } else {
            odd.wrappingAdd(change, ordering: .sequentiallyConsistent)
        }
    }
}
