import Accounts
import ArgumentParser
import Foundation

/// Roster deliveries, from the console.
struct RosterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Take in the district's people and classes.", subcommands: [Import.self])

    struct Import: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in a OneRoster delivery (1.1 or 1.2, CSV, all of it or changes).",
            discussion: """
                All of it is taken in, or nothing. People who are in the delivery no more are suspended, and erased \
                when the district's rule says so. Demographics are passed by. A delivery that would take away more \
                than the district's share of people, roles or enrolments (10 percent unless an administrator set \
                another) is stopped with what it would do, and the command ends with status 1.
                """)
        @Argument(help: "A zip archive, or the folder of its files.") var path: String
        @Flag(help: "Only say what would change.") var dryRun = false
        @Flag(help: "Go on though much would be taken away; what it would do is shown first.") var force = false
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let archive = Data(try RosterFolder(path: URL(fileURLWithPath: path).path).archive())
            func take(isTrial: Bool) async throws -> RosterReport {
                try await client.post("/api/v1/roster-imports?dryRun=\(isTrial)&force=\(force)", archive)
            }
            if force, !dryRun, !json {
                Terminal.say("What it will do:")
                Self.show(try await take(isTrial: true), isTrial: true)
            }
            let report = try await take(isTrial: dryRun)
            if json { Terminal.printJSON(report) } else { Self.show(report, isTrial: dryRun) }
            if report.stopped != nil { throw ExitCode(1) }
        }

        private static func show(_ report: RosterReport, isTrial: Bool) {
            func row(_ name: String, _ counts: RosterReport.Counts) -> [String] {
                [name, "\(counts.added)", "\(counts.changed)", "\(counts.left)"]
            }
            Terminal.table(
                ["OneRoster \(report.version)", "Added", "Changed", "Left"],
                [
                    row("People", report.people), row("Schools and classes", report.places),
                    row("Roles and enrolments", report.enrolments), row("Guardians", report.guardians),
                ])
            Terminal.say("\(report.moved) moved to another school, \(report.returned) came back.")
            for note in report.notes { Terminal.say(note) }
            for problem in report.problems.prefix(20) {
                Terminal.say("\(problem.file):\(problem.line): \(problem.text)")
            }
            if report.problemCount > 20 {
                Terminal.say("\(report.problemCount) problems in all; --json lists up to 200.")
            }
            if let stopped = report.stopped {
                Terminal.say("Stopped: \(stopped)")
            } else if isTrial {
                Terminal.say("Nothing was changed: this was a trial.")
            } else {
                Terminal.say("Done in \(Terminal.number(report.seconds)) s.")
            }
        }
    }
}
