import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// What features offer as tools of other programs' models: Model Context Protocol, Streamable HTTP transport,
/// revisions 2024-11-05 to 2025-06-18. https://modelcontextprotocol.io/specification/2025-06-18
struct MCPRoutes: Sendable {
    /// Those of all features.
    let tools: [Tool]
    let limiter: RateLimiter

    func add(to root: SignedInRoutes) {
        root.requiring(.readDocuments, isCostly: true).post("mcp", use: post)
        // No stream of the server's own, and no sessions to end.
        root.requiring(.readDocuments).get("mcp", use: refuse).delete("mcp", use: refuse)
            .on("mcp", method: .options, use: offer)
    }

    private static let revisions = ["2025-06-18", "2025-03-26", "2024-11-05"]

    func refuse(_ request: Request, context: SignedInContext) async throws -> Response {
        Response(status: .methodNotAllowed, headers: [.allow: "POST, OPTIONS"])
    }

    func offer(_ request: Request, context: SignedInContext) async throws -> Response {
        Response(status: .noContent, headers: [.allow: "POST, OPTIONS"])
    }

    private static let versionHeader = HTTPField.Name("mcp-protocol-version")

    func post(_ request: Request, context: SignedInContext) async throws -> Response {
        // Absent in older revisions, and before one is agreed on.
        if let name = Self.versionHeader, let version = request.headers[name], !Self.revisions.contains(version) {
            let known = Self.revisions.joined(separator: ", ")
            return try Self.refused(
                .init(code: -32600, message: "MCP-Protocol-Version is none that is spoken here: \(known)."))
        }
        let body = try await request.body.whole(upTo: 1 << 20)
        let data = Data(body.readableBytesView)
        guard JSONShape.isModest(data) else {
            return try Self.refused(.init(code: -32600, message: "This is nested too deep, or has too many parts."))
        }
        // One message, or, in older revisions, several.
        let isMany = data.first { !" \n\r\t".utf8.contains($0) } == UInt8(ascii: "[")
        let messages: [RPC.Message]
        do {
            messages =
                try isMany
                ? JSONDecoder().decode([RPC.Message].self, from: data)
                : [JSONDecoder().decode(RPC.Message.self, from: data)]
        } catch { return try Self.refused(.init(code: -32700, message: "This is not JSON.")) }
        guard (1...50).contains(messages.count) else {
            return try Self.refused(.init(code: -32600, message: "A batch has 1 to 50 messages."))
        }
        if !isMany, let fault = messages[0].fault {
            return try Self.refused(.init(code: -32600, message: fault), messages[0].id)
        }
        // Each message counts as a request of its own would; the route counted the first. Before any is answered.
        for _ in messages.dropFirst() where context.user != .operator {
            try limiter.spend(.costly, context.user.id)
        }
        var answers: [RPC.Reply] = []
        for message in messages {
            if let fault = message.fault {
                answers.append(.init(message.id, .init(code: -32600, message: fault)))
                continue
            }
            // Notifications and answers are taken without a word.
            guard let id = message.id, let method = message.method else { continue }
            do {
                let result = try await answer(method, message.params ?? [:], context)
                answers.append(RPC.Reply(id: id, result: result))
            } catch let refusal as RPC.Refusal {
                answers.append(.init(id, refusal))
            }
        }
        guard !answers.isEmpty else { return Response(status: .accepted) }
        return try isMany ? Self.response(answers) : Self.response(answers[0])
    }

    /// What is no request is refused as a whole.
    private static func refused(_ refusal: RPC.Refusal, _ id: RPC.Identifier? = nil) throws -> Response {
        try response(RPC.Reply(id, refusal), status: .badRequest)
    }

    private static func response(_ answer: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder.wire.encode(answer))))
    }

    private func answer(_ method: String, _ params: JSONValue, _ context: SignedInContext) async throws -> JSONValue {
        switch method {
        case "initialize":
            let asked = params["protocolVersion"]?.string ?? ""
            return [
                "protocolVersion": .string(Self.revisions.contains(asked) ? asked : Self.revisions[0]),
                "capabilities": ["tools": ["listChanged": false]],
                "serverInfo": ["name": "homeroom", "title": "Homeroom", "version": "1"],
                "instructions": "Searches and quotes the district's library; every answer names its pages.",
            ]
        case "ping": return [:]
        case "tools/list": return ["tools": .array(tools.map(Self.shown))]
        case "tools/call":
            // What a tool refuses, the model that called it is told, so that it can do better.
            do { return try await call(params["name"]?.string ?? "", params["arguments"] ?? [:], context) } catch let
                failure as any UserFacingError
            { return ["content": [["type": "text", "text": .string(failure.message)]], "isError": true] }
        default: throw RPC.Refusal(code: -32601, message: "There is no method \(method.prefix(60)).")
        }
    }

    // MARK: Tools

    private static func shown(_ tool: Tool) -> JSONValue {
        [
            "name": .string(tool.name), "description": .string(tool.summary), "annotations": ["readOnlyHint": true],
            "inputSchema": tool.input,
        ]
    }

    /// What an argument must be is said by its name, so that whoever called the tool can call it again.
    /// - Throws: `RPC.Refusal` for one of another type, `RequestFailure.invalid` for one that is missing.
    private static func check(_ arguments: JSONValue, of tool: Tool) throws {
        guard case .object(let properties) = tool.input["properties"] else { return }
        var given: [String: JSONValue] = [:]
        if case .object(let members) = arguments {
            given = members
        } else if arguments != .null {
            throw RPC.Refusal(code: -32602, message: "“arguments” must be an object.")
        }
        for (name, property) in properties.sorted(by: { $0.key < $1.key }) {
            let form = property["type"] == "integer" ? "a whole number" : "a text"
            switch (given[name] ?? .null, property["type"]) {
            case (.null, _):
                if tool.input["required"]?.array?.contains(.string(name)) == true {
                    throw RequestFailure.invalid("The argument “\(name)” is missing. It must be \(form).")
                }
            case (.string, "string"): break
            case (.number(let number), "integer") where Int(exactly: number) != nil: break
            default: throw RPC.Refusal(code: -32602, message: "The argument “\(name)” must be \(form).")
            }
        }
    }

    private func call(_ name: String, _ arguments: JSONValue, _ context: SignedInContext) async throws -> JSONValue {
        guard let tool = tools.first(where: { $0.name == name }) else {
            throw RPC.Refusal.unknown("tool \(name.prefix(60))")
        }
        try Self.check(arguments, of: tool)
        return try await tool.call(arguments, context)
    }
}
