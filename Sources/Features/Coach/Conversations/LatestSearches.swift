import Foundation
import Synchronization
import Web

/// Of each person only the last search goes on: whoever types on, or asks thirty times at once, waits for one.
final class LatestSearches: Sendable {
    private let turns = Mutex<[UUID: Int]>([:])

    func begin(_ person: UUID) -> Int {
        turns.withLock { turns in
            turns[person, default: 0] += 1
            return turns[person] ?? 0
        }
    }

    /// - Throws: `RequestFailure.tooMany` where another has begun since; `CancellationError`.
    func check(_ turn: Int, of person: UUID) throws {
        try Task.checkCancellation()
        guard turns.withLock({ $0[person] }) == turn else { throw RequestFailure.tooMany(wait: 1) }
    }
}
