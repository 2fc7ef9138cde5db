import ArgumentParser
import Foundation

extension ConfigCommand {
    /// What the program starts with, and where each value came from.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Show the value of each flag, variable and key of homeroom.toml that is in force, and its source.",
            discussion: """
                Takes the flags of `homeroom serve`. Exit status 64 when a value is wrong; the others are shown all the \
                same.
                """)
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var place: PlaceOptions
        @OptionGroup var limits: LimitOptions
        @OptionGroup var network: NetworkOptions

        func run() throws {
            let settings = StartSettings.unchecked([place, limits, network], of: ConfigurationKey.allCases)
            if json {
                Terminal.printJSON(settings.rows)
            } else {
                Terminal.table(
                    ["Key", "Value", "Source", "Variable"],
                    settings.rows.map { [$0.key, $0.value, $0.source, $0.variable] })
            }
            let faults = settings.faults + settings.oddVariables.map { "Note: \($0)." }
            if !faults.isEmpty { StandardError.write(Data((faults.joined(separator: "\n") + "\n").utf8)) }
            if !settings.faults.isEmpty { throw ExitCode.validationFailure }
        }
    }
}
