import Foundation
import Synchronization

/// Slows down whoever guesses, and forgets: nobody is locked out for good, and nobody can lock out somebody else for
/// longer than seconds. An attempt is counted before it is looked at, and each account is tried once at a time, so that
/// many at once get no more guesses than one after the other.
final class Attempts: Sendable {
    /// What holds for one kind of guess.
    struct Rule: Sendable {
        /// Attempts that need no wait.
        var free = 5
        /// The longest wait, in seconds.
        var longest = 15.0
        /// For passwords, by account and network: the wait is short, since others in the network can bring it about.
        static let password = Rule()
        /// For passwords, by account alone: one network that guesses comes through every fifteen seconds, so that others
        /// wait no longer than a few.
        static let everywhere = Rule(free: 20, longest: 4)
        /// For codes: only who knows the password already can bring it about.
        static let code = Rule(free: 10, longest: 120)
    }

    private struct Tries {
        var count = 0
        var last: ContinuousClock.Instant
        var isUnderWay = false
    }

    /// After so long without an attempt all is forgotten.
    private static let memory: Duration = .seconds(900)
    private static let capacity = 50_000

    private let tries = Mutex<[String: Tries]>([:])

    /// Counts an attempt; `end` must follow.
    /// - Returns: which attempt since the last that succeeded it is.
    /// - Throws: `AccountsFailure.throttled` while another is under way, or the account has to wait.
    @discardableResult
    func begin(_ account: String, _ rule: Rule = .password, now: ContinuousClock.Instant = .now) throws -> Int {
        let outcome = tries.withLock { tries -> (number: Int, wait: Double) in
            if tries.count > Self.capacity {
                tries = tries.filter { $0.value.isUnderWay || now - $0.value.last < Self.memory }
            }
            var entry = tries[account] ?? Tries(last: now)
            if !entry.isUnderWay, now - entry.last >= Self.memory { entry.count = 0 }
            guard !entry.isUnderWay else { return (entry.count, 1) }
            if entry.count >= rule.free {
                let pause = min(rule.longest, pow(2, Double(min(entry.count - rule.free, 20))))
                let wait = pause - (now - entry.last) / .seconds(1)
                if wait > 0 { return (entry.count, wait) }
            }
            entry.count += 1
            entry.last = now
            entry.isUnderWay = true
            tries[account] = entry
            return (entry.count, 0)
        }
        if outcome.wait > 0 { throw AccountsFailure.throttled(Int(outcome.wait.rounded(.up))) }
        return outcome.number
    }

    /// An attempt has ended.
    /// - Parameter isGood: what was tried was right, and all is forgotten; nil where it was not looked at, and does not
    ///   count.
    func end(_ account: String, isGood: Bool?, now: ContinuousClock.Instant = .now) {
        tries.withLock { tries in
            guard var entry = tries[account] else { return }
            if isGood == true { return tries[account] = nil }
            if isGood == nil { entry.count -= 1 }
            entry.last = now
            entry.isUnderWay = false
            tries[account] = entry
        }
    }

    /// Attempts since the last that succeeded.
    func count(_ account: String) -> Int { tries.withLock { $0[account]?.count ?? 0 } }
}
