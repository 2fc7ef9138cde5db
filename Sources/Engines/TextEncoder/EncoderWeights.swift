import CKernels

/// The weights of all-MiniLM-L6-v2, read from our own file and laid out for the kernels.
///
/// The file's layout is described in `packaging/convert-encoder.py`, which writes it.
final class EncoderWeights: @unchecked Sendable {
    // Sendable: every buffer is written in `init` only and read-only from then on.

    struct Linear {
        let weights: Weights
        let bias: UnsafeMutablePointer<Float>
        let inputs: Int
        let outputs: Int
    }

    enum Weights {
        /// Panels of [inputs][16] columns, as `Kernels.linear` takes them.
        case floats(UnsafeMutablePointer<Float>)
        /// As `Kernels.linear_words` takes them, and a scale for each output.
        case words(UnsafeMutablePointer<Int16>, scales: UnsafeMutablePointer<Float>)
        /// As `Kernels.linear_codes` takes them, and a scale for each output.
        case codes(UnsafeMutablePointer<UInt8>, scales: UnsafeMutablePointer<Float>)
    }

    struct Norm {
        let gain: UnsafeMutablePointer<Float>
        let shift: UnsafeMutablePointer<Float>
    }

    struct Layer {
        let queryKeyValue: Linear
        let attentionOutput: Linear
        let attentionNorm: Norm
        let feedForwardIn: Linear
        let feedForwardOut: Linear
        let outputNorm: Norm
    }

    let vocabularySize: Int
    let width: Int
    let heads: Int
    let feedForwardWidth: Int
    let positionCount: Int
    let wordScales: UnsafeRawPointer
    let words: UnsafePointer<Int8>
    let positions: UnsafeMutablePointer<Float>
    let embeddingNorm: Norm
    let layers: [Layer]
    /// The vocabulary, UTF-8, a token a line.
    let vocabulary: UnsafeRawBufferPointer
    private let memory: WeightsMemory

    /// - Parameter file: must stay valid for the life of this object; word vectors are read from it in place.
    /// - Throws: `TextEncoder.Failure.damagedWeights` when the file is not one of ours or is cut short.
    init(file: UnsafeRawBufferPointer, kernels: UnsafePointer<Kernels>) throws {
        var reader = WeightsReader(file: file, kernels: kernels)
        guard try reader.bytes(8).elementsEqual("HRENC002".utf8) else { throw TextEncoder.Failure.damagedWeights }
        let sizes = try (0..<6).map { _ in Int(try reader.bytes(4).loadUnaligned(as: UInt32.self)) }
        (vocabularySize, width, heads) = (sizes[0], sizes[1], sizes[3])
        (feedForwardWidth, positionCount) = (sizes[4], sizes[5])
        guard width > 0, width % 64 == 0, heads > 0, width % heads == 0, sizes[2] <= 48,
            width / heads % 16 == 0, width / heads <= Int(KERNEL_HEAD), feedForwardWidth % 64 == 0
        else { throw TextEncoder.Failure.damagedWeights }
        let (scaleBytes, wordBytes) = (try reader.bytes(vocabularySize * 4), try reader.bytes(vocabularySize * width))
        guard let scaleBase = scaleBytes.baseAddress, let wordBase = wordBytes.baseAddress else {
            throw TextEncoder.Failure.damagedWeights
        }
        wordScales = scaleBase
        words = wordBase.assumingMemoryBound(to: Int8.self)
        positions = try reader.half(positionCount * width)
        embeddingNorm = try reader.norm(width)
        var layers: [Layer] = []
        for _ in 0..<sizes[2] {
            layers.append(
                Layer(
                    queryKeyValue: try reader.linear(inputs: width, outputs: 3 * width),
                    attentionOutput: try reader.linear(inputs: width, outputs: width),
                    attentionNorm: try reader.norm(width),
                    feedForwardIn: try reader.linear(inputs: width, outputs: feedForwardWidth),
                    feedForwardOut: try reader.linear(inputs: feedForwardWidth, outputs: width),
                    outputNorm: try reader.norm(width)))
        }
        self.layers = layers
        vocabulary = reader.rest()
        memory = reader.memory
    }
}

/// Reads the sections of the weights file in order and keeps what it allocates.
private struct WeightsReader {
    let file: UnsafeRawBufferPointer
    let kernels: UnsafePointer<Kernels>
    private var offset = 0
    /// Weights that share a scale.
    private static let run = 64
    let memory: WeightsMemory

    init(file: UnsafeRawBufferPointer, kernels: UnsafePointer<Kernels>) {
        (self.file, self.kernels) = (file, kernels)
        // At most a byte becomes a float; what is never written takes no memory.
        memory = WeightsMemory(capacity: 4 * file.count + 64 * 1024)
    }

    mutating func bytes(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count >= 0, offset + count <= file.count else { throw TextEncoder.Failure.damagedWeights }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: file[offset..<offset + count])
    }

    func rest() -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: file[offset...]) }

    private func allocate<Number>(_ count: Int, of type: Number.Type) throws -> UnsafeMutablePointer<Number> {
        guard let pointer = memory.allocate(count, of: type) else { throw TextEncoder.Failure.damagedWeights }
        return pointer
    }

    mutating func full(_ count: Int) throws -> UnsafeMutablePointer<Float> {
        let source = try bytes(count * 4)
        let pointer = try allocate(count, of: Float.self)
        UnsafeMutableRawBufferPointer(start: pointer, count: count * 4).copyMemory(from: source)
        return pointer
    }

    mutating func half(_ count: Int) throws -> UnsafeMutablePointer<Float> {
        let pointer = try allocate(count, of: Float.self)
        widen(try bytes(count * 2), into: pointer, count: count)
        return pointer
    }

    mutating func norm(_ width: Int) throws -> EncoderWeights.Norm {
        EncoderWeights.Norm(gain: try full(width), shift: try full(width))
    }

    mutating func linear(inputs: Int, outputs: Int) throws -> EncoderWeights.Linear {
        guard inputs % Self.run == 0 else { throw TextEncoder.Failure.damagedWeights }
        let count = inputs * outputs
        let runScales = UnsafeMutablePointer<Float>.allocate(capacity: count / Self.run)
        defer { runScales.deallocate() }
        widen(try bytes(count / Self.run * 2), into: runScales, count: count / Self.run)
        let codes = try bytes(count).bindMemory(to: Int8.self)
        let weights: EncoderWeights.Weights
        if kernels.pointee.linear_codes != nil, inputs % Int(KERNEL_RUN) == 0 {
            let (panels, scales) = (try allocate(count, of: UInt8.self), try allocate(outputs, of: Float.self))
            kernels_pack_codes(codes.baseAddress, runScales, Self.run, outputs, inputs, panels, scales)
            weights = .codes(panels, scales: scales)
        } else if let pack = kernels.pointee.pack_words {
            let (panels, scales) = (try allocate(count, of: Int16.self), try allocate(outputs, of: Float.self))
            pack(codes.baseAddress, runScales, Self.run, outputs, inputs, panels, scales)
            weights = .words(panels, scales: scales)
        } else {
            let rows = UnsafeMutablePointer<Float>.allocate(capacity: count)
            defer { rows.deallocate() }
            kernels_widen_codes(codes.baseAddress, runScales, Self.run, count, rows)
            let panels = try allocate(count, of: Float.self)
            kernels.pointee.pack_rows(rows, inputs, outputs, inputs, panels)
            weights = .floats(panels)
        }
        return EncoderWeights.Linear(weights: weights, bias: try full(outputs), inputs: inputs, outputs: outputs)
    }

    private func widen(_ source: UnsafeRawBufferPointer, into pointer: UnsafeMutablePointer<Float>, count: Int) {
        guard let base = source.baseAddress else { return }
        kernels_widen_half(base, count, pointer)
    }
}
