import Citations
import Foundation
import Kernel
import LanguageModel
import Models
import Search

/// Has answers written from the passages that a search found, and checks every sentence of them.
struct GeneratedAnswers: Sendable {
    let search: PassageSearch
    let quoting: ExtractiveAnswers
    let calls: ModelCalls

    /// What an answer comes to.
    enum Outcome: Sendable {
        case written(WrittenAnswer)
        /// No model could write it; nil where there is none.
        case quoted(Fallback?)
    }

    /// - Parameter onEvent: takes the text as it is written; begins anew where a server broke off and another is asked.
    /// - Throws: database errors, `CancellationError`, or what `onEvent` throws.
    func write(
        _ question: String, _ hits: [SearchHit], by route: ModelRoute, on terms: AnswerTerms, for asker: ModelAsker,
        tellsSentences: Bool = false, onEvent: @Sendable (AnswerEvent) async throws -> Void
    ) async throws -> Outcome {
        guard !hits.isEmpty else { return .quoted(nil) }
        let hits = AnswerPrompt.ordered(hits)
        let rules = try await calls.prompts.prompt("answer").beginning(with: terms)
        func echoes() -> EchoFilter { EchoFilter(rules: rules.text, question: question) }
        var (closing, echo, fences) = (SelfRatingTrailer(), echoes(), FenceFilter())
        var kept: (answer: WrittenAnswer, confidence: Double?)?
        let request = ModelCalls.Request(
            purpose: "answer", tier: route.tier, maxTokens: AnswerPrompt.maxTokens, classes: ["question", "passages"],
            judge: { text, host in
                let written = WrittenText(text, rules: rules.text, question: question)
                let answer = try await checked(written.text, hits)
                guard !answer.sentences.isEmpty else { return .empty(host: host) }
                // Nothing of it stands in its sources: the quotations answer better.
                guard answer.supported > 0 else { return .unsupported(host: host) }
                kept = (answer, written.confidence)
                return nil
            },
            messages: { mask, tokens in AnswerPrompt.messages(rules.text, question, hits, &mask, tokens: tokens) })
        var startsAnew = false
        var (told, written) = (0, "")
        let outcome = try await calls.write(request, for: asker) { text, isAnew in
            if isAnew {
                (closing, echo, fences) = (SelfRatingTrailer(), echoes(), FenceFilter())
                (startsAnew, told, written) = (true, 0, "")
            }
            let shown = closing.show(echo.show(fences.show(text)))
            guard !shown.isEmpty else { return }
            try await onEvent(.writing(text: shown, isAnew: startsAnew))
            startsAnew = false
            guard tellsSentences else { return }
            written += shown
            // The last may go on, or be cited yet.
            let whole = CitedText(WrittenText.citations(written), passages: hits.count).sentences.dropLast()
            for sentence in try await checked(Array(whole.dropFirst(told)), hits) {
                try await onEvent(.sentence(sentence))
            }
            told = max(told, whole.count)
        }
        guard case .done(let done) = outcome, let kept else {
            if case .not(let reason) = outcome { return .quoted(reason) }
            return .quoted(nil)
        }
        var answer = kept.answer
        (answer.provider, answer.model) = (done.provider.name, done.provider.model)
        (answer.tier, answer.why) = (done.provider.tier, route.why)
        (answer.inputTokens, answer.outputTokens) = (done.completion.inputTokens, done.completion.outputTokens)
        answer.cachedTokens = done.completion.cachedTokens
        (answer.cost, answer.hidden) = (Double(done.cost) / 1e6, done.hidden)
        (answer.ownConfidence, answer.promptVersion) = (kept.confidence, rules.version)
        answer.firstText = done.completion.firstText
        return .written(answer)
    }

    /// The sentences of a written text, each against the passages it cites.
    private func checked(_ text: String, _ hits: [SearchHit]) async throws -> WrittenAnswer {
        let cited = CitedText(text, passages: hits.count)
        let sentences = try await checked(cited.sentences, hits)
        let count = sentences.filter(\.isSupported).count
        return WrittenAnswer(
            sentences: sentences, supported: sentences.isEmpty ? 0 : Double(count) / Double(sentences.count),
            inventedCitations: cited.invented, provider: "", model: "", tier: .fast, why: [], cost: 0, hidden: 0,
            promptVersion: "", firstText: 0)
    }

    private func checked(_ sentences: [CitedText.Sentence], _ hits: [SearchHit]) async throws -> [WrittenAnswer
        .Sentence]
    {
        guard !sentences.isEmpty else { return [] }
        let numbers = Set(sentences.flatMap(\.citations))
        // Each passage's sentences, and how near each of the answer's comes to them.
        let order = numbers.sorted().flatMap { number in
            let hit = hits[number - 1]
            return zip(hit.sentences, hit.sentenceTexts).filter { !$0.0.isHeading }
                .map { (number: number, range: $0.0.range, text: $0.1) }
        }
        let vectors = try await search.vectors(of: sentences.map(\.text) + order.map(\.text))
        let (claims, sources) = (vectors.prefix(sentences.count), vectors.dropFirst(sentences.count))
        var found: [WrittenAnswer.Sentence] = []
        for (sentence, claim) in zip(sentences, claims) {
            var (marks, isSupported) = ([WrittenAnswer.Mark](), false)
            for number in sentence.citations {
                let hit = hits[number - 1]
                let near = zip(order, sources).filter { $0.0.number == number }
                    .map { (place: $0.0, similarity: NearQuestions.cosine($0.1, claim)) }
                guard let best = near.max(by: { $0.similarity < $1.similarity }) else { continue }
                let finding = SupportCheck.check(sentence.text, against: hit.text)
                // What was replaced bears out nothing that is said to hold.
                let holds = !hit.edition.isReplaced || hit.edition.isNamed(in: sentence.text)
                isSupported = isSupported || holds && finding.isSupport(similarity: best.similarity)
                if let citation = try await quoting.citation(hit, best.place.range, text: best.place.text) {
                    marks.append(.init(number: number, citation: citation))
                }
            }
            found.append(
                .init(
                    text: sentence.text, opensParagraph: sentence.opensParagraph, citations: marks,
                    isSupported: isSupported && !marks.isEmpty))
        }
        return found
    }
}
