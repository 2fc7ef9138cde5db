import ArgumentParser
import Foundation

/// The servers whose models write answers.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Choose the servers whose models write answers.",
        discussion: """
            Any server that speaks OpenAI's /chat/completions will do, on the LAN or outside. It is sent each question with \
            the passages that may answer it; names on the roster, addresses and numbers of people are hidden first. Where \
            several are named, the next is asked when one fails; without any, answers are quoted.
            """,
        subcommands: [List.self, Add.self, Test.self, Transcribe.self, Remove.self], defaultSubcommand: List.self)

    struct Provider: Codable {
        let id: UUID, name: String, baseURL: String, model: String, hasKey: Bool, inputPrice: Double,
            cachedPrice: Double, outputPrice: Double, tier: String, contextTokens: Int, isInside: Bool,
            keySetAt: Date, isKeyOld: Bool, forms: [String], verdict: String?, verdictReason: String?
    }
    private struct Providers: Codable { let providers: [Provider] }
    private struct Tested: Codable {
        let firstTextMilliseconds: Double, forms: [String], verdict: String?, verdictReason: String?
    }

    /// What a server does not take as most do, in words.
    private static func told(_ forms: [String]) -> String {
        let words = [
            "completionTokens": "max_completion_tokens", "noLimit": "no limit of tokens",
            "noTemperature": "no temperature", "noSystemRole": "no system role",
            "noStreamOptions": "no stream_options", "noStream": "no stream", "parts": "content in parts",
            "thinks": "thinks first", "smallContext": "smaller context",
        ]
        return forms.map { words[$0] ?? $0 }.joined(separator: ", ")
    }

    /// What its trial came to; nil where it was good.
    private static func told(_ verdict: String?, _ reason: String?) -> String? {
        switch verdict {
        case "weak":
            "too small to write cited answers: of what it wrote nothing stands in the passage it was given. Where an answer of it "
                + "is not borne out, the library is quoted."
        case "slow": "slow: it had not answered a trial question after 20 seconds. Quotations are shown meanwhile."
        case "failed": "no answer to a trial question: \(reason ?? "it failed")"
        default: nil
        }
    }

    private static func find(_ name: String, _ client: ApplianceClient) async throws -> Provider {
        let all: Providers = try await client.get("/api/v1/model-providers")
        guard let found = all.providers.first(where: { $0.name == name }) else {
            throw ApplianceClient.Problem(detail: "There is no model provider named “\(name)”.", code: "provider.none")
        }
        return found
    }

    struct List: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "List them, in the order they are asked.")
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let all: Providers = try await client.get("/api/v1/model-providers")
            if json { return Terminal.printJSON(all.providers) }
            guard !all.providers.isEmpty else { return Terminal.say("None: answers are quoted from the library.") }
            Terminal.table(
                ["Name", "Tier", "Model", "Address", "Key", "Asked in its own way", "Trial"],
                all.providers.map {
                    [
                        $0.name, $0.tier, $0.model, $0.baseURL,
                        $0.isKeyOld ? "older than a month" : $0.hasKey ? "set" : "none", told($0.forms),
                        ["weak": "too small to write cited answers"][$0.verdict ?? ""] ?? $0.verdict ?? "",
                    ]
                })
        }
    }

    struct Add: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a server and, when its model writes a word, ask it from now on.")
        @Argument(help: "Its address without /chat/completions, such as https://api.openai.com/v1.") var address: String
        @Option(help: "The model's name.") var model: String
        @Option(help: "What to call it; its host by default.") var name: String?
        @Option(help: "A file that holds the key; none for a server that takes none.") var keyFile: String?
        @Option(help: "US dollars for a million tokens that it reads.") var inputPrice: Double?
        @Option(help: "The same, for those of them that it knew already.") var cachedPrice: Double?
        @Option(help: "US dollars for a million tokens that it writes.") var outputPrice: Double?
        @Option(help: "fast, balanced or premium: hard questions go to better models.") var tier = "balanced"
        @Option(help: "Tokens that it takes at once.") var context: Int?
        @Flag(help: "It is inside the building; without this, addresses of your own network are refused.") var inside =
            false
        @OptionGroup var data: DataOptions

        func validate() throws {
            guard ["fast", "balanced", "premium"].contains(tier) else {
                throw ValidationError("--tier is fast, balanced or premium.")
            }
        }

        private struct Wish: Encodable {
            let name: String, baseURL: String, model: String, key: String?, inputPrice: Double?, cachedPrice: Double?,
                outputPrice: Double?, tier: String, contextTokens: Int?, isInside: Bool
        }

        func run(_ client: ApplianceClient) async throws {
            let wish = Wish(
                name: name ?? URL(string: address)?.host() ?? address, baseURL: address, model: model,
                key: try keyFile.map(Terminal.secret(in:)), inputPrice: inputPrice, cachedPrice: cachedPrice,
                outputPrice: outputPrice, tier: tier, contextTokens: context, isInside: inside)
            let made: Provider = try await client.post("/api/v1/model-providers", wish)
            if made.baseURL != address { Terminal.say("It answers at \(made.baseURL).") }
            if !made.forms.isEmpty { Terminal.say("It is asked in its own way: \(told(made.forms)).") }
            Terminal.say("\(made.name) writes answers from now on.")
            if let trial = told(made.verdict, made.verdictReason) { Terminal.say("Its trial: \(trial)") }
        }
    }

    struct Test: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Have a server write a word.")
        @Argument(help: "Its name.") var name: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let found = try await ModelsCommand.find(name, client)
            let tested: Tested = try await client.post(
                "/api/v1/model-providers/\(found.id)/test", Data("{}".utf8))
            Terminal.say(
                String(format: "%@ wrote its first word after %.0f ms.", found.name, tested.firstTextMilliseconds))
            if !tested.forms.isEmpty { Terminal.say("It is asked in its own way: \(told(tested.forms)).") }
            if let trial = told(tested.verdict, tested.verdictReason) { Terminal.say("Its trial: \(trial)") }
        }
    }

    struct Transcribe: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a server write down what is said in a recording.")
        @Argument(help: "The server's name.") var name: String
        @Argument(help: "The recording, of 25 MB at most.") var file: String
        @Option(help: "The model that writes down speech.") var model = "whisper-1"
        @OptionGroup var data: DataOptions

        private struct Transcription: Codable { let text: String }

        func run(_ client: ApplianceClient) async throws {
            let found = try await ModelsCommand.find(name, client)
            let recording = try Data(contentsOf: URL(fileURLWithPath: file))
            let ending = URL(fileURLWithPath: file).pathExtension
            let written: Transcription = try await client.post(
                "/api/v1/model-providers/\(found.id)/transcriptions?name=recording.\(ApplianceClient.escape(ending))"
                    + "&model=\(ApplianceClient.escape(model))",
                recording)
            Terminal.say(Terminal.wrap(written.text, indent: 0))
        }
    }

    struct Remove: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Stop asking a server.")
        @Argument(help: "Its name.") var name: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let found = try await ModelsCommand.find(name, client)
            try await client.delete("/api/v1/model-providers/\(found.id)")
            Terminal.say("Removed \(found.name).")
        }
    }
}
