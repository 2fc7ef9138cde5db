import Foundation
import GRDB
import Synchronization
import VectorIndex

/// The vectors of every passage, in memory: windows for what a passage is about, sentences for what it says.
final class SearchIndex: Sendable {
    let windows: VectorIndex
    let sentences: VectorIndex
    /// The collection of each document in the index.
    private let collections = Mutex<[Int64: UUID]>([:])

    init(dimensions: Int) {
        windows = VectorIndex(shape: IndexShape(dimensions: dimensions))
        sentences = VectorIndex(shape: IndexShape(dimensions: dimensions))
    }

    /// Reads everything that the database holds.
    func load(_ database: any DatabaseReader) throws {
        let documents = try database.read { db in
            try Row.fetchAll(db, sql: "SELECT number, collectionID FROM document WHERE state = 'ready'")
        }
        for row in documents {
            let number: Int64 = row["number"]
            let passages = try database.read { db in
                try PassageRecord.filter(Column("document") == number).fetchAll(db)
            }
            try insert(
                document: number, collection: row["collectionID"],
                passages: passages.map { passage in
                    (
                        passage.number ?? 0,
                        WindowVectors.decode(passage.windows, dimensions: windows.shape.dimensions).map {
                            VectorCode($0)
                        },
                        SentenceVectors.decode(passage.sentences, dimensions: windows.shape.dimensions).map(\.code)
                    )
                })
        }
    }

    /// Adds a document, in place of what was known of it.
    func insert(
        document: Int64, collection: UUID, passages: [(number: Int64, windows: [VectorCode], sentences: [VectorCode])]
    ) throws {
        func points(_ codes: [VectorCode], of passage: Int64) -> [VectorIndex.Entry] {
            codes.enumerated().map {
                .init(point: .init(owner: passage, ordinal: Int32($0.offset)), code: $0.element)
            }
        }
        try windows.replace(group: document, with: passages.flatMap { points($0.windows, of: $0.number) })
        try sentences.replace(group: document, with: passages.flatMap { points($0.sentences, of: $0.number) })
        collections.withLock { $0[document] = collection }
    }

    func remove(document: Int64) {
        collections.withLock { $0[document] = nil }
        windows.remove(group: document)
        sentences.remove(group: document)
    }

    /// Vectors held.
    var count: Int { windows.count + sentences.count }

    /// The documents in `collections`; all where that is nil.
    func documents(in wanted: Set<UUID>?) -> Set<Int64> {
        collections.withLock { all in
            Set(all.filter { wanted?.contains($0.value) ?? true }.keys)
        }
    }
}
