import Foundation
import Kernel
import Outbound

extension ChatModel {
    /// What may still come after the answer's end, such as what it took, comes at once.
    private static let afterEnd: Duration = .seconds(2)
    /// Most bytes and the longest time of one answer.
    static let largest = 8 << 20
    static let longest: Duration = .seconds(300)
    /// A try that failed after so long is not made again: somebody waits.
    static let soon: Duration = .seconds(10)

    /// Asks in one form, several times where a failure may pass.
    func attempt(
        _ question: ChatQuestion, _ form: ChatForm, _ tries: Int, _ isTrial: Bool,
        _ onText: (String) async throws -> Void, _ onAnew: () async throws -> Void
    ) async throws -> Outcome {
        let (wire, tokens) = (wire, question.tokens(form))
        return try await ModelServer(host: host, pause: pause).trying(tries) {
            let longestWait = min(patience, .seconds(ModelServer.longestWait))
            if let seconds = try await pace?.take(tokens: tokens, within: longestWait) {
                throw Failure.paced(host: host, seconds: seconds)
            }
            let request = try wire.request(question, form, to: endpoint, at: Date())
            let start = ContinuousClock.now
            var (reading, lastWord) = (ChatStream(wire, start: start, beginsInThoughts: form.beginsInThoughts), start)
            func hand(_ pieces: [TemplateMarks.Shown]) async throws {
                for piece in pieces {
                    if piece.isAnew { try await onAnew() }
                    if !piece.text.isEmpty { try await onText(piece.text) }
                }
                if reading.isEndless { throw ChatStream.Trouble.garbled }
                if reading.isCircling { throw Failure.circling(host: host) }
            }
            do {
                let answer = try await http.stream(
                    request.url, headers: request.headers, body: request.body,
                    timeout: Self.longest, maxBytes: Self.largest
                ) { bytes in
                    let (words, wasEnded) = (reading.words, reading.isEnded)
                    try await hand(try reading.take(bytes))
                    // What only keeps the connection alive is no word.
                    if reading.words > words || reading.isEnded != wasEnded { lastWord = .now }
                } deadline: {
                    // Thoughts are words; a server that only keeps the connection alive is given up like one that is silent.
                    reading.isEnded
                        ? lastWord + Self.afterEnd
                        : min(lastWord + (reading.hasBegun ? stall : patience), start + Self.longest)
                }
                if let misfit = Misfit(answer, at: request.url) { throw Failure.misfit(host: host, misfit) }
                guard answer.status == 200 else {
                    await pace?.settle(taken: tokens, used: 0)
                    if answer.status == 429, let asked = answer.retryAfter { await pace?.rest(for: asked) }
                    return try refused(answer, form, since: start)
                }
                try await hand(try reading.end())
                await pace?.settle(taken: tokens, used: reading.tokens ?? tokens)
                return .done(try outcome(of: reading, question, form, isTrial))
            } catch ChatStream.Trouble.told(let words, let status) {
                if words.isFiltered { throw Failure.filtered(host: host) }
                guard !reading.hasBegun else { throw Failure.cut(host: host) }
                let failure = Failure.refused(host: host, status: status ?? 200, words: words.sentence)
                // Too much to do, told where the answer would begin.
                if let status, ModelServer.mayPass(status) { return .failed(failure) }
                return .done(.refused(failure, words))
            } catch ChatStream.Trouble.page {
                throw Failure.misfit(host: host, .page)
            } catch is ChatStream.Trouble {
                throw reading.hasBegun ? Failure.cut(host: host) : .garbled(host: host)
            } catch OutboundHTTP.Failure.badAddress {
                throw Failure.badAddress
            } catch OutboundHTTP.Failure.packed {
                throw Failure.misfit(host: host, .packed)
            } catch let failure as OutboundHTTP.Failure {
                if failure == .mustNotLeave, !missing.isEmpty {
                    throw Failure.promisesMissing(host: host, missing)
                }
                if let reason = failure.decision(host) { throw Failure.notAllowed(reason) }
                // Once it has said that this is the end, how the connection ends is nobody's concern: many servers over TLS
                // just hang up, and others leave it open.
                if reading.isEnded {
                    try await hand(try reading.end())
                    return .done(try outcome(of: reading, question, form, isTrial))
                }
                if failure == .silent, reading.hasBegun {
                    throw Failure.stalled(host: host, seconds: Int(stall / .seconds(1)))
                }
                guard !reading.hasBegun else { throw Failure.cut(host: host) }
                let waited = ContinuousClock.now - start
                if failure == .silent || waited >= min(patience, Self.longest) {
                    throw Failure.slow(host: host, seconds: Int(waited / .seconds(1)))
                }
                guard waited < Self.soon else { throw Failure.unreachable(host: host) }
                return .failed(Failure.unreachable(host: host))
            }
        }
    }

    /// A refusal of this form, or of everything.
    private func refused(
        _ answer: OutboundHTTP.Answer, _ form: ChatForm, since start: ContinuousClock.Instant
    ) throws -> ModelServer.Attempt<Outcome> {
        let words = wire.words(answer.body, errorType: answer.errorType)
        if answer.status == 408, words.whole.contains("ModelTimeout") {
            throw Failure.slow(host: host, seconds: Int((ContinuousClock.now - start) / .seconds(1)))
        }
        let failure = Failure.refused(host: host, status: answer.status, words: words.sentence)
        if words.isFiltered, answer.status < 500 { throw Failure.filtered(host: host) }
        if answer.status == 429, let asked = answer.retryAfter, asked > ModelServer.longestWait {
            breaker.leave(for: asked)
        }
        let overflow = words.overflow
        // A bound on what is written alone is the form's.
        if overflow.isThere, answer.status != 429, wire.form(after: form, words, asked: .max)?.mostTokens == nil {
            throw Failure.overflow(host: host, tokens: overflow.tokens)
        }
        if [401, 402, 403, 429].contains(answer.status) { return try ModelServer.refused(answer, failure) }
        // Some say with 500 what their template does not take.
        if !ModelServer.mayPass(answer.status) || wire.form(after: form, words, asked: .max) != nil {
            return .done(.refused(failure, words))
        }
        return try ModelServer.refused(answer, failure)
    }

    private func outcome(of reading: ChatStream, _ question: ChatQuestion, _ form: ChatForm, _ isTrial: Bool) throws
        -> Outcome
    {
        guard reading.isEnded else { throw reading.hasBegun ? Failure.cut(host: host) : .garbled(host: host) }
        if reading.isFailed { throw Failure.cut(host: host) }
        if reading.isFiltered { throw Failure.filtered(host: host) }
        if reading.isEmpty {
            let failure = Failure.empty(host: host, hasThoughts: reading.hasThoughts)
            // What it spent nobody sees, where thoughts are kept there.
            if reading.isCut || reading.hasThoughts { return .thoughtOnly(failure) }
            throw failure
        }
        if reading.isCut, !isTrial { throw Failure.tooLong(host: host) }
        var found = form
        found.thinks = form.thinks || reading.hasThoughts
        found.beginsInThoughts = form.beginsInThoughts || reading.beginsInThoughts
        return .written(reading.completion(question.shape, found))
    }
}
