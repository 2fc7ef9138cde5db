import Answering
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Search
import Web

/// OpenAI's `/v1/chat/completions`, answered from the library: clients that speak it work here, and get citations as
/// annotations. https://platform.openai.com/docs/api-reference/chat
struct ChatCompletionRoutes: Sendable {
    let asking: AnswerPipeline
    let database: any DatabaseWriter
    static let model = "homeroom"

    func add(to root: SignedInRoutes) {
        root.requiring(.askQuestions).get("v1/models", use: models).get("v1/models/:model", use: model)
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
        struct StreamOptions: Decodable { let include_usage: Bool? }
        let messages: [Message], stream: Bool?, stream_options: StreamOptions?
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
    struct Model: ResponseEncodable {
        let id: String
        let object = "model", created = 0, owned_by = "homeroom"
    }
    struct ModelsResponse: ResponseEncodable {
        let object = "list"
        let data: [Model]
    }

    func models(_ request: Request, context: SignedInContext) async throws -> ModelsResponse {
        ModelsResponse(data: [.init(id: Self.model)])
    }

    func model(_ request: Request, context: SignedInContext) async throws -> Model {
        let name = try context.parameters.require("model")
        guard name == Self.model else {
            throw RequestFailure.unknownModel(name, known: Self.model)
        }
        return Model(id: name)
    }

    // MARK: Answering

    func complete(_ request: Request, context: SignedInContext) async throws -> Response {
        let body = try await request.body.whole(upTo: 1 << 20)
        guard JSONShape.isModest(body.readableBytesView) else {
            throw RequestFailure.invalid("This request is nested too deep, or has too many parts.")
        }
        var request = request
        request.body = .init(buffer: body)
        try await request.decode(as: Parameters.self, context: context).check()
        let wish = try await request.decode(as: Wish.self, context: context)
        try wish.checkParts()
        // Their own instructions are not for a coach that answers from the library only.
        let said = wish.messages.filter { $0.role == "user" || $0.role == "assistant" }
        guard let last = said.last, last.role == "user" else {
            throw RequestFailure.invalid("The last message must be the user's.")
        }
        var (turns, asked) = ([Turn](), "")
        for message in said.dropLast() {
            if message.role == "user" {
                asked = message.text.beginning(AnswerPipeline.longest)
            } else {
                turns.append(Turn(question: asked, answer: message.text.beginning(2 * AnswerPipeline.longest)))
            }
        }
        let question = AnswerPipeline.Question(
            text: try QuestionRoutes.sound(last.text), turns: turns.suffix(QueryRewriter.kept),
            tellsSentences: wish.stream == true)
        let (user, origin, site) = (context.user, context.origin, context.site)
        let activity = asking.activity
        try await database.write { db in try QuestionRoutes.note(question.text, activity, by: origin, db) }
        let (id, created) = (
            "chatcmpl-" + UUID.timeOrdered().uuidString.lowercased(), Int(Date().timeIntervalSince1970)
        )
        guard wish.stream == true else {
            let answer = try await ServerEnding.ends {
                try await asking.answer(question, for: user, under: CoachPolicy())
            }
            try await database.write { db in try answer.activity(through: "openai", by: origin).note(db) }
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
        let stream = ChunkStream(id: id, created: created, site: site)
        let isCounted = wish.stream_options?.include_usage == true
        return Response.stream { send in
            let told = Told(site: site)
            try await send(stream.chunk(Reply(role: "assistant", content: "")))
            do {
                // What is sent cannot be taken back, so it is sent checked: sentence by sentence with its citations, as it is
                // written.
                let answer = try await ServerEnding.ends {
                    try await asking.answer(question, for: user, under: CoachPolicy()) { event in
                        if case .sentence(let sentence) = event, let piece = told.add(sentence) {
                            try await send(stream.chunk(Reply(content: piece)))
                        }
                    }
                }
                try await database.write { db in try answer.activity(through: "openai", by: origin).note(db) }
                for piece in told.rest(of: answer) { try await send(stream.chunk(Reply(content: piece))) }
                try await send(stream.chunk(Reply(annotations: told.annotations)))
                try await send(stream.chunk(Reply(), "stop"))
                if isCounted { try await send(stream.usage(Self.usage(answer))) }
                try await send("data: [DONE]\n\n")
            } catch let failure as any UserFacingError {
                try await send(stream.failed(failure))
            }
        }
    }

    private static func usage(_ answer: Answer) -> Usage {
        let (read, wrote) = (answer.written?.inputTokens ?? 0, answer.written?.outputTokens ?? 0)
        return Usage(prompt_tokens: read, completion_tokens: wrote, total_tokens: read + wrote)
    }
}

extension QuotedAnswer.Citation {
    /// Where the page shows it: `/#source/DOCUMENT/PAGE/START-END`.
    var link: String {
        guard let span = spans.first else { return "/#source/\(document.uuidString.lowercased())/1" }
        return "/#source/\(document.uuidString.lowercased())/\(span.page)/\(span.start)-\(span.end)"
    }
}
