import Synchronization
import Testing

@testable import Kernel

@Suite("Work that many share") struct SharedRunTests {
    private final class Count: Sendable { let value = Mutex(0) }

    @Test("a hundred who ask at once cost two runs at most, and each gets one that began after they asked")
    func shared() async throws {
        let runs = Count()
        let run = SharedRun { () -> Int in
            let number = runs.value.withLock {
                $0 += 1; return $0
            }
            try await Task.sleep(for: .milliseconds(50))
            return number
        }
        async let first = run.value()
        while runs.value.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(1)) }
        let later = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await run.value() } }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(try await first == 1)
        #expect(later == [2])
        #expect(try await run.value() == 3)
    }

    @Test("a run that fails is told to those who waited for it, and the next begins anew")
    func failing() async throws {
        struct Broken: Error {}
        let runs = Count()
        let run = SharedRun { () -> Int in
            let number = runs.value.withLock {
                $0 += 1; return $0
            }
            if number == 1 { throw Broken() }
            return number
        }
        await #expect(throws: Broken.self) { try await run.value() }
        #expect(try await run.value() == 2)
    }
}
