import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import Web

@Suite("The end of the server") struct ServerEndingTests {
    private struct Long: Service {
        let ended: @Sendable (any Error) -> Void

        func run() async throws {
            do {
                try await ServerEnding.ends(after: .milliseconds(10)) { try await Task.sleep(for: .seconds(60)) }
            } catch { ended(error) }
        }
    }

    @Test("what is under way ends with a word a moment after the server is asked to end")
    func ends() async throws {
        let (errors, out) = AsyncStream<Bool>.makeStream()
        let group = ServiceGroup(
            services: [Long { error in out.yield(error is ServerEnding) }], logger: Logger(label: "test"))
        let began = ContinuousClock.now
        async let run: Void = group.run()
        await group.triggerGracefulShutdown()
        #expect(await errors.first { _ in true } == true)
        try? await run
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test("what ends by itself gives its value, and its own failure")
    func values() async throws {
        #expect(try await ServerEnding.ends { 7 } == 7)
        await #expect(throws: CancellationError.self) { try await ServerEnding.ends { throw CancellationError() } }
    }
}
