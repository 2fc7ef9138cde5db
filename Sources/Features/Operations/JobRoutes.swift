import Foundation
import GRDB
import Hummingbird
import Jobs
import Kernel
import Persistence
import Web

/// The work that goes on beside the requests: jobs, which are done once, and schedules, which are done again and again.
struct JobRoutes: Sendable {
    let database: any DatabaseWriter
    let board: JobBoard
    let scheduler: Scheduler
    let names: AuditNames

    func add(to api: SignedInRoutes) {
        api.described(.readHealth)
            .get(
                "jobs", "The work that goes on beside the requests, the newest first; what is done is kept for a week",
                query: [Self.state, Self.limit, Self.before], use: list
            )
            .get(
                "schedules",
                "What is done again and again, when it was last done, how that ended, and when it is due",
                use: schedules)
        api.described(.writeSettings)
            .post("jobs/{job}/retry", "Try a job again that was given up", use: retry)
            .delete(
                "jobs/{job}",
                "End a job, whether it waits, is under way or was given up; what waited for it is set right", use: drop
            )
            .post(
                "schedules/{schedule}/run", "Have something done now that is scheduled",
                path: [QueryParameter.text("schedule")], use: run)
    }

    private static let state = QueryParameter.choice("state", of: Job.State.self)
    private static let limit = LimitParameter(most: 200, standard: 50)
    private static let before = QueryParameter.identifier("before")

    func list(_ request: Request, context: SignedInContext) async throws -> JobsResponse {
        let query = request.uri.queryParameters
        let (size, before) = (try Self.limit.size(in: query), try Self.before.value(in: query))
        let states = try Self.state.value(in: query).map { [$0] } ?? Job.State.allCases
        let user = context.user
        return try await database.read { [board, names] db in
            let slice = try size.slice { limit in
                try JobBoard.list(states, limit: limit, before: before, db)
            }
            let about = try Self.about(slice.items, board, names, for: user, db)
            return JobsResponse(
                jobs: slice.items.map { Self.response($0, about: about[$0.subject]) },
                counts: Dictionary(
                    try JobBoard.counts(db).map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { $1 }),
                next: slice.next(\.id))
        }
    }

    /// What jobs are about, by their subjects.
    private static func about(
        _ jobs: [Job], _ board: JobBoard, _ names: AuditNames, for user: Principal, _ db: Database
    ) throws -> [UUID: String] {
        var subjects: [String: Set<UUID>] = [:]
        for job in jobs {
            if let noun = board.handlers[job.kind]?.noun { subjects[noun, default: []].insert(job.subject) }
        }
        return try subjects.reduce(into: [:]) { found, kind in
            found.merge(try names.names(of: kind.key, kind.value, for: .user(user), db)) { $1 }
        }
    }

    private static func response(_ job: Job, about: String?) -> JobResponse {
        JobResponse(
            id: job.id, kind: job.kind, lane: job.lane, state: job.state, stage: job.stage,
            progress: job.progress, attempts: job.attempts, addedAt: job.addedAt, startedAt: job.startedAt,
            finishedAt: job.finishedAt, nextAt: job.state == .queued ? job.runAfter : nil, problem: job.problem,
            about: about)
    }

    func retry(_ request: Request, context: SignedInContext) async throws -> JobResponse {
        try await change(context, .jobRetried) { board, id, db in try board.retry(id, db) }
    }

    func drop(_ request: Request, context: SignedInContext) async throws -> JobResponse {
        try await change(context, .jobDropped) { board, id, db in try board.drop(id, db) }
    }

    private func change(
        _ context: SignedInContext, _ action: AuditAction,
        _ body: @escaping @Sendable (JobBoard, UUID, Database) throws -> Job
    ) async throws -> JobResponse {
        let id = try context.id("job")
        let (origin, user) = (context.origin, context.user)
        do {
            return try await database.write { [board, names] db in
                let job = try body(board, id, db)
                try AuditTrail.append(
                    .init(
                        action, "job", id.uuidString.lowercased(),
                        details: ["kind": job.kind, "subject": job.subject.uuidString.lowercased()]), by: origin, db)
                let about = try Self.about([job], board, names, for: user, db)
                return Self.response(job, about: about[job.subject])
            }
        } catch let failure as JobBoard.Failure { throw OperationsFailure(failure) }
    }

    func schedules(_ request: Request, context: SignedInContext) async throws -> SchedulesResponse { statuses() }

    private func statuses() -> SchedulesResponse {
        SchedulesResponse(
            schedules: scheduler.statuses().map { status in
                .init(
                    name: status.name, recurrence: status.recurrence.description, isRunning: status.isRunning,
                    startedAt: status.last?.startedAt, endedAt: status.last?.endedAt,
                    outcome: status.last?.outcome, problem: status.last?.problem, nextAt: status.next)
            })
    }

    func run(_ request: Request, context: SignedInContext) async throws -> SchedulesResponse {
        let name = try context.parameters.require("schedule")
        let origin = context.origin
        guard scheduler.statuses().contains(where: { $0.name == name }) else {
            throw OperationsFailure.scheduleNotFound
        }
        try await database.write { db in
            try AuditTrail.append(.init(.scheduleRun, "schedule", name), by: origin, db)
        }
        _ = scheduler.trigger(name)
        return statuses()
    }
}
