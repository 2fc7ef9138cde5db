import Assets
import Foundation
public import Kernel
import LanguageModel
public import Models
public import Persistence
public import Search
import Web

/// From a question to its answer: understood, found, quoted, written where there is a model, checked and weighed.
public struct AnswerPipeline: Sendable {
    public let search: PassageSearch
    /// Notes who asked what.
    public let activity: ActivityLog
    let quoting: ExtractiveAnswers
    let writing: GeneratedAnswers
    let understanding: QueryRewriter
    public let web: WebSearch
    let cache = AnswerCache()

    /// Most characters of a question.
    public static let longest = 2000
    /// So long a model may take to its first word before it is said that it thinks.
    var quiet: Duration = .seconds(5)

    /// What is asked, and how.
    public struct Question: Sendable {
        public var text: String
        /// What went before in the conversation, the last last.
        public var turns: [Turn]
        /// What the question is limited to, of what the asker may read.
        public var limits: SearchScope
        /// Whether the web is searched too, where the district allows that.
        public var usesWeb: Bool
        /// Whether an answer that was kept will not do.
        public var isFresh: Bool
        /// Whether each sentence is told as soon as it is checked.
        public var tellsSentences: Bool

        public init(
            text: String, turns: [Turn] = [], limits: SearchScope = .everything, usesWeb: Bool = false,
            isFresh: Bool = false, tellsSentences: Bool = false
        ) {
            (self.text, self.turns, self.limits) = (text, turns, limits)
            (self.usesWeb, self.isFresh, self.tellsSentences) = (usesWeb, isFresh, tellsSentences)
        }
    }

    /// - Parameters:
    ///   - search: finds what answers are made of.
    ///   - activity: notes who asked what.
    ///   - models: write, where there are any.
    ///   - web: searched too, where the district allows that.
    public init(search: PassageSearch, activity: ActivityLog, models: ModelCalls, web: WebSearch) {
        (self.search, self.activity, self.web) = (search, activity, web)
        quoting = ExtractiveAnswers(search: search)
        writing = GeneratedAnswers(search: search, quoting: quoting, calls: models)
        understanding = QueryRewriter(search: search, calls: models)
    }

    /// The rules that models are given for it.
    public static let promptFiles = ["answer", "understand"].map { name in
        PromptFile(name, text: EmbeddedFiles.text("\(name).md"))
    }

    /// The same, with what a district wrote in their place.
    public static let prompts = promptFiles.map(PromptTemplate.init)

    /// What a server has to write before it is taken.
    public static func trial(_ prompts: Prompts) -> TrialTask { AnswerTrial.task(prompts) }

    /// Everything that an administrator can set in it.
    public static var settings: [any AnySetting] { [WebSearch.setting] + prompts.map(\.setting) }

    /// Forgets every answer that is kept for who asks the same: what was written for somebody may stand in them.
    public func forgetKept() { cache.forgetAll() }

    /// What the policy makes of a question.
    /// - Throws: `AnswerRefusal`; database errors.
    private func terms(
        of question: String, for user: Principal, under policy: any AnswerPolicy
    ) async throws -> AnswerTerms {
        let inquiry = AnswerInquiry(text: question, asker: user, standing: AskerStanding(user)) { [search] in
            try await search.domains(of: question).domains
        }
        switch try await policy.decide(on: inquiry) {
        case .answer(let terms): return terms
        case .refuse(let refusal): throw refusal
        }
    }

    /// The answer to a question by quotation alone, from what the asker may read.
    /// - Throws: `AnswerRefusal`, also where only hints may be given; database errors.
    public func quote(
        _ question: String, for user: Principal, under policy: any AnswerPolicy
    ) async throws -> QuotedAnswer {
        let terms = try await terms(of: question, for: user, under: policy)
        guard terms.hints == nil else { throw AnswerRefusal.hintsOnly }
        let scope = SearchScope(collections: try await search.source.readable(for: user)).narrowed(to: terms.limits)
        return try await quoting.answer(
            question, domains: search.domains(of: question).domains, in: scope, isStudents: user.isStudent
        ).answer
    }

    /// - Parameters:
    ///   - policy: says whether and how it is answered.
    ///   - onEvent: takes the quotations, and the text as it is written; it begins anew where a server broke off and
    ///     another is asked.
    /// - Throws: `AnswerRefusal`, database errors, `CancellationError`, or what `onEvent` throws.
    public func answer(
        _ asked: Question, for user: Principal, under policy: any AnswerPolicy,
        onEvent: @escaping @Sendable (AnswerEvent) async throws -> Void = { _ in }
    ) async throws -> Answer {
        // A key that may ask and not read finds nothing; it is told why.
        guard user.may(.readDocuments) else { throw RequestFailure.notAllowed(.readDocuments) }
        let start = ContinuousClock.now
        let terms = try await terms(of: asked.text, for: user, under: policy)
        // What a student asks goes to no search outside: nobody there promised anything.
        async let found = asked.usesWeb && !user.isStudent ? web.search(asked.text) : []
        let understood = try await understanding.understand(asked.text, after: asked.turns, for: ModelAsker(user))
        let understoodAfter = (ContinuousClock.now - start) / .milliseconds(1)
        let readable = try await search.source.readable(for: user)
        let scope = SearchScope(collections: readable).narrowed(to: asked.limits).narrowed(
            to: terms.limits)
        let (quoted, hits) = try await quoting.answer(
            understood.question, domains: understood.domains, in: scope, isStudents: user.isStudent)
        var answer = Answer(
            understoodAs: understood.isFollowUp ? understood.question : nil, domains: understood.domains,
            isFound: quoted.isFound,
            confidence: Confidence(
                understood.question, answer: quoted.quotes.map(\.text).joined(separator: " "), own: quoted.confidence,
                hits: hits, clarity: understood.clarity),
            quotes: quoted.quotes, nearby: quoted.nearby, trace: quoted.trace)
        answer.trace["understand"] = understoodAfter
        if understood.domains.isEmpty, QuestionLanguage.isEnglish(asked.text) { answer.isOutside = true }
        // What the library does not hold no model is asked about.
        if quoted.isFound {
            try await write(&answer, understood, hits, scope, asked, terms, for: user, onEvent: onEvent)
        }
        answer.suggestions = Suggestions.next(after: understood.question, hits)
        if terms.hints != nil {
            // What is quoted may be the solution; where it stands is a hint.
            (answer.isHint, answer.quotes, answer.nearby) = (true, [], [])
        }
        if answer.isFound, answer.confidence.level == .low || terms.hints != nil {
            answer.overview = try await Suggestions.overview(hits) { hit in
                guard let first = hit.sentences.first, let text = hit.sentenceTexts.first else { return nil }
                return try await quoting.citation(hit, first.range, text: text)
            }
        }
        answer.web = try await found
        answer.trace["total"] = (ContinuousClock.now - start) / .milliseconds(1)
        return answer
    }

    private func write(
        _ answer: inout Answer, _ understood: RewrittenQuery, _ hits: [SearchHit], _ scope: SearchScope,
        _ asked: Question, _ terms: AnswerTerms, for user: Principal,
        onEvent: @escaping @Sendable (AnswerEvent) async throws -> Void
    ) async throws {
        let question = try await cached(understood, scope, terms)
        if !asked.isFresh, let question, let kept = try await find(question, scope) {
            (answer.written, answer.confidence, answer.isFromCache) = (kept.written, kept.confidence, true)
            return
        }
        let begun = ContinuousClock.now
        // Quotations are there already; nobody has to wait for a model to read them.
        if question != nil, terms.hints == nil { try await onEvent(.quoted(answer.quotes)) }
        let waiting = Task { [quiet] in
            try await Task.sleep(for: quiet)
            try await onEvent(.thinking)
        }
        defer { waiting.cancel() }
        let route = ModelRoute(understood.question, clarity: understood.clarity, hits: hits)
        let outcome = try await writing.write(
            understood.question, hits, by: route, on: terms, for: ModelAsker(user), tellsSentences: asked.tellsSentences
        ) { event in
            waiting.cancel()
            try await onEvent(event)
        }
        switch outcome {
        case .written(let written):
            answer.written = written
            // A model that is surer than its sources is not believed.
            let own = min(written.ownConfidence ?? written.supported, written.supported)
            answer.confidence = Confidence(
                understood.question, answer: answer.text(isMarked: false), own: own, hits: hits,
                clarity: understood.clarity)
            answer.trace["firstText"] = written.firstText
            answer.trace["write"] = (ContinuousClock.now - begun) / .milliseconds(1)
            if let question, answer.confidence.level != .low { cache.keep(answer, for: question) }
        case .quoted(let reason): answer.fallback = reason?.shown(to: user)
        }
    }

    /// The question as the cache knows it; nil where nothing is written and so nothing kept.
    private func cached(
        _ understood: RewrittenQuery, _ scope: SearchScope, _ terms: AnswerTerms
    ) async throws -> AnswerCache.Question? {
        let models = try await writing.calls.providers.list()
        guard !models.isEmpty else { return nil }
        let names = models.map { "\($0.id) \($0.model)" }.joined(separator: ",")
        let key = AnswerCache.Key(
            understood.question, models: names, passages: ExtractiveAnswers.passages,
            prompt: try await writing.calls.prompts.prompt("answer").beginning(with: terms).version, scope: scope)
        let finder = try await writing.calls.people.finder()
        return AnswerCache.Question(
            key: key, text: understood.question,
            vector: try await search.vectors(of: [understood.question]).first ?? [], domains: understood.domains,
            isPersonal: !finder.find(in: understood.question).isEmpty)
    }

    /// An answer that was kept, where all that it cites is still there to be read.
    private func find(_ question: AnswerCache.Question, _ scope: SearchScope) async throws -> Answer? {
        guard let found = cache.find(question) else { return nil }
        guard try await search.source.present(found.answer.documents, in: scope.collections) == found.answer.documents
        else {
            cache.forget(found.key)
            return nil
        }
        return found.answer
    }
}
