import ArgumentParser
import Assets
import Web

/// The command line.
struct Homeroom: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "homeroom",
        abstract: "A coach for professional learning communities, over your district's own library.",
        discussion: """
            Start with `homeroom serve`, open the link it prints, and add your books. Commands work beside a running \
            server as well as without one.

            Exit status: 0 done, 1 something went wrong or a file was skipped, 2 doctor found a fault, \
            or config diff cannot use the file, 64 wrong usage, 75 the data folder is in use and does not answer.
            """,
        version: Version.text,
        subcommands: [
            Serve.self, Ingest.self, ReadCommand.self, Documents.self, SearchCommand.self, Ask.self,
            EmbedderCommand.self,
            PeopleCommand.self,
            ProviderCommand.self, RosterCommand.self, AuditCommand.self, KeyCommand.self, ModelsCommand.self,
            Doctor.self,
            MCPCommand.self, ConfigCommand.self, JobsCommand.self, MailCommand.self, DocsCommand.self,
            LicensesCommand.self,
            VersionCommand.self,
            Bench.self,
        ])
}

/// Which version this is.
enum Version {
    static let text = "0.1.0"
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() { Terminal.say("homeroom \(Version.text)") }
}

struct LicensesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "licenses", abstract: "Print the licences of this program and of all that is in it.")

    func run() { Terminal.say(EmbeddedFiles.licenses) }
}
