import Testing
import VectorIndex

@Suite("Exact search") struct SearchTests {
    /// Unit vectors from a fixed seed.
    static func vectors(_ count: Int, seed: UInt64) -> [[Float]] {
        var state = seed
        func next() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: state) >> 33) / Float(1 << 30)
        }
        return (0..<count).map { _ in
            let raw = (0..<64).map { _ in next() }
            let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return raw.map { $0 / length }
        }
    }

    @Test("finds what a plain computation finds")
    func agreesWithBruteForce() throws {
        let index = VectorIndex(dimensions: 64)
        let base = Self.vectors(500, seed: 1)
        for group in 0..<5 {
            try index.replace(
                group: Int64(group),
                with: (0..<100).map {
                    (.init(owner: Int64(group * 100 + $0), ordinal: 0), VectorCode(base[group * 100 + $0]))
                })
        }
        for query in Self.vectors(20, seed: 2) {
            let exact = base.map { zip($0, query).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
            let hits = try index.search(query, count: 10)
            #expect(hits.count == 10)
            let tenth = exact.sorted(by: >)[9]
            for hit in hits {
                #expect(abs(hit.score - exact[Int(hit.point.owner)]) < 0.02)
                #expect(exact[Int(hit.point.owner)] > tenth - 0.04)
            }
        }
    }

    @Test("groups come, go and are kept from those who may not read them")
    func groups() throws {
        let index = VectorIndex(dimensions: 64)
        let base = Self.vectors(2, seed: 3)
        try index.replace(group: 1, with: [(.init(owner: 10, ordinal: 0), VectorCode(base[0]))])
        try index.replace(group: 2, with: [(.init(owner: 20, ordinal: 0), VectorCode(base[1]))])
        #expect(try index.search(base[0], count: 5).map(\.point.owner) == [10, 20])
        #expect(try index.search(base[0], count: 5, in: { $0 == 2 }).map(\.point.owner) == [20])
        index.remove(group: 1)
        #expect(try index.bestByOwner(base[0]).keys.sorted() == [20])
        #expect(throws: VectorIndex.Failure.dimensionMismatch(expected: 64, found: 3)) {
            try index.search([1, 2, 3], count: 1)
        }
    }
}
