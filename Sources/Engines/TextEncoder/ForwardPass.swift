import CKernels
import Synchronization

/// One pass of the model over a batch of sequences laid end to end, without padding: linear layers see all rows at
/// once, attention sees each sequence by itself.
///
/// Linear layers and attention work on whole numbers where the processor has wide products of them, with scales found
/// anew in each layer: of 16 bits, which lose nothing that counts (AVX2, AVX-512). Where it multiplies bytes (VNNI),
/// linear layers take weights of 8 bits with a scale for each output, and activations of 8 bits with a scale for each
/// 192 of a token. Norms and sums stay in floats. Elsewhere everything does.
final class ForwardPass: Sendable {
    let weights: EncoderWeights
    private let kernels: Kernels
    private let headWidth: Int
    private let workspaces = Mutex<[Workspace]>([])

    /// Most tokens of one batch, unless a single sequence is longer.
    static let batchTokens = 480
    /// Rows that go through both feed-forward layers together: what they write in between stays in the second-level
    /// cache.
    static let feedForwardRows = 96

    /// Added to the variance in layer norms; from the model's configuration.
    private static let epsilon: Float = 1e-12

    init(weights: EncoderWeights, kernels: UnsafePointer<Kernels>) {
        self.weights = weights
        self.kernels = kernels.pointee
        headWidth = weights.width / weights.heads
    }

    /// - Parameters:
    ///   - sequences: framed token ids, each at most `positionCount` long, `batchTokens` together or one alone.
    ///   - giveWay: called before each layer; may wait.
    /// - Returns: one unit vector a sequence.
    func run(_ sequences: [[Int32]], giveWay: () -> Void = {}) -> [[Float]] {
        let rows = sequences.reduce(0) { $0 + $1.count }
        let memory = workspaces.withLock { $0.popLast() } ?? Workspace(weights, kernels)
        defer { workspaces.withLock { $0.append(memory) } }
        embedWords(sequences, into: memory.hidden)
        for layer in weights.layers {
            giveWay()
            apply(layer, sequences: sequences, rows: rows, memory: memory)
        }
        return pool(sequences, memory.hidden)
    }

    private func embedWords(_ sequences: [[Int32]], into hidden: UnsafeMutablePointer<Float>) {
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

    private func apply(_ layer: EncoderWeights.Layer, sequences: [[Int32]], rows: Int, memory: Workspace) {
        let width = weights.width
        linear(memory.hidden, layer.queryKeyValue, rows: rows, into: memory.wide, memory)
        var first = 0
        for sequence in sequences {
            attend(from: first, count: sequence.count, memory: memory)
            first += sequence.count
        }
        linear(memory.context, layer.attentionOutput, rows: rows, into: memory.wide, memory)
        normalize(memory.wide, adding: memory.hidden, layer.attentionNorm, rows: rows, into: memory.hidden)
        for first in stride(from: 0, to: rows, by: Self.feedForwardRows) {
            let count = min(Self.feedForwardRows, rows - first)
            let (hidden, context) = (memory.hidden + first * width, memory.context + first * width)
            linear(hidden, layer.feedForwardIn, rows: count, into: memory.wide, memory, gelu: true)
            linear(memory.wide, layer.feedForwardOut, rows: count, into: context, memory)
            normalize(context, adding: hidden, layer.outputNorm, rows: count, into: hidden)
        }
    }

    /// Scaled dot-product attention of one sequence; queries, keys and values lie side by side in `memory.wide`.
    private func attend(from first: Int, count: Int, memory: Workspace) {
        let width = weights.width
        let stride = 3 * width
        let columns = (count + 15) / 16 * 16
        let scale = 1 / Float(headWidth).squareRoot()
        for head in 0..<weights.heads {
            let query = memory.wide + first * stride + head * headWidth
            if let attend = kernels.attend_words {
                attend(
                    query, query + width, query + 2 * width, stride, count, headWidth, scale,
                    memory.context + first * width + head * headWidth, width, memory.attention)
                continue
            }
            kernels.pack_rows(query + width, stride, count, headWidth, memory.panels)
            kernels.linear(query, stride, count, headWidth, memory.panels, nil, count, memory.scores, columns)
            kernels.softmax(memory.scores, columns, count, count, scale)
            kernels.pack_columns(query + 2 * width, stride, count, headWidth, memory.panels)
            kernels.linear(
                memory.scores, columns, count, count, memory.panels, nil, headWidth,
                memory.context + first * width + head * headWidth, width)
        }
    }

    private func pool(_ sequences: [[Int32]], _ hidden: UnsafeMutablePointer<Float>) -> [[Float]] {
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
        into output: UnsafeMutablePointer<Float>, _ memory: Workspace, gelu: Bool = false
    ) {
        switch layer.weights {
        case .floats(let panels):
            kernels.linear(
                input, layer.inputs, rows, layer.inputs, panels, layer.bias, layer.outputs, output, layer.outputs)
            if gelu { kernels.gelu(output, rows * layer.outputs) }
        case .words(let panels, let scales):
            kernels.quantize_words(input, layer.inputs, rows, layer.inputs, memory.words, memory.rowScales)
            kernels.linear_words(
                memory.words, rows, layer.inputs, memory.rowScales, panels, scales, layer.bias, layer.outputs, output,
                layer.outputs, gelu ? 1 : 0)
        case .codes(let panels, let scales):
            kernels.quantize_rows(
                input, layer.inputs, rows, layer.inputs, memory.codes, memory.rowScales, memory.rowSums)
            kernels.linear_codes(
                memory.codes, rows, layer.inputs, memory.rowScales, memory.rowSums, panels, scales, layer.bias,
                layer.outputs, output, layer.outputs, gelu ? 1 : 0)
        }
    }

    private func normalize(
        _ input: UnsafeMutablePointer<Float>, adding residual: UnsafeMutablePointer<Float>?,
        _ norm: EncoderWeights.Norm, rows: Int, into output: UnsafeMutablePointer<Float>
    ) {
        kernels.add_layer_norm(input, residual, norm.gain, norm.shift, Self.epsilon, rows, weights.width, output)
    }
}
