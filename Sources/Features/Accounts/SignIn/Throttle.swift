import Foundation
import Synchronization

/// Slows down whoever guesses, by account and by address, and forgets: nobody is locked out for good, and nobody can
/// lock out somebody else for longer than seconds.
final class Throttle: Sendable {
    private struct Failures {
        var count: Int
        var last: ContinuousClock.Instant
    }

    /// Failures that are free, by account and by address.
    private static let free = (account: 5, address: 20)
    /// Longest waits in seconds. An account's is short, since others can bring it about.
    private static let longest = (account: 15.0, address: 600.0)
    /// After so long without a failure all is forgotten.
    private static let memory: Duration = .seconds(900)

    private let failures = Mutex<[String: Failures]>([:])

    /// - Throws: `AccountsFailure.throttled` while an account or an address has to wait.
    func check(account: String, address: String, now: ContinuousClock.Instant = .now) throws {
        let wait = failures.withLock { failures in
            max(
                Self.wait(failures["a " + account], Self.free.account, Self.longest.account, now),
                Self.wait(failures["n " + address], Self.free.address, Self.longest.address, now))
        }
        if wait > 0 { throw AccountsFailure.throttled(Int(wait.rounded(.up))) }
    }

    func fail(account: String, address: String, now: ContinuousClock.Instant = .now) {
        failures.withLock { failures in
            if failures.count > 50_000 { failures = failures.filter { now - $0.value.last < Self.memory } }
            for key in ["a " + account, "n " + address] {
                var entry = failures[key] ?? Failures(count: 0, last: now)
                if now - entry.last > Self.memory { entry.count = 0 }
                entry.count += 1
                entry.last = now
                failures[key] = entry
            }
        }
    }

    func succeed(account: String) { failures.withLock { $0["a " + account] = nil } }

    private static func wait(
        _ failures: Failures?, _ free: Int, _ longest: Double, _ now: ContinuousClock.Instant
    ) -> Double {
        guard let failures, failures.count >= free, now - failures.last < memory else { return 0 }
        let pause = min(longest, pow(2, Double(failures.count - free)))
        return max(0, pause - (now - failures.last) / .seconds(1))
    }
}
