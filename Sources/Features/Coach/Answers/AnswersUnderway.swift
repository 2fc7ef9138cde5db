import Answering
import Foundation
import Kernel
import Logging
import ServiceLifecycle
import Web

/// Answers of conversations while they are being made.
///
/// An answer belongs to its conversation and not to the connection that asked for it: who leaves the page, reloads it or
/// loses the network finds it there. It ends early only where somebody stops it, or the server does.
actor AnswersUnderway {
    enum Event: Sendable {
        case going(AnswerEvent)
        case finished(ConversationRoutes.MessageResponse)
        case failed(any Error)
        /// What was heard before is void: how it stands follows.
        case reset

        /// About how many bytes it takes.
        var bytes: Int {
            switch self {
            case .going(.writing(let text, _)): text.utf8.count + 64
            case .going(.quoted(let quotes)): quotes.reduce(64) { $0 + 2 * $1.text.utf8.count + 1024 }
            case .finished(let message): (message.text?.utf8.count ?? 0) + 1024
            case .going, .failed, .reset: 64
            }
        }
    }
    typealias Events = AsyncStream<EventLog<Event>.Numbered>

    private struct Entry {
        /// A question that was stopped and asked again has another.
        let run = UUID()
        let conversation: UUID, owner: UUID
        var text = ""
        /// How it ended.
        var last: Event?
        /// What those who come later are told first.
        var said: [AnswerEvent] = []
        /// The first event of all, that it has begun, is each listener's own.
        let log = EventLog<Event>(after: 1)
        var task: Task<Void, Never>?
    }

    /// By the question that is answered.
    private var entries: [UUID: Entry] = [:]
    /// Those that ended a moment ago, for who comes back by the number of an event.
    private var ended: [UUID: Entry] = [:]
    private let logger = Logger(label: "homeroom.coach")

    /// Most answers that one person may have under way: leaving does not end them any more.
    static let most = 8
    /// So long what was said can be heard after the end.
    static let grace: Duration = .seconds(60)

    /// Begins an answer, or listens to the one that the question has under way.
    /// - Parameter make: answers, hands on what is written, and keeps the answer.
    /// - Throws: `CoachFailure.tooManyUnderway`.
    func begin(
        _ question: UUID, in conversation: UUID, of owner: UUID,
        _ make:
            @escaping @Sendable (_ onEvent: @escaping @Sendable (AnswerEvent) async -> Void) async throws ->
            ConversationRoutes.MessageResponse
    ) throws -> Events {
        if let known = follow(question, of: owner, after: nil) { return known }
        guard entries.values.count(where: { $0.owner == owner }) < Self.most else {
            throw CoachFailure.tooManyUnderway
        }
        let entry = Entry(conversation: conversation, owner: owner)
        let run = entry.run
        entries[question] = entry
        ended[question] = nil
        let events = listen(to: entry, after: nil)
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
    /// - Parameter event: the last that was heard of it, by its number: what came after it is told, also of an answer
    ///   that ended a moment ago.
    func follow(_ question: UUID, of owner: UUID, after event: Int?) -> Events? {
        let found = entries[question] ?? (event == nil ? nil : ended[question])
        guard let found, found.owner == owner else { return nil }
        return listen(to: found, after: event)
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
        for (question, entry) in ended where entry.conversation == conversation { ended[question] = nil }
    }

    private func listen(to entry: Entry, after event: Int?) -> Events {
        if let event, let missed = entry.log.follow(after: event) { return missed }
        var summary: [Event] = event == nil ? [] : [.reset]
        summary += entry.said.map { .going($0) }
        if !entry.text.isEmpty { summary.append(.going(.writing(text: entry.text, isAnew: true))) }
        if let last = entry.last { summary.append(last) }
        return entry.log.follow(from: summary)
    }

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
        entry.log.append(.going(event), bytes: Event.going(event).bytes)
    }

    private func end(_ question: UUID, _ run: UUID, _ event: Event) {
        guard var entry = entries[question], entry.run == run else { return }
        entries[question] = nil
        (entry.last, entry.task) = (event, nil)
        ended[question] = entry
        entry.log.append(event, bytes: event.bytes)
        entry.log.end()
        Task {
            try? await Task.sleep(for: Self.grace)
            self.forget(question, run)
        }
    }

    private func forget(_ question: UUID, _ run: UUID) { if ended[question]?.run == run { ended[question] = nil } }

    fileprivate var isIdle: Bool { entries.isEmpty }
    fileprivate func stopAll() { for (question, entry) in entries { _ = stop(question, of: entry.owner) } }
}

/// Lets answers under way end before the server does, those too that nobody listens to.
struct AnswersEnding: Service {
    let underway: AnswersUnderway
    /// Less than the whole server has for its end.
    var patience: Duration = .seconds(3)

    func run() async throws {
        try? await gracefulShutdown()
        let end = ContinuousClock.now + patience
        while await !underway.isIdle, ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
        }
        await underway.stopAll()
    }
}
