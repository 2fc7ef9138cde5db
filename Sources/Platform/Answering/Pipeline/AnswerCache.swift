import Citations
import Foundation
import Kernel
import Search
import Synchronization
import Vault

/// Written answers of the last day, for who asks the same, or nearly, and may read the same.
///
/// In memory only: what people asked is nowhere in the open on disk. An answer belongs to what could be found for it,
/// so that a change of permissions finds none; it is dropped when a document that it cites is gone.
final class AnswerCache: Sendable {
    struct Key: Hashable, Sendable {
        /// SHA-256 would do as well as BLAKE2b here; the question in small letters without blanks to spare.
        let question: Data
        let model: String, passages: Int, prompt: String
        let scope: Data

        init(_ question: String, models: String, passages: Int, prompt: String, scope: SearchScope) {
            let plain = question.lowercased().split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
            self.question = Data(blake2b256(Array(plain.utf8)))
            (model, self.passages, self.prompt) = (models, passages, prompt)
            // JSON, so that no name reads as several, or as everything.
            func names(_ parts: [String]?) -> String {
                parts.flatMap { try? JSONEncoder().encode($0.sorted()) }.map { String(decoding: $0, as: UTF8.self) }
                    ?? ""
            }
            let whole = [
                names(scope.collections?.map(\.uuidString)), names(scope.documents?.map(\.uuidString)),
                names(scope.domains.map(Array.init)),
            ]
            self.scope = Data(blake2b256(Array(whole.joined(separator: ";").utf8)))
        }

        fileprivate func isLike(_ other: Key) -> Bool {
            model == other.model && passages == other.passages && prompt == other.prompt && scope == other.scope
        }
    }

    /// What is looked for.
    struct Question: Sendable {
        let key: Key
        let text: String
        let vector: [Float]
        let domains: [String]
        /// Whether it names somebody, or something that tells who somebody is: it is then never near another.
        let isPersonal: Bool
    }

    private struct Entry {
        let question: Question, answer: Answer, at: Date
        var used: UInt64
    }
    private struct State {
        var entries: [Key: Entry] = [:]
        var clock: UInt64 = 0
    }

    private let state = Mutex(State())
    private static let life: TimeInterval = 86_400
    private static let capacity = 2000

    /// - Returns: the answer, and under which question it is kept: the very same, or one that is near.
    func find(_ question: Question, now: Date = Date()) -> (answer: Answer, key: Key)? {
        state.withLock { state in
            state.clock += 1
            func take(_ key: Key) -> (answer: Answer, key: Key)? {
                guard let entry = state.entries[key] else { return nil }
                guard now.timeIntervalSince(entry.at) < Self.life else {
                    state.entries[key] = nil
                    return nil
                }
                state.entries[key]?.used = state.clock
                return (entry.answer, key)
            }
            if let exact = take(question.key) { return exact }
            guard !question.isPersonal else { return nil }
            let near = state.entries.values.first { entry in
                entry.question.key.isLike(question.key) && !entry.question.isPersonal
                    && entry.question.domains.first == question.domains.first
                    && NearQuestions.ask(entry.question.text, question.text, entry.question.vector, question.vector)
            }
            return near.flatMap { take($0.question.key) }
        }
    }

    func keep(_ answer: Answer, for question: Question, now: Date = Date()) {
        state.withLock { state in
            state.clock += 1
            if state.entries.count >= Self.capacity,
                let oldest = state.entries.min(by: { $0.value.used < $1.value.used })?.key
            {
                state.entries[oldest] = nil
            }
            state.entries[question.key] = Entry(question: question, answer: answer, at: now, used: state.clock)
        }
    }

    func forget(_ key: Key) { state.withLock { $0.entries[key] = nil } }

    func forgetAll() { state.withLock { $0.entries = [:] } }
}
