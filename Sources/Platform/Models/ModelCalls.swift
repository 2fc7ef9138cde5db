import Foundation
public import GRDB
import Kernel
public import LanguageModel
import Logging
public import Outbound
public import Vault

/// Has models write, the next where one fails: nothing leaves with personal data in it, nothing goes out beyond the
/// budget, and every call is kept account of.
public struct ModelCalls: Sendable {
    public let providers: ModelProviders
    public let ledger: ModelLedger
    public let prompts: Prompts
    /// Knows whose names must not leave.
    public let people: PeopleNames
    private let logger = Logger(label: "homeroom.models")

    /// A token is seldom shorter than this many bytes.
    public static let bytesPerToken = 3

    /// - Parameters:
    ///   - sealer: seals the servers' keys.
    ///   - gate: the way out.
    ///   - people: knows whose names must not leave.
    ///   - trial: what each server has to write before it is taken.
    public init(
        database: any DatabaseWriter, sealer: Sealer, gate: OutboundGate, people: PeopleNames, prompts: Prompts,
        trial: TrialTask
    ) {
        ledger = ModelLedger(database: database)
        providers = ModelProviders(database: database, sealer: sealer, ledger: ledger, gate: gate, trial: trial)
        (self.people, self.prompts) = (people, prompts)
    }

    /// What was written, with the hidden data put back.
    public struct Done: Sendable {
        public var text: String
        public var completion: ChatModel.Completion
        public var provider: ModelProviderRecord
        /// Micro-dollars.
        public var cost: Int
        /// How many things were hidden.
        public var hidden: Int
    }

    public enum Outcome: Sendable {
        case done(Done)
        /// No model did it; nil where there is none.
        case not(Fallback?)
    }

    /// What is to be written.
    public struct Request {
        public typealias Judge = (_ text: String, _ host: String) async throws -> ChatModel.Failure?
        /// Makes the messages, as many as fit so many tokens, with personal data hidden by the mask.
        public typealias Messages = (_ mask: inout Mask, _ tokens: Int) -> [ChatModel.Message]

        let purpose: String, tier: Tier, shape: ChatModel.Shape, maxTokens: Int, temperature: Double
        let patience: Duration?, classes: [String]
        let judge: Judge, messages: Messages

        /// - Parameters:
        ///   - purpose: what it is for, in the account of calls.
        ///   - patience: how long to wait for a word, where not as long as an answer may take.
        ///   - classes: classes of data that it carries; `students` is added where a student asks.
        ///   - judge: looks at what was written; why it will not do, or nil. Then the next server is asked.
        public init(
            purpose: String, tier: Tier, shape: ChatModel.Shape = .text, maxTokens: Int, temperature: Double = 0.3,
            patience: Duration? = nil, classes: [String], judge: @escaping Judge = { _, _ in nil },
            messages: @escaping Messages
        ) {
            (self.purpose, self.tier, self.shape, self.maxTokens) = (purpose, tier, shape, maxTokens)
            (self.temperature, self.patience, self.classes) = (temperature, patience, classes)
            (self.judge, self.messages) = (judge, messages)
        }
    }

    /// So often fewer passages are sent to a model that takes less at once than was thought.
    private static let mostRounds = 3

    /// What a model takes at once after it refused more: as it says, or two thirds of what was sent.
    /// - Returns: nil where no less can be sent.
    private static func context(
        below context: Int, _ told: Int?, _ messages: [ChatModel.Message], _ maxTokens: Int
    ) -> Int? {
        let sent = messages.reduce(0) { $0 + $1.content.utf8.count } / bytesPerToken + maxTokens
        let less = told.map { min($0, context) } ?? context
        // What it says is less than what was reckoned with, or tokens are shorter than was thought.
        let next = less < min(context, sent) ? less : min(context, sent) * 2 / 3
        return next > maxTokens ? next : nil
    }

    /// The class of data about students, as it is told to those who keep account. A request that carries it goes only to
    /// providers that have promised what `ModelPromises` asks for, and to those inside the building.
    public static let students = "students"

    /// The one rule of what is data about students: what a student asks, what a feature says is, and, where the district
    /// wants it so, what names a student, although names and numbers are hidden before anything leaves.
    private func carriesStudents(
        _ request: Request, by asker: ModelAsker, _ mask: Mask, _ known: PeopleNames.Known
    ) -> Bool {
        asker.isStudent || request.classes.contains(Self.students)
            || known.rules.namedStudentsNeedPromises && mask.names(known.students)
    }

    /// - Parameter onText: takes the text as it is written; begins anew where a server broke off and another is asked.
    /// - Throws: database errors, `CancellationError`, or what `onText` throws.
    public func write(
        _ request: Request, for asker: ModelAsker,
        onText: (_ text: String, _ isAnew: Bool) async throws -> Void = { _, _ in }
    ) async throws -> Outcome {
        let models = try await providers.candidates(request.tier)
        guard !models.isEmpty else { return .not(nil) }
        if let stop = try await ledger.stop(for: asker.actor) { return .not(stop) }
        let known = try await people.known()
        var last: ChatModel.Failure?
        for record in models {
            var (context, rounds) = (min(record.contextTokens, record.form.contextTokens ?? .max), 0)
            asking: while true {
                var mask = Mask(known.finder)
                let messages = request.messages(&mask, context - request.maxTokens)
                let hidden = mask
                let students = carriesStudents(request, by: asker, hidden, known)
                let missing = record.missing(forStudents: students)
                // Where it is said to be inside, the way out looks whether it is.
                guard missing.isEmpty || record.isInside else {
                    last = .promisesMissing(host: URL(string: record.baseURL)?.host() ?? record.name, missing)
                    break asking
                }
                let model = try providers.chat(
                    record, for: request.purpose,
                    carrying: request.classes.filter { $0 != Self.students } + (students ? [Self.students] : []),
                    lacking: missing, patience: request.patience)
                var (rest, isAnew) = ("", true)
                let begun = ContinuousClock.now
                let purpose = request.purpose
                @Sendable func note(_ completion: ChatModel.Completion?, _ outcome: String) async throws -> Int {
                    let call = ModelCallRecord(
                        to: record, for: purpose, messages, hidden: hidden.count, completion, since: begun, by: asker,
                        outcome: outcome)
                    try await ledger.note(call)
                    return call.cost
                }
                do {
                    let completion = try await model.write(
                        messages, shape: request.shape, maxTokens: request.maxTokens, temperature: request.temperature
                    ) {
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
                    if let failure = try await request.judge(text, model.endpoint.baseURL.host() ?? "") {
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
                        let less = Self.context(below: context, tokens, messages, request.maxTokens)
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
}
