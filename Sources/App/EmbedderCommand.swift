import ArgumentParser
import Foundation
import Library

/// Chooses what makes vectors of passages.
struct EmbedderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embedder",
        abstract: "Choose the server that makes vectors of passages, beside the encoder built in.",
        discussion: """
            Any server that speaks OpenAI's /embeddings will do, on the LAN or outside. It is sent every passage, once, \
            and each question. Until it has read all, and whenever it does not answer, the encoder built in serves.
            """,
        subcommands: [Show.self, Use.self, Builtin.self], defaultSubcommand: Show.self)

    static func show(_ list: EmbeddersResponse, json: Bool) {
        if json { return Terminal.printJSON(list.embedders) }
        guard !list.embedders.isEmpty else { return Terminal.say("The encoder built in, alone.") }
        Terminal.table(
            ["Server", "Model", "Numbers", "State", "Passages"],
            list.embedders.map {
                [
                    $0.host, $0.model, "\($0.dimensions)", $0.state, "\($0.done) of \($0.passages)",
                ]
            })
        // A table cuts what is long, and the cure stands at the end.
        for entry in list.embedders {
            if let refusal = entry.refusal { Terminal.say(Terminal.wrap(refusal, indent: 0)) }
            if let problem = entry.problem { Terminal.say(Terminal.wrap("\(entry.model): \(problem)", indent: 0)) }
        }
    }

    struct Show: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Say which there are, and how far each is.")
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            EmbedderCommand.show(try await client.get("/api/v1/embedders"), json: json)
        }
    }

    struct Use: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a server and, when it answers, send it the passages.")
        @Argument(help: "Its address without /embeddings, such as https://api.openai.com/v1.") var address: String
        @Option(help: "The model's name.") var model: String
        @Option(help: "Ask for vectors of so many numbers, a multiple of 64, where the model shortens them.")
        var dimensions: Int?
        @Option(help: "A file that holds the key; none for a server that takes none.") var keyFile: String?
        @OptionGroup var data: DataOptions

        func validate() throws {
            if let dimensions, !(64...16_384).contains(dimensions) || dimensions % 64 != 0 {
                throw ValidationError("--dimensions must be a multiple of 64, 64 to 16384.")
            }
        }

        private struct Wish: Encodable { let baseURL: String, model: String, dimensions: Int?, key: String? }

        func run(_ client: ApplianceClient) async throws {
            let key = try keyFile.map(Terminal.secret(in:))
            let wish = Wish(baseURL: address, model: model, dimensions: dimensions, key: key)
            EmbedderCommand.show(try await client.put("/api/v1/embedders", wish), json: false)
        }
    }

    struct Builtin: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Use the encoder built in alone.")
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            EmbedderCommand.show(try await client.delete("/api/v1/embedders"), json: false)
        }
    }
}
