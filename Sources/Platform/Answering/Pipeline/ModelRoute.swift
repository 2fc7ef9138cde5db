import Citations
import Models
import Search

/// The tier for an answer, and why.
struct ModelRoute: Codable, Sendable, Equatable {
    var tier: Tier
    /// Such as `long` or `many sources`; empty for a plain question.
    var why: [String]

    /// What makes a question hard: length, several parts, not saying what it asks, and sources that must be brought
    /// together. One such thing needs a balanced model, more need the best.
    init(_ question: String, clarity: Double, hits: [SearchHit]) {
        let words = QuestionTerms.tokens(question)
        var why: [String] = []
        if words.count > 30 { why.append("long") }
        let parts =
            question.count { $0 == "?" || $0 == ";" } + words.count { $0 == "and" || $0 == "versus" || $0 == "vs" }
        if parts >= 3 || words.contains("compare") || words.contains("difference") { why.append("several parts") }
        if clarity < 0.5 { why.append("ambiguous") }
        // Sources whose passages are about as near as the nearest.
        let best = hits.first?.score ?? 0
        if Set(hits.filter { $0.score >= 0.8 * best }.map(\.documentID)).count >= 4 { why.append("many sources") }
        tier = why.isEmpty ? .fast : why.count == 1 ? .balanced : .premium
        self.why = why
    }
}
