import ArgumentParser
import Library

/// A command that speaks to the appliance: the one that serves, or one that runs for the command alone.
protocol ApplianceCommand: AsyncParsableCommand, Sendable {
    var data: DataOptions { get }
    /// What the library of an appliance that runs for this command allows.
    var librarySettings: Library.Settings { get }

    /// The exit status of an error that has none of its own.
    static var statusOfFailure: Int32 { get }

    /// Does what the command is for.
    /// - Throws: anything; it is told on standard error and in the exit status.
    func run(_ client: ApplianceClient) async throws
}

extension ApplianceCommand {
    var librarySettings: Library.Settings { .init() }
    static var statusOfFailure: Int32 { 1 }

    func run() async throws {
        do {
            // Others that find the folder taken are told by whom.
            let holder = CommandLine.arguments.dropFirst().prefix(1).reduce("homeroom") { $0 + " " + $1 }
            try await ApplianceClient.with(data, limits: librarySettings, holder: holder) { client in
                try await run(client)
            }
            try StandardOutput.check()
        } catch { try Terminal.fail(error, otherwise: Self.statusOfFailure) }
    }
}
