import Accounts
import ArgumentParser
import Foundation

/// Places outside where people sign in, from the console.
struct ProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oidc", abstract: "Let people sign in at Google, Entra, ClassLink, Clever or another provider.",
        subcommands: [List.self, Add.self, Test.self, Remove.self], defaultSubcommand: List.self)

    private static func find(_ name: String, _ client: ApplianceClient) async throws -> ProviderResponse {
        let all: ProvidersResponse = try await client.get("/api/v1/providers")
        guard let found = all.providers.first(where: { $0.name == name }) else {
            throw ApplianceClient.Problem(detail: "There is no provider named “\(name)”.", code: "provider.none")
        }
        return found
    }

    private static func show(_ findings: [ProviderFinding]) throws {
        Terminal.table(["", "Finding"], findings.map { [$0.isGood ? "good" : "fault", $0.text] })
        if findings.contains(where: { !$0.isGood }) { throw ExitCode(1) }
    }

    struct List: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "List the providers.")
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let all: ProvidersResponse = try await client.get("/api/v1/providers")
            if json { return Terminal.printJSON(all.providers) }
            Terminal.table(
                ["Name", "Kind", "State", "Issuer"],
                all.providers.map { [$0.name, $0.kind, $0.isEnabled ? "on" : "off", $0.settings.issuer] })
        }
    }

    struct Add: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a provider, and try it.",
            discussion: "The client's secret is read from a file, so that it shows in no list of processes.")
        @Argument(help: "google, microsoft, classlink, clever, or oidc for any other.") var kind: String
        @Option(help: "What the button says.") var name: String
        @Option(help: "The client's id.") var clientID: String
        @Option(help: "A file that holds the client's secret.") var secretFile: String?
        @Option(help: "The issuer, as it stands in the tokens; known for google, classlink and clever.") var issuer:
            String?
        @Option(help: "Google: a Workspace domain that may come in; may be repeated.") var hostedDomain: [String] = []
        @Option(help: "Clever: the district's identifier.") var districtID: String?
        @Option(help: "The claim that carries the roster's sourcedId.") var rosterClaim: String?
        @Option(help: "The claim that carries the e-mail address, where it is not “email”, such as upn.")
        var emailClaim: String?
        @Flag(help: "The issuer is your district's own: addresses that it does not say to have checked are taken.")
        var ownsAddresses = false
        @Option(help: "NAME=VALUE of a claim that names your district, where one issuer serves many; may be repeated.")
        var requiredClaim: [String] = []
        @Flag(help: "The provider asks for a second factor itself; never counts for administrators.")
        var vouchesForSecondFactor = false
        @Flag(help: "The issuer is inside your own network.") var inside = false
        @OptionGroup var data: DataOptions

        private struct Wish: Encodable {
            let kind: String, name: String, clientID: String, secret: String?, settings: ProviderSettings
        }

        func run(_ client: ApplianceClient) async throws {
            let secret = try secretFile.map(Terminal.secret(in:))
            let claims = try requiredClaim.map { text in
                guard let (_, name, value) = text.wholeMatch(of: /([^=]+)=(.+)/)?.output else {
                    throw ValidationError("“\(text)” is not like NAME=VALUE.")
                }
                return (String(name), String(value))
            }
            var settings = ProviderSettings(issuer: issuer ?? "")
            settings.hostedDomains = hostedDomain.isEmpty ? nil : hostedDomain
            (settings.districtID, settings.rosterClaim, settings.emailClaim) = (districtID, rosterClaim, emailClaim)
            settings.ownsAddresses = ownsAddresses ? true : nil
            settings.requiredClaims = claims.isEmpty ? nil : Dictionary(claims, uniquingKeysWith: { $1 })
            settings.vouchesForSecondFactor = vouchesForSecondFactor ? true : nil
            settings.isInside = inside ? true : nil
            let wish = Wish(kind: kind, name: name, clientID: clientID, secret: secret, settings: settings)
            let made: ProviderResponse = try await client.post("/api/v1/providers", wish)
            let findings: [ProviderFinding]
            do {
                let tested: ProviderTestResponse = try await client.post(
                    "/api/v1/providers/\(made.id)/test", Data("{}".utf8))
                findings = tested.findings
            } catch {
                Terminal.say(
                    "\(made.name) was kept, but could not be tried. Try it: homeroom oidc test \"\(made.name)\"")
                throw error
            }
            Terminal.say(
                findings.allSatisfy(\.isGood)
                    ? "Added \(made.name)."
                    : "\(made.name) was kept, but people cannot sign in with it until what is at fault here is mended. Then: "
                        + "homeroom oidc test \"\(made.name)\"")
            try ProviderCommand.show(findings)
        }
    }

    struct Test: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Walk a sign-in, and say which claims came and which are missing.",
            discussion: """
                Where the provider asks for a person, a link is printed to sign in with in a browser; nobody is signed in \
                here by it. Beside a running server only.
                """)
        @Argument(help: "Its name.") var name: String
        @Flag(inversion: .prefixedNo, help: "Wait for a sign-in in the browser; standard at a terminal.")
        var signIn: Bool?
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let provider = try await ProviderCommand.find(name, client)
            let tested: ProviderTestResponse = try await client.post(
                "/api/v1/providers/\(provider.id)/test", Data("{}".utf8))
            try ProviderCommand.show(tested.findings)
            // The last of them says that a person is asked for.
            guard signIn ?? (isatty(STDOUT_FILENO) == 1), tested.findings.last?.text.hasPrefix("It asks people") == true
            else {
                return
            }
            let trial: ProviderTrialResponse = try await client.post(
                "/api/v1/providers/\(provider.id)/trials", Data("{}".utf8))
            Terminal.say("Open this in a browser and sign in there, within ten minutes:\n  \(trial.address)")
            for _ in 0..<600 {
                try await Task.sleep(for: .seconds(1))
                let outcome: FindingsResponse = try await client.get(
                    "/api/v1/providers/\(provider.id)/trials/\(trial.trial)")
                if outcome.isDone { return try ProviderCommand.show(outcome.findings) }
            }
            throw ApplianceClient.Problem(
                detail: "Nobody came back from the provider within ten minutes.", code: "provider.noTrial")
        }
    }

    struct Remove: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a provider; people keep their accounts.")
        @Argument(help: "Its name.") var name: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let found = try await ProviderCommand.find(name, client)
            try await client.delete("/api/v1/providers/\(found.id)")
            Terminal.say("Removed \(found.name).")
        }
    }
}
