import Foundation
import Persistence
import Synchronization

/// What was opened, so that a district's names are not opened again for each list of them: about 20 MB for 50,000 people.
///
/// Nothing here grows old. What is kept is of one sealed value, and every sealing is another: whoever reads finds what
/// their own row holds, inside whatever transaction, or opens it.
final class OpenedPeople: Sendable {
    /// The end of a sealed value, which authenticates it: no two have the same.
    struct Mark: Sendable, Equatable {
        private let (high, low): (UInt64, UInt64)

        init(_ sealed: Sealed<Particulars>) {
            let tag = sealed.bytes.suffix(16)
            high = tag.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            low = tag.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    struct Known: Sendable { let mark: Mark, particulars: Particulars }

    private struct State {
        var known: [UUID: Known] = [:]
        /// Whoever still reads what was there before must not bring them back.
        var erased: Set<UUID> = []
    }

    private let state = Mutex(State())

    /// What is known of some people.
    func find(_ sealed: [UUID: Sealed<Particulars>?]) -> [UUID: Particulars] {
        state.withLock { state in
            var found: [UUID: Particulars] = [:]
            found.reserveCapacity(sealed.count)
            for (id, sealed) in sealed {
                guard let sealed, let known = state.known[id], known.mark == Mark(sealed) else { continue }
                found[id] = known.particulars
            }
            return found
        }
    }

    func keep(_ fresh: [UUID: Known]) {
        state.withLock { state in
            for (id, known) in fresh where !state.erased.contains(id) { state.known[id] = known }
        }
    }

    func drop(_ person: UUID) {
        state.withLock { state in
            state.known[person] = nil
            state.erased.insert(person)
        }
    }
}
