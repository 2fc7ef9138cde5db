public import Foundation
public import Hummingbird
public import Jobs
public import Kernel

/// A job, as the routes and commands show it.
public struct JobResponse: ResponseCodable, DescribedType, Sendable {
    public let id: UUID, kind: String, lane: String, state: Job.State, stage: String?, progress: Double, attempts: Int
    public let addedAt: Date, startedAt: Date?, finishedAt: Date?, nextAt: Date?, problem: String?
    /// What it is about, where that has a name that the reader may see.
    public let about: String?

    public static let schemaName: String? = "Job"
    public static func describe(_ schema: inout JSONSchema) {
        schema.describe("stage", as: "What it is doing")
        schema.describe("progress", as: "0 to 1")
        schema.describe("nextAt", as: "While it is queued: not before")
        schema.describe("about", as: "What it is about, where you may see that")
    }
}

/// Jobs, the newest first.
public struct JobsResponse: ResponseCodable, DescribedType, Sendable {
    public let jobs: [JobResponse]
    /// How many there are in each state.
    public let counts: [String: Int]
    /// Give as `before` for the next page; absent at the end.
    public let next: UUID?

    public static func describe(_ schema: inout JSONSchema) {
        schema.describe("counts", as: "How many there are in each state")
        schema.describe("next", as: "Give as before for the next page; absent at the end")
    }
}

/// What is done again and again.
public struct SchedulesResponse: ResponseCodable, DescribedType, Sendable {
    /// One schedule, and how it went last.
    public struct Entry: Codable, Sendable {
        public let name: String, recurrence: String, isRunning: Bool, startedAt: Date?, endedAt: Date?
        public let outcome: ScheduleRecord.Outcome?, problem: String?
        /// When it is due.
        public let nextAt: Date?
    }
    public let schedules: [Entry]

    public static let schemaName: String? = "Schedules"
    public static func describe(_ schema: inout JSONSchema) {
        schema.describe("schedules", "recurrence", as: "Such as: every 30 s, daily 03:10")
    }
}
