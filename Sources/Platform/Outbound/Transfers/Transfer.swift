import Foundation
import Synchronization

/// One request under way: what the driver's thread has of its answer, and whoever waits for it. One task asks.
final class Transfer: Sendable {
    private struct State {
        var head: TransferHead?
        /// What nobody has taken yet.
        var bytes = Data()
        var capacity = Transfer.capacity
        var isPaused = false
        /// Set once.
        var outcome: Result<Void, any Error>?
        /// Counts what happened, so that nothing is missed between a look and the wait for the next.
        var version = 0
        var waiter: CheckedContinuation<Void, Never>?
        /// By when the next part must be there.
        var deadline: ContinuousClock.Instant?
    }

    /// What becomes of bytes that arrive.
    enum Taking { case taken, full, over }

    let request: TransferRequest
    private let driver: TransferDriver
    private let state = Mutex(State())
    /// Bytes kept for whoever takes them; what is beyond stays with the server.
    private static let capacity = 1 << 16
    /// The same for what comes packed: libcurl unpacks all of what came, and moves what is left at each pause.
    private static let packedCapacity = 1 << 20

    init(_ request: TransferRequest, on driver: TransferDriver) { (self.request, self.driver) = (request, driver) }

    // MARK: - Whoever asked

    /// Starts it, and ends it when `body` has ended or the task is cancelled.
    func run<Value>(_ body: (Transfer) async throws -> Value) async throws -> Value {
        defer { abandon() }
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            driver.start(self)
            return try await body(self)
        } onCancel: {
            abandon()
        }
    }

    private func abandon() {
        end(.failure(CancellationError()))
        driver.attend(self)
    }

    /// Waits for the head of the answer.
    func head() async throws -> TransferHead {
        try await first(by: nil) { state in
            if let head = state.head { return .success(head) }
            guard let outcome = state.outcome else { return nil }
            // It ended well and said nothing.
            return outcome.flatMap { .failure(OutboundHTTP.Failure.unreachable) }
        }
    }

    /// Waits for what comes next.
    /// - Parameter deadline: by when it must be there; else the transfer ends as silent.
    /// - Returns: nil at the end.
    func next(by deadline: ContinuousClock.Instant? = nil) async throws -> Data? {
        let (part, wasPaused) = try await first(by: deadline) { state -> Result<(Data?, Bool), any Error>? in
            guard state.bytes.isEmpty else {
                defer { (state.bytes, state.isPaused) = (Data(), false) }
                return .success((state.bytes, state.isPaused))
            }
            return state.outcome.map { outcome in outcome.map { (nil, false) } }
        }
        if wasPaused { driver.attend(self) }
        return part
    }

    private func first<Value>(
        by deadline: ContinuousClock.Instant?, _ ready: (inout State) -> Result<Value, any Error>?
    ) async throws -> Value {
        while true {
            let (found, seen) = state.withLock { state in
                let found = ready(&state)
                state.deadline = found == nil ? deadline : nil
                return (found, state.version)
            }
            if let found { return try found.get() }
            if let deadline { driver.attend(by: deadline) }
            await withCheckedContinuation { waiter in
                let isNew = state.withLock { state in
                    guard state.version == seen else { return true }
                    state.waiter = waiter
                    return false
                }
                if isNew { waiter.resume() }
            }
        }
    }

    // MARK: - The driver's thread

    private func change(_ body: (inout State) -> Void) {
        let waiter = state.withLock { state in
            body(&state)
            state.version += 1
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    func begin(_ head: TransferHead) {
        change { state in
            guard state.head == nil else { return }
            state.head = head
            if head.first("content-encoding") != nil { state.capacity = Self.packedCapacity }
        }
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> Taking {
        var taking = Taking.taken
        change { state in
            guard state.outcome == nil else { return taking = .over }
            guard state.bytes.count < state.capacity else {
                state.isPaused = true
                return taking = .full
            }
            state.bytes.append(bytes.bindMemory(to: UInt8.self))
        }
        return taking
    }

    /// Ends it; what ended before stays as it ended.
    func end(_ outcome: Result<Void, any Error>) {
        change { state in if state.outcome == nil { state.outcome = outcome } }
    }

    /// What the driver needs to know: whether it has ended, is paused, and by when whoever waits gives up.
    var standing: (isOver: Bool, isPaused: Bool, deadline: ContinuousClock.Instant?) {
        state.withLock { ($0.outcome != nil, $0.isPaused, $0.deadline) }
    }
}
