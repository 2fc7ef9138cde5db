import Citations
import Foundation
import Models
import Search

/// A question as it stands alone, with where it belongs.
struct RewrittenQuery: Sendable {
    /// What is searched for and answered.
    var question: String
    var domains: [String]
    /// 0 to 1.
    var clarity: Double
    /// Whether it leaned on what went before.
    var isFollowUp: Bool
}

/// One turn of a conversation that went before.
public struct Turn: Sendable {
    /// The question as it was understood.
    public var question: String
    public var answer: String

    public init(question: String, answer: String) { (self.question, self.answer) = (question, answer) }
}

/// Turns what was typed into a question that stands alone, and finds its domains: by a model's tool call where there is
/// a model and the question needs it, else by the encoder and by its words.
public struct QueryRewriter: Sendable {
    let search: PassageSearch
    let calls: ModelCalls

    /// Turns kept in mind, and of those, the last that are sent in full.
    public static let kept = 10
    static let full = 3

    /// - Parameter turns: what went before, the last last.
    /// - Throws: database errors, `CancellationError`.
    func understand(_ text: String, after turns: [Turn], for asker: ModelAsker) async throws -> RewrittenQuery {
        let leans = !turns.isEmpty && Self.leans(text)
        let joined = leans ? Self.joined(text, turns) : text
        let (domains, scores) = try await search.domains(of: joined)
        let plain = RewrittenQuery(
            question: joined, domains: domains, clarity: Confidence.clarity(joined), isFollowUp: leans)
        // A first question stands alone, and the encoder places it: asking a model would only make it wait.
        guard !turns.isEmpty else { return plain }
        let task = Restatement(
            text: text, before: Self.brief(turns), domains: try await search.domains.list(),
            plain: .init(question: plain.question, domains: plain.domains, clarity: plain.clarity))
        guard case .done(let told, _) = try await calls.run(task, for: asker) else { return plain }
        let known = Set(scores.map(\.domain))
        let named = told.domains.filter { known.contains($0) }
        let question = told.question.trimmingCharacters(in: .whitespacesAndNewlines)
        return RewrittenQuery(
            question: question.isEmpty || question.count > 2000 ? joined : question,
            domains: named.isEmpty ? domains : Array(named.prefix(3)),
            clarity: min(1, max(0, told.clarity)),
            isFollowUp: !turns.isEmpty && !question.isEmpty && question != text)
    }

    /// What went before: the last turns in full, those before them in brief.
    static func brief(_ turns: [Turn]) -> String {
        let kept = turns.suffix(Self.kept)
        guard !kept.isEmpty else { return "" }
        let lines = kept.enumerated().map { index, turn in
            index < kept.count - full
                ? "Asked before: \(turn.question)" : "Asked: \(turn.question)\nAnswered: \(turn.answer.prefix(1500))"
        }
        return lines.joined(separator: "\n") + "\n\n"
    }

    // MARK: By words

    private static let pointers: Set<String> = [
        "it", "its", "this", "that", "they", "them", "their", "these", "those", "he", "she", "one", "ones", "there",
    ]
    private static let openings: [[String]] = [
        ["what", "about"], ["how", "about"], ["and"], ["but"], ["why"], ["also"], ["what", "else"],
        ["tell", "me", "more"],
        ["for", "example"], ["such", "as"], ["which", "ones"], ["really"], ["more"], ["y"], ["por", "qué"],
    ]

    /// Whether a question leans on what went before: it opens as a continuation does, points at something, or is short.
    static func leans(_ text: String) -> Bool {
        let words = QuestionTerms.tokens(text)
        let content = QuestionTerms(text).words.count
        if words.count <= 12, openings.contains(where: { words.starts(with: $0) }) { return true }
        if content <= 5, words.contains(where: { pointers.contains($0) }) { return true }
        return content <= 2 && words.count <= 4
    }

    /// The words of the last question that stood for itself, before those that are new.
    static func joined(_ text: String, _ turns: [Turn]) -> String {
        guard let last = turns.last else { return text }
        let new = Set(QuestionTerms(text).stems)
        let old = QuestionTerms(last.question)
        let words = zip(old.words, old.stems).filter { !new.contains($0.1) }.map(\.0)
        return words.isEmpty ? text : "\(text) (\(words.prefix(12).joined(separator: " ")))"
    }
}
