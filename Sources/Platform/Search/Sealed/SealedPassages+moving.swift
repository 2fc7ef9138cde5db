import Extraction
import Foundation
public import GRDB
public import Persistence
import VectorIndex

extension SealedPassages {
    /// Has a document's passages lie as their owner asks from now on: sealed for a subject, or in the clear. They keep
    /// their numbers. Nothing happens where they do already.
    /// - Parameter subject: nil for the clear.
    /// - Returns: whether passages were sealed that lay in the clear: their words stay in the full-text index's pages, and
    ///   their vectors in the vector index's file, until `PassageSearch.forgetSealed` has been there.
    /// - Throws: `KeysFailure.destroyed` where the subject was erased; `Sealer.Forged` and `BlockReader.Malformed` where
    ///   what is sealed is damaged; database errors.
    public func move(_ document: Int64, to subject: Subject?, _ db: Database) throws -> Bool {
        let before = try Row.fetchOne(
            db, sql: "SELECT kind, subject FROM sealedBlock WHERE document = ? LIMIT 1", arguments: [document]
        ).map { Subject(.init(rawValue: $0["kind"]), $0["subject"]) }
        guard before != subject else { return false }
        let found = before == nil ? try clear(document, db) : try opened(document, db)
        guard !found.isEmpty else { return false }
        if before != nil {
            try db.execute(sql: "DELETE FROM sealedBlock WHERE document = ?", arguments: [document])
        }
        guard let subject else {
            try uncover(found, db)
            return false
        }
        if before == nil { try blank(document, db) }
        try seal(found, of: document, for: subject, db)
        return before == nil
    }

    private typealias Numbered = (number: Int64, passage: SealedPassage)

    private func clear(_ document: Int64, _ db: Database) throws -> [Numbered] {
        try PassageRecord.filter(Column("document") == document).order(Column("number")).fetchAll(db).compactMap {
            row in
            row.number.map { number in
                let headings = (try? JSONDecoder().decode([String].self, from: Data(row.headingPath.utf8))) ?? []
                return (
                    number,
                    SealedPassage(
                        range: min(row.start, row.end)..<row.end, firstPage: row.firstPage, lastPage: row.lastPage,
                        headingPath: headings, text: row.text,
                        windows: WindowVectors.decode(row.windows, dimensions: dimensions).map { VectorCode($0) },
                        sentences: SentenceVectors.decode(row.sentences, dimensions: dimensions))
                )
            }
        }
    }

    /// - Throws: `KeysFailure.destroyed` where the key is gone: passages that nobody can read are not moved anywhere.
    private func opened(_ document: Int64, _ db: Database) throws -> [Numbered] {
        let numbers = try Int64.fetchAll(
            db, sql: "SELECT number FROM passage WHERE document = ? ORDER BY number", arguments: [document])
        let texts = try texts(of: numbers, db)
        let (windows, sentences) = (try windows(of: numbers, db), try sentences(of: numbers, db))
        return try numbers.map { number in
            guard let text = texts[number] else { throw KeysFailure.destroyed }
            return (
                number,
                SealedPassage(
                    range: text.range, firstPage: text.firstPage, lastPage: text.lastPage,
                    headingPath: text.headingPath, text: text.text, windows: windows[number] ?? [],
                    sentences: sentences[number] ?? [])
            )
        }
    }

    /// Takes all that passages say out of the clear; `secure_delete` overwrites it.
    private func blank(_ document: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO passageText (passageText, rowid, text)
                SELECT 'delete', number, text FROM passage WHERE document = ?
                """, arguments: [document])
        for table in ["passageEmbedding", "passageRefusal"] {
            try db.execute(
                sql: "DELETE FROM \(table) WHERE passage IN (SELECT number FROM passage WHERE document = ?)",
                arguments: [document])
        }
        try db.execute(
            sql: """
                UPDATE passage SET start = 0, "end" = 0, firstPage = 0, lastPage = 0, headingPath = '[]', text = '',
                  windows = x'', sentences = x'', isSealed = 1 WHERE document = ?
                """, arguments: [document])
        // The index counts every passage of the table.
        try db.execute(
            sql: "INSERT INTO passageText (rowid, text) SELECT number, '' FROM passage WHERE document = ?",
            arguments: [document])
    }

    private func seal(_ found: [Numbered], of document: Int64, for subject: Subject, _ db: Database) throws {
        var next = 0
        for block in try draft(found.map(\.passage), db).blocks {
            try insert(block, first: found[next].number, of: document, for: subject, db)
            next += block.count
        }
    }

    private func uncover(_ found: [Numbered], _ db: Database) throws {
        let update = try db.cachedStatement(
            sql: """
                UPDATE passage SET start = ?, "end" = ?, firstPage = ?, lastPage = ?, headingPath = ?, text = ?,
                  windows = ?, sentences = ?, isSealed = 0 WHERE number = ?
                """)
        let remove = try db.cachedStatement(
            sql: "INSERT INTO passageText (passageText, rowid, text) VALUES ('delete', ?, '')")
        let add = try db.cachedStatement(sql: "INSERT INTO passageText (rowid, text) VALUES (?, ?)")
        for (number, passage) in found {
            let windows = passage.windows.map { code in code.codes.map { Float($0) * code.scale } }
            let headings = String(decoding: try JSONEncoder().encode(passage.headingPath), as: UTF8.self)
            try remove.execute(arguments: [number])
            try update.execute(arguments: [
                passage.range.lowerBound, passage.range.upperBound, passage.firstPage, passage.lastPage, headings,
                passage.text, WindowVectors.encode(windows), SentenceVectors.encode(passage.sentences), number,
            ])
            try add.execute(arguments: [number, passage.text])
        }
    }
}
