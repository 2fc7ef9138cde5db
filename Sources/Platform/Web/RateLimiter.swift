import Kernel
import Synchronization

/// How often things may be done, by token buckets in memory: a bucket holds what a minute or an hour allows and fills
/// evenly.
public final class RateLimiter: Sendable {
    /// What is limited.
    public enum Subject: Hashable, Sendable {
        /// Costly routes, by person.
        case costly
        /// Attempts to sign in, by network address; what succeeds is given back.
        case signIn
        /// One-time links that are none, and the way to a provider, by network address: apart from each other and from
        /// passwords, so that who floods one shuts nobody out of the others.
        case link, provider
    }

    /// Most a minute and an hour.
    public struct Limits: Codable, Sendable, Equatable {
        public var costlyPerMinute = 100
        public var costlyPerHour = 1000
        /// A whole school may come from one address.
        public var signInPerMinute = 300
        public var signInPerHour = 3000
        public init() {}

        func windows(_ subject: Subject) -> [(count: Double, seconds: Double)] {
            switch subject {
            case .costly: [(Double(costlyPerMinute), 60), (Double(costlyPerHour), 3600)]
            case .signIn, .link, .provider: [(Double(signInPerMinute), 60), (Double(signInPerHour), 3600)]
            }
        }
    }

    private struct Key: Hashable { let subject: Subject, name: String }
    private struct Bucket {
        var levels: [Double]
        var at: ContinuousClock.Instant
    }
    private struct State {
        var limits = Limits()
        var buckets: [Key: Bucket] = [:]
    }

    private let state = Mutex(State())
    /// Beyond this many, buckets that are full again are dropped.
    private static let capacity = 50_000

    public init() {}

    /// The limits in force; new ones hold at once.
    public var limits: Limits {
        get { state.withLock { $0.limits } }
        set { state.withLock { $0.limits = newValue } }
    }

    /// Gives back what was taken for something that turned out well; with a number below 0, takes more for what did not.
    public func giveBack(_ subject: Subject, _ name: String, _ count: Double = 1) {
        state.withLock { state in
            let windows = state.limits.windows(subject)
            guard var bucket = state.buckets[.init(subject: subject, name: name)] else { return }
            for (index, window) in windows.enumerated() {
                bucket.levels[index] = min(window.count, max(0, bucket.levels[index] + count))
            }
            state.buckets[.init(subject: subject, name: name)] = bucket
        }
    }

    /// Takes one token.
    /// - Throws: `RequestFailure.tooMany` where there is none.
    public func spend(_ subject: Subject, _ name: String, now: ContinuousClock.Instant = .now) throws {
        let wait = state.withLock { state -> Double? in
            let windows = state.limits.windows(subject)
            let key = Key(subject: subject, name: name)
            if state.buckets.count > Self.capacity {
                state.buckets = state.buckets.filter { (now - $0.value.at) < .seconds(3600) }
            }
            var bucket = state.buckets[key] ?? Bucket(levels: windows.map(\.count), at: now)
            let elapsed = (now - bucket.at) / .seconds(1)
            for (index, window) in windows.enumerated() {
                bucket.levels[index] = min(
                    window.count, bucket.levels[index] + elapsed * window.count / window.seconds)
            }
            bucket.at = now
            let waits = zip(bucket.levels, windows).map { level, window in
                level >= 1 ? 0 : (1 - level) * window.seconds / max(window.count, 1e-9)
            }
            let longest = waits.max() ?? 0
            if longest == 0 { for index in windows.indices { bucket.levels[index] -= 1 } }
            state.buckets[key] = bucket
            return longest > 0 ? longest : nil
        }
        if let wait { throw RequestFailure.tooMany(wait: max(1, Int(min(wait, 3600).rounded(.up)))) }
    }
}
