/// Writes numbers and text as little-endian bytes.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write<Number: FixedWidthInteger>(_ value: Number) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    mutating func write(_ value: Int) { write(Int32(clamping: value)) }
    mutating func write(_ value: Float) { write(value.bitPattern) }
    mutating func write(_ value: Bool) { write(UInt8(value ? 1 : 0)) }
    mutating func write(_ value: String) {
        write(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }
    mutating func write(_ value: String?) {
        write(value != nil)
        if let value { write(value) }
    }
    mutating func write<Element>(_ values: [Element], _ each: (inout ByteWriter, Element) -> Void) {
        write(values.count)
        for value in values { each(&self, value) }
    }
}

/// Reads what `ByteWriter` wrote. The bytes may come from a process that a hostile file has taken over, so nothing is
/// believed: every length is checked against what is left.
struct ByteReader {
    /// The bytes are not what was expected.
    struct Malformed: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

    mutating func read<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(Malformed) -> Number {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { throw Malformed() }
        var value: Number = 0
        for (index, byte) in rest.prefix(size).enumerated() { value |= Number(truncatingIfNeeded: byte) << (8 * index) }
        rest = rest.dropFirst(size)
        return value
    }
    mutating func int() throws(Malformed) -> Int { Int(try read(Int32.self)) }
    mutating func float() throws(Malformed) -> Float {
        let value = Float(bitPattern: try read(UInt32.self))
        guard value.isFinite else { throw Malformed() }
        return value
    }
    mutating func bool() throws(Malformed) -> Bool { try read(UInt8.self) != 0 }
    mutating func string() throws(Malformed) -> String {
        let count = try int()
        guard count >= 0, count <= rest.count else { throw Malformed() }
        guard let text = String(validating: rest.prefix(count), as: UTF8.self) else { throw Malformed() }
        rest = rest.dropFirst(count)
        return text
    }
    mutating func optionalString() throws(Malformed) -> String? { try bool() ? try string() : nil }
    mutating func range() throws(Malformed) -> Range<Int> {
        let (start, end) = (try int(), try int())
        guard start >= 0, start <= end else { throw Malformed() }
        return start..<end
    }
    mutating func array<Element>(
        _ each: (inout ByteReader) throws(Malformed) -> Element
    ) throws(Malformed) -> [Element] {
        let count = try int()
        // Every element takes a byte at least.
        guard count >= 0, count <= rest.count else { throw Malformed() }
        var result: [Element] = []
        for _ in 0..<count { result.append(try each(&self)) }
        return result
    }
}
