import ArgumentParser
import Foundation
import Mail
import Operations
import Outbound

/// The mail server, and what is to be sent through it, from the console.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Name the server that mail is sent through; see what was sent, and retry or drop what was not.",
        discussion: """
            What a server does not take now is tried again for two days. What it refuses for good stays, with its \
            words, until it is retried or dropped, or for 90 days.
            """,
        subcommands: [Show.self, Set.self, Test.self, Outbox.self, Retry.self, Drop.self], defaultSubcommand: Show.self)

    private static func show(_ settings: MailSettingsResponse) {
        guard !settings.host.isEmpty else {
            return Terminal.say("No mail server is named. Name one: homeroom mail set --host smtp.district.example")
        }
        let security =
            switch settings.security {
            case .startTLS: "STARTTLS"
            case .tls: "TLS"
            case .plain: "not encrypted"
            }
        Terminal.table(
            ["Setting", "Value"],
            [
                ["Sends", settings.isOn ? "yes" : "no"], ["Server", "\(settings.host):\(settings.port)"],
                ["Encryption", security],
                ["Inside your network", settings.isInside ? "yes" : "no"],
                ["User", settings.user ?? ""], ["Password", settings.hasPassword ? "set" : ""],
                ["From", settings.name.isEmpty ? settings.from : "\(settings.name) <\(settings.from)>"],
                ["Most a second", "\(settings.perSecond)"],
                [
                    "Comes back to",
                    settings.returns.map {
                        "\($0.user) at \($0.host):\($0.port)\($0.hasPassword ? "" : ", no password")"
                    }
                        ?? "",
                ],
            ])
    }

    struct Show: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Show the mail server.")
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let settings: MailSettingsResponse = try await client.get("/api/v1/mail")
            if json { return Terminal.printJSON(settings) }
            MailCommand.show(settings)
        }
    }

    struct Set: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what is named, and leave the rest.",
            discussion: "The password is read from a file, so that it shows in no list of processes.")
        @Option(help: "The server, such as smtp.district.example.") var host: String?
        @Option(help: "Its port; most often 587 with STARTTLS, 465 with TLS.") var port: Int?
        @Option(help: "starttls, tls, or none: that only to a server inside your network.") var security: String?
        @Flag(inversion: .prefixedNo, help: "The server is inside your own network.") var inside: Bool?
        @Option(help: "The user, where the server wants one; empty for none.") var user: String?
        @Option(help: "A file that holds the password; an empty file for none.") var passwordFile: String?
        @Option(help: "The address that mail comes from.") var from: String?
        @Option(help: "The name beside it.") var name: String?
        @Option(help: "Most messages a second.") var perSecond: Int?
        @Option(
            help: """
                The server (IMAP) of the mailbox that mail comes back to, such as imap.district.example; empty for none. \
                A mailbox of its own: every message in it is read.
                """) var returnsHost: String?
        @Option(help: "Its port; most often 993 with TLS, 143 with STARTTLS.") var returnsPort: Int?
        @Option(help: "Its encryption: tls, starttls, or none.") var returnsSecurity: String?
        @Flag(inversion: .prefixedNo, help: "That server is inside your own network.") var returnsInside: Bool?
        @Option(help: "The user of the mailbox.") var returnsUser: String?
        @Option(help: "A file that holds the password of the mailbox.") var returnsPasswordFile: String?
        @Flag(inversion: .prefixedNo, help: "Send mail.") var on: Bool?
        @OptionGroup var data: DataOptions

        private struct Draft: Encodable {
            let isOn: Bool?, host: String?, port: Int?, security: String?, isInside: Bool?, user: String?
            let password: String?, from: String?, name: String?, perSecond: Int?, returns: Returns?

            struct Returns: Encodable {
                let host: String?, port: Int?, security: String?, isInside: Bool?, user: String?, password: String?
                var isEmpty: Bool {
                    host == nil && port == nil && security == nil && isInside == nil && user == nil && password == nil
                }
            }
        }

        func run(_ client: ApplianceClient) async throws {
            let forms = ["starttls": "startTLS", "tls": "tls", "none": "plain"]
            for security in [security, returnsSecurity].compactMap(\.self) where forms[security.lowercased()] == nil {
                throw ValidationError("“\(security)” is not starttls, tls or none.")
            }
            let returns = Draft.Returns(
                host: returnsHost, port: returnsPort, security: returnsSecurity.flatMap { forms[$0.lowercased()] },
                isInside: returnsInside, user: returnsUser,
                password: try returnsPasswordFile.map(Terminal.secret(in:)))
            let draft = Draft(
                isOn: on, host: host, port: port, security: security.flatMap { forms[$0.lowercased()] },
                isInside: inside, user: user, password: try passwordFile.map(Terminal.secret(in:)), from: from,
                name: name, perSecond: perSecond, returns: returns.isEmpty ? nil : returns)
            MailCommand.show(try await client.put("/api/v1/mail", draft))
        }
    }

    struct Test: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a message to see whether that works; also while no mail is sent.")
        @Argument(help: "To which address.") var address: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let tested: MailTestResponse = try await client.post("/api/v1/mail/test", ["to": address])
            Terminal.say("The mail server took it: \(tested.words)")
        }
    }

    struct Outbox: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "List messages, the newest first.")
        @Option(help: "Only what is queued, sending, sent, failed or bounced.") var state: String?
        @OptionGroup var list: ListOptions
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let found: OutboxResponse = try await client.get(list.path("/api/v1/mail/outbox", state: state))
            list.show(found.messages, ["Number", "What", "To", "State", "Tries", "Why"]) { message in
                let why = [message.problem, message.problem == nil ? nil : message.words].compactMap(\.self)
                return [
                    message.id.uuidString.lowercased(), message.kind, message.recipient, message.state.rawValue,
                    "\(message.attempts)", why.joined(separator: " "),
                ]
            }
        }
    }

    struct Retry: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Try again what was refused or given up.")
        @Argument(help: "Its number, as `homeroom mail outbox` lists it.") var id: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let _: MailResponse = try await client.post(
                "/api/v1/mail/outbox/\(ApplianceClient.escape(id))/retry", [String: String]())
            Terminal.say("Queued again.")
        }
    }

    struct Drop: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a message.")
        @Argument(help: "Its number, as `homeroom mail outbox` lists it.") var id: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            try await client.delete("/api/v1/mail/outbox/\(ApplianceClient.escape(id))")
            Terminal.say("Dropped.")
        }
    }
}
