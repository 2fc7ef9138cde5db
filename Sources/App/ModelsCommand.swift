import ArgumentParser
import Foundation
import LanguageModel
import Models
import Operations

/// The servers whose models write answers.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Choose the servers whose models write answers.",
        discussion: """
            Any server that speaks OpenAI's /chat/completions will do, on the LAN or outside; so do Azure OpenAI, Anthropic \
            and Amazon Bedrock. It is sent each question with the passages that may answer it; names on the roster, \
            addresses and numbers of people are hidden first. What students ask goes only to servers inside the building, \
            and to providers that have promised what data about students takes. Where several are named, the next is asked \
            when one fails; without any, answers are quoted.
            """,
        subcommands: [List.self, Add.self, Change.self, Test.self, Transcribe.self, Remove.self],
        defaultSubcommand: List.self)

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

    /// Whether what students ask may go to it, and what it lacks for that.
    private static func told(promises one: ModelProviderResponse) -> String {
        if one.isInside { return "inside" }
        let missing = one.missingPromises.map { $0 == .training ? "no training" : $0.rawValue }.joined(separator: ", ")
        return missing.isEmpty ? "may be sent it" : "lacks: \(missing)"
    }

    /// What its trial came to; nil where it was good.
    private static func told(_ verdict: TrialVerdict?, _ reason: String?) -> String? {
        switch verdict {
        case .weak:
            "too small to write cited answers: of what it wrote nothing stands in the passage it was given. Where an answer of it "
                + "is not borne out, the library is quoted."
        case .slow: "slow: it had not answered a trial question after 20 seconds. Quotations are shown meanwhile."
        case .failed: "no answer to a trial question: \(reason ?? "it failed")"
        case .good, nil: nil
        }
    }

    private static func find(_ name: String, _ client: ApplianceClient) async throws -> ModelProviderResponse {
        let all: ModelProvidersResponse = try await client.get("/api/v1/model-providers")
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
            let all: ModelProvidersResponse = try await client.get("/api/v1/model-providers")
            if json { return Terminal.printJSON(all.providers) }
            guard !all.providers.isEmpty else { return Terminal.say("None: answers are quoted from the library.") }
            Terminal.table(
                ["Name", "Kind", "Tier", "Model", "Address", "Key", "Students' data", "Asked in its own way", "Trial"],
                all.providers.map {
                    [
                        $0.name, $0.kind.rawValue, $0.tier, $0.model, $0.baseURL,
                        $0.isKeyOld ? "older than a month" : $0.hasKey ? "set" : "none", told(promises: $0),
                        told($0.forms),
                        $0.verdict == .weak ? "too small to write cited answers" : $0.verdict?.rawValue ?? "",
                    ]
                })
        }
    }

    struct Add: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a server and, when its model writes a word, ask it from now on.")
        @Argument(
            help: """
                Its address without what is asked there, such as https://api.openai.com/v1; may be left out for Anthropic, and \
                for Bedrock where its region is named.
                """)
        var address: String?
        @Option(help: "openai, azure, anthropic or bedrock; as its address tells where it is left out.") var kind:
            String?
        @Option(help: "The model's name; for Azure, the deployment's.") var model: String
        @Option(help: "What to call it; its host by default.") var name: String?
        @Option(
            help: """
                A file that holds the key; none for a server that takes none. For Bedrock: an access key, its secret and, for \
                a session, its token, with colons or lines between.
                """)
        var keyFile: String?
        @Option(help: "US dollars for a million tokens that it reads.") var inputPrice: Double?
        @Option(help: "The same, for those of them that it knew already.") var cachedPrice: Double?
        @Option(help: "US dollars for a million tokens that it writes.") var outputPrice: Double?
        @Option(help: "fast, balanced or premium: hard questions go to better models.") var tier = "balanced"
        @Option(help: "Tokens that it takes at once.") var context: Int?
        @Option(help: "Requests that may go to it in a minute; as many as there are by default.") var requestsPerMinute:
            Int?
        @Option(help: "Tokens, read and written, that it may take in a minute.") var tokensPerMinute: Int?
        @Flag(help: "It is inside the building; without this, addresses of your own network are refused.") var inside =
            false
        @OptionGroup var promises: Promises
        @OptionGroup var data: DataOptions

        func validate() throws {
            guard ["fast", "balanced", "premium"].contains(tier) else {
                throw ValidationError("--tier is fast, balanced or premium.")
            }
            guard kind.map({ ["openai", "azure", "anthropic", "bedrock"].contains($0) }) ?? true else {
                throw ValidationError("--kind is openai, azure, anthropic or bedrock.")
            }
            guard address != nil || kind == "anthropic" || kind == "bedrock" && promises.region != nil else {
                throw ValidationError("Give the server's address.")
            }
        }

        private struct Wish: Encodable {
            let kind: String?, name: String, baseURL: String?, model: String, key: String?, inputPrice: Double?,
                cachedPrice: Double?, outputPrice: Double?, tier: String, contextTokens: Int?, isInside: Bool,
                requestsPerMinute: Int?, tokensPerMinute: Int?, agreementOn: String?, retentionDays: Int?,
                trainsOnData: Bool?, region: String?
        }

        func run(_ client: ApplianceClient) async throws {
            let host = address.map { URL(string: $0)?.host() ?? $0 }
            let wish = Wish(
                kind: kind, name: name ?? host ?? kind ?? model, baseURL: address, model: model,
                key: try keyFile.map(Terminal.secret(in:)), inputPrice: inputPrice, cachedPrice: cachedPrice,
                outputPrice: outputPrice, tier: tier, contextTokens: context, isInside: inside,
                requestsPerMinute: requestsPerMinute, tokensPerMinute: tokensPerMinute,
                agreementOn: promises.agreement, retentionDays: promises.retentionDays,
                trainsOnData: promises.trainsOnData, region: promises.region)
            let made: ModelProviderResponse = try await client.post("/api/v1/model-providers", wish)
            if made.baseURL != address { Terminal.say("It answers at \(made.baseURL).") }
            if !made.forms.isEmpty { Terminal.say("It is asked in its own way: \(told(made.forms)).") }
            Terminal.say("\(made.name) writes answers from now on.")
            if let trial = told(made.verdict, made.verdictReason) { Terminal.say("Its trial: \(trial)") }
            ModelsCommand.sayPromises(made)
        }
    }

    /// What a provider has promised about what it is sent.
    struct Promises: ParsableArguments {
        @Option(help: "The day from which you have an agreement with it about data, such as 2026-08-01.") var agreement:
            String?
        @Option(help: "For how many days it keeps what it is sent; 0 for not at all.") var retentionDays: Int?
        @Option(help: "Whether it trains models on what it is sent: true or false.") var trainsOnData: Bool?
        @Option(help: "Where it works on what it is sent, such as US; for Bedrock, the region, such as us-east-1.")
        var region: String?
    }

    private static func sayPromises(_ one: ModelProviderResponse) {
        guard !one.isInside, !one.missingPromises.isEmpty else { return }
        Terminal.say("What students ask is not sent to it (\(told(promises: one))).")
    }

    struct Change: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note what a provider has promised, and how much may go to it in a minute.")
        @Argument(help: "Its name.") var name: String
        @Option(help: "Requests that may go to it in a minute.") var requestsPerMinute: Int?
        @Option(help: "Tokens, read and written, that it may take in a minute.") var tokensPerMinute: Int?
        @OptionGroup var promises: Promises
        @OptionGroup var data: DataOptions

        private struct Wish: Encodable {
            let requestsPerMinute: Int?, tokensPerMinute: Int?, agreementOn: String?, retentionDays: Int?,
                trainsOnData: Bool?, region: String?
        }

        func run(_ client: ApplianceClient) async throws {
            let found = try await ModelsCommand.find(name, client)
            let wish = Wish(
                requestsPerMinute: requestsPerMinute, tokensPerMinute: tokensPerMinute,
                agreementOn: promises.agreement, retentionDays: promises.retentionDays,
                trainsOnData: promises.trainsOnData, region: promises.region)
            let made: ModelProviderResponse = try await client.patch("/api/v1/model-providers/\(found.id)", wish)
            Terminal.say("\(made.name) is changed.")
            ModelsCommand.sayPromises(made)
        }
    }

    struct Test: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Have a server write a word.")
        @Argument(help: "Its name.") var name: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let found = try await ModelsCommand.find(name, client)
            let tested: ModelTestResponse = try await client.post(
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

        func run(_ client: ApplianceClient) async throws {
            let found = try await ModelsCommand.find(name, client)
            let recording = try Data(contentsOf: URL(fileURLWithPath: file))
            let ending = URL(fileURLWithPath: file).pathExtension
            let written: TranscriptionResponse = try await client.post(
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
