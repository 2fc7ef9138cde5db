import Synchronization

/// The newest events of one stream, numbered, for those who lost the connection and come back: they hear what they
/// missed, and go on.
public final class EventLog<Event: Sendable>: Sendable {
    /// An event and its number in the stream.
    public struct Numbered: Sendable {
        /// nil for what only helps to understand an event that follows.
        public let number: Int?
        public let event: Event
    }

    private struct State {
        var events: [(event: Numbered, bytes: Int)] = []
        var bytes = 0
        /// The number of the newest event, or of what came before the first.
        var last: Int
        var isEnded = false
        var listeners: [Int: AsyncStream<Numbered>.Continuation] = [:]
        var nextListener = 0
    }

    private let state: Mutex<State>
    private let most: Int, mostBytes: Int

    /// - Parameters:
    ///   - start: the number before the first event's.
    ///   - most: events that are kept.
    ///   - mostBytes: bytes of events that are kept.
    public init(after start: Int, most: Int = 1000, mostBytes: Int = 1 << 20) {
        state = Mutex(State(last: start))
        (self.most, self.mostBytes) = (most, mostBytes)
    }

    /// Adds an event, which all who listen hear.
    /// - Parameter bytes: about how many it takes; the oldest make room.
    public func append(_ event: Event, bytes: Int) {
        state.withLock { state in
            guard !state.isEnded else { return }
            state.last += 1
            let numbered = Numbered(number: state.last, event: event)
            state.events.append((numbered, bytes))
            state.bytes += bytes
            while state.events.count > most || state.bytes > mostBytes, let oldest = state.events.first {
                state.events.removeFirst()
                state.bytes -= oldest.bytes
            }
            for listener in state.listeners.values { listener.yield(numbered) }
        }
    }

    /// Ends the stream: who listens hears its end, and what it holds can still be heard.
    public func end() {
        state.withLock { state in
            state.isEnded = true
            for listener in state.listeners.values { listener.finish() }
            state.listeners = [:]
        }
    }

    /// What came after an event, and all that comes from now on.
    /// - Returns: nil where some of it is not there any more, or there is no such event.
    public func follow(after number: Int) -> AsyncStream<Numbered>? {
        state.withLock { state in
            let first = state.last - state.events.count + 1
            guard number >= first - 1, number <= state.last else { return nil }
            return listen(state.events.dropFirst(number - first + 1).map(\.event), &state)
        }
    }

    /// What tells in short how it stands, and all that comes from now on. The last of it has the newest event's number:
    /// who heard less than all of it goes on from there by no number.
    public func follow(from summary: [Event]) -> AsyncStream<Numbered> {
        state.withLock { state in
            let last = state.last
            return listen(
                summary.enumerated().map { index, event in
                    Numbered(number: index == summary.count - 1 ? last : nil, event: event)
                }, &state)
        }
    }

    private func listen(_ beginning: some Sequence<Numbered>, _ state: inout State) -> AsyncStream<Numbered> {
        let (stream, continuation) = AsyncStream<Numbered>.makeStream()
        for event in beginning { continuation.yield(event) }
        guard !state.isEnded else {
            continuation.finish()
            return stream
        }
        let name = state.nextListener
        state.nextListener += 1
        state.listeners[name] = continuation
        continuation.onTermination = { [weak self] _ in
            // Not at once: `end` finishes while it holds the lock.
            Task { self?.leave(name) }
        }
        return stream
    }

    private func leave(_ listener: Int) { state.withLock { $0.listeners[listener] = nil } }
}
