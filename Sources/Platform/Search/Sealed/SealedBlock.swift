import Foundation
import VectorIndex

/// Some passages of one document as three strings of bytes, each of which is sealed as a whole: one seal for `size`
/// passages and not one each. They are apart since they are opened apart: a search opens words and vectors, a hit its
/// text.
struct SealedBlock: Sendable {
    /// Most passages of a block: a hit opens 16 texts, about 25 KB, to show one.
    static let size = 16

    let count: Int
    /// For each passage `[i32 start][i32 end][i32 first page][i32 last page][headings][text]`.
    let texts: Data
    /// For each passage `[i32 length][i32 words][i32 places]`, of each word `[u64 hash][u32 end of its places]`, then
    /// `[u32 place]…` and `[i32 windows]`, of each window `[f32 scale][i8 x dimensions]`.
    let words: Data
    /// For each passage its sentences, as `SentenceVectors` writes them, behind their length.
    let sentences: Data

    /// - Parameters:
    ///   - passages: `size` at most.
    ///   - stems: those of each passage's words.
    init(_ passages: some Collection<SealedPassage>, stems: some Collection<[String]>) {
        count = passages.count
        var (texts, words, sentences) = (BlockWriter(), BlockWriter(), BlockWriter())
        for (passage, stems) in zip(passages, stems) {
            for number in [passage.range.lowerBound, passage.range.upperBound, passage.firstPage, passage.lastPage] {
                texts.write(number)
            }
            texts.write(passage.headingPath.count)
            for heading in passage.headingPath { texts.write(Data(heading.utf8)) }
            texts.write(Data(passage.text.utf8))
            let own = PassageWords(stems: stems)
            words.write(own.length)
            words.write(own.words.count)
            words.write(own.places.count)
            for (index, word) in own.words.enumerated() {
                words.write(word.value)
                words.write(own.ends[index])
            }
            for place in own.places { words.write(place) }
            words.write(passage.windows.count)
            for window in passage.windows { words.write(window) }
            sentences.write(SentenceVectors.encode(passage.sentences))
        }
        (self.texts, self.words, self.sentences) = (texts.data, words.data, sentences.data)
    }

    /// A passage's text and where it stands.
    struct Text: Sendable {
        var range: Range<Int>
        var firstPage: Int
        var lastPage: Int
        var headingPath: [String]
        var text: String
    }

    /// What `texts` holds.
    /// - Throws: `BlockReader.Malformed`.
    static func texts(_ data: Data, count: Int) throws -> [Text] {
        try data.withUnsafeBytes { bytes in
            var reader = BlockReader(bytes)
            return try (0..<count).map { _ in
                let (start, end) = (try reader.int(), try reader.int())
                guard start <= end else { throw BlockReader.Malformed() }
                let (first, last) = (try reader.int(), try reader.int())
                let headings = try (0..<reader.count()).map { _ in try reader.string() }
                return Text(
                    range: start..<end, firstPage: first, lastPage: last, headingPath: headings,
                    text: try reader.string())
            }
        }
    }

    /// What a search asks of a passage beside its sentences.
    typealias Searched = (words: PassageWords, windows: [VectorCode])

    /// What `words` holds.
    /// - Throws: `BlockReader.Malformed`.
    static func words(_ data: Data, count: Int, dimensions: Int) throws -> [Searched] {
        try data.withUnsafeBytes { bytes in
            var reader = BlockReader(bytes)
            return try (0..<count).map { _ in
                var words = PassageWords(length: try reader.count())
                let (count, places) = (try reader.count(), try reader.count())
                words.words.reserveCapacity(count)
                words.ends.reserveCapacity(count)
                words.places.reserveCapacity(places)
                var last: UInt32 = 0
                for _ in 0..<count {
                    words.words.append(WordHash(value: try reader.number()))
                    let end: UInt32 = try reader.number()
                    guard end >= last, end <= places else { throw BlockReader.Malformed() }
                    words.ends.append(end)
                    last = end
                }
                for _ in 0..<places { words.places.append(try reader.number()) }
                let windows = try (0..<reader.count()).map { _ in try reader.code(dimensions) }
                return (words, windows)
            }
        }
    }

    /// What `sentences` holds.
    /// - Throws: `BlockReader.Malformed`.
    static func sentences(_ data: Data, count: Int, dimensions: Int) throws -> [[SentenceVector]] {
        try data.withUnsafeBytes { bytes in
            var reader = BlockReader(bytes)
            return try (0..<count).map { _ in
                SentenceVectors.decode(try reader.data(), dimensions: dimensions)
            }
        }
    }
}

/// Writes a block's parts, little-endian.
private struct BlockWriter {
    private(set) var data = Data()

    mutating func write(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
    }
    mutating func write(_ number: Int) { write(Int32(clamping: number)) }
    mutating func write(_ bytes: Data) {
        write(bytes.count)
        data.append(bytes)
    }
    mutating func write(_ code: VectorCode) {
        write(code.scale.bitPattern)
        code.codes.withUnsafeBytes { data.append(contentsOf: $0) }
    }
}

/// Reads what `BlockWriter` wrote. What opens is ours and whole; lengths are checked all the same.
struct BlockReader {
    /// The bytes are not what was expected.
    struct Malformed: Error {}

    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(Malformed) -> Number {
        let end = place + MemoryLayout<Number>.size
        guard end <= bytes.count else { throw Malformed() }
        defer { place = end }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
    }
    mutating func int() throws(Malformed) -> Int { Int(try number(Int32.self)) }
    /// How much follows, of which each takes a byte at least.
    mutating func count() throws(Malformed) -> Int {
        let count = try int()
        guard count >= 0, count <= bytes.count else { throw Malformed() }
        return count
    }
    private mutating func take(_ count: Int) throws(Malformed) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - place else { throw Malformed() }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }
    mutating func data() throws(Malformed) -> Data { Data(try take(try count())) }
    mutating func string() throws(Malformed) -> String {
        guard let text = String(validating: try take(try count()), as: UTF8.self) else { throw Malformed() }
        return text
    }
    mutating func code(_ dimensions: Int) throws(Malformed) -> VectorCode {
        let scale = Float(bitPattern: try number(UInt32.self))
        return VectorCode(codes: Array(try take(dimensions).bindMemory(to: Int8.self)), scale: scale)
    }
}
