import ArgumentParser
import Foundation
import Jobs
import Operations

/// The work that goes on beside the requests.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "See the work that goes on beside the requests; retry or drop what was given up.",
        discussion: """
            What is done is kept for a week; what was given up stays until it is retried or dropped. To drop a document's \
            reading refuses the document: its file can then be added again.
            """,
        subcommands: [List.self, Retry.self, Drop.self, Schedules.self, Run.self], defaultSubcommand: List.self)

    private static func told(_ date: Date?) -> String {
        date?.formatted(.iso8601.year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false))
            ?? ""
    }

    struct List: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "List it, the newest first.")
        @Option(help: "Only what is queued, running, done, failed or dropped.") var state: String?
        @OptionGroup var list: ListOptions
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let found: JobsResponse = try await client.get(list.path("/api/v1/jobs", state: state))
            list.show(found.jobs, ["Number", "What", "About", "State", "Added (UTC)", "Why"]) { job in
                [
                    job.id.uuidString.lowercased(), job.kind, job.about ?? "",
                    job.state == .running
                        ? "\(job.stage ?? "running") \(Int(job.progress * 100)) %" : job.state.rawValue,
                    told(job.addedAt), job.problem ?? "",
                ]
            }
        }
    }

    struct Retry: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Try again what was given up.")
        @Argument(help: "Its number, as `homeroom jobs` lists it.") var id: String?
        @Flag(help: "All that was given up.") var all = false
        @OptionGroup var data: DataOptions

        func validate() throws {
            guard (id != nil) != all else { throw ValidationError("Name one by its number, or say --all.") }
        }

        func run(_ client: ApplianceClient) async throws {
            if let id {
                let _: JobResponse = try await client.post(
                    "/api/v1/jobs/\(ApplianceClient.escape(id))/retry", [String: String]())
                return Terminal.say("Queued again.")
            }
            // All first: what fails again at once must not be met twice.
            var (failed, next): ([JobResponse], UUID?) = ([], nil)
            repeat {
                let page: JobsResponse = try await client.get(
                    "/api/v1/jobs?state=failed&limit=200" + (next.map { "&before=\($0.uuidString)" } ?? ""))
                (failed, next) = (failed + page.jobs, page.next)
            } while next != nil
            for job in failed {
                let _: JobResponse = try await client.post(
                    "/api/v1/jobs/\(job.id.uuidString)/retry", [String: String]())
            }
            Terminal.say("Queued again: \(failed.count).")
        }
    }

    struct Drop: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "End what is queued, under way or was given up. What waited for it is set right.")
        @Argument(help: "Its number, as `homeroom jobs` lists it.") var id: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            try await client.delete("/api/v1/jobs/\(ApplianceClient.escape(id))")
            Terminal.say("Dropped.")
        }
    }

    struct Schedules: ApplianceCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what is done again and again, when it was last done, and how that ended.")
        @Flag(help: "Print JSON.") var json = false
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let found: SchedulesResponse = try await client.get("/api/v1/schedules")
            if json { return Terminal.printJSON(found.schedules) }
            Terminal.table(
                ["What", "When", "Last (UTC)", "Ended", "Next (UTC)", "Why"],
                found.schedules.map {
                    [
                        $0.name, $0.recurrence, told($0.startedAt),
                        $0.isRunning ? "running" : $0.outcome?.rawValue ?? "",
                        told($0.nextAt), $0.problem ?? "",
                    ]
                })
        }
    }

    struct Run: ApplianceCommand {
        static let configuration = CommandConfiguration(abstract: "Have something done now that is scheduled.")
        @Argument(help: "What, as `homeroom jobs schedules` lists it.") var name: String
        @OptionGroup var data: DataOptions

        func run(_ client: ApplianceClient) async throws {
            let _: SchedulesResponse = try await client.post(
                "/api/v1/schedules/\(ApplianceClient.escape(name))/run", [String: String]())
            Terminal.say("It is being done.")
        }
    }
}
