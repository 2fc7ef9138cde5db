import Foundation
import Kernel

/// Amazon Bedrock's Converse and ConverseStream, as docs.aws.amazon.com/bedrock describes them.
struct BedrockWire: ChatWire {
    let isFramed = true

    /// Key of an event's object that holds an exception, under which `FrameStream`'s frames are handed on.
    static let exception = "homeroom:exception"

    /// - Parameter endpoint: its address up to and without `/model/…`; its key is as `BedrockKey` reads it.
    func request(
        _ question: ChatQuestion, _ form: ChatForm, to endpoint: ChatModel.Endpoint, at time: Date
    ) throws -> ChatRequest {
        // A model's name may be an address of Amazon's own, with ":" and "/" in it.
        let path = "/model/\(RequestSignature.encoded(question.model[...]))/converse\(form.streams ? "-stream" : "")"
        guard var parts = URLComponents(url: endpoint.baseURL, resolvingAgainstBaseURL: true) else {
            throw ChatModel.Failure.badAddress
        }
        var base = parts.percentEncodedPath
        while base.hasSuffix("/") { base.removeLast() }
        parts.percentEncodedPath = base + path
        guard let url = parts.url, let host = url.host() else { throw ChatModel.Failure.badAddress }
        guard let key = endpoint.key.flatMap({ BedrockKey($0) }) else {
            throw ChatModel.Failure.refused(host: host, status: 401)
        }
        let headers = [
            "content-type": "application/json",
            "accept": form.streams ? "application/vnd.amazon.eventstream" : "application/json",
        ]
        let body = try JSONEncoder().encode(body(question, form))
        switch key {
        case .bearer(let token):
            return ChatRequest(
                url: url, headers: headers.merging(["authorization": "Bearer \(token)"], uniquingKeysWith: { $1 }),
                body: body)
        case .credentials(let credentials):
            guard let region = endpoint.signingRegion else { throw ChatModel.Failure.badAddress }
            let signature = RequestSignature(credentials: credentials, region: region, service: "bedrock")
            return ChatRequest(
                url: url, headers: signature.signed("POST", url, headers: headers, body: body, at: time), body: body)
        }
    }

    func body(_ question: ChatQuestion, _ form: ChatForm) -> JSONValue {
        let (rules, turns) = question.turns(form)
        var inference: [String: JSONValue] = ["maxTokens": .number(Double(question.maxTokens(form)))]
        if form.takesTemperature { inference["temperature"] = .number(question.temperature) }
        var body: [String: JSONValue] = [
            "messages": .array(
                turns.map { ["role": .string($0.role.rawValue), "content": [["text": .string($0.content)]]] }),
            "inferenceConfig": .object(inference),
        ]
        if !rules.isEmpty { body["system"] = [["text": .string(rules)]] }
        if case .call(let tool) = question.shape {
            let tools: JSONValue = [
                [
                    "toolSpec": [
                        "name": .string(tool.name), "description": .string(tool.description),
                        "inputSchema": ["json": tool.parameters],
                    ]
                ]
            ]
            body["toolConfig"] = ["tools": tools, "toolChoice": ["tool": ["name": .string(tool.name)]]]
        }
        return .object(body)
    }

    // MARK: Answers

    func parts(of chunk: JSONValue) -> [ChatPart] {
        if let exception = chunk[Self.exception] {
            let type = exception["type"]?.string
            return [.failed(ServerWords(exception["body"] ?? .null, type: type), status: Self.status(of: type))]
        }
        if let delta = chunk["contentBlockDelta"]?["delta"] { return parts(ofBlock: delta) }
        if let end = chunk["messageStop"] { return [.ending(end["stopReason"]?.string)] }
        if let metadata = chunk["metadata"] { return usage(metadata["usage"]) + [.done] }
        // The whole message at once.
        if let message = chunk["output"]?["message"] {
            return (message["content"]?.array ?? []).flatMap { parts(ofBlock: $0) } + usage(chunk["usage"])
                + [.whole, .ending(chunk["stopReason"]?.string)]
        }
        return ServerWords.error(in: chunk).map { [.failed(ServerWords($0), status: nil)] } ?? []
    }

    /// A block of a whole message, or a piece of one: a tool's input is an object there and a text here.
    private func parts(ofBlock block: JSONValue) -> [ChatPart] {
        if let text = block["text"]?.string { return [.text(text)] }
        if let input = block["toolUse"]?["input"], let piece = input.string ?? input.objectText {
            return [.arguments(piece)]
        }
        return block["reasoningContent"] == nil ? [] : [.thought]
    }

    /// Tokens that were read: new, put into the cache, and known from it; they are counted apart.
    private func usage(_ counted: JSONValue?) -> [ChatPart] {
        guard let counted, case .object = counted else { return [] }
        let cached = counted["cacheReadInputTokens"]
        return [
            .usage(
                .init(
                    input: ChatUsage.sum(counted["inputTokens"], counted["cacheWriteInputTokens"], cached),
                    output: ChatUsage.count(counted["outputTokens"]), cached: ChatUsage.count(cached)))
        ]
    }

    func words(_ body: Data, errorType: String?) -> ServerWords {
        // "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/"
        let type = errorType.flatMap { $0.split(separator: ":").first }.map(String.init)
        return ServerWords(body, type: type.flatMap { $0.wholeMatch(of: /\w{1,60}/) == nil ? nil : $0 })
    }

    /// The status that an exception is answered with where it comes before the answer.
    private static func status(of type: String?) -> Int? {
        switch type?.lowercased() {
        case "throttlingexception", "modelnotreadyexception": 429
        case "serviceunavailableexception": 503
        case "internalserverexception": 500
        case "modelstreamerrorexception", "modelerrorexception": 424
        case "modeltimeoutexception": 408
        case "validationexception": 400
        case "accessdeniedexception", "expiredtokenexception", "unrecognizedclientexception": 403
        case "resourcenotfoundexception": 404
        default: nil
        }
    }

    /// An event or an exception as one object.
    /// - Returns: nil for what is neither, and for what is no JSON.
    static func chunk(_ frame: FrameStream.Frame) -> JSONValue? {
        let body =
            JSONShape.isModest(frame.payload) ? try? JSONDecoder().decode(JSONValue.self, from: frame.payload) : nil
        switch frame.headers[":message-type"] {
        case "event":
            guard let name = frame.headers[":event-type"], let body else { return nil }
            return .object([name: body])
        case "exception":
            let type = frame.headers[":exception-type"] ?? "exception"
            return [exception: ["type": .string(type), "body": body ?? .null]]
        case "error":
            let type = frame.headers[":error-code"] ?? "error"
            let told: JSONValue = ["message": .string(frame.headers[":error-message"] ?? "")]
            return [exception: ["type": .string(type), "body": told]]
        default: return nil
        }
    }
}
