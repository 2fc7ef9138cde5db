import ArgumentParser
import Foundation
import Kernel
import Persistence

/// What administrators have set, as a file: to keep beside the data, to compare, and to set up another machine alike.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract:
            "Show what the program starts with; write what is set into a file, compare it, or set it as one says.",
        discussion: """
            `show` is about flags, variables and homeroom.toml. The others are about what administrators set in the page. \
            Their file is JSON with a member for each group of settings: \(ConfigSection.all.map(\.name).joined(separator: ", ")).
            A group that it leaves out stays as it is; one that it holds is set as a whole. It holds no passwords and no keys: a proxy's password and the key of \
            a web search stay where they are, and on a new machine they are set by hand. People, places, providers of \
            sign-in and servers with models are not in it.
            """,
        subcommands: [Show.self, Export.self, Diff.self, Apply.self])

    /// The file cannot be used.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    /// The groups that a file holds.
    static func read(_ file: String) throws -> [(section: ConfigSection, value: JSONValue)] {
        let handle = file == "-" ? .standardInput : FileHandle(forReadingAtPath: file)
        guard let bytes = try? handle?.readToEnd() ?? Data(), handle != nil else {
            throw Unusable(description: "\(file) cannot be read. Name a file that `homeroom config export` wrote.")
        }
        let value: JSONValue
        do { value = try JSONDecoder().decode(JSONValue.self, from: bytes) } catch is DecodingError {
            throw Unusable(
                description: "\(file) is not JSON. Write one with `homeroom config export`, and change that.")
        }
        guard case .object(let members) = value else {
            throw Unusable(description: "\(file) must be a JSON object with a member for each group of settings.")
        }
        let known = Set(ConfigSection.all.map(\.name))
        if let odd = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw Unusable(
                description:
                    "\(file) has “\(odd)”, which is no group of settings. There are \(known.sorted().joined(separator: ", "))."
            )
        }
        return ConfigSection.all.compactMap { section in members[section.name].map { (section, $0) } }
    }

    /// Prints each field that a file would change.
    static func tell(_ changes: [String: String], in section: ConfigSection) {
        for (field, change) in changes.sorted(by: { $0.key < $1.key }) {
            Terminal.say("\(section.name).\(field): \(change)")
        }
    }

    struct Export: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Write what is set, without secrets.")
        @Argument(help: "The file to write; standard output where none is named, and for -.") var file: String?
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            var members: [String: JSONValue] = [:]
            for section in ConfigSection.all { members[section.name] = try await section.read(client) }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let text = try encoder.encode(JSONValue.object(members)) + Data("\n".utf8)
            try OutputFile.write(text, to: file ?? "-")
            guard let file, file != "-" else { return }
            Terminal.say("\(members.count) groups of settings in \(file)")
        }
    }

    /// Has the appliance check every group that a file holds, before any is set.
    /// - Throws: `Unusable`, for the first that it would not take as it stands there.
    static func check(
        _ groups: [(section: ConfigSection, value: JSONValue)], of file: String, _ client: ApplianceClient
    ) async throws {
        for (section, value) in groups {
            do {
                let held = try await section.write(value, true, client)
                let left = SettingFields.changes(from: held, to: value).keys.sorted()
                guard left.isEmpty else {
                    throw ApplianceClient.Problem(
                        detail: "It does not take \(left.joined(separator: ", ")). Look at the names.",
                        code: "config.notTaken")
                }
            } catch {
                throw Unusable(
                    description: "\(file), \(section.name): \(Terminal.explanation(error).message) Nothing was changed."
                )
            }
        }
    }

    struct Diff: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what a file would change.",
            discussion: """
                Exit status: 0 nothing, 1 it would change something, 2 the file cannot be used or compared, with the reason. \
                Nothing is changed.
                """)
        static let statusOfFailure: Int32 = 2
        @Argument(help: "The file to compare with; - for standard input.") var file: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let groups = try ConfigCommand.read(file)
            try await ConfigCommand.check(groups, of: file, client)
            var isSame = true
            for (section, value) in groups {
                let changes = SettingFields.changes(from: try await section.read(client), to: value)
                ConfigCommand.tell(changes, in: section)
                isSame = isSame && changes.isEmpty
            }
            try StandardOutput.check()
            guard isSame else { throw ExitCode(1) }
            Terminal.say("Nothing differs.")
        }
    }

    struct Apply: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set what a file says, and tell each change.",
            discussion: "All groups are checked first: where one cannot be taken, none is set.")
        @Argument(help: "The file to take; - for standard input.") var file: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let groups = try ConfigCommand.read(file)
            try await ConfigCommand.check(groups, of: file, client)
            var done: [String] = []
            for (section, value) in groups {
                let changes = SettingFields.changes(from: try await section.read(client), to: value)
                guard !changes.isEmpty else { continue }
                do { _ = try await section.write(value, false, client) } catch {
                    // All could be taken a moment ago: the disk is full, or the server has ended.
                    throw Unusable(
                        description: "\(section.name): \(Terminal.explanation(error).message) Set before it: "
                            + "\(done.isEmpty ? "nothing" : done.joined(separator: ", ")). This group may be set in part, "
                            + "those after it are as they were: homeroom config diff \(file) says what is left.")
                }
                done.append(section.name)
                ConfigCommand.tell(changes, in: section)
            }
            if done.isEmpty { Terminal.say("Nothing differs.") }
        }
    }
}
