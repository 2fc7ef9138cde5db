import ArgumentParser
import Extraction
import Foundation
import Library
import Sandbox

/// Options that every command takes. Flags come before the environment, the environment before the defaults.
struct DataOptions: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("The data folder. Also HOMEROOM_DATA; ~/.homeroom by default.", valueName: "dir"))
    var folder: String?

    func validate() throws {
        _ = try JSONLog.level(ProcessInfo.processInfo.environment)
        guard chosen != nil else {
            throw ValidationError(
                "This user has no home folder, so that there is no ~/.homeroom. Name the data folder: --data DIR, or "
                    + "HOMEROOM_DATA.")
        }
    }

    /// `validate` has seen that there is one.
    var path: String { URL(fileURLWithPath: chosen ?? "/nonexistent").standardizedFileURL.path }

    private var chosen: String? {
        let environment = ProcessInfo.processInfo.environment
        func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        // Services and jobs of cron may have no HOME; the system knows the user's all the same.
        return folder ?? named("HOMEROOM_DATA") ?? (named("HOME") ?? Self.homeOfUser).map { $0 + "/.homeroom" }
    }

    private static var homeOfUser: String? {
        guard let entry = getpwuid(geteuid()), let home = entry.pointee.pw_dir else { return nil }
        let path = String(cString: home)
        // System users have `/` or a folder that there is not.
        var isFolder: ObjCBool = false
        guard path.hasPrefix("/"), path != "/", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        else { return nil }
        return isFolder.boolValue ? path : nil
    }
}

/// What one file may cost.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Most megabytes of one file. Also HOMEROOM_MAX_MEGABYTES; 50.", valueName: "n"))
    var maxMegabytes: Int?

    @Option(help: ArgumentHelp("Most pages of one file. Also HOMEROOM_MAX_PAGES; 2000.", valueName: "n"))
    var maxPages: Int?

    func validate() throws {
        let settings = try checked()
        guard settings.maxBytes > 0, settings.maxBytes <= 2048 << 20 else {
            throw ValidationError("max-megabytes must be 1 to 2048.")
        }
        guard (1...100_000).contains(settings.extraction.pages) else {
            throw ValidationError("max-pages must be 1 to 100000.")
        }
    }

    /// As given; `validate` has looked at it.
    var settings: Library.Settings { (try? checked()) ?? Library.Settings() }

    private func checked() throws -> Library.Settings {
        let environment = ProcessInfo.processInfo.environment
        var settings = Library.Settings()
        if let megabytes = try maxMegabytes ?? environment.number("HOMEROOM_MAX_MEGABYTES") {
            settings.maxBytes = megabytes < 1 << 20 ? megabytes << 20 : .max
        }
        settings.extraction.pages =
            try maxPages ?? environment.number("HOMEROOM_MAX_PAGES") ?? settings.extraction.pages
        return settings
    }
}

extension [String: String] {
    /// A number of the environment; nil where it is not set.
    /// - Throws: `ValidationError` for what is no number: it is never taken for "not set".
    func number(_ name: String) throws -> Int? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let value = Int(text.trimmingCharacters(in: .whitespaces)) else {
            throw ValidationError("\(name) is “\(text)”, which is no number. Give one, or leave it out.")
        }
        return value
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
