import Foundation
public import GRDB
public import Persistence
import TextEncoder
import Vault
import VectorIndex

/// Passages that lie sealed: the text, the words and the vectors of `SealedBlock.size` of a document together, with the
/// key of the subject that they belong to. Nothing of them is in the full-text index, the vector index, or the columns of
/// `passage`, where a number alone stands for each.
///
/// All calls block; they belong inside reads and writes of homeroom.db.
public struct SealedPassages: Sendable {
    let keys: SubjectKeys
    /// Numbers in a vector.
    let dimensions: Int

    private static let texts = SealedColumn<Data>("sealedBlock.texts")
    private static let words = SealedColumn<Data>("sealedBlock.words")
    private static let sentences = SealedColumn<Data>("sealedBlock.sentences")

    private static func row(_ document: Int64, _ first: Int64) -> String { "\(document).\(first)" }

    // MARK: Storing

    /// Passages on their way to being sealed: what takes long is done.
    public struct Draft: Sendable {
        let blocks: [SealedBlock]
    }

    /// Takes the words and vectors of passages together, before the transaction that stores them.
    /// - Parameter db: any connection; its tokenizer is asked, so that sealed passages hold the same words as clear ones.
    /// - Throws: database errors.
    public func draft(_ entries: [PassageEmbedding.Entry], _ db: Database) throws -> Draft {
        try draft(entries.map(SealedPassage.init), db)
    }

    func draft(_ passages: [SealedPassage], _ db: Database) throws -> Draft {
        let stems = try WordIndex.stems(ofTexts: passages.map(\.text), db)
        return Draft(
            blocks: stride(from: 0, to: passages.count, by: SealedBlock.size).map { start in
                let range = start..<min(start + SealedBlock.size, passages.count)
                return SealedBlock(passages[range], stems: stems[range])
            })
    }

    /// Seals and stores the passages of a document that has none.
    /// - Returns: their numbers, in their order.
    /// - Throws: `KeysFailure.destroyed` where the subject was erased; database errors.
    public func insert(_ draft: Draft, of document: Int64, for subject: Subject, _ db: Database) throws -> [Int64] {
        var numbers: [Int64] = []
        for block in draft.blocks {
            let start = numbers.count
            for _ in 0..<block.count {
                var passage = PassageRecord(sealedOf: document, ordinal: numbers.count)
                try passage.insertWithWords(db)
                numbers.append(passage.number ?? 0)
            }
            try insert(block, first: numbers[start], of: document, for: subject, db)
        }
        return numbers
    }

    func insert(
        _ block: SealedBlock, first: Int64, of document: Int64, for subject: Subject, _ db: Database
    ) throws {
        let sealer = try keys.sealer(toWriteFor: subject, in: db)
        let row = Self.row(document, first)
        try db.execute(
            sql: """
                INSERT INTO sealedBlock (first, document, passages, kind, subject, texts, words, sentences)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                first, document, block.count, subject.kind.rawValue, subject.id,
                Self.texts.seal(block.texts, row: row, with: sealer),
                Self.words.seal(block.words, row: row, with: sealer),
                Self.sentences.seal(block.sentences, row: row, with: sealer),
            ])
    }

    // MARK: Opening

    /// The key that a subject's passages are opened with; nil where it is gone.
    func sealer(of subject: Subject) throws -> Sealer? { try keys.sealer(of: subject) }

    private static func subject(_ row: Row) -> Subject { Subject(.init(rawValue: row["kind"]), row["subject"]) }

    /// The texts of some sealed passages; those are left out that are gone, or whose key is.
    /// - Throws: database errors; `Sealer.Forged` and `BlockReader.Malformed` where they are damaged.
    func texts(of numbers: some Collection<Int64>, _ db: Database) throws -> [Int64: SealedBlock.Text] {
        let found = try opened(numbers, "texts", db) { data, row, count, sealer in
            let sealed = Sealed<Data>(bytes: data)
            return try SealedBlock.texts(Self.texts.open(sealed, row: row, with: sealer), count: count)
        }
        return found
    }

    /// The sentences of some sealed passages; as `texts`.
    /// - Throws: as `texts`.
    func sentences(of numbers: some Collection<Int64>, _ db: Database) throws -> [Int64: [SentenceVector]] {
        try opened(numbers, "sentences", db) { data, row, count, sealer in
            let sealed = Sealed<Data>(bytes: data)
            return try SealedBlock.sentences(
                Self.sentences.open(sealed, row: row, with: sealer), count: count, dimensions: dimensions)
        }
    }

    /// The windows' vectors of some sealed passages; as `texts`.
    /// - Throws: as `texts`.
    func windows(of numbers: some Collection<Int64>, _ db: Database) throws -> [Int64: [VectorCode]] {
        try opened(numbers, "words", db) { data, row, count, sealer in
            let sealed = Sealed<Data>(bytes: data)
            return try SealedBlock.words(
                Self.words.open(sealed, row: row, with: sealer), count: count, dimensions: dimensions
            ).map(\.windows)
        }
    }

    /// Opens a part of the blocks that hold some passages, each block once.
    private func opened<Value>(
        _ numbers: some Collection<Int64>, _ column: String, _ db: Database,
        open: (_ sealed: Data, _ row: String, _ count: Int, _ sealer: Sealer) throws -> [Value]
    ) throws -> [Int64: Value] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT first, document, passages, kind, subject, \(column) FROM sealedBlock
                WHERE first <= ? ORDER BY first DESC LIMIT 1
                """)
        var found: [Int64: Value] = [:]
        var last: (first: Int64, values: [Value]) = (0, [])
        for number in numbers.sorted() {
            if last.values.isEmpty || number - last.first >= last.values.count {
                guard let row = try Row.fetchOne(statement, arguments: [number]) else { continue }
                let (first, count): (Int64, Int) = (row["first"], row["passages"])
                guard number - first < count, let sealer = try keys.sealer(of: Self.subject(row)) else { continue }
                last = (first, try open(row[column], Self.row(row["document"], first), count, sealer))
            }
            let index = Int(number - last.first)
            if last.values.indices.contains(index) { found[number] = last.values[index] }
        }
        return found
    }

    /// How many bytes of memory a document's passages take while they are open, sentences apart; from what lies sealed,
    /// which is about as much.
    func sizes(of document: Int64, _ db: Database) throws -> (words: Int, sentences: Int) {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT total(length(words)), total(length(sentences)) FROM sealedBlock WHERE document = ?",
            arguments: [document])
        return (Int(row?[0] as Double? ?? 0), Int(row?[1] as Double? ?? 0))
    }

    /// Opens a document's passages for searching.
    /// - Returns: nil where there are none, or another change has come since.
    /// - Throws: as `texts`.
    func part(
        of owner: SealedOwner, title: Set<WordHash>, withSentences: Bool, _ sealer: Sealer, _ db: Database
    ) throws -> SealedPart? {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT first, passages, words, \(withSentences ? "sentences" : "NULL AS sentences") FROM sealedBlock
                WHERE document = ? AND kind = ? AND subject = ? ORDER BY first
                """, arguments: [owner.document, owner.subject.kind.rawValue, owner.subject.id])
        var content: [SealedBlock.Searched] = []
        var sentences: [[SentenceVector]] = []
        while let row = try rows.next() {
            let (first, count): (Int64, Int) = (row["first"], row["passages"])
            guard first == owner.passages.lowerBound + Int64(content.count) else { return nil }
            let place = Self.row(owner.document, first)
            content += try SealedBlock.words(
                Self.words.open(row["words"], row: place, with: sealer), count: count, dimensions: dimensions)
            guard withSentences else { continue }
            sentences += try SealedBlock.sentences(
                Self.sentences.open(row["sentences"], row: place, with: sealer), count: count, dimensions: dimensions)
        }
        guard !content.isEmpty else { return nil }
        return SealedPart(
            document: owner.document, first: owner.passages.lowerBound, title: title, content,
            sentences: withSentences ? sentences : nil, dimensions: dimensions)
    }
}
