public import Foundation
public import GRDB
import Kernel

/// A group of workers: what waits for one thing does not hold up what waits for another.
public struct JobLane: Sendable, Hashable {
    public let name: String
    /// Jobs of it that run at the same time.
    public let width: Int
    /// Whether one more runs while all are taken, if whoever asked for it has nothing else waiting or under way:
    /// nobody's long work keeps everybody else's waiting.
    public let keepsPlaceForFirst: Bool

    public init(_ name: String, width: Int, keepsPlaceForFirst: Bool) {
        (self.name, self.width, self.keepsPlaceForFirst) = (name, width, keepsPlaceForFirst)
    }

    /// Reading files, which takes a processor each.
    public static let parsing = JobLane("parsing", width: 2, keepsPlaceForFirst: true)
    /// Work that waits for a server with models.
    public static let models = JobLane("models", width: 4, keepsPlaceForFirst: false)
    /// Work that nobody waits for.
    public static let maintenance = JobLane("maintenance", width: 1, keepsPlaceForFirst: false)
}

/// What a kind is given that needs no more than its subject.
public struct NoPayload: Codable, Sendable {
    public init() {}
}

/// A kind of job: what it is called, what it is given, and where it runs.
public struct JobKind<Payload: Codable & Sendable>: Sendable {
    /// `feature.verb`, as it stands in the table: for good.
    public let name: String
    public let lane: JobLane
    /// How often it is tried, with 1, 4, 16 and 64 seconds between.
    public let attempts: Int

    public init(_ name: String, lane: JobLane, attempts: Int = 5) {
        (self.name, self.lane, self.attempts) = (name, lane, attempts)
    }

    /// Adds a job inside a transaction of the caller's, so that it exists exactly when its subject does.
    /// - Parameter turn: jobs with a lower one go first: how many whoever asks for it has waiting already, so that a
    ///   hundred of one person hold up their own and nobody else's.
    /// - Throws: database errors.
    public func add(
        _ payload: Payload, about subject: UUID, priority: Job.Priority = .normal, turn: Int = 0, _ db: Database
    ) throws {
        let now = Date()
        try Job(
            id: .timeOrdered(), kind: name, subject: subject,
            payload: String(decoding: try JSONEncoder().encode(payload), as: UTF8.self), lane: lane.name,
            state: .queued, priority: priority, turn: turn, attempts: 0, addedAt: now, runAfter: now, progress: 0
        ).insert(db)
    }

    /// Adds a job where none about its subject is queued. One under way may have read already what has changed since;
    /// one that failed never stands in the way, and gives way to the new one.
    /// - Throws: database errors.
    public func addUnlessQueued(
        _ payload: Payload, about subject: UUID, priority: Job.Priority = .normal, _ db: Database
    ) throws {
        let own = jobs(about: subject)
        try own.filter(Column("state") == Job.State.failed).deleteAll(db)
        guard try own.filter(Column("state") == Job.State.queued).isEmpty(db) else { return }
        try add(payload, about: subject, priority: priority, db)
    }

    /// Adds a job where none about its subject is queued or under way.
    /// - Throws: database errors.
    public func addUnlessOpen(
        _ payload: Payload, about subject: UUID, priority: Job.Priority = .normal, _ db: Database
    ) throws {
        guard try jobs(about: subject).filter(Column("state") == Job.State.running).isEmpty(db) else { return }
        try addUnlessQueued(payload, about: subject, priority: priority, db)
    }

    /// Jobs of this kind about a subject.
    public func jobs(about subject: UUID) -> QueryInterfaceRequest<Job> {
        Job.about(subject).filter(Column("kind") == name)
    }

    /// What does the work of this kind.
    /// - Parameters:
    ///   - nouns: what the trail calls its subject, such as `document`, so that lists can name it.
    ///   - whenDropped: sets right what waited for the job, in the transaction in which an administrator ends it.
    ///   - perform: the work. Must be safe to run again from the start; is cancelled when the job is dropped.
    public func handler(
        about noun: String?, whenDropped: @escaping @Sendable (_ job: Job, _ db: Database) throws -> Void,
        perform: @escaping @Sendable (_ payload: Payload, _ context: JobContext) async throws -> Void
    ) -> JobHandler {
        JobHandler(name: name, lane: lane, attempts: attempts, noun: noun, whenDropped: whenDropped) { job, context in
            guard let payload = try? JSONDecoder().decode(Payload.self, from: Data(job.payload.utf8)) else {
                throw JobFailure.permanent("This job was queued by another release. Drop it, and ask for it again.")
            }
            try await perform(payload, context)
        }
    }
}

extension JobKind where Payload == NoPayload {
    public func add(about subject: UUID, priority: Job.Priority = .normal, turn: Int = 0, _ db: Database) throws {
        try add(.init(), about: subject, priority: priority, turn: turn, db)
    }

    public func addUnlessQueued(about subject: UUID, priority: Job.Priority = .normal, _ db: Database) throws {
        try addUnlessQueued(.init(), about: subject, priority: priority, db)
    }

    public func addUnlessOpen(about subject: UUID, priority: Job.Priority = .normal, _ db: Database) throws {
        try addUnlessOpen(.init(), about: subject, priority: priority, db)
    }
}

/// What does the work of one kind of job, whatever it is given. Made by `JobKind.handler`.
public struct JobHandler: Sendable {
    public let name: String
    public let lane: JobLane
    let attempts: Int
    /// What the trail calls the subjects of this kind; nil where nothing is to be named.
    public let noun: String?
    let whenDropped: @Sendable (Job, Database) throws -> Void
    let perform: @Sendable (Job, JobContext) async throws -> Void
}

/// What a job knows of itself while it runs.
public struct JobContext: Sendable {
    public let subject: UUID
    private let send: @Sendable (Double, String?) -> Void

    init(subject: UUID, send: @escaping @Sendable (Double, String?) -> Void) {
        (self.subject, self.send) = (subject, send)
    }

    /// Says how far the work is.
    /// - Parameters:
    ///   - progress: 0 to 1.
    ///   - stage: what it is doing, a word of its kind.
    public func report(_ progress: Double, stage: String? = nil) { send(progress, stage) }
}
