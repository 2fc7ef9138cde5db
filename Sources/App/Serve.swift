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
    static let configuration = CommandConfiguration(
        abstract: "Serve the web page and the API on this machine.",
        discussion: """
            Each value below is a flag, a variable and a key of homeroom.toml (TOML) in the data folder: --max-pages, \
            HOMEROOM_MAX_PAGES, max-pages. A flag comes before the environment, that before the file, and the file before \
            the default. A wrong value ends the start and says where it came from; `homeroom config show` prints what is \
            in force, and `homeroom docs configuration` describes each.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var limits: LimitOptions

    @OptionGroup var network: NetworkOptions

    @Option(help: ArgumentHelp("Let one setting that cannot be read begin anew, by its name.", valueName: "name"))
    var resetSetting: String?

    func validate() throws { _ = try settings() }

    private func settings() throws -> StartSettings {
        try StartSettings.checked([place, limits, network], of: ConfigurationKey.allCases)
    }

    func run() async throws {
        let settings = try settings()
        let (network, path) = (settings.network, settings.folder ?? "/nonexistent")
        JSONLog.use(settings.level)
        for odd in settings.oddVariables { Logger(label: "homeroom").warning("\(odd)") }
        let appliance: Appliance
        do {
            appliance = try Appliance(
                path: path, holder: "homeroom serve", settings: settings.library, resetting: resetSetting)
        } catch { try Terminal.fail(error) }
        // Before anything runs that would have to be ended again.
        do {
            if let files = network.files, let fault = try files.load().fault(files.certificate) {
                Logger(label: "homeroom").warning("\(fault)")
            }
        } catch { try Terminal.fail(error) }
        if let name = Self.oddZone(ProcessInfo.processInfo.environment["TZ"]) {
            Logger(label: "homeroom").warning(
                "TZ names no time zone that is known here; days begin as in UTC, unless the district chose a zone",
                metadata: ["TZ": "\(name.beginning(60))"])
        }
        let renewals = CertificateRenewals()
        let reloading = Reloading(network, renewals: renewals, folder: path, level: settings.level)
        defer { reloading.end() }
        guard Descriptors.raise() >= Descriptors.least else { try Terminal.fail(TooFewDescriptors()) }
        let lastResort = LastResort()
        defer { lastResort.disarm() }
        var token: String?
        do { token = try await appliance.accounts.makeSetUpToken() } catch {
            // A full disk serves what can be read.
            guard StorageFailure(error) != nil else { try Terminal.fail(error) }
        }
        let link = token
        let site = appliance.accounts.publicURL ?? network.site
        do {
            try await Listening.check(network)
            let counts = try appliance.library.counts()
            let services = try appliance.services(
                network: network, renewals: renewals, logger: Logger(label: "homeroom"), signals: true
            ) {
                Terminal.say("Homeroom serves \(counts.documents) documents on \(site)")
                if let token = link {
                    Terminal.say(
                        """
                        Open this link, within a day, to set it up and become its first administrator:
                          \(site)/setup/\(token)
                        """)
                }
            }
            // A signal that comes before the services listen for one would be lost.
            lastResort.whenAsked { Task { await services.triggerGracefulShutdown() } }
            try await services.run()
            appliance.close()
        } catch let error as IOError {
            // Taken by another since it was asked.
            try Terminal.fail(
                Listening.Refused(address: network.address, port: network.port, reason: error.errnoCode))
        } catch is CancellationError where lastResort.isEnding {
            // Asked to end, and what was still under way has had its time.
            appliance.close()
        } catch  where lastResort.isEnding && StorageFailure(error) != nil {
            // Asked to end, and the disk takes no last words: what was acknowledged is kept all the same.
            appliance.close()
        } catch { try Terminal.fail(error) }
    }
}

extension Serve {
    /// What TZ names where that is no zone: the system takes it for UTC without a word. Rules written out, such as
    /// `EST5EDT`, and files are taken as they are (POSIX, 8.3).
    static func oddZone(_ value: String?) -> String? {
        guard let value, !value.isEmpty else { return nil }
        let name = value.hasPrefix(":") ? String(value.dropFirst()) : value
        let isRule = name.wholeMatch(of: /(?:[A-Za-z]{3,}|<[A-Za-z0-9+\-]{3,}>)[+\-]?\d{1,2}.*/) != nil
        if isRule || TimeZone(identifier: name) != nil { return nil }
        return name.hasPrefix("/") && FileManager.default.fileExists(atPath: name) ? nil : value
    }
}

/// The system lets this process hold open too little to serve anybody.
private struct TooFewDescriptors: UserFacingError {
    var status: Int { 503 }
    var code: String { "serve.tooFewDescriptors" }
    var message: String {
        "The system lets this process open fewer than \(Descriptors.least) files. Raise the limit: ulimit -n 4096, LimitNOFILE."
    }
}
