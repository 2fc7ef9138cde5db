import CKernels

/// The buffers of one pass, kept for the next.
final class Workspace: @unchecked Sendable {
    // Sendable: handed from one pass to the next through a locked list, never held by two.

    /// A row for each token: its state, and what attention makes of it.
    let hidden: UnsafeMutablePointer<Float>, context: UnsafeMutablePointer<Float>
    /// Queries, keys and values of each token side by side; or what is between the feed-forward layers.
    let wide: UnsafeMutablePointer<Float>
    /// What a linear layer reads as whole numbers, their scales, and for bytes their sums.
    let words: UnsafeMutablePointer<Int16>, codes: UnsafeMutablePointer<Int8>
    let rowScales: UnsafeMutablePointer<Float>, rowSums: UnsafeMutablePointer<Int32>
    /// Attention on whole numbers.
    let attention: UnsafeMutablePointer<Int16>
    /// Attention in floats.
    let scores: UnsafeMutablePointer<Float>, panels: UnsafeMutablePointer<Float>
    private let owned: [UnsafeMutableRawPointer]

    init(_ weights: EncoderWeights, _ kernels: Kernels) {
        let rows = max(ForwardPass.batchTokens, weights.positionCount)
        let (width, longest) = (weights.width, (weights.positionCount + 15) / 16 * 16)
        let inputs = max(rows * width, ForwardPass.feedForwardRows * weights.feedForwardWidth)
        var owned: [UnsafeMutableRawPointer] = []
        func allocate<Number>(_ count: Int, of type: Number.Type, if isNeeded: Bool = true)
            -> UnsafeMutablePointer<Number>
        {
            let size = isNeeded ? count * MemoryLayout<Number>.stride : 64
            let pointer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
            owned.append(pointer)
            return pointer.bindMemory(to: Number.self, capacity: size / MemoryLayout<Number>.stride)
        }
        let isWhole = kernels.attend_words != nil
        (hidden, context) = (allocate(rows * width, of: Float.self), allocate(rows * width, of: Float.self))
        wide = allocate(max(rows * 3 * width, ForwardPass.feedForwardRows * weights.feedForwardWidth), of: Float.self)
        words = allocate(inputs, of: Int16.self, if: isWhole)
        codes = allocate(inputs, of: Int8.self, if: kernels.linear_codes != nil)
        let runs = max(inputs / Int(KERNEL_RUN), rows)
        (rowScales, rowSums) = (allocate(runs, of: Float.self), allocate(runs, of: Int32.self))
        attention = allocate(
            kernels_attention_scratch(weights.positionCount, width / weights.heads) / 2, of: Int16.self, if: isWhole)
        scores = allocate(longest * longest, of: Float.self, if: !isWhole)
        panels = allocate(longest * width, of: Float.self, if: !isWhole)
        self.owned = owned
    }

    deinit {
        for buffer in owned { buffer.deallocate() }
    }
}
