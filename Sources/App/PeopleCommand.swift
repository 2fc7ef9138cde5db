import Accounts
import ArgumentParser
import Foundation

/// People, from the console.
struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: "See who has an account, invite somebody, let somebody in again, or export all that is kept of them.",
        subcommands: [List.self, Invite.self, Link.self, Restore.self, Export.self], defaultSubcommand: List.self)

    private static func find(_ name: String, _ client: ApplianceClient) async throws -> PersonResponse {
        let found: PeopleResponse = try await client.get("/api/v1/people?q=\(ApplianceClient.escape(name))")
        let exact = found.people.filter { [$0.email, $0.userName].contains(name.lowercased()) }
        guard let person = exact.first ?? (found.people.count == 1 ? found.people[0] : nil) else {
            throw ApplianceClient.Problem(
                detail: "\(found.people.count) people fit “\(name)”. Give the whole e-mail address or user name.",
                code: "people.notOne")
        }
        return person
    }

    struct List: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "List people, by name.")
        @Argument(help: "Part of a name, or the start of an address.") var text: String?
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let query = text.map { "&q=" + ApplianceClient.escape($0) } ?? ""
            let found: PeopleResponse = try await client.get("/api/v1/people?limit=200" + query)
            if json { return Terminal.printJSON(found.people) }
            Terminal.table(
                ["Name", "E-mail or user name", "State", "Roles"],
                found.people.map {
                    [
                        "\($0.familyName), \($0.givenName)", $0.email ?? $0.userName ?? "", $0.state,
                        Set($0.roles.map(\.role)).sorted().joined(separator: ", "),
                    ]
                })
            if found.next != nil { Terminal.say("There are more; give part of a name.") }
        }
    }

    struct Invite: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enter somebody, and print the link that lets them in.")
        @Argument(help: "The e-mail address.") var email: String
        @Option(help: "The given name.") var given: String
        @Option(help: "The family name.") var family: String
        @Option(help: "The role, at the district.") var role = "educator"
        @OptionGroup var data: DataOptions

        private struct Wish: Encodable { let givenName: String, familyName: String, email: String, role: String }

        func run(_ client: ApplianceClient) async throws {
            let wish = Wish(givenName: given, familyName: family, email: email, role: role)
            let made: AccountLinkResponse = try await client.post("/api/v1/people", wish)
            Terminal.say("Open within a week: \(made.address)")
        }
    }

    struct Link: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a link by which somebody sets a new password.")
        @Argument(help: "The e-mail address or user name.") var name: String
        @Flag(help: "Take away the second factors too, when the phone is lost.") var withoutSecondFactors = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let person = try await PeopleCommand.find(name, client)
            if withoutSecondFactors {
                try await client.delete("/api/v1/people/\(person.id)/second-factors")
            }
            let made: AccountLinkResponse = try await client.post("/api/v1/people/\(person.id)/link", Data("{}".utf8))
            Terminal.say("Open within a day: \(made.address)")
        }
    }

    struct Restore: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Let somebody who was suspended in again.")
        @Argument(help: "The e-mail address or user name.") var name: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let person = try await PeopleCommand.find(name, client)
            let _: PersonResponse = try await client.post("/api/v1/people/\(person.id)/restore", Data("{}".utf8))
            Terminal.say("\(person.givenName) \(person.familyName) can sign in again.")
        }
    }
    struct Export: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write all that is kept of somebody into one archive.",
            discussion: "It holds person.json, person.html and the person’s own files, and no passwords or keys.")
        @Argument(help: "The e-mail address or user name.") var name: String
        @Option(help: "The archive to write, such as export.zip.") var output: String
        @Option(help: "Why, in 10 to 500 characters; it is kept in the audit trail and told to the person.")
        var reason: String
        @Option(help: "The language of its headings: en or es.") var language = "en"
        @OptionGroup var data: DataOptions

        private struct Wish: Encodable { let reason: String }

        func run(_ client: ApplianceClient) async throws {
            let person = try await PeopleCommand.find(name, client)
            let path = "/api/v1/people/\(person.id)/export?language=\(ApplianceClient.escape(language))"
            try await client.save(path, Wish(reason: reason), to: output)
            Terminal.say("All that is kept of \(person.givenName) \(person.familyName) is in \(output).")
        }
    }
}
