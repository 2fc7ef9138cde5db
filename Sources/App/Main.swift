import Accounts
import ArgumentParser
import Foundation
import Library
import Logging
import Sandbox

@main
enum Main {
    static func main() async {
        // The worker comes first: its walls go up while the process has one thread and has seen no key.
        if CommandLine.arguments.dropFirst().first == "worker" {
            Worker.serve(
                arguments: Array(CommandLine.arguments.dropFirst(2)),
                operation: { header, payload in
                    try RosterReader.answer(header, payload) ?? DocumentReader.answer(header, payload)
                })
        }
        // A client that goes away is an error of a write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        LoggingSystem.bootstrap { JSONLog(label: $0) }
        StandardOutput.fillClosed()
        await run()
    }

    /// Runs the command that the arguments name, and ends with its status. What it could not print is an error, whatever
    /// the command: help and versions too.
    private static func run() async {
        var ending: (any Error)?
        do {
            var command = try Homeroom.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch  where Homeroom.exitCode(for: error) == .success {
            // Asking for help ends a command as an error does.
            Terminal.say(Homeroom.fullMessage(for: error))
        } catch { ending = error }
        do { try StandardOutput.check() } catch {
            // A command that ends with a status of its own keeps it.
            do { try Terminal.fail(error) } catch { ending = ending ?? error }
        }
        if let ending { Homeroom.exit(withError: ending) }
    }
}
