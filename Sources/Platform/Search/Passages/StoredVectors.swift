import Foundation
public import VectorIndex

/// A sentence of a passage: where it stands, and its vector's code.
public struct SentenceVector: Sendable, Equatable {
    /// Global offsets (see `PagedText`).
    public var range: Range<Int>
    public var isHeading: Bool
    public var code: VectorCode

    public init(range: Range<Int>, isHeading: Bool, code: VectorCode) {
        (self.range, self.isHeading, self.code) = (range, isHeading, code)
    }
}

/// The sentences of a passage as bytes: for each `[i32 start][i32 end][u8 heading][f32 scale][i8 x dimensions]`.
enum SentenceVectors {
    static func encode(_ sentences: [SentenceVector]) -> Data {
        var data = Data()
        for sentence in sentences {
            for value in [Int32(sentence.range.lowerBound), Int32(sentence.range.upperBound)] {
                withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
            }
            data.append(sentence.isHeading ? 1 : 0)
            withUnsafeBytes(of: sentence.code.scale.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            sentence.code.codes.withUnsafeBytes { data.append(contentsOf: $0) }
        }
        return data
    }

    static func decode(_ data: Data, dimensions: Int) -> [SentenceVector] {
        let size = 13 + dimensions
        return data.withUnsafeBytes { bytes in
            (0..<bytes.count / size).map { index in
                let base = index * size
                let start = Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: base, as: Int32.self)))
                let end = Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: base + 4, as: Int32.self)))
                let scale = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: base + 9, as: UInt32.self))
                let codes = Array(
                    UnsafeRawBufferPointer(rebasing: bytes[(base + 13)..<(base + size)]).bindMemory(to: Int8.self))
                return SentenceVector(
                    range: min(start, end)..<end, isHeading: bytes[base + 8] != 0,
                    code: VectorCode(codes: codes, scale: Float(bitPattern: scale)))
            }
        }
    }
}

/// Float32 vectors end to end, as bytes.
enum WindowVectors {
    static func encode(_ vectors: [[Float]]) -> Data {
        var data = Data()
        for vector in vectors { vector.withUnsafeBytes { data.append(contentsOf: $0) } }
        return data
    }

    static func decode(_ data: Data, dimensions: Int) -> [[Float]] {
        (0..<data.count / (4 * dimensions)).map { index in
            [Float](unsafeUninitializedCapacity: dimensions) { numbers, count in
                count = dimensions
                let part = (data.startIndex + index * 4 * dimensions)..<(data.startIndex + (index + 1) * 4 * dimensions)
                data.copyBytes(to: UnsafeMutableRawBufferPointer(numbers), from: part)
            }
        }
    }
}
