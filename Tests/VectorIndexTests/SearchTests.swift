import Synchronization
import Testing
import VectorIndex

@Suite("Nearest vectors") struct SearchTests {
    @Test("among few vectors, all that are nearest are found, by group and by permission")
    func few() throws {
        let sample = SampleVectors(600)
        let index = try sample.index()
        #expect(try sample.recall(index) > 0.985)
        let readable = index.admission(of: Set((0..<60).filter { $0 % 3 == 0 }.map { Int64($0) }))
        #expect(try sample.recall(index, in: readable) { $0 / 10 % 3 == 0 } > 0.985)
        let hits = try index.search(sample.queries[0], count: 600, in: readable)
        #expect(hits.count == 200 && hits.allSatisfy { $0.group % 3 == 0 && $0.group == $0.point.owner / 10 })
        #expect(zip(hits, hits.dropFirst()).allSatisfy { $0.score >= $1.score })
        #expect(try index.search(sample.queries[0], count: 5, in: index.admission(of: [])).isEmpty)
        #expect(throws: VectorIndex.Failure.dimensionMismatch(expected: 64, found: 3)) {
            try index.search([1, 2, 3], count: 1)
        }
        #expect(throws: VectorIndex.Failure.dimensionMismatch(expected: 64, found: 2)) {
            try index.replace(group: 1, with: [.init(point: .init(owner: 1, ordinal: 0), code: VectorCode([1, 2]))])
        }
        #expect(index.count == 600)
    }

    @Test("among many, the graph finds nearly all, at any share of readable vectors", arguments: [0.01, 0.1, 0.5, 1])
    func many(share: Double) throws {
        let sample = Self.many
        let index = try sample.sample.get().index
        let isHere = { (row: Int) in Double(row / 10 * 7919 % 1000) < share * 1000 }
        let groups = Set(sample.vectors.base.indices.filter(isHere).map { Int64($0 / 10) })
        let admission = share < 1 ? index.admission(of: groups) : nil
        #expect(try sample.vectors.recall(index, in: admission, isHere: isHere) > 0.95)
    }

    /// Made once: building a graph takes long in a debug build.
    private static let many = (
        vectors: SampleVectors(4000), sample: Result { Made(index: try SampleVectors(4000).index()) }
    )
    private struct Made: Sendable { let index: VectorIndex }

    @Test("an owner's best score is found by name, and gone when its group is")
    func byName() throws {
        let sample = SampleVectors(100)
        let index = try sample.index()
        let query = sample.queries[0]
        let exact = zip(query, sample.base[42]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        let found = try index.scores(query, of: [(4, 42), (4, 51), (99, 1)])
        #expect(found.keys.sorted() == [42] && abs(found[42, default: 0] - exact) < 0.01)
        index.remove(group: 4)
        #expect(try index.scores(query, of: [(4, 42)]).isEmpty)
        #expect(index.count == 90 && !index.groups.contains(4))
    }

    @Test("after half of the vectors left and others took their slots, as much is found as in a fresh index")
    func churn() throws {
        let sample = SampleVectors(3000)
        let index = try sample.index()
        let fresh = try sample.recall(index, breadth: 24)
        let odd = (0..<300).filter { $0 % 2 == 1 }.map { Int64($0) }
        for start in stride(from: 0, to: odd.count, by: 30) { index.remove(Array(odd[start..<start + 30])) }
        #expect(index.count == 1500)
        #expect(try sample.recall(index, breadth: 24) { $0 / 10 % 2 == 0 } > fresh - 0.01)
        try index.replace(sample.groups(0..<3000).filter { $0.name % 2 == 1 }, threads: 2)
        #expect(index.count == 3000)
        #expect(try sample.recall(index, breadth: 24) >= fresh - 0.01)
    }

    @Test("everything may leave, and others come")
    func emptied() throws {
        let sample = SampleVectors(2200, queries: 10)
        let index = try sample.index()
        index.remove(Array(index.groups))
        #expect(try index.search(sample.queries[0], count: 3).isEmpty)
        try index.replace(sample.groups(0..<300), threads: 1)
        #expect(try sample.recall(index) { $0 < 300 } > 0.95)
    }

    @Test("searches go on while groups come and go, and never name what they do not hold")
    func concurrency() async throws {
        let sample = SampleVectors(2600)
        let index = try sample.index()
        let readable = Set((0..<260).filter { $0 % 2 == 0 }.map { Int64($0) })
        let isDone = Flag()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<3 {
                group.addTask {
                    var searches = 0
                    while !isDone.isSet.load(ordering: .relaxed) || searches < 50 {
                        let admission = task == 0 ? nil : index.admission(of: readable)
                        let query = sample.queries[searches % sample.queries.count]
                        let hits = (try? index.search(query, count: 10, in: admission)) ?? []
                        #expect(hits.allSatisfy { $0.point.owner / 10 == $0.group })
                        if task > 0 { #expect(hits.allSatisfy { readable.contains($0.group) }) }
                        searches += 1
                        // Lets the writer have a thread where there are few.
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                for round in 0..<20 {
                    let groups = (0..<10).map { Int64(round * 10 + $0) }
                    index.remove(groups)
                    try? index.replace(sample.groups(round * 100..<round * 100 + 100), threads: 1)
                }
                isDone.isSet.store(true, ordering: .relaxed)
            }
        }
        #expect(index.count == 2600)
        #expect(try sample.recall(index) > 0.95)
    }
}

/// Set by one task, seen by others.
private final class Flag: Sendable {
    let isSet = Atomic<Bool>(false)
}
