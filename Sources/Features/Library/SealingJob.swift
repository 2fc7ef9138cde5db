import Foundation
import GRDB
import Jobs
import Search

/// Seals what an earlier release stored of private collections in the clear, and takes out of the indices what lay there.
struct SealingJob: Sendable {
    static let kind = JobKind<NoPayload>("library.seal", lane: .maintenance)
    /// It is about all documents.
    static let everything = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))

    let database: any DatabaseWriter
    let sealing: DocumentSealing
    let search: PassageSearch

    /// Documents of private collections that are not sealed yet.
    private static let missing = """
        SELECT document.number FROM document JOIN collection ON collection.id = collectionID
        WHERE ownerID IS NOT NULL AND sealed IS NULL ORDER BY document.number
        """

    /// Queues the work where there is some. It is done once; until then it is queued or under way.
    static func queueMissing(_ db: Database) throws {
        if try Bool.fetchOne(db, sql: "SELECT EXISTS (\(missing))") ?? false {
            try kind.addUnlessOpen(about: everything, priority: .low, db)
        }
    }

    /// The job's work. Each document is a transaction: running it again goes on where it stopped.
    /// - Parameter report: is told how far it is, 0 to 1.
    func run(report: @Sendable (Double) -> Void) async throws {
        let numbers = try await database.read { db in try Int64.fetchAll(db, sql: Self.missing) }
        for (done, number) in numbers.enumerated() {
            try Task.checkCancellation()
            try await database.write { db in
                guard let record = try DocumentRecord.fetchOne(db, key: number), record.sealed == nil else { return }
                _ = try sealing.move(record, from: record.collectionID, passages: search.sealed, db)
                if record.state == .ready { try PassageRecord.noteChange(of: number, db) }
            }
            try await search.catchUp()
            report(0.9 * Double(done + 1) / Double(numbers.count))
        }
        try await search.forgetSealed()
    }
}
