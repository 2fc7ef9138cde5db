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
        var (low, high) = (0, count)
        while low < high {
            let middle = (low &+ high) >> 1
            if keys[middle] > key { low = middle &+ 1 } else { high = middle }
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
    /// Slots whose scores are asked for in one go, and their scores.
    let pending: UnsafeMutablePointer<UInt32>
    let scores: UnsafeMutablePointer<Int32>
    static let pendingCapacity = 256
    /// The query's signed bytes along the directions.
    let aim: UnsafeMutablePointer<Int8>

    init(directions: Int) {
        (words, markedCapacity, keyCapacity) = (1 << 10, 1 << 12, 1 << 9)
        met = .allocate(capacity: words)
        met.initialize(repeating: 0, count: words)
        marked = .allocate(capacity: markedCapacity)
        keys = .allocate(capacity: keyCapacity)
        pending = .allocate(capacity: Self.pendingCapacity)
        scores = .allocate(capacity: Self.pendingCapacity)
        aim = .allocate(capacity: directions)
        aim.initialize(repeating: 0, count: directions)
    }

    deinit {
        met.deallocate()
        marked.deallocate()
        keys.deallocate()
        pending.deallocate()
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

    /// Whether `slot` is met for the first time since `prepare`.
    @inline(__always) func meets(_ slot: UInt32) -> Bool {
        let bit: UInt64 = 1 << UInt64(slot & 63)
        let word = met + Int(slot >> 6)
        guard word.pointee & bit == 0 else { return false }
        word.pointee |= bit
        if markedCount == markedCapacity { growMarked() }
        marked[markedCount] = slot
        markedCount &+= 1
        return true
    }

    /// Points met since `prepare`.
    var metCount: Int { markedCount }

    private func growMarked() {
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * markedCapacity)
        larger.update(from: marked, count: markedCount)
        marked.deallocate()
        (marked, markedCapacity) = (larger, 2 * markedCapacity)
    }
}
