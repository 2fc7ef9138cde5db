import Answering
import Foundation
import Kernel
import Logging
import ServiceLifecycle

/// Answers of conversations while they are being made.
///
/// An answer belongs to its conversation and not to the connection that asked for it: who leaves the page, reloads it or
/// loses the network finds it there. It ends early only where somebody stops it, or the server does.
actor AnswersUnderway {
    enum Event: Sendable {
        case going(AnswerEvent)
        case finished(ConversationRoutes.MessageResponse)
        case failed(any Error)
    }

    private struct Entry {
        /// A question that was stopped and asked again has another.
        let run = UUID()
        let conversation: UUID, owner: UUID
        var text = ""
        /// What those who come later are told first.
        var said: [AnswerEvent] = []
        var listeners: [UUID: AsyncStream<Event>.Continuation] = [:]
        var task: Task<Void, Never>?
    }

    /// By the question that is answered.
    private var entries: [UUID: Entry] = [:]
    private let logger = Logger(label: "homeroom.coach")

    /// Most answers that one person may have under way: leaving does not end them any more.
    static let most = 8

    /// Begins an answer, or listens to the one that the question has under way.
    /// - Parameter make: answers, hands on what is written, and keeps the answer.
    /// - Throws: `CoachFailure.tooManyUnderway`.
    func begin(
        _ question: UUID, in conversation: UUID, of owner: UUID,
        _ make:
            @escaping @Sendable (_ onEvent: @escaping @Sendable (AnswerEvent) async -> Void) async throws ->
            ConversationRoutes.MessageResponse
    ) throws -> AsyncStream<Event> {
        if let known = follow(question, of: owner) { return known }
        guard entries.values.count(where: { $0.owner == owner }) < Self.most else {
            throw CoachFailure.tooManyUnderway
        }
        let entry = Entry(conversation: conversation, owner: owner)
        let run = entry.run
        entries[question] = entry
        let events = listen(to: question)
        entries[question]?.task = Task {
            let event: Event
            do {
                event = .finished(try await make { event in await self.take(event, question, run) })
            } catch is CancellationError {
                event = .failed(CoachFailure.answerStopped)
            } catch let failure as any UserFacingError {
                event = .failed(failure)
            } catch {
                self.logger.error("an answer failed", metadata: ["error": "\(error)"])
                event = .failed(CoachFailure.answerFailed)
            }
            end(question, run, event)
        }
        return events
    }

    /// What happens to an answer from now on, after what was written of it up to now; nil where none is under way.
    func follow(_ question: UUID, of owner: UUID) -> AsyncStream<Event>? {
        guard entries[question]?.owner == owner else { return nil }
        return listen(to: question)
    }

    /// The questions of a conversation that are being answered.
    func questions(of conversation: UUID) -> [UUID] {
        entries.filter { $0.value.conversation == conversation }.map(\.key).sorted { $0.uuidString < $1.uuidString }
    }

    /// Ends an answer before it is there.
    /// - Returns: whether there was one.
    func stop(_ question: UUID, of owner: UUID) -> Bool {
        guard let entry = entries[question], entry.owner == owner else { return false }
        entry.task?.cancel()
        end(question, entry.run, .failed(CoachFailure.answerStopped))
        return true
    }

    /// Ends all that is under way in a conversation, which is erased.
    func stopAll(in conversation: UUID) {
        for (question, entry) in entries where entry.conversation == conversation {
            _ = stop(question, of: entry.owner)
        }
    }

    private func listen(to question: UUID) -> AsyncStream<Event> {
        let (events, continuation) = AsyncStream<Event>.makeStream()
        let id = UUID()
        for event in entries[question]?.said ?? [] { continuation.yield(.going(event)) }
        if let text = entries[question]?.text, !text.isEmpty {
            continuation.yield(.going(.writing(text: text, isAnew: true)))
        }
        entries[question]?.listeners[id] = continuation
        continuation.onTermination = { _ in Task { await self.leave(question, id) } }
        return events
    }

    private func leave(_ question: UUID, _ listener: UUID) { entries[question]?.listeners[listener] = nil }

    private func take(_ event: AnswerEvent, _ question: UUID, _ run: UUID) {
        guard var entry = entries[question], entry.run == run else { return }
        if case .writing(let text, let isAnew) = event {
            entry.text = isAnew ? text : entry.text + text
            entry.said.removeAll { if case .thinking = $0 { true } else { false } }
        } else if case .sentence = event {
            return
        } else {
            entry.said.append(event)
        }
        entries[question] = entry
        for listener in entry.listeners.values { listener.yield(.going(event)) }
    }

    private func end(_ question: UUID, _ run: UUID, _ event: Event) {
        guard let entry = entries[question], entry.run == run else { return }
        entries[question] = nil
        for listener in entry.listeners.values {
            listener.yield(event)
            listener.finish()
        }
    }

    fileprivate var isIdle: Bool { entries.isEmpty }
    fileprivate func stopAll() { for (question, entry) in entries { _ = stop(question, of: entry.owner) } }
}

/// Lets answers under way end before the server does, those too that nobody listens to.
struct AnswersEnding: Service {
    let underway: AnswersUnderway
    /// Less than the whole server has for its end.
    var patience: Duration = .seconds(8)

    func run() async throws {
        try? await gracefulShutdown()
        let end = ContinuousClock.now + patience
        while await !underway.isIdle, ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
        }
        await underway.stopAll()
    }
}
