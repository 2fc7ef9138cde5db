import ArgumentParser
import Foundation
import NIOHTTP1

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
            let answer = try await client.send(.POST, "/mcp", Data(line.utf8))
            // What only needs no answer has none.
            guard answer.status == 200 else { continue }
            StandardOutput.write(answer.body + Data("\n".utf8))
            // Whoever asked has gone.
            if StandardOutput.isClosed { return }
        }
    }

    /// Reading blocks; it has a thread of its own.
    private static func nextLine() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: readLine()) }
        }
    }
}
