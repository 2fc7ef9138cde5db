import CKernels

extension Projection {
    /// Steps of 16 reach to 2.6 standard deviations: near the least squared error for a bell curve (Max 1960).
    private static let reach: Float = 2.6
    private static let rounds = 5

    /// Learns the directions from a sample by subspace iteration (Halko, Martinsson and Tropp 2011).
    /// - Parameters:
    ///   - sample: vectors of `shape.dimensions` numbers each, end to end; at least one.
    ///   - held: how many vectors the sample stands for.
    convenience init(shape: IndexShape, learningFrom sample: [Float], held: Int, kernels: Kernels) {
        let (dimensions, directions) = (shape.dimensions, shape.directions)
        let count = sample.count / dimensions
        var matrix = Matrix(rows: count, columns: dimensions, numbers: sample)
        let mean = matrix.centre()
        var random = SplitMix64(state: 0x9E37_79B9_7F4A_7C15)
        // No more directions than the space has; the rest stay zero.
        let rank = min(directions, dimensions)
        var basis = Matrix(rows: rank, columns: dimensions, random: &random)
        basis.makeOrthonormal()
        if rank < dimensions {
            let turned = matrix.transposed()
            for _ in 0..<Self.rounds {
                let places = matrix.times(transposed: basis, kernels)
                basis = turned.times(places, kernels).transposed()
                basis.makeOrthonormal()
            }
            var turn = Matrix(rows: rank, columns: rank, random: &random)
            turn.makeOrthonormal()
            basis = turn.times(basis, kernels)
        }
        let places = matrix.times(transposed: basis, kernels)
        let variance = places.numbers.reduce(Float(0)) { $0 + $1 * $1 } / Float(max(places.numbers.count, 1))
        var rows = [Int8](repeating: 0, count: directions * dimensions)
        var (scales, means) = ([Float](repeating: 0, count: directions), [Float](repeating: 0, count: directions))
        for index in 0..<rank {
            let row = basis.row(index)
            let code = VectorCode(row)
            rows.replaceSubrange(index * dimensions..<(index + 1) * dimensions, with: code.codes)
            scales[index] = code.scale
            means[index] = zip(row, mean).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let step = max(2 * Self.reach * variance.squareRoot() / 16, .leastNormalMagnitude)
        self.init(shape: shape, rows: rows, scales: scales, means: means, step: step, learntFrom: held)
    }
}

/// A dense matrix, row after row, of the few operations that learning needs.
private struct Matrix {
    let rows: Int
    let columns: Int
    var numbers: [Float]

    init(rows: Int, columns: Int, numbers: [Float]) {
        (self.rows, self.columns, self.numbers) = (rows, columns, numbers)
    }

    /// About normally distributed numbers.
    init(rows: Int, columns: Int, random: inout SplitMix64) {
        self.init(
            rows: rows, columns: columns,
            numbers: (0..<rows * columns).map { _ in
                (0..<4).reduce(Float(0)) { sum, _ in sum + Float(random.next() >> 40) / Float(1 << 24) - 0.5 }
            })
    }

    func row(_ index: Int) -> [Float] { Array(numbers[index * columns..<(index + 1) * columns]) }

    /// Takes the mean of the rows off each.
    mutating func centre() -> [Float] {
        var mean = [Float](repeating: 0, count: columns)
        for row in 0..<rows { for column in 0..<columns { mean[column] += numbers[row * columns + column] } }
        for column in 0..<columns { mean[column] /= Float(max(rows, 1)) }
        for row in 0..<rows { for column in 0..<columns { numbers[row * columns + column] -= mean[column] } }
        return mean
    }

    func transposed() -> Matrix {
        var result = [Float](repeating: 0, count: numbers.count)
        for row in 0..<rows {
            for column in 0..<columns { result[column * rows + row] = numbers[row * columns + column] }
        }
        return Matrix(rows: columns, columns: rows, numbers: result)
    }

    func times(_ other: Matrix, _ kernels: Kernels) -> Matrix { product(other, turned: false, kernels) }
    func times(transposed other: Matrix, _ kernels: Kernels) -> Matrix { product(other, turned: true, kernels) }

    private func product(_ other: Matrix, turned: Bool, _ kernels: Kernels) -> Matrix {
        let width = turned ? other.rows : other.columns
        let padded = (width + 15) / 16 * 16
        var panels = [Float](repeating: 0, count: padded * columns)
        if turned {
            kernels.pack_rows(other.numbers, other.columns, width, columns, &panels)
        } else {
            kernels.pack_columns(other.numbers, other.columns, columns, width, &panels)
        }
        var result = [Float](repeating: 0, count: rows * padded)
        kernels.linear(numbers, columns, rows, columns, panels, nil, width, &result, padded)
        if padded != width {
            result = (0..<rows).flatMap { result[$0 * padded..<$0 * padded + width] }
        }
        return Matrix(rows: rows, columns: width, numbers: result)
    }

    /// Modified Gram-Schmidt over the rows. A row that the ones before it span already becomes zero.
    mutating func makeOrthonormal() {
        let (rows, columns) = (rows, columns)
        numbers.withUnsafeMutableBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            for row in 0..<rows {
                let own = base + row * columns
                for earlier in 0..<row {
                    let other = base + earlier * columns
                    add(other, times: -dot(own, other, columns), to: own, columns)
                }
                let length = dot(own, own, columns).squareRoot()
                let factor = length > 1e-12 ? 1 / length : 0
                for column in 0..<columns { own[column] *= factor }
            }
        }
    }
}

/// Both loops go by 16 numbers, which the compiler would not do with a sum by itself. `count` is a multiple of 64, or
/// the rest is done one by one.
private func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    var sum = SIMD16<Float>.zero
    let whole = count / 16 * 16
    for index in stride(from: 0, to: whole, by: 16) {
        sum +=
            UnsafeRawPointer(a + index).loadUnaligned(as: SIMD16<Float>.self)
            * UnsafeRawPointer(b + index).loadUnaligned(as: SIMD16<Float>.self)
    }
    var total = sum.sum()
    for index in whole..<count { total += a[index] * b[index] }
    return total
}

private func add(_ a: UnsafePointer<Float>, times factor: Float, to b: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { b[index] += factor * a[index] }
}
