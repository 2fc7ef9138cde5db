import Foundation
import LanguageModel

extension ModelCalls {
    /// So many windows of a task are asked about at once: its provider serves others too.
    private static let windowsAtOnce = 2
    /// So much of what fits a window is filled: hidden names take more room than names.
    private static let filled = 0.85
    /// So often what was found is put together by a model before the rest is joined without.
    private static let mostLevels = 4
    /// So often a window is halved.
    private static let mostHalvings = 4

    /// Has a task done over a long text, a window at a time, and joins what was found: what says the same is one item, in
    /// the order of the text. Parts that no model took are named in the result.
    /// - Throws: `ModelsFailure.promptNotFound`, database errors, `CancellationError`.
    public func map<Mapped: MappedTask>(
        _ task: Mapped, for asker: ModelAsker
    ) async throws -> MappedTaskOutcome<Mapped.Output> {
        let source = EvidenceSource(task.parts)
        return await outcome(of: task, try await windows(of: task, from: source, for: asker), source)
    }

    /// The same, where what was found is put together by a second task, over as many levels as its windows need. Where no
    /// model does that, lists are joined.
    /// - Parameter reducing: makes the second task of what was found: each part is the JSON of a window's items, with
    ///   their evidence, which the second task has to copy. It is checked against the text as well.
    /// - Throws: `ModelsFailure.promptNotFound`, database errors, `CancellationError`.
    public func map<Mapped: MappedTask, Reduction: MappedTask>(
        _ task: Mapped, for asker: ModelAsker, reducing: ([TaskPart]) -> Reduction
    ) async throws -> MappedTaskOutcome<Mapped.Output> where Reduction.Output == Mapped.Output {
        let source = EvidenceSource(task.parts)
        var found = try await windows(of: task, from: source, for: asker)
        for _ in 0..<Self.mostLevels where found.outputs.count > 1 {
            let parts = try found.outputs.enumerated().map { index, output in
                TaskPart(
                    id: "list \(index + 1)", text: String(decoding: try JSONEncoder().encode(output), as: UTF8.self))
            }
            let level = try await windows(of: reducing(parts), from: source, for: asker)
            found.uses += level.uses
            // Nothing is lost to a level that was not done whole, or that brings nothing nearer.
            guard level.missing.isEmpty, level.outputs.count < found.outputs.count else { break }
            found.outputs = level.outputs
            found.dropped += level.dropped
        }
        return await outcome(of: task, found, source)
    }

    private func outcome<Mapped: MappedTask>(
        of task: Mapped, _ found: Windows<Mapped.Output>, _ source: EvidenceSource
    ) async -> MappedTaskOutcome<Mapped.Output> {
        guard var output = found.outputs.first else {
            let reason = found.missing.first?.reason
            return await task.offline().map { .offline($0, reason) } ?? .unavailable(reason)
        }
        for later in found.outputs.dropFirst() { output.append(later) }
        _ = output.settle(by: source)
        let missing = found.missing.map { missing in
            MappedResult<Mapped.Output>.Missing(
                parts: missing.parts,
                reason: missing.reason ?? Fallback(code: "model.none", message: "There is no model to ask."))
        }
        return .done(.init(output: output, use: .sum(found.uses), dropped: found.dropped, missing: missing))
    }

    /// What the windows of a text came to, in its order.
    private struct Windows<Output: Sendable>: Sendable {
        var outputs: [Output] = []
        var uses: [ModelUse] = []
        var dropped = 0
        var missing: [(parts: [String], reason: Fallback?)] = []

        mutating func append(_ later: Windows) {
            outputs += later.outputs
            uses += later.uses
            dropped += later.dropped
            missing += later.missing
        }
    }

    private func windows<Mapped: MappedTask>(
        of task: Mapped, from source: EvidenceSource, for asker: ModelAsker
    ) async throws -> Windows<Mapped.Output> {
        let rules = try await prompts.prompt(Mapped.prompt).text
        let model = try await providers.candidates(task.tier).first
        let context = model.map { min($0.contextTokens, $0.form.contextTokens ?? .max) } ?? 1 << 12
        // Beside what it writes, what would not do of it has to fit, where it is asked once more.
        let room = (context - 2 * task.maxTokens) * Self.bytesPerToken - rules.utf8.count
        let windows = task.parts.windows(
            bytes: max(1000, Int(Double(room) * Self.filled)), overlap: task.overlap * Self.bytesPerToken)
        return try await withThrowingTaskGroup(of: (Int, Windows<Mapped.Output>).self) { group in
            var found: [Int: Windows<Mapped.Output>] = [:]
            for (index, window) in windows.enumerated() {
                if index >= Self.windowsAtOnce, let (place, done) = try await group.next() { found[place] = done }
                try Task.checkCancellation()
                group.addTask { (index, try await self.window(window, of: task, from: source, for: asker)) }
            }
            for try await (place, done) in group { found[place] = done }
            return windows.indices.reduce(into: Windows()) { all, index in
                if let done = found[index] { all.append(done) }
            }
        }
    }

    /// One window; halved where it is more than a model reads at once, or what stands in it is more than it may write.
    private func window<Mapped: MappedTask>(
        _ parts: [TaskPart], of task: Mapped, from source: EvidenceSource, for asker: ModelAsker, halved: Int = 0
    ) async throws -> Windows<Mapped.Output> {
        var part = task
        part.parts = parts
        let window = WindowTask(part, source: source)
        var come = Windows<Mapped.Output>()
        switch try await ask(window, for: asker) {
        case .success((var output, let use)):
            come.uses = [use]
            guard window.wasCut else {
                come.dropped = output.settle(by: source)
                come.outputs = [output]
                return come
            }
            come.missing = [(parts.map(\.id), Fallback(code: "model.overflow", message: Self.tooMuch))]
        case .failure(let reason):
            come.missing = [(parts.map(\.id), reason.fallback)]
            guard ["model.overflow", "model.tooLong"].contains(reason.fallback?.code) else { return come }
        }
        guard halved < Self.mostHalvings, let halves = parts.halves else { return come }
        come.missing = []
        for half in halves {
            come.append(try await self.window(half, of: task, from: source, for: asker, halved: halved + 1))
        }
        return come
    }

    private static let tooMuch = "What is sent is more than the model takes at once."
}
