import ArgumentParser
import Configuration
import Foundation
import Sandbox

/// Where the data and the configuration lie. Flags come before the environment, the environment before homeroom.toml,
/// and that before the defaults.
struct PlaceOptions: ParsableArguments, ConfigurationOptions {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("The data folder. Also HOMEROOM_DATA; ~/.homeroom by default.", valueName: "dir"))
    var folder: String?

    @Option(
        help: ArgumentHelp(
            "The file with the configuration. Also HOMEROOM_CONFIG; homeroom.toml in the data folder.",
            valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "The least that is logged, such as debug. Also HOMEROOM_LOG_LEVEL; notice.", valueName: "level"))
    var logLevel: String?

    func add(to flags: inout ConfigurationFlags) {
        flags.file = config
        flags.values[.data] = folder.map { .string($0) }
        flags.values[.logLevel] = logLevel.map { .string($0) }
    }

    /// The home folder of this user. Services and jobs of cron may have no HOME; the system knows it all the same.
    static var home: String? {
        if let named = ProcessInfo.processInfo.environment["HOME"], !named.isEmpty { return named }
        guard let entry = getpwuid(geteuid()), let home = entry.pointee.pw_dir else { return nil }
        let path = String(cString: home)
        // System users have `/` or a folder that there is not.
        var isFolder: ObjCBool = false
        guard path.hasPrefix("/"), path != "/", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        else { return nil }
        return isFolder.boolValue ? path : nil
    }
}

/// The same for every command that needs the data folder.
struct DataOptions: ParsableArguments {
    @OptionGroup var place: PlaceOptions

    func validate() throws { JSONLog.use(try StartSettings.checked([place], of: [.data, .logLevel]).level) }

    /// `validate` has seen that there is one.
    var path: String { StartSettings.unchecked([place], of: [.data]).folder ?? "/nonexistent" }
}

/// What one file may cost.
struct LimitOptions: ParsableArguments, ConfigurationOptions {
    static let keys: [ConfigurationKey] = [.maxMegabytes, .maxPages]

    @Option(help: ArgumentHelp("Most megabytes of one file. Also HOMEROOM_MAX_MEGABYTES; 50.", valueName: "n"))
    var maxMegabytes: Int?

    @Option(help: ArgumentHelp("Most pages of one file. Also HOMEROOM_MAX_PAGES; 2000.", valueName: "n"))
    var maxPages: Int?

    func add(to flags: inout ConfigurationFlags) {
        flags.values[.maxMegabytes] = maxMegabytes.map { .int($0) }
        flags.values[.maxPages] = maxPages.map { .int($0) }
    }
}

extension Worker {
    /// Workers of this very program.
    static func ofThisProgram() -> Worker {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return Worker(executable: own)
    }
}
