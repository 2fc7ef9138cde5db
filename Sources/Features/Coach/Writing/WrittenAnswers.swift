import Citations
import Foundation
import Kernel
import LanguageModel
import Library

/// Has answers written from the passages that a search found, and checks every sentence of them.
struct WrittenAnswers: Sendable {
    let library: Library
    let quoting: QuotedAnswers
    let calls: ModelCalls

    /// What an answer comes to.
    enum Outcome: Sendable {
        case written(WrittenAnswer)
        /// No model could write it; nil where there is none.
        case quoted(Fallback?)
    }

    /// - Parameter onText: takes the text as it is written; begins anew where a server broke off and another is asked.
    /// - Throws: database errors, `CancellationError`, or what `onText` throws.
    func write(
        _ question: String, _ hits: [SearchHit], by route: ModelRoute, for actor: String,
        onText: (_ text: String, _ isAnew: Bool) async throws -> Void
    ) async throws -> Outcome {
        guard !hits.isEmpty else { return .quoted(nil) }
        let rules = try await calls.prompts.text("answer")
        var closing = ClosingLine()
        let wish = ModelCalls.Wish(
            purpose: "answer", tier: route.tier, maxTokens: AnswerPrompt.maxTokens, classes: ["question", "passages"]
        ) { mask, tokens in AnswerPrompt.messages(rules.text, question, hits, &mask, tokens: tokens) }
        var startsAnew = false
        let outcome = try await calls.write(wish, for: actor) { text, isAnew in
            if isAnew { (closing, startsAnew) = (ClosingLine(), true) }
            let shown = closing.show(text)
            guard !shown.isEmpty else { return }
            try await onText(shown, startsAnew)
            startsAnew = false
        }
        guard case .done(let done) = outcome else {
            if case .not(let reason) = outcome { return .quoted(reason) }
            return .quoted(nil)
        }
        let (text, confidence) = ClosingLine.split(done.text)
        var answer = try await checked(text, hits)
        (answer.provider, answer.model) = (done.provider.name, done.provider.model)
        (answer.tier, answer.why) = (done.provider.tier, route.why)
        (answer.inputTokens, answer.outputTokens) = (done.completion.inputTokens, done.completion.outputTokens)
        answer.cachedTokens = done.completion.cachedTokens
        (answer.cost, answer.hidden) = (Double(done.cost) / 1e6, done.hidden)
        (answer.ownConfidence, answer.promptVersion) = (confidence, rules.version)
        answer.firstText = done.completion.firstText
        return .written(answer)
    }

    /// The sentences of a written text, each against the passages it cites.
    private func checked(_ text: String, _ hits: [SearchHit]) async throws -> WrittenAnswer {
        let cited = CitedText(text, passages: hits.count)
        let numbers = Set(cited.sentences.flatMap(\.citations))
        // Each passage's sentences, and how near each of the answer's comes to them.
        let order = numbers.sorted().flatMap { number in
            let hit = hits[number - 1]
            return zip(hit.sentences, hit.sentenceTexts).filter { !$0.0.isHeading }
                .map { (number: number, range: $0.0.range, text: $0.1) }
        }
        let vectors = try await library.vectors(of: cited.sentences.map(\.text) + order.map(\.text))
        let (claims, sources) = (vectors.prefix(cited.sentences.count), vectors.dropFirst(cited.sentences.count))
        var answer = WrittenAnswer(
            sentences: [], supported: 0, inventedCitations: cited.invented, provider: "", model: "", tier: .fast,
            why: [],
            cost: 0, hidden: 0, promptVersion: "", firstText: 0)
        for (sentence, claim) in zip(cited.sentences, claims) {
            var (marks, isSupported) = ([WrittenAnswer.Mark](), false)
            for number in sentence.citations {
                let hit = hits[number - 1]
                let near = zip(order, sources).filter { $0.0.number == number }
                    .map { (place: $0.0, similarity: NearQuestions.cosine($0.1, claim)) }
                guard let best = near.max(by: { $0.similarity < $1.similarity }) else { continue }
                let finding = SupportCheck.check(sentence.text, against: hit.text)
                isSupported = isSupported || finding.isSupport(similarity: best.similarity)
                if let citation = try await quoting.citation(hit, best.place.range, text: best.place.text) {
                    marks.append(.init(number: number, citation: citation))
                }
            }
            answer.sentences.append(
                .init(
                    text: sentence.text, opensParagraph: sentence.opensParagraph, citations: marks,
                    isSupported: isSupported && !marks.isEmpty))
        }
        let count = answer.sentences.filter(\.isSupported).count
        answer.supported = answer.sentences.isEmpty ? 0 : Double(count) / Double(answer.sentences.count)
        return answer
    }
}
