public import GRDB
import Synchronization

/// What every feature tells of a person, for whoever makes the export.
public final class PersonExports: Sendable {
    /// Adds all that a feature keeps of a person.
    public typealias Step = @Sendable (_ export: PersonExport, _ db: Database) throws -> Void
    private let steps = Mutex<[Step]>([])

    public init() {}

    /// Each feature adds its step where it is made.
    public func add(_ step: @escaping Step) { steps.withLock { $0.append(step) } }

    /// Has all features add what they keep, in one transaction.
    /// - Throws: what they throw.
    public func fill(_ export: PersonExport, _ db: Database) throws {
        for step in steps.withLock({ $0 }) { try step(export, db) }
    }
}
