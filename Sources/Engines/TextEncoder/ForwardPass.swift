import CKernels

/// One pass of the model over a batch of sequences laid end to end, without padding: linear layers see all rows at
/// once, attention sees each sequence by itself.
struct ForwardPass: Sendable {
    let weights: EncoderWeights
    private let kernels: Kernels
    private let headWidth: Int

    /// Added to the variance in layer norms; from the model's configuration.
    private static let epsilon: Float = 1e-12

    init(weights: EncoderWeights, kernels: UnsafePointer<Kernels>) {
        self.weights = weights
        self.kernels = kernels.pointee
        headWidth = weights.width / weights.heads
    }

    /// - Parameter sequences: framed token ids, each at most `positionCount` long.
    /// - Returns: one unit vector a sequence.
    func run(_ sequences: ArraySlice<[Int32]>) -> [[Float]] {
        let rows = sequences.reduce(0) { $0 + $1.count }
        let longest = (sequences.map(\.count).max() ?? 0 + 15) / 16 * 16 + 16
        let width = weights.width
        let memory = Workspace(
            hidden: rows * width, wide: rows * max(3 * width, weights.feedForwardWidth), scores: longest * longest,
            panels: longest * width)
        embedWords(sequences, into: memory.hidden)
        for layer in weights.layers { apply(layer, sequences: sequences, rows: rows, memory: memory) }
        return pool(sequences, memory.hidden)
    }

    private func embedWords(_ sequences: ArraySlice<[Int32]>, into hidden: UnsafeMutablePointer<Float>) {
        let width = weights.width
        var row = hidden
        for sequence in sequences {
            for (position, token) in sequence.enumerated() {
                let token = Int(token)
                let scale = weights.wordScales.loadUnaligned(fromByteOffset: token * 4, as: Float.self)
                let codes = weights.words + token * width
                let place = weights.positions + position * width
                for i in 0..<width { row[i] = Float(codes[i]) * scale + place[i] }
                row += width
            }
        }
        let count = (row - hidden) / width
        normalize(hidden, adding: nil, weights.embeddingNorm, rows: count, into: hidden)
    }

    private func apply(_ layer: EncoderWeights.Layer, sequences: ArraySlice<[Int32]>, rows: Int, memory: Workspace) {
        linear(memory.hidden, layer.queryKeyValue, rows: rows, into: memory.wide)
        var first = 0
        for sequence in sequences {
            attend(from: first, count: sequence.count, memory: memory)
            first += sequence.count
        }
        linear(memory.context, layer.attentionOutput, rows: rows, into: memory.wide)
        normalize(memory.wide, adding: memory.hidden, layer.attentionNorm, rows: rows, into: memory.hidden)
        linear(memory.hidden, layer.feedForwardIn, rows: rows, into: memory.wide)
        kernels.gelu(memory.wide, rows * weights.feedForwardWidth)
        linear(memory.wide, layer.feedForwardOut, rows: rows, into: memory.context)
        normalize(memory.context, adding: memory.hidden, layer.outputNorm, rows: rows, into: memory.hidden)
    }

    /// Scaled dot-product attention of one sequence; queries, keys and values lie side by side in `memory.wide`.
    private func attend(from first: Int, count: Int, memory: Workspace) {
        let width = weights.width
        let stride = 3 * width
        let columns = (count + 15) / 16 * 16
        let scale = 1 / Float(headWidth).squareRoot()
        for head in 0..<weights.heads {
            let query = memory.wide + first * stride + head * headWidth
            kernels.pack_rows(query + width, stride, count, headWidth, memory.panels)
            kernels.linear(query, stride, count, headWidth, memory.panels, nil, count, memory.scores, columns)
            kernels.softmax(memory.scores, columns, count, count, scale)
            kernels.pack_columns(query + 2 * width, stride, count, headWidth, memory.panels)
            kernels.linear(
                memory.scores, columns, count, count, memory.panels, nil, headWidth,
                memory.context + first * width + head * headWidth, width)
        }
    }

    private func pool(_ sequences: ArraySlice<[Int32]>, _ hidden: UnsafeMutablePointer<Float>) -> [[Float]] {
        let width = weights.width
        var row = hidden
        return sequences.map { sequence in
            var mean = [Float](repeating: 0, count: width)
            for _ in sequence {
                for i in 0..<width { mean[i] += row[i] }
                row += width
            }
            // The count cancels out: a mean's direction is the sum's.
            let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return mean.map { $0 / max(length, .leastNormalMagnitude) }
        }
    }

    private func linear(
        _ input: UnsafeMutablePointer<Float>, _ layer: EncoderWeights.Linear, rows: Int,
        into output: UnsafeMutablePointer<Float>
    ) {
        kernels.linear(
            input, layer.inputs, rows, layer.inputs, layer.panels, layer.bias, layer.outputs, output, layer.outputs)
    }

    private func normalize(
        _ input: UnsafeMutablePointer<Float>, adding residual: UnsafeMutablePointer<Float>?,
        _ norm: EncoderWeights.Norm, rows: Int, into output: UnsafeMutablePointer<Float>
    ) {
        kernels.add_layer_norm(input, residual, norm.gain, norm.shift, Self.epsilon, rows, weights.width, output)
    }
}

/// The buffers of one pass.
private final class Workspace {
    let hidden, context, wide, scores, panels: UnsafeMutablePointer<Float>

    init(hidden hiddenCount: Int, wide wideCount: Int, scores scoreCount: Int, panels panelCount: Int) {
        func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
            UnsafeMutableRawPointer.allocate(byteCount: max(count, 16) * 4, alignment: 64)
                .bindMemory(to: Float.self, capacity: max(count, 16))
        }
        (hidden, context) = (allocate(hiddenCount), allocate(hiddenCount))
        (wide, scores, panels) = (allocate(wideCount), allocate(scoreCount), allocate(panelCount))
    }

    deinit {
        for buffer in [hidden, context, wide, scores, panels] { buffer.deallocate() }
    }
}
