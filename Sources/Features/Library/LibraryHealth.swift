import Foundation
import GRDB
import Kernel
import Logging
import Search
import Vault

/// Whether what the library holds is whole, and what a crash or an older database left behind.
struct LibraryHealth: Sendable {
    let database: any DatabaseWriter
    let files: OriginalFiles
    let search: PassageSearch
    private let logger = Logger(label: "homeroom.library")

    init(database: any DatabaseWriter, files: OriginalFiles, search: PassageSearch) {
        (self.database, self.files, self.search) = (database, files, search)
    }

    /// At the start: destroys files whose removal a crash cut short, sets aside those that no document names, and
    /// brings back those that one names again. Nothing that may be wanted is destroyed for 30 days.
    func tidy() throws {
        files.clearIncoming()
        try database.write { db in
            try SealingJob.queueMissing(db)
            for hash in try Data.fetchAll(db, sql: "SELECT hash FROM fileRemoval") {
                try DocumentStore.destroy(hash, files, db)
            }
        }
        let named = try database.read { db in
            try Data.fetchAll(db, sql: "SELECT DISTINCT hash FROM document WHERE state <> 'refused'")
        }
        let back = named.filter { !files.exists($0) && files.reclaim($0) }.count
        let aside = try files.setAside(files.strays(known: Set(named.map { Hexadecimal.encode($0) })))
        files.destroyOldOrphans()
        if aside > 0 || back > 0 {
            logger.notice(
                "files that no document names are kept for 30 days in the folder orphans; usual after an older database was put back",
                metadata: ["aside": "\(aside)", "back": "\(back)"])
        }
    }

    /// What is amiss, or worth knowing; empty when all is well. Blocks.
    /// - Parameter deep: also opens every original and checks it against its hash.
    func findings(deep: Bool) throws -> [HealthFinding] {
        try originalFindings(deep: deep) + recordFindings() + search.faults().map { .fault("library.search", $0) }
            + search.notes().map { .note("library.embedder", $0) } + orphanNotes()
    }

    private func orphanNotes() -> [HealthFinding] {
        let count = files.orphanCount()
        guard count > 0 else { return [] }
        return [
            .note(
                "library.orphans",
                "kept for 30 days because no document names them: \(count) \(count == 1 ? "file" : "files"). An older "
                    + "database, or one whose -wal file was cut, does not know what was added since")
        ]
    }

    private func originalFindings(deep: Bool) throws -> [HealthFinding] {
        let named = try database.read { db in
            try Row.fetchAll(
                db,
                // What a private collection holds is not named to whoever looks after the server.
                sql: """
                    SELECT hash, min(CASE WHEN sealed IS NULL THEN coalesce(title, fileName) END) FROM document
                    WHERE state <> 'refused' GROUP BY hash
                    """
            ).map { (hash: $0[0] as Data, title: $0[1] as String?) }
        }
        var found: [HealthFinding] = []
        for (hash, title) in named where found.count < 100 {
            let name =
                title.map { "the original of “\($0)”" } ?? "the original of a document of a private collection"
            if !files.exists(hash) {
                found.append(
                    .fault(
                        "library.originalMissing",
                        "\(name) is missing: restore the folder files from a backup, or remove the document"))
            } else if deep, !isWhole(hash) {
                found.append(
                    .fault(
                        "library.originalDamaged",
                        "\(name) is damaged: restore it from a backup, or remove the document and add it again"))
            }
        }
        let strays = files.strays(known: Set(named.map { Hexadecimal.encode($0.hash) })).count
        if strays > 0 {
            found.append(
                .fault(
                    "library.strays",
                    "files of no document: \(strays); the next start destroys what was removed, and moves others to orphans"
                ))
        }
        return found
    }

    private func isWhole(_ hash: Data) -> Bool {
        guard let bytes = try? files.read(hash) else { return false }
        return Data(blake2b256(bytes)) == hash
    }

    /// What still has a job, or one that can be retried.
    private static let jobs = "SELECT subject FROM job WHERE state IN ('queued', 'running', 'failed')"

    private func recordFindings() throws -> [HealthFinding] {
        var found: [HealthFinding] = []
        try database.read { db in
            let half =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM document d WHERE
                          state = 'ready' AND (pageCount <> (SELECT count(*) FROM page WHERE document = d.number)
                            OR passageCount <> (SELECT count(*) FROM passage WHERE document = d.number))
                          OR state <> 'ready' AND (EXISTS (SELECT 1 FROM page WHERE document = d.number)
                            OR EXISTS (SELECT 1 FROM passage WHERE document = d.number))
                        """) ?? 0
            if half > 0 {
                found.append(
                    .fault("library.half", "\(half) documents are half there: remove them and add their files again"))
            }
            let idle =
                try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM document WHERE state = 'waiting' AND id NOT IN (\(Self.jobs))"
                ) ?? 0
            if idle > 0 {
                found.append(.fault("library.idle", "\(idle) documents wait without a job: add their files again"))
            }
        }
        return found
    }

    func counts() throws -> (documents: Int, passages: Int, vectors: Int) {
        let (documents, passages) = try database.read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM document WHERE state = 'ready'") ?? 0,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM passage") ?? 0
            )
        }
        return (documents, passages, search.vectorCount)
    }
}
