import Accounts
import ArgumentParser
import Foundation
import Kernel
import Library
import Logging
import NIOCore
import Persistence
import ServiceLifecycle

/// Runs the server until it is asked to end.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the web page and the API on this machine.")

    @OptionGroup var data: DataOptions
    @OptionGroup var limits: LimitOptions

    @Option(help: ArgumentHelp("The port on 127.0.0.1. Also HOMEROOM_PORT; 8080.", valueName: "n"))
    var port: Int?

    func run() async throws {
        let chosen = port ?? ProcessInfo.processInfo.environment["HOMEROOM_PORT"].flatMap { Int($0) } ?? 8080
        guard (1...65535).contains(chosen) else { throw ValidationError("port must be 1 to 65535.") }
        let appliance: Appliance
        do {
            appliance = try Appliance(path: data.path, holder: "homeroom serve", settings: limits.settings)
        } catch { try Terminal.fail(error) }
        let token = try await appliance.accounts.makeSetupToken()
        let counts = try appliance.library.counts()
        do {
            let services = try appliance.services(port: chosen, logger: Logger(label: "homeroom"), signals: true) {
                Terminal.say(
                    """
                    Homeroom serves \(counts.documents) documents on http://127.0.0.1:\(chosen)
                    Open this link once, within a day, to come in as administrator:
                      http://127.0.0.1:\(chosen)/setup/\(token)
                    """)
            }
            try await services.run()
            appliance.close()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            try Terminal.fail(PortInUse(port: chosen))
        } catch { try Terminal.fail(error) }
    }
}

/// Another program listens on the port.
private struct PortInUse: UserFacingError {
    let port: Int
    var status: Int { 503 }
    var code: String { "serve.portInUse" }
    var message: String { "Port \(port) is in use by another program. Choose another with --port." }
}
