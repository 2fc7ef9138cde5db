import Foundation
import GRDB
import VectorIndex

/// The vectors of a passage, as the index takes them.
struct PassageVectorRecord {
    var windows: [VectorIndex.Entry]
    var sentences: [VectorIndex.Entry]

    /// Those of a document's passages; none where it is not ready or gone.
    static func all(of document: Int64, dimensions: Int, _ db: Database) throws -> [PassageVectorRecord] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT number, windows, sentences FROM passage WHERE document = ? ORDER BY number",
            arguments: [document])
        var result: [PassageVectorRecord] = []
        while let row = try rows.next() {
            let passage: Int64 = row[0]
            func entries(_ codes: [VectorCode]) -> [VectorIndex.Entry] {
                codes.enumerated().map {
                    .init(point: .init(owner: passage, ordinal: Int32($0.offset)), code: $0.element)
                }
            }
            result.append(
                PassageVectorRecord(
                    windows: entries(WindowVectors.decode(row[1], dimensions: dimensions).map { VectorCode($0) }),
                    sentences: entries(SentenceVectors.decode(row[2], dimensions: dimensions).map(\.code))))
        }
        return result
    }
}

extension PassageVectorRecord {
    /// What an embedder made of a document's passages, one vector each.
    static func remote(of document: Int64, _ embedder: Int64, _ db: Database) throws -> [VectorIndex.Entry] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT p.number, e.vector FROM passage p JOIN passageEmbedding e ON e.passage = p.number
                WHERE p.document = ? AND e.embedder = ?
                """)
        return try Row.fetchAll(statement, arguments: [document, embedder]).compactMap { row in
            let data: Data = row[1]
            return WindowVectors.decode(data, dimensions: data.count / 4).first.map {
                .init(point: .init(owner: row[0], ordinal: 0), code: VectorCode($0))
            }
        }
    }
}
