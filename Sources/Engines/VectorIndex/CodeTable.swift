import CKernels

/// Vectors as 8-bit codes end to end, compared one by one: for what is opened into memory for a while, where building
/// a graph would cost more than it saves. A million comparisons of 384 numbers take about 10 ms.
public struct CodeTable: Sendable {
    /// Numbers in a vector, a multiple of 64.
    public let dimensions: Int
    private var codes: [Int8] = []
    private var scales: [Float] = []
    private static let kernels = VectorIndex.bestKernels

    /// An empty table.
    /// - Parameter dimensions: a multiple of 64.
    public init(dimensions: Int) {
        precondition(dimensions > 0 && dimensions % 64 == 0, "kernels take 64 numbers at a time")
        self.dimensions = dimensions
    }

    /// Makes room for so many vectors, so that no more memory is taken than they need.
    public mutating func reserve(_ count: Int) {
        codes.reserveCapacity(count * dimensions)
        scales.reserveCapacity(count)
    }

    /// Adds a vector as the next row. One of another length is taken for zeros, which nothing is near to.
    public mutating func append(_ code: VectorCode) {
        guard code.codes.count == dimensions else {
            codes.append(contentsOf: repeatElement(0, count: dimensions))
            return scales.append(0)
        }
        codes.append(contentsOf: code.codes)
        scales.append(code.scale)
    }

    /// Vectors held.
    public var count: Int { scales.count }

    /// Bytes of memory held.
    public var bytes: Int { codes.capacity + 4 * scales.capacity }

    /// A row as it was added.
    public func code(at row: Int) -> VectorCode {
        VectorCode(codes: Array(codes[row * dimensions..<(row + 1) * dimensions]), scale: scales[row])
    }

    /// The dot product of a query and a row, as `VectorIndex` scores what it finds.
    /// - Parameter query: `dimensions` numbers.
    public func score(_ query: [Float], at row: Int) -> Float {
        guard query.count == dimensions else { return 0 }
        return codes.withUnsafeBufferPointer { codes in
            guard let base = codes.baseAddress else { return 0 }
            return Self.kernels.dot_mixed(query, base + row * dimensions, dimensions) * scales[row]
        }
    }

    /// The best dot product of a query's code and each run of rows, within about 0.01 of `score`; of a run without rows
    /// minus infinity.
    /// - Parameter ends: where each run ends, ascending; each begins where the one before ends.
    public func best(_ query: VectorCode, ends: [Int]) -> [Float] {
        var best = [Float](repeating: -.infinity, count: ends.count)
        guard query.codes.count == dimensions, count > 0 else { return best }
        var sums = [Int32](repeating: 0, count: count)
        codes.withUnsafeBufferPointer { codes in
            if let base = codes.baseAddress {
                Self.kernels.score_codes(query.codes, base, dimensions, dimensions, nil, count, &sums)
            }
        }
        scales.withUnsafeBufferPointer { scales in
            sums.withUnsafeBufferPointer { sums in
                var row = 0
                for (run, end) in ends.enumerated() {
                    var most = -Float.infinity
                    while row < min(end, sums.count) {
                        most = max(most, Float(sums[row]) * scales[row])
                        row += 1
                    }
                    best[run] = most * query.scale
                }
            }
        }
        return best
    }
}
