import Foundation
import GRDB
import Kernel
import Logging
import Vault
import VectorIndex

/// The vector index's files: for each generation one of windows and one of sentences, and one of a remote embedder's
/// vectors where there are such, named by the last change of the documents that they know. Two generations are kept.
struct IndexFiles: Sendable {
    private let folder: String
    /// Names the database, so that a file of another is not taken for its own.
    private let database: Data
    private let lastChange: Int64
    private let serving: Int64?

    init(folder: String, database: any DatabaseReader) throws {
        self.folder = folder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        (self.database, lastChange, serving) = try database.read { db in
            (
                try Data.fetchOne(db, sql: "SELECT id FROM libraryIdentity") ?? Data(),
                try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'documentChange'") ?? 0,
                try EmbedderRecord.serving(db)?.number
            )
        }
    }

    private enum Kind: String, CaseIterable { case windows, sentences, remote }

    private func path(_ kind: Kind, _ change: Int64) -> String { folder + "/\(kind.rawValue)-\(change).hnsw" }

    private func identity(_ kind: Kind, embedder: Int64 = 0) -> [UInt8] {
        Array(blake2b256(Array(database) + Array("all-MiniLM-L6-v2 \(kind.rawValue) \(embedder) 1".utf8)))
    }

    /// The changes that there are files for, newest first.
    private var generations: [Int64] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let changes = names.compactMap {
            $0.wholeMatch(of: /(?:windows|sentences|remote)-(\d+)\.hnsw/).flatMap { Int64($0.1) }
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
                var vectors = SearchIndex.Vectors(windows: windows.index, sentences: sentences.index)
                vectors.remote = openRemote(change)
                return (vectors, change)
            } catch {
                logger.warning(
                    "a file of the vector index is not used; it is made again from the database",
                    metadata: ["change": "\(change)", "reason": "\(error)"])
                for kind in Kind.allCases { unlink(path(kind, change)) }
            }
        }
        return nil
    }

    /// The vectors of the embedder that serves; nil where they must be read from the database again.
    private func openRemote(_ change: Int64) -> SearchIndex.Remote? {
        guard let serving,
            let opened = try? VectorIndex.open(path(.remote, change), identity: identity(.remote, embedder: serving)),
            opened.change == change
        else { return nil }
        return .init(embedder: serving, index: opened.index)
    }

    /// Writes a generation, lets the index use its pages, and deletes all but the last.
    /// - Parameter kept: generations that stay, the new one among them.
    func write(_ vectors: SearchIndex.Vectors, change: Int64, keeping kept: Int) throws {
        try write(vectors.windows, .windows, identity(.windows), change)
        try write(vectors.sentences, .sentences, identity(.sentences), change)
        if let remote = vectors.remote {
            try write(remote.index, .remote, identity(.remote, embedder: remote.embedder), change)
        }
        for old in generations.dropFirst(kept) { for kind in Kind.allCases { unlink(path(kind, old)) } }
    }
    private func write(_ index: VectorIndex, _ kind: Kind, _ identity: [UInt8], _ change: Int64) throws {
        try DurableFile.write(to: path(kind, change)) { file in
            try index.write(to: file, stamp: .init(identity: identity, change: change))
        }
        try index.adopt(path(kind, change))
    }
}
