import Synchronization

/// Lets a few in at a time, in turns: each group of askers has a line of its own, so that one that asks sixty times
/// holds up itself and nobody else. Those who are known go first, and have places of their own to wait in.
public final class FairQueue: Sendable {
    /// There is no place left to wait in.
    public struct Full: Error {}

    /// How many are let in, and how many may wait.
    public struct Limits: Sendable {
        /// Side by side: of all, and of one group.
        public var width: Int, perGroup: Int
        /// What may be held side by side, in bytes; one that needs more is let in alone.
        public var bytes: Int
        /// Places to wait in: for strangers of one group, for all strangers, and for those who are known.
        public var waitingPerGroup: Int, waiting: Int, waitingKnown: Int

        public init(
            width: Int = 2, perGroup: Int = 3, bytes: Int = .max, waitingPerGroup: Int = 40, waiting: Int = 60,
            waitingKnown: Int = 20
        ) {
            (self.width, self.perGroup, self.bytes) = (width, perGroup, bytes)
            (self.waitingPerGroup, self.waiting, self.waitingKnown) = (waitingPerGroup, waiting, waitingKnown)
        }
    }

    private struct Waiter {
        let number: Int, bytes: Int
        let resume: CheckedContinuation<Void, any Error>
    }
    private struct State {
        var running = 0, bytes = 0, number = 0
        var inside: [String: Int] = [:]
        var known: [(group: String, waiter: Waiter)] = []
        /// Strangers by group, and whose turn it is.
        var lines: [String: [Waiter]] = [:]
        var turns: [String] = []
        var strangers: Int { lines.reduce(0) { $0 + $1.value.count } }
    }

    private let limits: Limits
    private let state = Mutex(State())

    public init(_ limits: Limits) { self.limits = limits }

    /// Does `work` when its group's turn comes.
    /// - Throws: `Full`, `CancellationError`, or what the work throws.
    public func turn<Value>(
        of group: String, isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
    ) async throws -> Value {
        try await enter(group, isKnown: false, bytes: 0)
        defer { leave(group, bytes: 0) }
        return try await work()
    }

    /// Waits for its turn; `leave` must follow.
    /// - Throws: `Full`; `CancellationError`.
    public func enter(_ group: String, isKnown: Bool, bytes: Int) async throws {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiter = Waiter(number: number, bytes: bytes, resume: continuation)
                let refusal = state.withLock { state -> (any Error)? in
                    if isKnown {
                        guard state.known.count < limits.waitingKnown else { return Full() }
                        state.known.append((group, waiter))
                    } else {
                        guard state.strangers < limits.waiting,
                            state.lines[group]?.count ?? 0 < limits.waitingPerGroup
                        else { return Full() }
                        if state.lines[group] == nil { state.turns.append(group) }
                        state.lines[group, default: []].append(waiter)
                    }
                    return nil
                }
                if let refusal { continuation.resume(throwing: refusal) } else { admit() }
            }
        } onCancel: {
            giveUp(number)
        }
    }

    public func leave(_ group: String, bytes: Int) {
        state.withLock { state in
            state.running -= 1
            state.bytes -= bytes
            state.inside[group, default: 1] -= 1
            if state.inside[group] == 0 { state.inside[group] = nil }
        }
        admit()
    }

    private func admit() {
        let admitted = state.withLock { state in
            var admitted: [Waiter] = []
            while let waiter = next(&state) { admitted.append(waiter) }
            return admitted
        }
        for waiter in admitted { waiter.resume.resume() }
    }

    /// The next whose turn it is, counted as inside; nil where there is none, or no room.
    private func next(_ state: inout State) -> Waiter? {
        guard state.running < limits.width else { return nil }
        func fits(_ waiter: Waiter, _ state: State) -> Bool {
            state.running == 0 || state.bytes + waiter.bytes <= limits.bytes
        }
        func count(_ group: String, _ waiter: Waiter, _ state: inout State) -> Waiter {
            state.running += 1
            state.bytes += waiter.bytes
            state.inside[group, default: 0] += 1
            return waiter
        }
        if let (group, waiter) = state.known.first {
            // Those behind do not overtake: a heavy one would wait for ever.
            guard fits(waiter, state) else { return nil }
            state.known.removeFirst()
            return count(group, waiter, &state)
        }
        for (index, group) in state.turns.enumerated() {
            guard state.inside[group] ?? 0 < limits.perGroup, let waiter = state.lines[group]?.first else { continue }
            guard fits(waiter, state) else { return nil }
            state.lines[group]?.removeFirst()
            state.turns.remove(at: index)
            if state.lines[group]?.isEmpty == true { state.lines[group] = nil } else { state.turns.append(group) }
            return count(group, waiter, &state)
        }
        return nil
    }

    private func giveUp(_ number: Int) {
        let found = state.withLock { state -> Waiter? in
            if let index = state.known.firstIndex(where: { $0.waiter.number == number }) {
                return state.known.remove(at: index).waiter
            }
            for (group, line) in state.lines {
                guard let index = line.firstIndex(where: { $0.number == number }) else { continue }
                state.lines[group]?.remove(at: index)
                if state.lines[group]?.isEmpty == true {
                    state.lines[group] = nil
                    state.turns.removeAll { $0 == group }
                }
                return line[index]
            }
            // It is inside already, or comes to be put in line at this moment, and leaves by itself.
            return nil
        }
        found?.resume.resume(throwing: CancellationError())
    }
}
