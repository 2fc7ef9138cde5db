import Foundation
public import Kernel
public import LanguageModel

/// Something that a model is asked to do, with a result of a type: its rules, what it is sent, and what is checked of
/// what comes back.
public protocol ModelTask: Sendable {
    /// Its JSON schema is made from the type: see `JSONSchema`.
    associatedtype Output: Codable & Sendable

    /// The name of its rules, and of what it is for in the account of calls.
    static var prompt: String { get }
    /// What the function that the model calls is named, and what that is for.
    static var tool: (name: String, description: String) { get }
    var tier: Tier { get }
    /// Most tokens of the result.
    var maxTokens: Int { get }
    /// 0 for what has one right result, up to 1 for what is to be varied.
    var temperature: Double { get }
    /// How long to wait for a word; nil for as long as an answer may take.
    var patience: Duration? { get }
    /// Classes of data that it carries, for those who keep account.
    var classes: [String] { get }
    /// Put in place of their names in the rules.
    var values: [String: String] { get }
    /// What it is about, in so many bytes at most, with personal data hidden by the mask.
    func material(_ mask: inout Mask, bytes: Int) -> String
    /// Says more of the result than its type does: descriptions, values that are allowed.
    func describe(_ schema: inout JSONSchema)
    /// - Throws: `UnusableOutput` for what will not do; it is then asked for once more, with the reason.
    func check(_ output: Output) throws(UnusableOutput)
    /// What can be had without a model; nil, said so, where that is nothing.
    func offline() async -> Output?
}

extension ModelTask {
    public var values: [String: String] { [:] }
    public func describe(_ schema: inout JSONSchema) {}
}

/// Why a model's result will not do, in words for the model.
public struct UnusableOutput: Error, Equatable {
    public let reason: String
    public init(_ reason: String) { self.reason = reason }
}

/// What a task took.
public struct ModelUse: Sendable, Equatable {
    public let provider: String, model: String, promptVersion: String
    public let inputTokens: Int?, outputTokens: Int?
    /// Micro-dollars, of all that was asked for it.
    public let cost: Int
    /// Things that tell who somebody is, hidden from the model.
    public let hidden: Int

    /// What several calls took together; each provider, model and version once. What one of them did not count, the sum
    /// does not know.
    static func sum(_ uses: [ModelUse]) -> ModelUse {
        func names(_ name: (ModelUse) -> String) -> String {
            var seen: Set<String> = []
            return uses.map(name).filter { seen.insert($0).inserted }.joined(separator: ", ")
        }
        func sum(_ tokens: (ModelUse) -> Int?) -> Int? {
            uses.reduce(0) { sum, use in sum.flatMap { sum in tokens(use).map { sum + $0 } } }
        }
        return ModelUse(
            provider: names(\.provider), model: names(\.model), promptVersion: names(\.promptVersion),
            inputTokens: sum(\.inputTokens), outputTokens: sum(\.outputTokens), cost: uses.reduce(0) { $0 + $1.cost },
            hidden: uses.reduce(0) { $0 + $1.hidden })
    }
}

/// What a task comes to.
public enum ModelTaskOutcome<Output: Sendable>: Sendable {
    case done(Output, ModelUse)
    /// No model did it, and why; nil where there is none. The task did what can be done without.
    case offline(Output, Fallback?)
    /// No model did it, and why; nil where there is none. Nothing can be had without.
    case unavailable(Fallback?)
}

extension ModelCalls {
    /// Has a task done: by a call of a function or, where a server knows none, as JSON. What does not fit its type or its
    /// check is asked for once more, with the reason; what does not fit then is refused. Where no model does it, the task's
    /// offline form is taken.
    /// - Throws: `ModelsFailure.promptNotFound`, database errors, `CancellationError`.
    public func run<Task: ModelTask>(
        _ task: Task, for asker: ModelAsker
    ) async throws -> ModelTaskOutcome<Task.Output> {
        switch try await ask(task, for: asker) {
        case .success(let (output, use)): return .done(output, use)
        case .failure(let reason):
            return await task.offline().map { .offline($0, reason.fallback) } ?? .unavailable(reason.fallback)
        }
    }

    /// Why no model did a task; nil where there is none.
    struct NotDone: Error {
        let fallback: Fallback?
    }

    /// Has a task done by a model.
    func ask<Task: ModelTask>(
        _ task: Task, for asker: ModelAsker
    ) async throws -> Result<(Task.Output, ModelUse), NotDone> {
        let prompt = try await prompts.prompt(Task.prompt)
        let rules = task.values.reduce(prompt.text) { $0.replacing($1.key, with: $1.value) }
        var schema = try JSONSchema(of: Task.Output.self)
        task.describe(&schema)
        let tool = ChatModel.Tool(Task.tool.name, Task.tool.description, parameters: schema.value)
        var (shape, isJSON) = (ChatModel.Shape.call(tool), false)
        /// What came that would not do, and why.
        var refused: (text: String, reason: String)?
        var cost = 0
        while true {
            let before = refused
            let request = Request(
                purpose: Task.prompt, tier: task.tier, shape: shape, maxTokens: task.maxTokens,
                temperature: task.temperature, patience: task.patience, classes: task.classes,
                messages: { mask, tokens in Self.messages(of: task, rules, after: before, &mask, tokens) })
            switch try await write(request, for: asker) {
            case .not(let fallback):
                // Only a server that does not take the form is asked in the other.
                guard fallback?.code == "model.refused", !isJSON else {
                    return .failure(NotDone(fallback: fallback))
                }
                (shape, isJSON) = (.json(tool), true)
            case .done(let done):
                cost += done.cost
                switch Self.read(done.text, by: task) {
                case .success(let output):
                    let use = ModelUse(
                        provider: done.provider.name, model: done.provider.model, promptVersion: prompt.version,
                        inputTokens: done.completion.inputTokens, outputTokens: done.completion.outputTokens,
                        cost: cost, hidden: done.hidden)
                    return .success((output, use))
                case .failure(let problem):
                    guard refused == nil else {
                        return .failure(
                            NotDone(
                                fallback: Fallback(
                                    code: "model.unusable", message: "What the model gave could not be used, twice.")))
                    }
                    refused = (done.text, problem.reason)
                }
            }
        }
    }

    private static func messages<Task: ModelTask>(
        of task: Task, _ rules: String, after refused: (text: String, reason: String)?, _ mask: inout Mask,
        _ tokens: Int
    ) -> [ChatModel.Message] {
        let again = refused.map { (mask.hide($0.text), "That cannot be used: \($0.reason) Give it anew.") }
        let taken = rules.utf8.count + (again.map { $0.0.utf8.count + $0.1.utf8.count } ?? 0)
        let material = task.material(&mask, bytes: max(0, tokens * bytesPerToken - taken))
        let messages: [ChatModel.Message] = [.init(.system, rules), .init(.user, material)]
        return messages + (again.map { [.init(.assistant, $0.0), .init(.user, $0.1)] } ?? [])
    }

    /// A result as its type, once it has passed its check.
    private static func read<Task: ModelTask>(_ text: String, by task: Task) -> Result<Task.Output, UnusableOutput> {
        do {
            let output = try JSONDecoder().decode(Task.Output.self, from: Data(text.utf8))
            try task.check(output)
            return .success(output)
        } catch {
            let told = (error as? DecodingError).map(Self.told) ?? "it is no JSON."
            return .failure(error as? UnusableOutput ?? UnusableOutput(told))
        }
    }

    /// Where a result does not fit, in words for the model; its own words are not repeated.
    private static func told(_ error: DecodingError) -> String {
        func at(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "the object" : "“" + path.map(\.stringValue).joined(separator: ".") + "”"
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(at(context.codingPath + [key])) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(at(context.codingPath)) is of another type."
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is no JSON."
        case .dataCorrupted(let context): "\(at(context.codingPath)) has a value that is not allowed."
        @unknown default: "it does not have the shape that was asked for."
        }
    }
}
