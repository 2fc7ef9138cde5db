import ArgumentParser
import Foundation
import Kernel
import NIOHTTP1
import Web

/// Speaks the Model Context Protocol over standard input and output, for programs that start their servers themselves.
struct MCPCommand: ApplianceCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "Serve the library and the coach to a program by MCP, over stdin and stdout.",
        discussion: """
            For programs on this machine, with the rights of its console. Others reach the same tools at /mcp of the \
            server, with an API key and the rights of its owner.
            """)

    @OptionGroup var data: DataOptions

    func run(_ client: ApplianceClient) async throws {
        // One message a line, either way; answers may overtake each other as the protocol allows.
        while let line = await Self.nextLine() {
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            let answer: ApplianceClient.Answer
            do { answer = try await client.send(.POST, "/mcp", Data(line.utf8)) } catch {
                // The server stopped: whoever asked waits for an answer, and nothing more comes after it.
                if let reply = Self.refusal(of: line, "The server stopped before it had answered. Start it again.") {
                    StandardOutput.write(reply + Data("\n".utf8))
                }
                throw error
            }
            // What only needs no answer has none.
            guard answer.status != 202 else { continue }
            StandardOutput.write(Self.reply(answer, to: line) + Data("\n".utf8))
            // Whoever asked has gone.
            if StandardOutput.isClosed { return }
        }
    }

    /// An answer of the protocol's, also where the server refuses before it comes to that: whoever asked waits for one.
    private static func reply(_ answer: ApplianceClient.Answer, to line: String) -> Data {
        let said = try? JSONDecoder().decode(JSONValue.self, from: answer.body)
        if answer.status == 200 || said?["jsonrpc"] != nil { return answer.body }
        let reason = said?["detail"]?.string ?? "The server answered with status \(answer.status)."
        return refusal(of: line, reason) ?? Data()
    }

    /// An internal error of JSON-RPC 2.0.
    /// - Returns: nil for a notification, which nobody waits for an answer to.
    static func refusal(of line: String, _ reason: String) -> Data? {
        let asked = try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
        if case .object(let members)? = asked, members["id"] == nil, members["method"] != nil { return nil }
        let error: JSONValue = ["code": -32603, "message": .string(reason)]
        return try? JSONEncoder.wire.encode(
            ["jsonrpc": "2.0", "id": asked?["id"] ?? .null, "error": error] as JSONValue)
    }

    /// Reading blocks; it has a thread of its own.
    private static func nextLine() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: readLine()) }
        }
    }
}
