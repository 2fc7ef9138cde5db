import CKernels
import Synchronization

/// Finds the vectors nearest to a query, by an exact scan over 8-bit codes.
///
/// Vectors come and go in groups (a document each). Readers work on the groups they found at the start and never wait
/// for a writer. Safe from many threads.
public final class VectorIndex: Sendable {
    /// What can go wrong.
    public enum Failure: Error, Equatable {
        /// A vector of another length than the index holds.
        case dimensionMismatch(expected: Int, found: Int)
    }

    /// A vector's name: what it belongs to, and its number there.
    public struct Point: Sendable, Hashable {
        public var owner: Int64
        public var ordinal: Int32
        public init(owner: Int64, ordinal: Int32) { (self.owner, self.ordinal) = (owner, ordinal) }
    }

    /// A vector found: `score` is the cosine for unit vectors, 1 at best.
    public struct Hit: Sendable {
        public var point: Point
        public var score: Float
    }

    private struct Group: Sendable {
        let points: [Point]
        let codes: [Int8]
        let scales: [Float]
    }

    /// Numbers in a vector, a multiple of 64.
    public let dimensions: Int
    private let groups = Mutex<[Int64: Group]>([:])

    /// - Parameter dimensions: a multiple of 64.
    public init(dimensions: Int) { self.dimensions = dimensions }

    /// Vectors held.
    public var count: Int { groups.withLock { $0.values.reduce(0) { $0 + $1.points.count } } }

    /// Puts a group in place of what it held before.
    /// - Throws: `Failure.dimensionMismatch`; the index is unchanged.
    public func replace(group: Int64, with vectors: [(point: Point, code: VectorCode)]) throws(Failure) {
        var codes: [Int8] = []
        codes.reserveCapacity(vectors.count * dimensions)
        for (_, code) in vectors {
            guard code.codes.count == dimensions else {
                throw .dimensionMismatch(expected: dimensions, found: code.codes.count)
            }
            codes += code.codes
        }
        let group_ = Group(points: vectors.map(\.point), codes: codes, scales: vectors.map(\.code.scale))
        groups.withLock { $0[group] = group_ }
    }

    /// Takes a group out; nothing happens where there is none.
    public func remove(group: Int64) { groups.withLock { $0[group] = nil } }

    /// The `count` vectors nearest to `query` in the groups that `readable` admits, nearest first.
    /// - Parameter query: `dimensions` numbers.
    /// - Throws: `Failure.dimensionMismatch`.
    /// - Complexity: one pass over the codes of the readable groups.
    public func search(
        _ query: [Float], count: Int, in readable: (Int64) -> Bool = { _ in true }
    ) throws(Failure) -> [Hit] {
        var hits: [Hit] = []
        var threshold = -Float.infinity
        try scan(query, in: readable) { group, scores in
            for (index, score) in scores.enumerated() where score > threshold {
                hits.append(Hit(point: group.points[index], score: score))
                if hits.count >= 2 * count + 64 {
                    hits.sort { $0.score > $1.score }
                    hits.removeLast(hits.count - count)
                    threshold = hits.last?.score ?? threshold
                }
            }
        }
        hits.sort { ($0.score, $1.point.owner, $1.point.ordinal) > ($1.score, $0.point.owner, $0.point.ordinal) }
        return Array(hits.prefix(count))
    }

    /// The best score of each owner in the groups that `readable` admits.
    /// - Throws: `Failure.dimensionMismatch`.
    public func bestByOwner(
        _ query: [Float], in readable: (Int64) -> Bool = { _ in true }
    ) throws(Failure) -> [Int64: Float] {
        var best: [Int64: Float] = [:]
        try scan(query, in: readable) { group, scores in
            for (index, score) in scores.enumerated() {
                best[group.points[index].owner] = max(score, best[group.points[index].owner] ?? -1)
            }
        }
        return best
    }

    private func scan(
        _ query: [Float], in readable: (Int64) -> Bool, _ body: (Group, UnsafeBufferPointer<Float>) -> Void
    ) throws(Failure) {
        guard query.count == dimensions else { throw .dimensionMismatch(expected: dimensions, found: query.count) }
        let kernels = kernels_best().unsafelyUnwrapped.pointee
        let code = VectorCode(query)
        let snapshot = groups.withLock { $0 }
        for (name, group) in snapshot where readable(name) && !group.points.isEmpty {
            withUnsafeTemporaryAllocation(of: Float.self, capacity: group.points.count) { scores in
                kernels.scan_codes(
                    code.codes, group.codes, group.scales, dimensions, group.points.count, scores.baseAddress)
                for index in scores.indices { scores[index] *= code.scale }
                body(group, UnsafeBufferPointer(scores))
            }
        }
    }
}
