import ArgumentParser
import Foundation
import Persistence

/// The keys that people's names and conversations are sealed with.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Look at the keys of people's names and conversations, and seal them anew.",
        discussion: """
            They lie in keys.db, apart from what they seal. Where somebody is erased, their key is destroyed; no copy of \
            homeroom.db tells who they were or opens what they wrote, once the copies of keys.db from before are gone too.
            """,
        subcommands: [Status.self, Rotate.self, Accept.self], defaultSubcommand: Status.self)

    private static func show(_ keys: KeyAges, json: Bool) {
        if json { return Terminal.printJSON(keys) }
        let day = keys.beganAt.formatted(.iso8601.year().month().day())
        Terminal.say("Sealed anew on \(day), for time number \(keys.epoch).")
        guard !keys.keys.isEmpty else { return Terminal.say("No keys yet.") }
        Terminal.table(
            ["Of", "Keys"], keys.keys.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] })
    }

    struct Status: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say when they were sealed anew, and how many there are.")
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            KeyCommand.show(try await client.get("/api/v1/keys"), json: json)
        }
    }

    struct Rotate: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal every key anew, and destroy what sealed them before.",
            discussion:
                "Once a year is enough; each erasure does it too. Copies of keys.db from before stay as they are.")
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            KeyCommand.show(try await client.post("/api/v1/keys/rotate", Data("{}".utf8)), json: json)
        }
    }

    /// Opens the folder itself: the server refuses to start over it.
    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say why keys.db is an older copy, or none, so that the server starts again.",
            discussion: """
                For the day that no newer keys.db is left. Conversations whose keys are lacking are erased for good at the \
                next start; keys of people who were erased since that copy was made are destroyed at once. The reason \
                stays in the audit trail.
                """)
        @Option(help: "Why, in 10 to 500 characters.") var reason: String
        @OptionGroup var data: DataOptions

        func validate() throws {
            let text = reason.trimmingCharacters(in: .whitespacesAndNewlines)
            guard (10...500).contains(text.count) else { throw ValidationError("Say why, in 10 to 500 characters.") }
        }

        func run() async throws {
            guard FileManager.default.fileExists(atPath: data.path + "/homeroom.db") else {
                throw ValidationError("\(data.path) holds no homeroom.db: there is nothing to accept keys for.")
            }
            do {
                let folder = try DataFolder(path: data.path, holder: "homeroom key accept")
                let isAccepted = try ApplianceStore.acceptKeys(
                    in: folder, because: reason.trimmingCharacters(in: .whitespacesAndNewlines))
                Terminal.say(
                    isAccepted
                        ? "It is noted. The next start takes this keys.db for the newest there is."
                        : "Nothing is lacking: keys.db is as new as homeroom.db knows it.")
            } catch { try Terminal.fail(error) }
        }
    }
}
