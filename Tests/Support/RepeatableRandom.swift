import VectorIndex

/// A generator that gives the same numbers in every run: the engines' own, by a seed.
public struct RepeatableRandom: RandomNumberGenerator, Sendable {
    private var random: SplitMix64

    public init(seed: UInt64) { random = SplitMix64(state: seed) }

    public mutating func next() -> UInt64 { random.next() }

    /// Whether one in so many turns up.
    public mutating func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}
