import CKernels
import Foundation
import Testing

@testable import VectorIndex

@Suite("Kernels of codes") struct KernelTests {
    @Test("every instruction set gives the numbers that plain arithmetic gives", arguments: [64, 128, 384, 3072])
    func agreement(width: Int) throws {
        var random = SplitMix64(state: UInt64(width))
        let count = 11
        let query = (0..<2 * width).map { _ in Int8.random(in: -127...127, using: &random) }
        let codes = (0..<count * width).map { _ in Int8.random(in: -127...127, using: &random) }
        let nibbles = (0..<count * width).map { _ in UInt8.random(in: 0...255, using: &random) }
        let floats = (0..<width).map { _ in Float.random(in: -1...1, using: &random) }
        let at: [UInt32] = [3, 0, 10, 7, 7, 1, 9]
        let products = at.map { row in
            (0..<width).reduce(Int32(0)) { $0 + Int32(query[$1]) * Int32(codes[Int(row) * width + $1]) }
        }
        let halves = at.map { row in
            (0..<width).reduce(Int32(0)) { sum, place in
                let byte = nibbles[Int(row) * width + place]
                let first = place / 64 * 128 + place % 64
                return sum + Int32(byte & 15) * Int32(query[first]) + Int32(byte >> 4) * Int32(query[first + 64])
            }
        }
        let mixed = (0..<width).reduce(Float(0)) { $0 + floats[$1] * Float(codes[$1]) }
        for level in [KERNEL_PORTABLE, KERNEL_AVX2, KERNEL_AVX512, KERNEL_VNNI] {
            guard let kernels = kernels_at(level)?.pointee else { continue }
            var scores = [Int32](repeating: 0, count: at.count)
            kernels.score_codes(query, codes, width, width, at, at.count, &scores)
            #expect(scores == products)
            kernels.score_nibbles(query, nibbles, width, width, at, at.count, &scores)
            #expect(scores == halves)
            var all = [Int32](repeating: 0, count: count)
            kernels.score_codes(query, codes, width, width, nil, count, &all)
            #expect(at.map { all[Int($0)] } == products)
            #expect(abs(kernels.dot_mixed(floats, codes, width) - mixed) < 0.01 * Float(width))
        }
    }

    @Test("attention on whole numbers is that of floats", arguments: [1, 2, 15, 17, 50, 256])
    func attention(count: Int) throws {
        let (width, stride, scale): (Int, Int, Float) = (32, 96, 0.18)
        var random = SplitMix64(state: UInt64(count))
        let rows = (0..<count * stride).map { _ in Float.random(in: -4...4, using: &random) }
        func row(_ token: Int, _ part: Int) -> ArraySlice<Float> {
            rows[(token * stride + part * width)...].prefix(width)
        }
        let expected = (0..<count).flatMap { token -> [Float] in
            let scores = (0..<count).map { other in
                scale * zip(row(token, 0), row(other, 1)).reduce(0) { $0 + $1.0 * $1.1 }
            }
            let shares = scores.map { exp($0 - (scores.max() ?? 0)) }
            let sum = shares.reduce(0, +)
            return (0..<width).map { place in
                (0..<count).reduce(Float(0)) { $0 + shares[$1] / sum * rows[$1 * stride + 2 * width + place] }
            }
        }
        for level in [KERNEL_AVX2, KERNEL_AVX512, KERNEL_VNNI] {
            guard let attend = kernels_at(level)?.pointee.attend_words else { continue }
            var scratch = [Int16](repeating: 0, count: kernels_attention_scratch(count, width) / 2)
            var found = [Float](repeating: .nan, count: count * width)
            rows.withUnsafeBufferPointer { rows in
                guard let query = rows.baseAddress else { return }
                attend(
                    query, query + width, query + 2 * width, stride, count, width, scale, &found, width, &scratch)
            }
            let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? .nan
            #expect(worst < 0.02, "\(worst)")
        }
    }

    @Test("checksums are CRC-32C")
    func checksum() {
        // RFC 3720, B.4: 32 bytes of zeros, and of ones.
        var sums: [UInt32] = [0, 0]
        kernels_checksums([UInt8](repeating: 0, count: 32) + [UInt8](repeating: 255, count: 32), 32, 2, &sums)
        #expect(sums == [0x8A91_36AA, 0x62A8_AB43])
        var five = [UInt32](repeating: 0, count: 5)
        kernels_checksums([UInt8](repeating: 0, count: 160), 32, 5, &five)
        #expect(five == [UInt32](repeating: 0x8A91_36AA, count: 5))
    }
}
