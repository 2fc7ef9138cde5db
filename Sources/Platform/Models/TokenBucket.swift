import LanguageModel

/// Lets so many requests and tokens a minute go to a provider, for all features together. Each minute's worth may go at
/// once; then room comes back evenly. Whoever has to wait takes the place at once, so that none who come later pass.
actor TokenBucket: RequestPace {
    typealias Instant = ContinuousClock.Instant

    /// What may be used in a minute; nil for as much as there is.
    struct Limits: Sendable, Equatable {
        var requests: Int?
        var tokens: Int?
    }

    private struct Level {
        let capacity: Double
        /// Below zero where those who wait have taken it already.
        var amount: Double
        var at: Instant

        init(_ perMinute: Int, _ now: Instant) {
            (capacity, amount, at) = (Double(max(1, perMinute)), Double(max(1, perMinute)), now)
        }

        mutating func refill(_ now: Instant) {
            amount = min(capacity, amount + max(0, (now - at) / .seconds(1)) * capacity / 60)
            at = max(at, now)
        }

        /// Seconds until so much is there. What is more than there ever is takes all.
        func wait(for needed: Double) -> Double { max(0, (min(needed, capacity) - amount) * 60 / capacity) }

        mutating func empty() { amount = min(amount, 0) }

        /// What is more than there ever is takes all; below zero gives back.
        mutating func take(_ used: Double) {
            amount = max(-capacity, min(capacity, amount - max(-capacity, min(used, capacity))))
        }
    }

    private var requests: Level?
    private var tokens: Level?
    private var restsUntil: Instant?
    private let now: @Sendable () -> Instant
    private let sleep: @Sendable (Duration) async throws -> Void
    /// Longest that a provider is left alone for its own asking.
    private static let longestRest = 600.0

    /// - Parameters:
    ///   - now: a clock that only goes forward.
    ///   - sleep: waits for some time; tests move the clock instead.
    init(
        _ limits: Limits, now: @escaping @Sendable () -> Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        (self.now, self.sleep) = (now, sleep)
        let start = now()
        (requests, tokens) = (limits.requests.map { Level($0, start) }, limits.tokens.map { Level($0, start) })
    }

    func take(tokens needed: Int, within patience: Duration) async throws -> Int? {
        let deadline = now() + patience
        let wait = wait(for: Double(needed))
        guard now() + .seconds(wait) <= deadline else { return Self.whole(wait) }
        use(1, Double(needed))
        do {
            if wait > 0 { try await sleep(.seconds(wait)) }
            // It may have asked to be left alone meanwhile.
            while let rest {
                guard now() + rest <= deadline else {
                    use(-1, -Double(needed))
                    return Self.whole(rest / .seconds(1))
                }
                try await sleep(rest)
            }
        } catch {
            use(-1, -Double(needed))
            throw error
        }
        return nil
    }

    func settle(taken: Int, used: Int) {
        use(0, -Double(taken))
        use(0, Double(used))
    }

    func rest(for seconds: Double) {
        refill()
        let seconds = max(0, min(seconds, Self.longestRest))
        restsUntil = max(restsUntil ?? now(), now() + .seconds(seconds))
        requests?.empty()
        tokens?.empty()
    }

    /// How long it is to be left alone yet; nil where it is not.
    private var rest: Duration? {
        guard let until = restsUntil, until > now() else { return nil }
        return until - now()
    }

    private func refill() {
        let now = now()
        requests?.refill(now)
        tokens?.refill(now)
    }

    private func wait(for needed: Double) -> Double {
        refill()
        return max(requests?.wait(for: 1) ?? 0, tokens?.wait(for: needed) ?? 0, rest.map { $0 / .seconds(1) } ?? 0)
    }

    private func use(_ count: Double, _ amount: Double) {
        refill()
        requests?.take(count)
        tokens?.take(amount)
    }

    private static func whole(_ seconds: Double) -> Int { max(1, Int(seconds.rounded(.up))) }
}
