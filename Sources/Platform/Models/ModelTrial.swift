import Foundation
public import GRDB
public import LanguageModel
import Outbound

/// What a model made of a built-in passage.
public enum TrialVerdict: String, Codable, Sendable, DatabaseValueConvertible {
    /// It wrote a sentence that its passage bears out, and cited it.
    case good
    /// It writes, and nothing of it is borne out: too small to write cited answers.
    case weak
    /// It had not answered after a while.
    case slow
    /// It wrote no answer.
    case failed
}

/// What a server has to write before it is taken: something that it is wanted for, over built-in material.
public struct TrialTask: Sendable {
    let maxTokens: Int
    let messages: @Sendable () async throws -> [ChatModel.Message]
    let isDone: @Sendable (_ text: String) async throws -> Bool

    /// - Parameters:
    ///   - messages: what it is sent.
    ///   - isDone: whether what it wrote is of use.
    public init(
        maxTokens: Int, messages: @escaping @Sendable () async throws -> [ChatModel.Message],
        isDone: @escaping @Sendable (_ text: String) async throws -> Bool
    ) {
        (self.maxTokens, self.messages, self.isDone) = (maxTokens, messages, isDone)
    }
}

/// Whether and how a server writes: a word first, in whichever form it takes, then an answer from a built-in passage.
struct ModelTrial: Sendable {
    /// How the server is asked, and what its answer is worth.
    struct Finding: Sendable {
        var baseURL: URL
        var form: ChatForm
        /// Milliseconds to the first word.
        var firstText: Double
        var verdict = TrialVerdict.good
        /// Why it failed, for who set it up.
        var reason: String?
    }

    let kind: ProviderKind
    /// The model's name, which some addresses hold.
    let name: String
    /// A model at an address, asked in a form.
    let model: @Sendable (_ address: URL, _ form: ChatForm, _ patience: Duration) throws -> ChatModel
    /// Keeps account of each call.
    let note:
        @Sendable (
            _ messages: [ChatModel.Message], _ completion: ChatModel.Completion?, _ since: ContinuousClock.Instant,
            _ outcome: String
        ) async throws -> Void
    let task: TrialTask

    /// So long a word may take: a server may have to load its model first.
    private static let patience: Duration = .seconds(120)
    /// So long the answer may take; somebody waits at the console.
    private static let answerPatience: Duration = .seconds(20)

    /// How often a server that is loading its model is asked again, and how long after each time at most.
    private static let loadings = 30
    private static let loading = 3.0

    /// - Parameter form: what is known of it already.
    /// - Throws: `ChatModel.Failure` where it writes no word, database errors, `CancellationError`.
    func run(at address: URL, _ form: ChatForm = .init()) async throws -> Finding {
        var finding = try await word(at: address, form)
        do {
            finding.verdict = try await answer(&finding)
        } catch let failure as ChatModel.Failure {
            if case .slow = failure { finding.verdict = .slow } else { finding.verdict = .failed }
            finding.reason = failure.message
        }
        return finding
    }

    /// Has it write a word, at the address that was given or where such servers usually answer.
    private func word(at address: URL, _ form: ChatForm) async throws -> Finding {
        // A server that has just been started answers while it loads its model; that is its word, not a failure.
        for number in 0..<Self.loadings {
            do { return try await firstWord(at: address, form) } catch let failure as ChatModel.Failure {
                guard failure.isLoading else { throw failure }
                try await Task.sleep(for: .seconds(min(Self.loading, 0.25 * pow(2, Double(number)))))
            }
        }
        return try await firstWord(at: address, form)
    }

    private func firstWord(at address: URL, _ form: ChatForm) async throws -> Finding {
        var first: ChatModel.Failure?
        for candidate in kind.addresses(address, model: name) {
            do {
                let written = try await ask(
                    model(candidate, form, Self.patience),
                    [.init(.system, "You answer with one word."), .init(.user, "Say: ready")], maxTokens: 64)
                return Finding(baseURL: candidate, form: written.form, firstText: written.firstText)
            } catch let failure as ChatModel.Failure {
                guard failure.mayBeOfAddress else { throw first ?? failure }
                // That it has moved, or is a page, says more than that there is nothing at another path.
                first = first.map { $0.isMisfit || !failure.isMisfit ? $0 : failure } ?? failure
            }
        }
        throw first ?? .badAddress
    }

    private func ask(_ model: ChatModel, _ messages: [ChatModel.Message], maxTokens: Int) async throws
        -> ChatModel.Completion
    {
        let begun = ContinuousClock.now
        do {
            let completion = try await model.write(messages, maxTokens: maxTokens, tries: 1, isTrial: true) { _ in }
            try await note(messages, completion, begun, "written")
            return completion
        } catch let failure as ChatModel.Failure {
            if failure.wasSent { try await note(messages, nil, begun, failure.code) }
            throw failure
        }
    }

    /// Has it answer from the built-in passages.
    private func answer(_ finding: inout Finding) async throws -> TrialVerdict {
        let messages = try await task.messages()
        let model = try model(finding.baseURL, finding.form, Self.answerPatience)
        let completion = try await withThrowingTaskGroup(of: ChatModel.Completion.self) { group in
            group.addTask { try await ask(model, messages, maxTokens: task.maxTokens) }
            group.addTask {
                try await Task.sleep(for: Self.answerPatience)
                throw ChatModel.Failure.slow(
                    host: model.endpoint.baseURL.host() ?? "", seconds: Int(Self.answerPatience / .seconds(1)))
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
        finding.form = completion.form
        return try await task.isDone(completion.text) ? .good : .weak
    }
}

extension ChatModel.Failure {
    fileprivate var isMisfit: Bool { if case .misfit = self { true } else { false } }

    /// Whether another path of the same server may do: there is nothing here, or a page, or some other protocol.
    fileprivate var mayBeOfAddress: Bool {
        switch self {
        case .garbled, .misfit: true
        case .refused(_, let status, let words):
            [404, 405, 501].contains(status)
                || status == 200 && words?.lowercased().contains(/endpoint|path|route|not found|method/) == true
        default: false
        }
    }
}
