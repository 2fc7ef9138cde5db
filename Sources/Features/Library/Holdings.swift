import Citations
import Foundation
import GRDB
import VectorIndex

/// Which passages each document has, and whose it is.
struct Holdings: Sendable {
    /// Documents by their first passage; a document's passages are numbered without a gap.
    private var first: [Int64] = []
    private var last: [Int64] = []
    private var documents: [Int64] = []
    private var owners: [UUID] = []
    private(set) var collections: Set<UUID> = []
    /// For each stem the documents whose titles hold it, as places in `documents`.
    private var titled: [String: [Int]] = [:]

    init() {}

    init(_ db: Database) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT d.number, d.collectionID, min(p.number), max(p.number), coalesce(d.title, d.fileName)
                FROM document d
                JOIN passage p ON p.document = d.number GROUP BY d.number ORDER BY 3
                """)
        var titles: [String: [Int]] = [:]
        while let row = try rows.next() {
            for word in Set(QuestionTerms.tokens(row[4])) {
                titles[word, default: []].append(documents.count)
            }
            documents.append(row[0])
            owners.append(row[1])
            first.append(row[2])
            last.append(row[3])
        }
        collections = Set(owners)
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

    /// Every document of some collections and its passages.
    func documents(in collections: Set<UUID>) -> [(document: Int64, passages: ClosedRange<Int64>)] {
        documents.indices.filter { collections.contains(owners[$0]) }.map { (documents[$0], first[$0]...last[$0]) }
    }
}

/// What one asker may read, in the form that each kind of search takes.
struct Readable: Sendable {
    /// nil where that is everything.
    let windows: Admission?
    let sentences: Admission?
    let remote: Admission?
    /// A bit a passage number; nil where all may be read.
    let passages: [UInt64]?
    let holdings: Holdings

    init(of collections: Set<UUID>, _ holdings: Holdings, _ vectors: SearchIndex.Vectors) {
        self.holdings = holdings
        guard !holdings.collections.isSubset(of: collections) else {
            (windows, sentences, remote, passages) = (nil, nil, nil, nil)
            return
        }
        let documents = holdings.documents(in: collections)
        let groups = Set(documents.map(\.document))
        (windows, sentences) = (vectors.windows.admission(of: groups), vectors.sentences.admission(of: groups))
        remote = vectors.remote?.index.admission(of: groups)
        var bits = [UInt64](repeating: 0, count: Int((documents.last?.passages.upperBound ?? 0) / 64) + 1)
        for (_, passages) in documents {
            for passage in passages { bits[Int(passage / 64)] |= 1 << UInt64(passage % 64) }
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

    func admits(_ passage: Int64) -> Bool {
        guard let passages else { return true }
        return passage / 64 < passages.count && passages[Int(passage / 64)] >> UInt64(passage % 64) & 1 != 0
    }
}
