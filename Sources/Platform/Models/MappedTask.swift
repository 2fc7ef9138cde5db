import Kernel
public import LanguageModel
import Synchronization

/// A task over a text of any length: the text is cut into windows that a model takes at once, the task is done for each
/// of them, and what was found is put together. Every item has its evidence, and what the text does not bear out is
/// dropped.
///
/// The rules should say that the text comes in parts, each with its `id`, and that evidence is copied word for word.
public protocol MappedTask: ModelTask where Output: EvidencedOutput {
    /// The text in its order. Identities tell the parts apart.
    var parts: [TaskPart] { get set }
    /// How much of a window the next one repeats, in tokens, so that what stands across an edge is found: at most a
    /// quarter of a window.
    var overlap: Int { get }
}

extension MappedTask {
    /// The parts, as many bytes as fit.
    public func material(_ mask: inout Mask, bytes: Int) -> String {
        let text = text(&mask)
        return text.utf8.count <= bytes ? text : String(decoding: text.utf8.prefix(bytes), as: UTF8.self)
    }

    fileprivate func text(_ mask: inout Mask) -> String {
        parts.map { TaskPart.fenced($0.id, mask.hide($0.text)) }.joined(separator: "\n")
    }
}

/// What a task over a long text came to.
public struct MappedResult<Output: Sendable>: Sendable {
    public var output: Output
    /// Of all calls together.
    public var use: ModelUse
    /// Items that the text does not bear out.
    public var dropped: Int
    /// Parts, whole or in pieces, that no model took, and why. The result knows nothing of them.
    public var missing: [Missing]

    public struct Missing: Sendable, Equatable {
        /// Identities, in the order of the text.
        public var parts: [String]
        public var reason: Fallback
    }

    /// Whether it rests on the whole text.
    public var isWhole: Bool { missing.isEmpty }
    /// Identities of what is missing, in the order of the text.
    public var missingParts: [String] { missing.flatMap(\.parts) }
}

public enum MappedTaskOutcome<Output: Sendable>: Sendable {
    case done(MappedResult<Output>)
    /// No model took any of it, and why; nil where there is none. The task did what can be done without.
    case offline(Output, Fallback?)
    /// No model took any of it, and why; nil where there is none. Nothing can be had without.
    case unavailable(Fallback?)
}

/// The task for one window.
struct WindowTask<Mapped: MappedTask>: ModelTask {
    typealias Output = Mapped.Output

    static var prompt: String { Mapped.prompt }
    static var tool: (name: String, description: String) { Mapped.tool }

    /// With the window's parts.
    let task: Mapped
    /// The whole text: a window may hold a piece of a part.
    let source: EvidenceSource
    private let reach = Reach()

    /// How far the last that was asked could read.
    private final class Reach: Sendable { let isCut = Mutex(false) }

    init(_ task: Mapped, source: EvidenceSource) { (self.task, self.source) = (task, source) }

    /// Whether the last that was asked got only the beginning.
    var wasCut: Bool { reach.isCut.withLock { $0 } }

    var tier: Tier { task.tier }
    var maxTokens: Int { task.maxTokens }
    var temperature: Double { task.temperature }
    var patience: Duration? { task.patience }
    var classes: [String] { task.classes }
    var values: [String: String] { task.values }

    func material(_ mask: inout Mask, bytes: Int) -> String {
        let text = task.text(&mask)
        reach.isCut.withLock { $0 = text.utf8.count > bytes }
        return text.utf8.count <= bytes ? text : String(decoding: text.utf8.prefix(bytes), as: UTF8.self)
    }

    func describe(_ schema: inout JSONSchema) { task.describe(&schema) }

    /// Some items without evidence are dropped; where all are, it is worth asking again.
    func check(_ output: Output) throws(UnusableOutput) {
        try task.check(output)
        var settled = output
        guard settled.settle(by: source) > 0, settled.isEmpty else { return }
        throw UnusableOutput(
            "no quotation stands in its part. Copy each word for word, and give the part's id with it.")
    }

    func offline() -> Output? { nil }
}
