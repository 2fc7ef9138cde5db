import Synchronization
import Testing

@testable import Models

@Suite("Requests and tokens a minute") struct TokenBucketTests {
    /// A clock that goes on when somebody waits, and when it is told to.
    private final class Clock: Sendable {
        let moment = Mutex(ContinuousClock.now)
        let waits = Mutex<[Double]>([])

        func advance(_ seconds: Double) { moment.withLock { $0 += .seconds(seconds) } }

        func bucket(_ limits: TokenBucket.Limits) -> TokenBucket {
            TokenBucket(limits, now: { self.moment.withLock { $0 } }) { duration in
                self.waits.withLock { $0.append(duration / .seconds(1)) }
                self.moment.withLock { $0 += duration }
            }
        }
    }

    @Test("a minute's worth goes at once; then room comes back evenly, and who would wait too long is told how long")
    func requests() async throws {
        let clock = Clock()
        let bucket = clock.bucket(.init(requests: 12, tokens: nil))
        for _ in 0..<12 { #expect(try await bucket.take(tokens: 1_000_000, within: .zero) == nil) }
        #expect(try await bucket.take(tokens: 1, within: .seconds(4)) == 5)
        #expect(clock.waits.withLock { $0 } == [])
        #expect(try await bucket.take(tokens: 1, within: .seconds(10)) == nil)
        #expect(clock.waits.withLock { $0.map { $0.rounded() } } == [5])
        clock.advance(3600)
        for _ in 0..<12 { #expect(try await bucket.take(tokens: 1, within: .zero) == nil) }
        #expect(try await bucket.take(tokens: 1, within: .zero) == 5)
    }

    @Test("tokens are taken as reckoned and settled as counted; more than there ever is takes all there is")
    func tokens() async throws {
        let clock = Clock()
        let bucket = clock.bucket(.init(requests: nil, tokens: 6000))
        #expect(try await bucket.take(tokens: 5000, within: .zero) == nil)
        #expect(try await bucket.take(tokens: 2000, within: .zero) == 10)
        await bucket.settle(taken: 5000, used: 1000)
        #expect(try await bucket.take(tokens: 2000, within: .zero) == nil)
        clock.advance(60)
        #expect(try await bucket.take(tokens: 100_000, within: .zero) == nil)
        #expect(try await bucket.take(tokens: 100, within: .zero) == 1)
    }

    @Test("a provider that asks to be left alone is left alone for so long, and its bucket is empty then")
    func rests() async throws {
        let clock = Clock()
        let bucket = clock.bucket(.init(requests: 60, tokens: nil))
        await bucket.rest(for: 30)
        #expect(try await bucket.take(tokens: 1, within: .seconds(10)) == 30)
        clock.advance(25)
        #expect(try await bucket.take(tokens: 1, within: .seconds(10)) == nil)
        #expect(clock.waits.withLock { $0.map { $0.rounded() } } == [5])
        // Half a minute has filled it by half.
        for _ in 0..<29 { #expect(try await bucket.take(tokens: 1, within: .zero) == nil) }
        #expect(try await bucket.take(tokens: 1, within: .zero) != nil)
        // Where nothing else bounds it, too.
        let free = clock.bucket(.init())
        await free.rest(for: 20)
        #expect(try await free.take(tokens: 1, within: .seconds(10)) == 20)
    }

    @Test("whoever gives up gives the place back")
    func abandoned() async throws {
        let clock = Clock()
        let bucket = TokenBucket(.init(requests: 1, tokens: nil), now: { clock.moment.withLock { $0 } }) { _ in
            throw CancellationError()
        }
        #expect(try await bucket.take(tokens: 1, within: .zero) == nil)
        await #expect(throws: CancellationError.self) { try await bucket.take(tokens: 1, within: .seconds(100)) }
        #expect(try await bucket.take(tokens: 1, within: .seconds(10)) == 60)
    }
}
