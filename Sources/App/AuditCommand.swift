import Accounts
import ArgumentParser
import Foundation
import Persistence

/// The audit trail, from the console.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify, search and export the record of who did what.",
        subcommands: [
            Verify.self, Search.self, Export.self, Accept.self, AuditCopyCommand.self, AuditForwardCommand.self,
        ])

    struct Verify: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every entry against the one before, and against checkpoints kept elsewhere.")
        @Option(help: "A file of checkpoints, one a line; may be repeated. The data folder's own is always used.")
        var checkpoints: [String] = []
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        private struct Wish: Encodable { let checkpoints: [AuditCheckpoint] }

        func run(_ client: ApplianceClient) async throws {
            let kept = try checkpoints.flatMap { path in
                let found = AuditKeeper.checkpoints(in: path)
                guard !found.isEmpty else { throw ValidationError("\(path) holds no checkpoint.") }
                return found
            }
            let result: AuditVerification = try await client.post("/api/v1/audit/verify", Wish(checkpoints: kept))
            if json {
                Terminal.printJSON(result)
            } else {
                for fault in result.faults { Terminal.say(fault) }
                let word =
                    result.faults.isEmpty
                    ? "whole" : result.faults.count == 1 ? "1 fault" : "\(result.faults.count) faults"
                Terminal.say("\(result.entries) entries: \(word)")
            }
            if !result.faults.isEmpty { throw ExitCode(2) }
        }
    }

    struct Accept: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say why the trail lacks entries that were signed, so that its end is signed again.",
            discussion: "For an older homeroom.db that was put back. The gap and the reason stay in the trail.")
        @Option(help: "Why, in 10 to 500 characters.") var reason: String
        @OptionGroup var data: DataOptions

        private struct Wish: Encodable { let reason: String }

        func run(_ client: ApplianceClient) async throws {
            let result: AuditAcceptance = try await client.post("/api/v1/audit/accept", Wish(reason: reason))
            Terminal.say(result.accepted ? "The gap is noted; the trail's end is signed again." : "Nothing is lacking.")
        }
    }

    struct Search: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "List entries, the newest first.")
        @Option(help: "Who: a person's identifier, operator, or stranger.") var actor: String?
        @Option(help: "What, such as sign-in.failed.") var action: String?
        @Option(help: "On what: an identifier.") var subject: String?
        @Option(help: "How it ended: done, refused or failed.") var outcome: String?
        @Option(help: "From this moment, such as 2026-11-01.") var from: String?
        @Option(help: "Before this moment.") var until: String?
        @Option(help: "Most entries, 500 at most.") var limit = 50
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let fields = [
                ("actor", actor), ("action", action), ("subject", subject), ("outcome", outcome), ("from", from),
                ("until", until), ("limit", "\(limit)"),
            ]
            let query = fields.compactMap { name, value in value.map { "\(name)=\(ApplianceClient.escape($0))" } }
            let page: AuditEntriesResponse = try await client.get("/api/v1/audit?" + query.joined(separator: "&"))
            if json { return Terminal.printJSON(page.entries) }
            Terminal.table(
                ["", "When", "Who", "From", "What", "On", "Outcome", "Details"],
                page.entries.map { entry in
                    [
                        "\(entry.number)", entry.at, entry.actorName ?? entry.actor, entry.address,
                        entry.action, entry.subjectName ?? entry.subject, entry.outcome,
                        entry.details.sorted { $0.key < $1.key }.map {
                            "\($0.key)=\(entry.detailNames[$0.key] ?? $0.value)"
                        }
                        .joined(separator: " "),
                    ]
                })
        }
    }

    struct Export: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write every entry, the newest first: with its hashes, or as a table.")
        enum Format: String, ExpressibleByArgument, CaseIterable { case ndjson, csv, xlsx }

        @Argument(help: "The file to write; - for standard output.") var file: String
        @Option(help: "A JSON object a line with its hashes (ndjson), or a table with names (csv, xlsx).")
        var format = Format.ndjson
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let entries = try await client.download("/api/v1/audit/export?format=\(format.rawValue)")
            try OutputFile.write(entries, to: file)
            if file != "-" {
                // A field of a table may hold a line's end.
                let count = format == .ndjson ? "\(entries.count { $0 == 0x0A }) entries" : "The trail is"
                Terminal.say("\(count) in \(file)")
            }
        }
    }
}
