import Foundation
import GRDB
import Kernel
import Logging
import Vault
import VectorIndex

/// The vector index's files: a pair for each generation, named by the last change of the documents that it knows. Two
/// generations are kept.
struct IndexFiles: Sendable {
    private let folder: String
    /// Names the database, so that a file of another is not taken for its own.
    private let database: Data
    private let lastChange: Int64

    init(folder: String, database: any DatabaseReader) throws {
        self.folder = folder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        (self.database, lastChange) = try database.read { db in
            (
                try Data.fetchOne(db, sql: "SELECT id FROM libraryIdentity") ?? Data(),
                try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'documentChange'") ?? 0
            )
        }
    }

    private enum Kind: String, CaseIterable { case windows, sentences }

    private func path(_ kind: Kind, _ change: Int64) -> String { folder + "/\(kind.rawValue)-\(change).hnsw" }

    private func identity(_ kind: Kind) -> [UInt8] {
        Array(blake2b256(Array(database) + Array("all-MiniLM-L6-v2 \(kind.rawValue) 1".utf8)))
    }

    /// The changes that there are files for, newest first.
    private var generations: [Int64] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let changes = names.compactMap {
            $0.wholeMatch(of: /(?:windows|sentences)-(\d+)\.hnsw/).flatMap { Int64($0.1) }
        }
        return Set(changes).sorted(by: >)
    }

    /// The newest generation that is whole and not ahead of the database; what is not is deleted.
    func open(logger: Logger) -> (vectors: SearchIndex.Vectors, change: Int64)? {
        for change in generations {
            do {
                // A database from a backup may be behind its index.
                guard change <= lastChange else { throw IndexFile.Failure.belongsElsewhere }
                let windows = try VectorIndex.open(path(.windows, change), identity: identity(.windows))
                let sentences = try VectorIndex.open(path(.sentences, change), identity: identity(.sentences))
                guard windows.change == change, sentences.change == change else {
                    throw IndexFile.Failure.belongsElsewhere
                }
                return (.init(windows: windows.index, sentences: sentences.index), change)
            } catch {
                logger.warning(
                    "a file of the vector index is not used; it is made again from the database",
                    metadata: ["change": "\(change)", "reason": "\(error)"])
                for kind in Kind.allCases { unlink(path(kind, change)) }
            }
        }
        return nil
    }

    /// Writes a generation, lets the index use its pages, and deletes all but the one before.
    func write(_ vectors: SearchIndex.Vectors, change: Int64) throws {
        for (kind, index) in [(Kind.windows, vectors.windows), (.sentences, vectors.sentences)] {
            try DurableFile.write(to: path(kind, change)) { file in
                try index.write(to: file, stamp: .init(identity: identity(kind), change: change))
            }
            try index.adopt(path(kind, change))
        }
        for old in generations.dropFirst(2) { for kind in Kind.allCases { unlink(path(kind, old)) } }
    }
}
