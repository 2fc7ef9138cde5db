import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Library
import Persistence
import Web

/// OpenAI's `/v1/chat/completions`, answered from the library: clients that speak it work here, and get citations as
/// annotations. https://platform.openai.com/docs/api-reference/chat
struct ChatCompletionRoutes: Sendable {
    let asking: Asking
    let database: any DatabaseWriter
    static let model = "homeroom"

    func add(to root: SignedInRoutes) {
        root.requiring(.askQuestions).get("v1/models", use: models)
        root.requiring(.askQuestions, isCostly: true).post("v1/chat/completions", use: complete)
    }

    // MARK: What is sent

    struct Wish: Decodable {
        struct Message: Decodable {
            let role: String, content: JSONValue?

            /// A text, or the texts of its parts.
            var text: String {
                content?.string ?? content?.array?.compactMap { $0["text"]?.string }.joined(separator: "\n") ?? ""
            }
        }
        let messages: [Message], stream: Bool?
    }

    struct Annotation: Encodable {
        struct Citation: Encodable { let start_index: Int, end_index: Int, title: String, url: String }
        let type = "url_citation"
        let url_citation: Citation
    }
    struct Reply: Encodable {
        let role: String?, content: String?, annotations: [Annotation]?
        init(role: String? = nil, content: String? = nil, annotations: [Annotation]? = nil) {
            (self.role, self.content, self.annotations) = (role, content, annotations)
        }
    }
    struct Usage: Encodable { let prompt_tokens: Int, completion_tokens: Int, total_tokens: Int }
    struct Completion: ResponseEncodable {
        struct Choice: Encodable {
            let index = 0
            let message: Reply?, delta: Reply?, finish_reason: String?
        }
        let id: String, object: String, created: Int, model: String, choices: [Choice], usage: Usage?
    }
    struct ModelsResponse: ResponseEncodable {
        struct Model: Encodable {
            let id: String
            let object = "model", created = 0, owned_by = "homeroom"
        }
        let object = "list"
        let data: [Model]
    }

    func models(_ request: Request, context: SignedInContext) async throws -> ModelsResponse {
        ModelsResponse(data: [.init(id: Self.model)])
    }

    // MARK: Answering

    func complete(_ request: Request, context: SignedInContext) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        guard JSONShape.isModest(body.readableBytesView) else {
            throw RequestFailure.invalid("This request is nested too deep, or has too many parts.")
        }
        var request = request
        request.body = .init(buffer: body)
        let wish = try await request.decode(as: Wish.self, context: context)
        // Their own instructions are not for a coach that answers from the library only.
        let said = wish.messages.filter { $0.role == "user" || $0.role == "assistant" }
        guard let last = said.last, last.role == "user" else {
            throw RequestFailure.invalid("The last message must be the user's.")
        }
        var (turns, asked) = ([Turn](), "")
        for message in said.dropLast() {
            if message.role == "user" {
                asked = message.text.beginning(Asking.longest)
            } else {
                turns.append(Turn(question: asked, answer: message.text.beginning(2 * Asking.longest)))
            }
        }
        let question = Asking.Question(
            text: try QuestionRoutes.sound(last.text), turns: turns.suffix(Understanding.kept))
        let (user, origin, site) = (context.user, context.origin, context.site)
        let activity = asking.library.activity
        try await database.write { db in try QuestionRoutes.note(question.text, activity, by: origin, db) }
        let (id, created) = (
            "chatcmpl-" + UUID.timeOrdered().uuidString.lowercased(), Int(Date().timeIntervalSince1970)
        )
        guard wish.stream == true else {
            let answer = try await asking.answer(question, for: user)
            let text = MarkedText(answer, site: site)
            return try Completion(
                id: id, object: "chat.completion", created: created, model: Self.model,
                choices: [
                    .init(
                        message: Reply(role: "assistant", content: text.text, annotations: text.annotations),
                        delta: nil,
                        finish_reason: "stop")
                ], usage: Self.usage(answer)
            ).response(from: request, context: context)
        }
        @Sendable func chunk(_ delta: Reply, _ reason: String? = nil, usage: Usage? = nil) throws -> String {
            let part = Completion(
                id: id, object: "chat.completion.chunk", created: created, model: Self.model,
                choices: [.init(message: nil, delta: delta, finish_reason: reason)], usage: usage)
            return String(decoding: try JSONEncoder.wire.encode(part), as: UTF8.self)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: ResponseBody { writer in
                func send(_ data: String) async throws {
                    try await writer.write(ByteBuffer(string: "data: \(data)\n\n"))
                }
                try await send(chunk(Reply(role: "assistant", content: "")))
                // What is sent cannot be taken back, so it is sent checked: sentence by sentence with its citations.
                let answer = try await asking.answer(question, for: user)
                let text = MarkedText(answer, site: site)
                for piece in text.pieces { try await send(chunk(Reply(content: piece))) }
                try await send(chunk(Reply(annotations: text.annotations)))
                try await send(chunk(Reply(), "stop", usage: Self.usage(answer)))
                try await send("[DONE]")
                try await writer.finish(nil)
            })
    }

    private static func usage(_ answer: Answer) -> Usage {
        let (read, wrote) = (answer.written?.inputTokens ?? 0, answer.written?.outputTokens ?? 0)
        return Usage(prompt_tokens: read, completion_tokens: wrote, total_tokens: read + wrote)
    }
}

/// An answer's text with the places of its citations, in characters of Unicode.
struct MarkedText {
    private(set) var pieces: [String] = []
    private(set) var annotations: [ChatCompletionRoutes.Annotation] = []
    var text: String { pieces.joined() }

    init(_ answer: Answer, site: String) {
        var length = 0
        func add(_ lead: String, _ text: String, _ marks: [(number: Int, citation: QuotedAnswer.Citation)]) {
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
        if let written = answer.written {
            for (index, sentence) in written.sentences.enumerated() {
                add(
                    index == 0 ? "" : sentence.opensParagraph ? "\n\n" : " ",
                    sentence.isSupported ? sentence.text : "\(sentence.text) \(Answer.unsupported)",
                    sentence.shownCitations.map { ($0.number, $0.citation) })
            }
        } else if answer.isFound {
            for (index, quote) in answer.quotes.enumerated() {
                add(index == 0 ? "" : "\n\n", "“\(quote.text)”", [(quote.number, quote.citation)])
            }
        } else {
            add("", answer.text(isMarked: false), [])
        }
    }
}

extension QuotedAnswer.Citation {
    /// Where the page shows it: `/#source/DOCUMENT/PAGE/START-END`.
    var link: String {
        guard let span = spans.first else { return "/#source/\(document.uuidString.lowercased())/1" }
        return "/#source/\(document.uuidString.lowercased())/\(span.page)/\(span.start)-\(span.end)"
    }
}
