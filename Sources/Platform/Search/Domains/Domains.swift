import Foundation
public import GRDB
import Jobs
public import Kernel
import Persistence
import Synchronization
import TextEncoder
import Vault
import VectorIndex

/// The district's domains, and which of them each passage belongs to.
public final class Domains: Sendable {
    static let job = JobKind<NoPayload>("library.domains", lane: .maintenance)
    /// All passages are labelled by one job: it is about none of them.
    private static let everything = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    /// What passages were labelled by; where it is not what there is, they are labelled anew.
    static let labelled = Setting("domains-labelled", standard: "", notes: .everyField) { _ in }
    /// Passages labelled in one transaction.
    private static let batch = 500

    private let database: any DatabaseWriter
    private let encoder: TextEncoder
    private let sealed: SealedPassages
    private let offload = Offload("homeroom.domains", width: 1, urgent: true)
    private let kept = Mutex<(domains: [Domain], classifier: DomainClassifier)?>(nil)

    init(database: any DatabaseWriter, encoder: TextEncoder, sealed: SealedPassages) {
        (self.database, self.encoder, self.sealed) = (database, encoder, sealed)
    }

    /// Those there are.
    /// - Throws: database errors.
    public func list() async throws -> [Domain] { try await database.read { db in try Domain.setting.value(db) } }

    /// Tells which of them a text belongs to.
    /// - Throws: database errors.
    public func classifier() async throws -> DomainClassifier {
        let domains = try await list()
        return try await offload { self.classifier(of: domains) }
    }

    private func classifier(of domains: [Domain]) -> DomainClassifier {
        // Under the lock: of several who ask first, one makes it and the others wait.
        kept.withLock { kept in
            if let kept, kept.domains == domains { return kept.classifier }
            let made = DomainClassifier(domains) { encoder.embed($0, threads: 1) }
            kept = (domains, made)
            return made
        }
    }

    /// Puts other domains in place of those there are; every passage is then labelled anew.
    /// - Parameter isTrial: checks only.
    /// - Throws: `SearchFailure.domainsUnusable`.
    public func set(_ domains: [Domain], isTrial: Bool, by origin: RequestOrigin) async throws {
        try await database.write(isTrial: isTrial) { db in
            try Domain.setting.set(domains, at: nil, by: origin, db)
            try Self.queueMissing(db)
        }
    }

    // MARK: Labels

    /// Queues the labelling of all passages where domains have changed, or a release before this one knew none.
    static func queueMissing(_ db: Database) throws {
        let mark = Domain.mark(try Domain.setting.value(db))
        guard try labelled.value(db) != mark else { return }
        try job.addUnlessQueued(about: everything, priority: .low, db)
    }

    /// The job's work: from the vectors there are; nothing is embedded anew.
    /// - Parameter report: is told how far it is, 0 to 1.
    public func label(report: @Sendable (Double) -> Void) async throws {
        let domains = try await list()
        let all = try await database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM passage") ?? 0 }
        // A new appliance has nothing to label, and half a second of embedding would hold up its start.
        let classifier = all > 0 ? try await classifier() : DomainClassifier([]) { _ in [] }
        var (last, done): (Int64, Int) = (0, 0)
        while true {
            try Task.checkCancellation()
            let since = last
            let rows = try await database.read { [encoder, sealed] db in
                let rows = try Row.fetchAll(
                    db, sql: "SELECT number, windows, isSealed FROM passage WHERE number > ? ORDER BY number LIMIT ?",
                    arguments: [since, Self.batch])
                // What cannot be opened keeps its labels: one that is damaged does not hold up the others.
                let opened = (try? sealed.windows(of: rows.filter { $0[2] }.map { $0[0] as Int64 }, db)) ?? [:]
                return rows.map { row in
                    let number: Int64 = row[0]
                    let codes = opened[number]?.map { code in code.codes.map { Float($0) * code.scale } }
                    return (
                        number: number,
                        windows: codes ?? WindowVectors.decode(row[1], dimensions: encoder.dimensions)
                    )
                }
            }
            guard let end = rows.last?.number else { break }
            let labels = rows.filter { !$0.windows.isEmpty }
                .map { ($0.number, classifier.domains(of: Self.mean($0.windows))) }
            try await database.write { db in
                for (passage, domains) in labels { try Self.store(domains, of: passage, db) }
            }
            (last, done) = (end, done + rows.count)
            report(Double(done) / Double(max(all, 1)))
        }
        try await database.write { db in
            // They may have been changed again meanwhile.
            guard try Domain.setting.value(db) == domains else { return try Self.queueMissing(db) }
            try Self.labelled.store(Domain.mark(domains), db)
        }
    }

    /// - Parameter passage: one that there still may be, or not.
    public static func store(_ domains: [String], of passage: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM passageDomain WHERE passage = ?", arguments: [passage])
        let insert = try db.cachedStatement(
            sql: "INSERT INTO passageDomain (passage, domain) SELECT number, ? FROM passage WHERE number = ?")
        for domain in domains { try insert.execute(arguments: [domain, passage]) }
    }

    /// The passages of some domains.
    static func passages(of domains: Set<String>, _ db: Database) throws -> [Int64] {
        let marks = Array(repeating: "?", count: domains.count).joined(separator: ", ")
        return try Int64.fetchAll(
            db, sql: "SELECT DISTINCT passage FROM passageDomain WHERE domain IN (\(marks))",
            arguments: StatementArguments(domains.sorted()))
    }

    /// The domains of a document: those of a quarter of its passages at least, the most frequent first.
    public static func domains(of document: Int64, _ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT domain FROM passageDomain JOIN passage p ON p.number = passage WHERE p.document = ?1
                GROUP BY domain HAVING 4 * count(*) >= (SELECT count(*) FROM passage WHERE document = ?1)
                ORDER BY count(*) DESC LIMIT 3
                """, arguments: [document])
    }

    /// The mean of some vectors, unit length.
    public static func mean(_ windows: [[Float]]) -> [Float] {
        guard var sum = windows.first else { return [] }
        for window in windows.dropFirst() { for index in sum.indices { sum[index] += window[index] } }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sum.map { $0 / length } : sum
    }
}
