import Foundation
import Synchronization
import Testing

@testable import Kernel

@Suite("Turns for passwords") struct FairQueueTests {
    /// Who was let in, in order.
    private final class Log: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private func wait(until isSo: @Sendable () -> Bool) async throws {
        for _ in 0..<500 where !isSo() { try await Task.sleep(for: .milliseconds(2)) }
    }

    @Test("sixty of one network hold up themselves: another network is next, and a known device goes first")
    func turns() async throws {
        let queue = FairQueue(.init(width: 1))
        let log = Log()
        try await queue.enter("first", isKnown: false, bytes: 1)
        let refused = Log()
        try await withThrowingTaskGroup(of: Void.self) { group in
            func ask(_ name: String, _ network: String, isKnown: Bool = false) {
                group.addTask {
                    do { try await queue.enter(network, isKnown: isKnown, bytes: 1) } catch {
                        refused.add(name)
                        return
                    }
                    log.add(name)
                    try await Task.sleep(for: .milliseconds(1))
                    queue.leave(network, bytes: 1)
                }
            }
            for _ in 0..<60 { ask("burst", "one") }
            try await wait { refused.all.count == 20 }
            #expect(refused.all.count == 20, "forty of a network wait")
            ask("other", "two")
            ask("known", "one", isKnown: true)
            try await Task.sleep(for: .milliseconds(100))
            queue.leave("first", bytes: 1)
            try await group.waitForAll()
        }
        #expect(log.all.first == "known")
        #expect(log.all.prefix(3).contains("other"), "\(log.all.prefix(5))")
        #expect(log.all.count == 42)
    }

    @Test("two that need more memory than there is are let in one after the other")
    func memory() async throws {
        let queue = FairQueue(.init(width: 2, bytes: 300))
        try await queue.enter("a", isKnown: false, bytes: 256)
        let log = Log()
        let second = Task {
            try await queue.enter("b", isKnown: false, bytes: 256)
            log.add("second")
            queue.leave("b", bytes: 256)
        }
        try await Task.sleep(for: .milliseconds(50))
        #expect(log.all.isEmpty)
        queue.leave("a", bytes: 256)
        try await second.value
        #expect(log.all == ["second"])
    }

    @Test("who gives up waiting is out of the line")
    func givingUp() async throws {
        let queue = FairQueue(.init(width: 1))
        try await queue.enter("a", isKnown: false, bytes: 1)
        let task = Task { try await queue.enter("b", isKnown: false, bytes: 1) }
        try await Task.sleep(for: .milliseconds(30))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        queue.leave("a", bytes: 1)
        try await queue.enter("c", isKnown: false, bytes: 1)
        queue.leave("c", bytes: 1)
    }
}
