public import Foundation
public import Hummingbird
public import Jobs

/// A job, as the routes and commands show it.
public struct JobResponse: ResponseCodable, Sendable {
    public let id: UUID, kind: String, lane: String, state: Job.State, stage: String?, progress: Double, attempts: Int
    public let addedAt: Date, startedAt: Date?, finishedAt: Date?, nextAt: Date?, problem: String?
    /// What it is about, where that has a name that the reader may see.
    public let about: String?
}

/// Jobs, the newest first.
public struct JobsResponse: ResponseCodable, Sendable {
    public let jobs: [JobResponse]
    /// How many there are in each state.
    public let counts: [String: Int]
    /// Give as `before` for the next page; absent at the end.
    public let next: UUID?
}

/// What is done again and again.
public struct SchedulesResponse: ResponseCodable, Sendable {
    /// One schedule, and how it went last.
    public struct Entry: Codable, Sendable {
        public let name: String, recurrence: String, isRunning: Bool, startedAt: Date?, endedAt: Date?
        public let outcome: ScheduleRecord.Outcome?, problem: String?
        /// When it is due.
        public let nextAt: Date?
    }
    public let schedules: [Entry]
}
