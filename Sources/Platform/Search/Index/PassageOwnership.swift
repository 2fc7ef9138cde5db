import Citations
import Foundation
import GRDB
import Persistence
import VectorIndex

/// Which passages each document has, and whose it is.
struct PassageOwnership: Sendable {
    /// Documents by their first passage; a document's passages are numbered without a gap.
    private var first: [Int64] = []
    private var last: [Int64] = []
    private var documents: [Int64] = []
    private var identifiers: [UUID] = []
    private var collectionOf: [UUID] = []
    private(set) var collections: Set<UUID> = []
    /// Of documents whose passages are sealed: for whom, and the last change of each.
    private var sealedFor: [Int64: (subject: Subject, change: Int64)] = [:]
    /// For each stem the documents whose titles hold it, as places in `documents`.
    private var titled: [String: [Int]] = [:]

    init() {}

    init(_ source: any PassageSource, _ db: Database) throws {
        let known = Dictionary(try source.owners(db).map { ($0.number, $0) }, uniquingKeysWith: { $1 })
        let rows = try Row.fetchCursor(
            db, sql: "SELECT document, min(number), max(number) FROM passage GROUP BY document ORDER BY 2")
        var titles: [String: [Int]] = [:]
        while let row = try rows.next() {
            guard let owner = known[row[0]] else { continue }
            for word in Set(QuestionTerms.tokens(owner.title)) {
                titles[word, default: []].append(documents.count)
            }
            documents.append(owner.number)
            identifiers.append(owner.id)
            collectionOf.append(owner.collection)
            first.append(row[1])
            last.append(row[2])
        }
        collections = Set(collectionOf)
        if known.values.contains(where: { $0.sealedFor != nil }) {
            let changes = try Row.fetchCursor(
                db,
                sql: """
                    SELECT document, max(number) FROM documentChange
                    WHERE document IN (SELECT document FROM sealedBlock) GROUP BY document
                    """)
            while let row = try changes.next() {
                guard let owner = known[row[0]], let subject = owner.sealedFor else { continue }
                sealedFor[owner.number] = (subject, row[1])
            }
        }
        let words = Array(titles.keys)
        var places: [String: Set<Int>] = [:]
        for (word, stem) in zip(words, try WordIndex.stems(of: words, db)) {
            places[stem, default: []].formUnion(titles[word] ?? [])
        }
        titled = places.mapValues { $0.sorted() }
    }

    /// The document that a passage belongs to.
    func document(of passage: Int64) -> Int64? {
        var (low, high) = (0, first.count)
        while low < high {
            let middle = (low + high) / 2
            if first[middle] <= passage { low = middle + 1 } else { high = middle }
        }
        return low > 0 && passage <= last[low - 1] ? documents[low - 1] : nil
    }

    /// The passages of the documents whose titles hold a word, given as the full-text index's stem.
    func passages(titled stem: String) -> [ClosedRange<Int64>] {
        (titled[stem] ?? []).map { first[$0]...last[$0] }
    }

    /// What is sealed of some documents.
    func sealed(_ documents: some Sequence<(document: Int64, passages: ClosedRange<Int64>)>) -> [SealedOwner] {
        guard !sealedFor.isEmpty else { return [] }
        return documents.compactMap { document, passages in
            sealedFor[document].map {
                SealedOwner(document: document, passages: passages, subject: $0.subject, change: $0.change)
            }
        }
    }

    /// Every document within a scope, its domains aside, and its passages.
    func documents(in scope: SearchScope) -> [(document: Int64, passages: ClosedRange<Int64>)] {
        documents.indices.filter { index in
            scope.collections?.contains(collectionOf[index]) ?? true
                && scope.documents?.contains(identifiers[index]) ?? true
        }.map { (documents[$0], first[$0]...last[$0]) }
    }
}

/// What a search may find, in the form that each kind of evidence takes.
struct AllowedPassages: Sendable {
    /// nil where that is everything.
    let windows: Admission?
    let sentences: Admission?
    let remote: Admission?
    /// A bit a passage number; nil where all may be found.
    private(set) var passages: [UInt64]?
    /// Whether only some passages of a document may be found, which the vectors' lists do not tell.
    let isWithinDocuments: Bool
    let ownership: PassageOwnership
    /// Documents within the scope whose passages must be opened to be searched.
    let sealed: [SealedOwner]

    /// - Parameter labelled: the passages of the scope's domains, where it names any.
    init(_ scope: SearchScope, labelled: [Int64]?, _ ownership: PassageOwnership, _ vectors: SearchIndex.Vectors) {
        self.ownership = ownership
        isWithinDocuments = labelled != nil
        let isEverything = scope.collections.map { ownership.collections.isSubset(of: $0) } ?? true
        guard !(isEverything && scope.isWhole) else {
            (windows, sentences, remote, passages) = (nil, nil, nil, nil)
            sealed = ownership.sealed(ownership.documents(in: .everything))
            return
        }
        let documents = ownership.documents(in: scope)
        sealed = ownership.sealed(documents)
        let groups = Set(documents.map(\.document))
        (windows, sentences) = (vectors.windows.admission(of: groups), vectors.sentences.admission(of: groups))
        remote = vectors.remote?.index.admission(of: groups)
        var bits = [UInt64](repeating: 0, count: Int((documents.last?.passages.upperBound ?? 0) / 64) + 1)
        for (_, passages) in documents {
            for passage in passages { bits[Int(passage / 64)] |= 1 << UInt64(passage % 64) }
        }
        if let labelled {
            var own = [UInt64](repeating: 0, count: bits.count)
            for passage in labelled where passage / 64 < own.count {
                own[Int(passage / 64)] |= 1 << UInt64(passage % 64)
            }
            for index in bits.indices { bits[index] &= own[index] }
        }
        passages = bits
    }

    /// How many of some passages may be read.
    func count(of numbers: [UInt32]) -> Int {
        guard let passages else { return numbers.count }
        return numbers.reduce(0) { count, number in
            let word = Int(number / 64)
            return count &+ (word < passages.count ? Int(passages[word] >> UInt64(number % 64) & 1) : 0)
        }
    }

    func contains(_ passage: Int64) -> Bool {
        guard let passages else { return true }
        return passage / 64 < passages.count && passages[Int(passage / 64)] >> UInt64(passage % 64) & 1 != 0
    }
}
