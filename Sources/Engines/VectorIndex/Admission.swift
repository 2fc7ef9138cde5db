/// The points that an asker may read: a bit a slot, made once from groups and used for many searches.
///
/// A point added later is not let through until a new one is made; a hit's group is checked again at the end, so a slot
/// that changed hands in between lets nothing through either.
public struct Admission: Sendable {
    /// The groups that were asked for.
    public let groups: Set<Int64>
    let bits: [UInt64]
    /// Slots let through.
    let count: Int

    init(groups: Set<Int64>, slots: some Sequence<UInt32>, limit: UInt32) {
        var bits = [UInt64](repeating: 0, count: (Int(limit) + 63) / 64)
        var count = 0
        for slot in slots where slot < limit {
            bits[Int(slot >> 6)] |= 1 << UInt64(slot & 63)
            count += 1
        }
        (self.groups, self.bits, self.count) = (groups, bits, count)
    }

    @inline(__always) func admits(_ slot: UInt32) -> Bool {
        let word = Int(slot >> 6)
        return word < bits.count && bits[word] >> UInt64(slot & 63) & 1 != 0
    }
}
