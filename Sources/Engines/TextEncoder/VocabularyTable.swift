/// The vocabulary as an open-addressing hash table from UTF-8 bytes to token id.
struct VocabularyTable: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int32]
    /// Token ids, -1 where empty; the count is a power of two.
    private let slots: [Int32]

    /// - Parameter lines: UTF-8, one token a line; the line's number is the token's id.
    init(lines: UnsafeRawBufferPointer) {
        let bytes = Array(lines)
        var starts: [Int32] = []
        var begin = 0
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            starts.append(Int32(begin))
            begin = index + 1
        }
        if begin < bytes.count { starts.append(Int32(begin)) }
        starts.append(Int32(bytes.last == 0x0A ? bytes.count : bytes.count + 1))
        var size = 1
        while size < starts.count * 2 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for id in 0..<starts.count - 1 {
            let word = bytes[Int(starts[id])..<Int(starts[id + 1]) - 1]
            var slot = Self.hash(word) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(id)
        }
        (self.bytes, self.starts, self.slots) = (bytes, starts, slots)
    }

    func id(of word: ArraySlice<UInt8>) -> Int32? {
        var slot = Self.hash(word) & (slots.count - 1)
        while slots[slot] >= 0 {
            let id = Int(slots[slot])
            let range = Int(starts[id])..<Int(starts[id + 1]) - 1
            if range.count == word.count, bytes[range].elementsEqual(word) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ word: ArraySlice<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash >> 1)
    }
}
