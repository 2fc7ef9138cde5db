import Citations
import Foundation
import Kernel
import LanguageModel
import Library
import Logging

/// Has answers written from the passages that a search found, and checks every sentence of them.
struct WrittenAnswers: Sendable {
    let library: Library
    let quoting: QuotedAnswers
    let providers: ModelProviders
    let ledger: ModelLedger
    let people: PeopleNames
    private let logger = Logger(label: "homeroom.coach")

    /// What an answer comes to.
    enum Outcome: Sendable {
        case written(WrittenAnswer)
        /// No model could write it; nil where there is none.
        case quoted(Fallback?)
    }

    /// - Parameter onText: takes the text as it is written; begins anew where a server broke off and another is asked.
    /// - Throws: database errors, `CancellationError`, or what `onText` throws.
    func write(
        _ question: String, _ hits: [SearchHit], for actor: String,
        onText: (_ text: String, _ isAnew: Bool) async throws -> Void
    ) async throws -> Outcome {
        let models = try await providers.models()
        guard !models.isEmpty, !hits.isEmpty else { return .quoted(nil) }
        if let stop = try await ledger.stop(for: actor) { return .quoted(stop) }
        let prompt = AnswerPrompt(question, hits, try await people.finder())
        var last: ChatModel.Failure?
        for (record, model) in models {
            var (rest, isAnew) = ("", true)
            let begun = ContinuousClock.now
            @Sendable func note(_ completion: ChatModel.Completion?, _ outcome: String) async throws {
                try await ledger.note(
                    .init(
                        to: record, for: "answer", prompt.messages, hidden: prompt.mask.count, completion, since: begun,
                        by: actor, outcome: outcome))
            }
            let completion: ChatModel.Completion
            do {
                completion = try await model.write(prompt.messages, maxTokens: AnswerPrompt.maxTokens) { piece in
                    let shown = prompt.mask.restore(next: piece, rest: &rest)
                    guard !shown.isEmpty else { return }
                    try await onText(shown, isAnew)
                    isAnew = false
                }
            } catch let failure as ChatModel.Failure {
                logger.notice(
                    "no answer written",
                    metadata: ["reason": "\(failure.code)", "host": "\(model.endpoint.baseURL.host() ?? "")"])
                if failure.wasSent { try await note(nil, failure.code) }
                last = failure
                continue
            } catch {
                // Whoever asked is gone; what was sent is noted all the same, by a task that is not cancelled with them.
                await Task { try? await note(nil, "abandoned") }.value
                throw error
            }
            try await note(completion, "written")
            var answer = try await checked(prompt.mask.restore(completion.text), hits)
            (answer.provider, answer.model) = (record.name, record.model)
            (answer.inputTokens, answer.outputTokens) = (completion.inputTokens, completion.outputTokens)
            answer.hidden = prompt.mask.count
            return .written(answer)
        }
        return .quoted(last.map { Fallback(code: $0.code, message: $0.message) })
    }

    /// The sentences of a written text, each against the passages it cites.
    private func checked(_ text: String, _ hits: [SearchHit]) async throws -> WrittenAnswer {
        let cited = CitedText(text, passages: hits.count)
        let numbers = Set(cited.sentences.flatMap(\.citations))
        // Each passage's sentences, and how near each of the answer's comes to them.
        let places = numbers.reduce(into: [Int: [SearchHit.Sentence]]()) { places, number in
            places[number] = hits[number - 1].sentences.filter { !$0.isHeading }
        }
        let order = numbers.sorted().flatMap { number in (places[number] ?? []).map { (number, $0) } }
        let texts = order.map { number, place in Self.text(of: place, in: hits[number - 1]) }
        let vectors = try await library.vectors(of: cited.sentences.map(\.text) + texts)
        let (claims, sources) = (vectors.prefix(cited.sentences.count), vectors.dropFirst(cited.sentences.count))
        var answer = WrittenAnswer(
            sentences: [], supported: 0, inventedCitations: cited.invented, provider: "", model: "", hidden: 0)
        for (sentence, claim) in zip(cited.sentences, claims) {
            var (marks, isSupported) = ([WrittenAnswer.Mark](), false)
            for number in sentence.citations {
                let hit = hits[number - 1]
                let near = zip(order, sources).filter { $0.0.0 == number }
                    .map { (place: $0.0.1, similarity: Self.dot($0.1, claim)) }
                guard let best = near.max(by: { $0.similarity < $1.similarity }) else { continue }
                let finding = SupportCheck.check(sentence.text, against: hit.text)
                isSupported = isSupported || finding.isSupport(similarity: best.similarity)
                let text = Self.text(of: best.place, in: hit)
                if let citation = try await quoting.citation(hit, best.place.range, text: text) {
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

    private static func text(of place: SearchHit.Sentence, in hit: SearchHit) -> String {
        let scalars = Array(hit.text.unicodeScalars)
        let range = (place.range.lowerBound - hit.start..<place.range.upperBound - hit.start).clamped(
            to: 0..<scalars.count)
        return String(String.UnicodeScalarView(scalars[range]))
    }

    private static func dot(_ first: [Float], _ second: [Float]) -> Float {
        zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
