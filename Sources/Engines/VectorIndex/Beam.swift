import CKernels

/// The best points met so far, best first, each with a mark that says whether its links were followed.
struct Beam {
    /// Score, slot and mark in one number, so that comparing numbers compares scores.
    private let keys: UnsafeMutablePointer<UInt64>
    private let capacity: Int
    private(set) var count = 0
    /// The first whose links were not followed.
    private var next = 0

    init(_ keys: UnsafeMutablePointer<UInt64>, capacity: Int) { (self.keys, self.capacity) = (keys, capacity) }

    @inline(__always) static func key(_ score: Int32, _ slot: UInt32) -> UInt64 {
        UInt64(UInt32(bitPattern: score) ^ 0x8000_0000) << 32 | UInt64(slot) << 1
    }
    @inline(__always) static func score(_ key: UInt64) -> Int32 {
        Int32(bitPattern: UInt32(truncatingIfNeeded: key >> 32) ^ 0x8000_0000)
    }
    @inline(__always) static func slot(_ key: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: key) >> 1 }

    /// A score below which nothing is taken any more.
    @inline(__always) var floor: Int32 { count < capacity ? .min : Self.score(keys[count &- 1]) }

    @inline(__always) func slot(at index: Int) -> UInt32 { Self.slot(keys[index]) }

    /// Puts a point in its place; the worst falls out when there is no room.
    /// - Returns: whether it was taken.
    @inline(__always) @discardableResult mutating func insert(_ score: Int32, _ slot: UInt32) -> Bool {
        let key = Self.key(score, slot)
        if count == capacity, key <= keys[count &- 1] { return false }
        // A search without jumps to foretell: which half it goes to is as good as chance.
        var (low, length) = (0, count)
        while length > 0 {
            let half = (length &+ 1) >> 1
            low = keys[low &+ half &- 1] > key ? low &+ half : low
            length &-= half
        }
        if count < capacity { count &+= 1 }
        let moved = count &- 1 &- low
        if moved > 0 { (keys + low + 1).update(from: keys + low, count: moved) }
        keys[low] = key
        if low < next { next = low }
        return true
    }

    /// The best point whose links were not followed yet, which then counts as followed.
    @inline(__always) mutating func follow() -> UInt32? {
        guard next < count else { return nil }
        let slot = Self.slot(keys[next])
        keys[next] |= 1
        repeat { next &+= 1 } while next < count && keys[next] & 1 != 0
        return slot
    }
}

/// What one search or one insertion needs beside the index, kept for the next one.
final class Scratch: @unchecked Sendable {
    // Sendable: handed from one user to the next through a locked list, never held by two.

    /// A bit a slot: met already.
    private var met: UnsafeMutablePointer<UInt64>
    private var words: Int
    private var marked: UnsafeMutablePointer<UInt32>
    private var markedCapacity: Int
    private var markedCount = 0
    private(set) var keys: UnsafeMutablePointer<UInt64>
    private var keyCapacity: Int
    /// Scores asked for in one go.
    let scores: UnsafeMutablePointer<Int32>
    static let scoreCapacity = 256
    /// The query's signed bytes along the directions.
    let aim: UnsafeMutablePointer<Int8>

    init(directions: Int) {
        (words, markedCapacity, keyCapacity) = (1 << 10, 1 << 12, 1 << 9)
        met = .allocate(capacity: words)
        met.initialize(repeating: 0, count: words)
        marked = .allocate(capacity: markedCapacity)
        keys = .allocate(capacity: keyCapacity)
        scores = .allocate(capacity: Self.scoreCapacity)
        aim = .allocate(capacity: directions)
        aim.initialize(repeating: 0, count: directions)
    }

    deinit {
        met.deallocate()
        marked.deallocate()
        keys.deallocate()
        scores.deallocate()
        aim.deallocate()
    }

    /// Makes ready for a walk among `slots` slots that keeps `breadth` points.
    func prepare(slots: Int, breadth: Int) {
        for index in 0..<markedCount { met[Int(marked[index] >> 6)] = 0 }
        markedCount = 0
        if slots > words * 64 {
            met.deallocate()
            words = max(2 * words, (slots + 63) / 64)
            met = .allocate(capacity: words)
            met.initialize(repeating: 0, count: words)
        }
        if breadth > keyCapacity {
            keys.deallocate()
            keyCapacity = max(2 * keyCapacity, breadth)
            keys = .allocate(capacity: keyCapacity)
        }
    }

    /// Points met since `prepare`, in the order they were met.
    var metCount: Int { markedCount }
    @inline(__always) func met(at index: Int) -> UInt32 { marked[index] }

    /// Adds those of `links` below `limit` that were not met yet.
    /// - Returns: where they stand, `count` of them.
    @inline(__always) func meet(
        _ links: UnsafePointer<UInt32>, most: Int, limit: UInt32
    ) -> (slots: UnsafeMutablePointer<UInt32>, count: Int) {
        if markedCount &+ most > markedCapacity { growMarked() }
        let slots = marked + markedCount
        var count = 0
        for index in 0..<most {
            let link = kernels_load(links + index)
            // Checked on each step, so that no file can lead a walk astray.
            if link >= limit { if link == PointStore.noLink { break } else { continue } }
            let word = met + Int(link >> 6)
            let bits = word.pointee
            // Without a jump: whether a point was met is as good as chance.
            slots[count] = link
            count &+= Int(truncatingIfNeeded: ~(bits >> UInt64(link & 63)) & 1)
            word.pointee = bits | 1 << UInt64(link & 63)
        }
        markedCount &+= count
        return (slots, count)
    }

    private func growMarked() {
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * markedCapacity)
        larger.update(from: marked, count: markedCount)
        marked.deallocate()
        (marked, markedCapacity) = (larger, 2 * markedCapacity)
    }
}
