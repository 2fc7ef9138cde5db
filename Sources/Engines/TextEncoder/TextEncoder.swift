import CAssets
import CKernels
import Dispatch

/// all-MiniLM-L6-v2: turns text into unit vectors whose dot product says how near two texts are in meaning.
///
/// The model is Reimers and Gurevych 2019 (Sentence-BERT) over MiniLM (Wang et al. 2020): six BERT layers, mean
/// pooling, unit length. Safe from many threads.
public final class TextEncoder: Sendable {
    /// What can go wrong with an encoder.
    public enum Failure: Error, Equatable {
        /// The embedded weights are not in our format or are cut short: the build is broken.
        case damagedWeights
        /// The processor lacks the instruction set that was asked for.
        case unsupportedProcessor
    }

    /// Most tokens the model reads at once, the two framing tokens included.
    public static let longestSequence = 256

    /// Numbers in a vector.
    public let dimensions: Int
    /// The tokenizer that belongs to the weights.
    public let tokenizer: WordPieceTokenizer
    private let weights: EncoderWeights
    private let pass: ForwardPass

    /// - Parameters:
    ///   - weights: the file that `packaging/convert-encoder.py` writes; must outlive the encoder.
    ///   - level: the instruction set to use; the best there is by default.
    /// - Throws: `Failure`.
    public init(weights file: UnsafeRawBufferPointer, level: InstructionSet? = nil) throws {
        let chosen = level.map { kernels_at(KernelLevel($0.rawValue)) } ?? kernels_best()
        guard let kernels = chosen else { throw Failure.unsupportedProcessor }
        weights = try EncoderWeights(file: file, kernels: kernels)
        tokenizer = try WordPieceTokenizer(vocabulary: weights.vocabulary)
        pass = ForwardPass(weights: weights, kernels: kernels)
        dimensions = weights.width
    }

    /// The encoder whose weights are built into the binary.
    /// - Throws: `Failure`.
    public convenience init(level: InstructionSet? = nil) throws {
        try self.init(
            weights: UnsafeRawBufferPointer(start: asset_encoder.bytes, count: asset_encoder.count), level: level)
    }

    /// Instruction sets with kernels of their own.
    public enum InstructionSet: UInt32, Sendable, CaseIterable {
        /// Any processor.
        case portable = 0
        /// x86-64 with AVX2 and FMA.
        case avx2 = 1
        /// x86-64 with AVX-512 F, BW, VL and DQ.
        case avx512 = 2
    }

    /// The vector of one text, read up to 254 tokens.
    public func embed(_ text: String) -> [Float] { embed([text], threads: 1)[0] }

    /// The vectors of many texts, each read up to 254 tokens, in the order given.
    /// - Parameter threads: at most this many cores are used.
    public func embed(_ texts: [String], threads: Int = 2) -> [[Float]] {
        embed(tokens: texts.map { Array(tokenizer.tokenize($0).prefix(Self.longestSequence - 2)) }, threads: threads)
    }

    /// The vectors of token sequences as `tokenizer` makes them: unframed, each at most 254 long (longer ones are cut).
    public func embed(tokens: [[Int32]], threads: Int = 2) -> [[Float]] {
        let framed = tokens.map { [tokenizer.start] + $0.prefix(Self.longestSequence - 2) + [tokenizer.end] }
        let batches = Self.batches(framed)
        var results = [[[Float]]](repeating: [], count: batches.count)
        if threads < 2 || batches.count < 2 {
            for (index, batch) in batches.enumerated() { results[index] = pass.run(framed[batch]) }
        } else {
            results.withUnsafeMutableBufferPointer { buffer in
                // Each iteration writes its own element, so the shared buffer is free of races.
                nonisolated(unsafe) let slots = buffer
                let pass = self.pass
                let lanes = min(threads, batches.count)
                DispatchQueue.concurrentPerform(iterations: lanes) { lane in
                    for index in stride(from: lane, to: batches.count, by: lanes) {
                        slots[index] = pass.run(framed[batches[index]])
                    }
                }
            }
        }
        return results.flatMap { $0 }
    }

    /// Runs of sequences of about `tokensPerBatch` tokens: enough rows to keep the kernels busy, few enough to stay cached.
    private static func batches(_ sequences: [[Int32]], tokensPerBatch: Int = 480) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var (start, count) = (0, 0)
        for (index, sequence) in sequences.enumerated() {
            if count + sequence.count > tokensPerBatch, index > start {
                result.append(start..<index)
                (start, count) = (index, 0)
            }
            count += sequence.count
        }
        if start < sequences.count { result.append(start..<sequences.count) }
        return result
    }
}
