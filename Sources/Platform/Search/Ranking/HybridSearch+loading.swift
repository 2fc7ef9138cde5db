import Foundation
import GRDB
import TextEncoder
import VectorIndex

extension HybridSearch {
    /// What is shown of the passages that were found, in their order; those that went meanwhile are left out.
    func load(
        _ order: ArraySlice<(passage: Int64, score: Float, similarity: Float)>, question: String, _ vector: [Float],
        _ open: OpenPassages, in collections: Set<UUID>?
    ) throws -> [SearchHit] {
        let code = VectorCode(vector)
        return try database.read { db in
            let stored = try read(order.map(\.passage), open, db)
            let details = try source.details(
                of: Set(stored.values.map(\.document)), question: question, in: collections, db)
            return order.compactMap { entry in
                guard let (document, passage, vectors) = stored[entry.passage], let owner = details[document] else {
                    return nil
                }
                return SearchHit(
                    number: entry.passage, documentID: owner.id, documentTitle: owner.title, hasPages: owner.hasPages,
                    firstPage: passage.firstPage, lastPage: passage.lastPage, headingPath: passage.headingPath,
                    start: passage.range.lowerBound, text: passage.text, score: entry.score,
                    similarity: entry.similarity,
                    sentences: vectors.map {
                        .init(range: $0.range, isHeading: $0.isHeading, similarity: $0.code.dot(code))
                    }, isbn: owner.isbn, sku: owner.sku, edition: owner.edition)
            }
        }
    }

    private typealias Stored = (document: Int64, passage: SealedBlock.Text, sentences: [SentenceVector])

    /// Passages by their numbers, whichever way they are stored.
    private func read(_ numbers: [Int64], _ open: OpenPassages, _ db: Database) throws -> [Int64: Stored] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT document, start, "end", firstPage, lastPage, headingPath, text, sentences, isSealed
                FROM passage WHERE number = ?
                """)
        var found: [Int64: Stored] = [:]
        var sealed: [Int64: Int64] = [:]
        for number in numbers {
            guard let row = try Row.fetchOne(statement, arguments: [number]) else { continue }
            if row[8] as Bool {
                sealed[number] = row[0]
                continue
            }
            let (headings, start, end): (String, Int, Int) = (row[5], row[1], row[2])
            let text = SealedBlock.Text(
                range: min(start, end)..<end, firstPage: row[3], lastPage: row[4],
                headingPath: headings == "[]" ? [] : try JSONDecoder().decode([String].self, from: Data(headings.utf8)),
                text: row[6])
            found[number] = (row[0], text, SentenceVectors.decode(row[7], dimensions: encoder.dimensions))
        }
        guard !sealed.isEmpty else { return found }
        let texts = try passages.texts(of: sealed.keys, db)
        // Their vectors are open already, or were left out for their size.
        var vectors: [Int64: [SentenceVector]] = [:]
        for number in sealed.keys {
            if let (part, index) = open.find(number) { vectors[number] = part.sentenceVectors(index) }
        }
        let left = try passages.sentences(of: sealed.keys.filter { vectors[$0] == nil }, db)
        for (number, document) in sealed {
            guard let text = texts[number] else { continue }
            found[number] = (document, text, vectors[number] ?? left[number] ?? [])
        }
        return found
    }
}
