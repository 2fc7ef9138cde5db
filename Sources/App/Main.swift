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
        await Homeroom.main()
    }
}
