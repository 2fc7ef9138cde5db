public import Foundation
public import GRDB
import Synchronization

/// What every feature does when a person is erased, in the transaction that erases them.
public final class PersonErasure: Sendable {
    /// Removes all that a feature keeps of a person.
    public typealias Step = @Sendable (_ person: UUID, _ db: Database) throws -> Void
    private let steps = Mutex<[Step]>([])

    public init() {}

    /// Each feature adds its step where it is made.
    public func add(_ step: @escaping Step) { steps.withLock { $0.append(step) } }

    public func erase(_ person: UUID, _ db: Database) throws {
        for step in steps.withLock({ $0 }) { try step(person, db) }
    }
}
