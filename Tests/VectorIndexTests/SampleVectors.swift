@testable import VectorIndex

/// Vectors in clusters, as those of texts are, the same on every run.
struct SampleVectors {
    static let dimensions = 64
    let base: [[Float]]
    let queries: [[Float]]

    init(_ count: Int, queries: Int = 50, seed: UInt64 = 1) {
        var random = SplitMix64(state: seed)
        func vector() -> [Float] {
            (0..<Self.dimensions).map { _ in
                (0..<4).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &random) }
            }
        }
        let centres = (0..<max(count / 40, 1)).map { _ in vector() }
        func near() -> [Float] {
            let centre = centres[Int.random(in: 0..<centres.count, using: &random)]
            return Self.unit(zip(centre, vector()).map { $0 + 0.7 * $1 })
        }
        base = (0..<count).map { _ in near() }
        self.queries = (0..<queries).map { _ in near() }
    }

    static func unit(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    /// Groups of ten vectors; an owner a vector.
    func groups(_ rows: Range<Int>) -> [VectorIndex.Group] {
        stride(from: rows.lowerBound, to: rows.upperBound, by: 10).map { start in
            (
                Int64(start / 10),
                (start..<min(start + 10, rows.upperBound)).map {
                    .init(point: .init(owner: Int64($0), ordinal: 0), code: VectorCode(base[$0]))
                }
            )
        }
    }

    /// An index of all of them, with a graph when there are enough.
    func index(constructionBreadth: Int = 64) throws -> VectorIndex {
        let index = VectorIndex(
            shape: IndexShape(dimensions: Self.dimensions, links: 8, constructionBreadth: constructionBreadth))
        try index.replace(groups(0..<base.count), threads: 2)
        return index
    }

    /// The share of the true nearest ten, among rows that `isHere` keeps, that the index finds.
    func recall(
        _ index: VectorIndex, breadth: Int? = nil, in admission: Admission? = nil, isHere: (Int) -> Bool = { _ in true }
    )
        throws -> Double
    {
        let rows = base.indices.filter(isHere)
        var found = 0
        for query in queries {
            let scored = rows.map { row in (row, zip(query, base[row]).reduce(Float(0)) { $0 + $1.0 * $1.1 }) }
            let truth = Set(scored.sorted { $0.1 > $1.1 }.prefix(10).map { Int64($0.0) })
            let hits = try index.search(query, count: 10, breadth: breadth, in: admission)
            found += truth.intersection(hits.map(\.point.owner)).count
        }
        return Double(found) / Double(10 * queries.count)
    }
}
