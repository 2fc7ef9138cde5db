import Synchronization

/// Names of a roster by what remains when one letter is left out: a word one slip away from a name is found by few
/// look-ups. Made when the first such word comes.
final class NearNames: Sendable {
    private struct Index {
        /// A hash in the upper bits, a name's place in the lower ones; in order.
        var entries: [UInt64] = []
        var keys: [[UInt8]] = []
        var tokens: [RosterNames.Token] = []
    }
    private let made = Mutex<Index?>(nil)
    private static let placeBits: UInt64 = 22
    /// Shorter names are one slip away from too many words.
    static let shortest = 4
    private static let longest = 20

    private static func hash(_ bytes: [UInt8], without skipped: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in bytes.indices where index != skipped {
            hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3
        }
        return (hash ^ hash >> 32) & ~((1 << placeBits) - 1)
    }

    private static func make(_ tokens: [String: RosterNames.Token]) -> Index {
        var index = Index()
        for (key, token) in tokens where (shortest...longest).contains(key.utf8.count) {
            guard index.keys.count < 1 << placeBits, key.utf8.allSatisfy({ $0 < 128 }) else { continue }
            let bytes = Array(key.utf8)
            let place = UInt64(index.keys.count)
            index.keys.append(bytes)
            index.tokens.append(token)
            for skipped in -1..<bytes.count { index.entries.append(hash(bytes, without: skipped) | place) }
        }
        index.entries.sort()
        return index
    }

    /// Names one slip away: a letter more, less, another, or two that changed places.
    func tokens(near key: String, _ all: [String: RosterNames.Token]) -> [RosterNames.Token] {
        let bytes = Array(key.utf8)
        guard (Self.shortest...Self.longest).contains(bytes.count), bytes.allSatisfy({ $0 < 128 }) else { return [] }
        return made.withLock { made in
            let index = made ?? Self.make(all)
            if made == nil { made = index }
            var places: Set<Int> = []
            for skipped in -1..<bytes.count {
                let hash = Self.hash(bytes, without: skipped)
                var (low, high) = (0, index.entries.count)
                while low < high {
                    let middle = (low + high) / 2
                    if index.entries[middle] < hash { low = middle + 1 } else { high = middle }
                }
                while low < index.entries.count, index.entries[low] >> Self.placeBits == hash >> Self.placeBits {
                    places.insert(Int(index.entries[low] & (1 << Self.placeBits - 1)))
                    low += 1
                }
            }
            return places.filter { Self.isNear(index.keys[$0], bytes) }.map { index.tokens[$0] }
        }
    }

    private static func isNear(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one != other, abs(one.count - other.count) < 2 else { return false }
        let head = zip(one, other).prefix { $0 == $1 }.count
        let tail = zip(one.dropFirst(head).reversed(), other.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let (left, right) = (one.count - head - tail, other.count - head - tail)
        if left < 2, right < 2 { return true }
        return left == 2 && right == 2 && one[head] == other[head + 1] && one[head + 1] == other[head]
    }
}
