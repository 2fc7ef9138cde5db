import Foundation
import Kernel
import LanguageModel
import Logging

/// Has models write, the next where one fails: nothing leaves with personal data in it, nothing goes out beyond the
/// budget, and every call is kept account of.
struct ModelCalls: Sendable {
    let providers: ModelProviders
    let ledger: ModelLedger
    let people: PeopleNames
    let prompts: Prompts
    private let logger = Logger(label: "homeroom.coach")

    /// What was written, with the hidden data put back.
    struct Done: Sendable {
        var text: String
        var completion: ChatModel.Completion
        var provider: ModelProviderRecord
        /// Micro-dollars.
        var cost: Int
        /// How many things were hidden.
        var hidden: Int
    }

    enum Outcome: Sendable {
        case done(Done)
        /// No model did it; nil where there is none.
        case not(Fallback?)
    }

    /// What is to be written.
    struct Wish {
        var purpose: String
        var tier: Tier
        var shape = ChatModel.Shape.text
        var maxTokens: Int
        /// How long to wait for a word, where not as long as an answer may take.
        var patience: Duration?
        /// Classes of data that it carries.
        var classes: [String]
        /// Looks at what was written; why it will not do, or nil. Then the next server is asked.
        var judge: (_ text: String, _ host: String) async throws -> ChatModel.Failure? = { _, _ in nil }
        /// Makes the messages, as many as fit so many tokens, with personal data hidden by the mask.
        var messages: (_ mask: inout Mask, _ tokens: Int) -> [ChatModel.Message]
    }

    /// So often fewer passages are sent to a model that takes less at once than was thought.
    private static let mostRounds = 3

    /// What a model takes at once after it refused more: as it says, or two thirds of what was sent.
    /// - Returns: nil where no less can be sent.
    private static func context(
        below context: Int, _ told: Int?, _ messages: [ChatModel.Message], _ maxTokens: Int
    ) -> Int? {
        let sent = messages.reduce(0) { $0 + $1.content.utf8.count } / AnswerPrompt.bytesPerToken + maxTokens
        let less = told.map { min($0, context) } ?? context
        // What it says is less than what was reckoned with, or tokens are shorter than was thought.
        let next = less < min(context, sent) ? less : min(context, sent) * 2 / 3
        return next > maxTokens ? next : nil
    }

    /// - Parameter onText: takes the text as it is written; begins anew where a server broke off and another is asked.
    /// - Throws: database errors, `CancellationError`, or what `onText` throws.
    func write(
        _ wish: Wish, for actor: String, onText: (_ text: String, _ isAnew: Bool) async throws -> Void = { _, _ in }
    ) async throws -> Outcome {
        let models = try await providers.models(
            wish.tier, for: wish.purpose, carrying: wish.classes, patience: wish.patience)
        guard !models.isEmpty else { return .not(nil) }
        if let stop = try await ledger.stop(for: actor) { return .not(stop) }
        let finder = try await people.finder()
        var last: ChatModel.Failure?
        for (record, model) in models {
            var (context, rounds) = (min(record.contextTokens, record.form.contextTokens ?? .max), 0)
            asking: while true {
                var mask = Mask(finder)
                let messages = wish.messages(&mask, context - wish.maxTokens)
                let hidden = mask
                var (rest, isAnew) = ("", true)
                let begun = ContinuousClock.now
                let purpose = wish.purpose
                @Sendable func note(_ completion: ChatModel.Completion?, _ outcome: String) async throws -> Int {
                    let call = ModelCallRecord(
                        to: record, for: purpose, messages, hidden: hidden.count, completion, since: begun, by: actor,
                        outcome: outcome)
                    try await ledger.note(call)
                    return call.cost
                }
                do {
                    let completion = try await model.write(messages, shape: wish.shape, maxTokens: wish.maxTokens) {
                        piece in
                        let shown = hidden.restore(next: piece, rest: &rest)
                        guard !shown.isEmpty else { return }
                        try await onText(shown, isAnew)
                        isAnew = false
                    } onAnew: {
                        (rest, isAnew) = ("", true)
                    }
                    var form = completion.form
                    form.contextTokens = rounds > 0 ? context : record.form.contextTokens
                    try await providers.learn(form, of: record)
                    let text = hidden.restore(completion.text)
                    if let failure = try await wish.judge(text, model.endpoint.baseURL.host() ?? "") {
                        _ = try await note(completion, failure.code)
                        last = failure
                        break asking
                    }
                    let cost = try await note(completion, "written")
                    return .done(
                        Done(text: text, completion: completion, provider: record, cost: cost, hidden: hidden.count))
                } catch let failure as ChatModel.Failure {
                    logger.notice(
                        "nothing written",
                        metadata: ["reason": "\(failure.code)", "host": "\(model.endpoint.baseURL.host() ?? "")"])
                    if failure.wasSent { _ = try await note(nil, failure.code) }
                    last = failure
                    guard case .overflow(_, let tokens) = failure, rounds < Self.mostRounds,
                        let less = Self.context(below: context, tokens, messages, wish.maxTokens)
                    else { break asking }
                    (context, rounds) = (less, rounds + 1)
                } catch {
                    // Whoever asked is gone; what was sent is noted all the same, by a task that is not cancelled with them.
                    await Task { _ = try? await note(nil, "abandoned") }.value
                    throw error
                }
            }
        }
        return .not(last.map { Fallback(code: $0.code, message: $0.message, plain: $0.withoutWords.message) })
    }

    /// An object of a tool's shape, by a call of it, or as JSON where a server knows no tools.
    /// - Parameters:
    ///   - prompt: the name of the rules.
    ///   - values: put in place of their names in the rules.
    /// - Returns: nil where no model gave one.
    /// - Throws: database errors, `CancellationError`.
    func call(
        _ tool: ChatModel.Tool, _ prompt: String, _ values: [String: String], _ text: String, tier: Tier,
        for actor: String
    ) async throws -> JSONValue? {
        var rules = try await prompts.text(prompt).text
        for (name, value) in values { rules = rules.replacing(name, with: value) }
        let filled = rules
        for shape in [ChatModel.Shape.call(tool), .json(tool)] {
            // Nothing is shown before this is done, and it can be done without.
            let wish = Wish(
                purpose: prompt, tier: tier, shape: shape, maxTokens: 300, patience: .seconds(10),
                classes: ["question"],
                messages: { mask, _ in [.init(.system, filled), .init(.user, mask.hide(text))] })
            switch try await write(wish, for: actor) {
            case .done(let done):
                let value = try? JSONDecoder().decode(JSONValue.self, from: Data(done.text.utf8))
                if case .object = value { return value }
                return nil
            // Only a server that does not take the form is asked in the other.
            case .not(let fallback): guard fallback?.code == "model.refused" else { return nil }
            }
        }
        return nil
    }
}
