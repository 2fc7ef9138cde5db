import CAssets
import CKernels
import Dispatch
import Foundation
import Synchronization

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
    /// What the processor is asked to do.
    public let instructions: InstructionSet
    /// The tokenizer that belongs to the weights.
    public let tokenizer: WordPieceTokenizer
    private let weights: EncoderWeights
    private let pass: ForwardPass
    /// Single texts that are being embedded.
    private let questions = Atomic<Int>(0)

    /// - Parameters:
    ///   - weights: the file that `packaging/convert-encoder.py` writes; must outlive the encoder.
    ///   - level: the instruction set to use; the best there is by default.
    /// - Throws: `Failure`.
    public init(weights file: UnsafeRawBufferPointer, level: InstructionSet? = nil) throws {
        let chosen = level.map { kernels_at(KernelLevel($0.rawValue)) } ?? kernels_best()
        guard let kernels = chosen else { throw Failure.unsupportedProcessor }
        weights = try EncoderWeights(file: file, kernels: kernels)
        instructions = InstructionSet(rawValue: kernels.pointee.level.rawValue) ?? .portable
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
        /// The same with VNNI: linear layers work on whole numbers.
        case vnni = 3
    }

    /// The vector of one text, read up to 254 tokens. Goes before what other threads embed in bulk.
    public func embed(_ text: String) -> [Float] {
        questions.wrappingAdd(1, ordering: .relaxed)
        defer { questions.wrappingSubtract(1, ordering: .relaxed) }
        return pass.run([framed(tokenizer.tokenize(text))])[0]
    }

    /// The vectors of many texts, each read up to 254 tokens, in the order given.
    /// - Parameter threads: at most this many cores are used.
    public func embed(_ texts: [String], threads: Int = 2) -> [[Float]] {
        embed(tokens: texts.map { tokenizer.tokenize($0) }, threads: threads)
    }

    /// The vectors of token sequences as `tokenizer` makes them: unframed, each at most 254 long (longer ones are cut).
    /// While a single text is embedded elsewhere, one core is left to it.
    public func embed(tokens: [[Int32]], threads: Int = 2) -> [[Float]] {
        let sequences = tokens.map(framed)
        let batches = Self.batches(sequences)
        let results = Mutex([[Float]](repeating: [], count: sequences.count))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, batches.count))) { lane in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < batches.count else { return }
                // A layer of a batch takes about a hundredth of a second: a question waits no longer for its core.
                let vectors = pass.run(batches[index].map { sequences[$0] }) {
                    while lane > 0, questions.load(ordering: .relaxed) > 0 { usleep(100) }
                }
                results.withLock { results in
                    for (place, vector) in zip(batches[index], vectors) { results[place] = vector }
                }
            }
        }
        return results.withLock { $0 }
    }

    private func framed(_ tokens: [Int32]) -> [Int32] {
        [tokenizer.start] + tokens.prefix(Self.longestSequence - 2) + [tokenizer.end]
    }

    /// Sequences, long ones first, in batches of about `ForwardPass.batchTokens`: enough rows to keep the kernels busy,
    /// few enough to stay cached, and the smallest last, so that no core waits long for the other.
    private static func batches(_ sequences: [[Int32]]) -> [[Int]] {
        var result: [[Int]] = []
        var (batch, count): ([Int], Int) = ([], 0)
        for index in sequences.indices.sorted(by: { sequences[$0].count > sequences[$1].count }) {
            if count + sequences[index].count > ForwardPass.batchTokens, !batch.isEmpty {
                result.append(batch)
                (batch, count) = ([], 0)
            }
            batch.append(index)
            count += sequences[index].count
        }
        return batch.isEmpty ? result : result + [batch]
    }
}
