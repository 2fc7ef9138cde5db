import Answering
import Foundation
import Kernel
import Synchronization
import Web

/// An answer's text with the places of its citations, in characters of Unicode.
struct MarkedText {
    private(set) var pieces: [String] = []
    private(set) var annotations: [ChatCompletionRoutes.Annotation] = []
    var text: String { pieces.joined() }
    private let site: String
    private var length = 0

    init(site: String) { self.site = site }

    init(_ answer: Answer, site: String) {
        self.init(site: site)
        add(answer)
    }

    private mutating func add(
        _ lead: String, _ text: String, _ marks: [(number: Int, citation: QuotedAnswer.Citation)]
    ) {
        let body = lead + text + (marks.isEmpty ? "" : " " + marks.map { "[\($0.number)]" }.joined())
        let (start, end) = (length + lead.unicodeScalars.count, length + body.unicodeScalars.count)
        pieces.append(body)
        length = end
        for mark in marks {
            annotations.append(
                .init(
                    url_citation: .init(
                        start_index: start, end_index: end, title: mark.citation.place,
                        url: site + mark.citation.link)))
        }
    }

    /// One sentence more of what is written.
    mutating func add(_ sentence: WrittenAnswer.Sentence) {
        add(
            pieces.isEmpty ? "" : sentence.opensParagraph ? "\n\n" : " ",
            sentence.isSupported ? sentence.text : "\(sentence.text) \(Answer.unsupported)",
            sentence.shownCitations.map { ($0.number, $0.citation) })
    }

    /// A whole answer, or what of it comes after so many sentences.
    mutating func add(_ answer: Answer, after told: Int = 0) {
        if let written = answer.written {
            for sentence in written.sentences.dropFirst(told) { add(sentence) }
        } else if answer.isFound {
            for quote in answer.quotes {
                add(pieces.isEmpty ? "" : "\n\n", quote.shown, [(quote.number, quote.citation)])
            }
        } else {
            add(pieces.isEmpty ? "" : "\n\n", answer.text(isMarked: false), [])
        }
    }

    /// Something that is no part of the answer.
    mutating func note(_ text: String) { add("\n\n", text, []) }
}

/// What of an answer was told already, while it is written.
final class Told: Sendable {
    private struct State {
        var text: MarkedText
        var sentences: [WrittenAnswer.Sentence] = []
    }
    private let state: Mutex<State>

    init(site: String) { state = Mutex(State(text: MarkedText(site: site))) }

    var annotations: [ChatCompletionRoutes.Annotation] { state.withLock { $0.text.annotations } }

    /// - Returns: what to send of a sentence.
    func add(_ sentence: WrittenAnswer.Sentence) -> String? {
        state.withLock { state in
            state.sentences.append(sentence)
            state.text.add(sentence)
            return state.text.pieces.last
        }
    }

    /// What is still to be sent once all is there. Where a server broke off and another wrote, or none did, what was told
    /// is no beginning of it.
    func rest(of answer: Answer) -> [String] {
        state.withLock { state in
            let before = state.text.pieces.count
            let isBeginning =
                answer.written.map { $0.sentences.starts(with: state.sentences) { $0.text == $1.text } } ?? false
            if isBeginning {
                state.text.add(answer, after: state.sentences.count)
            } else {
                if !state.sentences.isEmpty { state.text.note("(The model broke off. Anew:)\n") }
                state.text.add(answer)
            }
            return Array(state.text.pieces.dropFirst(before))
        }
    }
}

/// Chunks of a completion that is streamed.
struct ChunkStream: Sendable {
    let id: String, created: Int, site: String

    func chunk(_ delta: ChatCompletionRoutes.Reply, _ reason: String? = nil) throws -> String {
        try event(
            ChatCompletionRoutes.Completion(
                id: id, object: "chat.completion.chunk", created: created, model: ChatCompletionRoutes.model,
                choices: [.init(message: nil, delta: delta, finish_reason: reason)], usage: nil))
    }

    /// The last chunk, where it was asked for: without choices.
    func usage(_ usage: ChatCompletionRoutes.Usage) throws -> String {
        try event(
            ChatCompletionRoutes.Completion(
                id: id, object: "chat.completion.chunk", created: created, model: ChatCompletionRoutes.model,
                choices: [], usage: usage))
    }

    func failed(_ failure: any UserFacingError) throws -> String {
        try event(Problem(inStream: failure).asOpenAI)
    }

    private func event(_ value: some Encodable) throws -> String {
        "data: \(String(decoding: try JSONEncoder.wire.encode(value), as: UTF8.self))\n\n"
    }
}
