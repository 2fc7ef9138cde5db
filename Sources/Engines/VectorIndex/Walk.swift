import CKernels
import Synchronization

/// Walks from point to point towards a query, comparing short codes.
struct Walk {
    let store: PointStore
    let scratch: Scratch
    /// Slots at and above this were added after the walk began and are passed over.
    let limit: UInt32
    private let kernels: Kernels
    private let ground: UnsafePointer<UInt8>
    private let stride: Int
    private let shortBytes: Int

    /// `scratch.aim` holds the query.
    init(_ store: PointStore, _ scratch: Scratch) {
        (self.store, self.scratch, kernels) = (store, scratch, store.kernels)
        limit = store.used.load(ordering: .acquiring)
        ground = UnsafePointer(store.ground.base.assumingMemoryBound(to: UInt8.self))
        (stride, shortBytes) = (store.shape.groundStride, store.shape.shortBytes)
    }

    /// Scores of some slots, in `scratch.scores`; at most `Scratch.scoreCapacity`.
    @inline(__always) func score(_ slots: UnsafePointer<UInt32>, _ count: Int) {
        kernels.score_nibbles(scratch.aim, ground, stride, shortBytes, slots, count, scratch.scores)
    }

    private func score(_ slot: UInt32) -> Int32 {
        withUnsafePointer(to: slot) { score($0, 1) }
        return scratch.scores[0]
    }

    /// Those linked to `slot` that were not met yet.
    @inline(__always) func gather(_ slot: UInt32, layer: Int) -> (slots: UnsafeMutablePointer<UInt32>, count: Int) {
        let links = UnsafePointer(store.links(slot, layer: layer))
        let (slots, count) = scratch.meet(links, most: store.linkCount(layer: layer), limit: limit)
        for index in 0..<count {
            let record = ground + Int(slots[index]) &* stride
            kernels_prefetch(record)
            kernels_prefetch(record + 64)
        }
        return (slots, count)
    }

    /// From layer to layer downwards, to the nearest point found in each.
    func descend(from start: (slot: UInt32, layer: Int), to lowest: Int) -> UInt32 {
        guard start.layer > lowest, start.slot < limit else { return start.slot }
        var nearest = start.slot
        var best = score(nearest)
        for layer in Swift.stride(from: start.layer, to: lowest, by: -1) {
            scratch.prepare(slots: Int(limit), breadth: 0)
            var moved = true
            while moved {
                moved = false
                let (slots, count) = gather(nearest, layer: layer)
                score(slots, count)
                for index in 0..<count where scratch.scores[index] > best {
                    (best, nearest, moved) = (scratch.scores[index], slots[index], true)
                }
            }
        }
        return nearest
    }

    /// The `breadth` points nearest to the query that a walk from `start` meets.
    func nearest(from start: UInt32, layer: Int, breadth: Int) -> Beam {
        scratch.prepare(slots: Int(limit), breadth: breadth)
        var beam = Beam(scratch.keys, capacity: breadth)
        guard begin(at: start) else { return beam }
        beam.insert(score(start), start)
        while let slot = beam.follow() {
            let (slots, count) = gather(slot, layer: layer)
            score(slots, count)
            var floor = beam.floor
            for index in 0..<count where scratch.scores[index] > floor {
                beam.insert(scratch.scores[index], slots[index])
                let links = ground + Int(slots[index]) &* stride + shortBytes
                kernels_prefetch(links)
                kernels_prefetch(links + 64)
                floor = beam.floor
            }
        }
        return beam
    }

    private func begin(at start: UInt32) -> Bool {
        withUnsafePointer(to: start) { scratch.meet($0, most: 1, limit: limit).count == 1 }
    }

    /// The `breadth` nearest points that `admission` lets through. Points that it does not are walked over.
    /// - Returns: nil when more points were met than there are to let through: looking at each of those costs less.
    func nearest(from start: UInt32, breadth: Int, in admission: Admission) -> Beam? {
        scratch.prepare(slots: Int(limit), breadth: breadth)
        var beam = Beam(scratch.keys, capacity: breadth)
        guard begin(at: start) else { return nil }
        var frontier = KeyHeap()
        let first = score(start)
        frontier.push(Beam.key(first, start))
        if admission.admits(start) { beam.insert(first, start) }
        while let key = frontier.pop() {
            if Beam.score(key) < beam.floor { break }
            if scratch.metCount > 2 * admission.count { return nil }
            let (slots, count) = gather(Beam.slot(key), layer: 0)
            score(slots, count)
            for index in 0..<count where scratch.scores[index] > beam.floor {
                frontier.push(Beam.key(scratch.scores[index], slots[index]))
                if admission.admits(slots[index]) { beam.insert(scratch.scores[index], slots[index]) }
            }
        }
        return beam
    }
}

/// A binary heap, greatest first.
private struct KeyHeap {
    private var keys: [UInt64] = []

    mutating func push(_ key: UInt64) {
        keys.append(key)
        var child = keys.count - 1
        while child > 0, keys[(child - 1) / 2] < keys[child] {
            keys.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> UInt64? {
        guard let first = keys.first, let last = keys.popLast() else { return nil }
        guard !keys.isEmpty else { return first }
        keys[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < keys.count else { break }
            if child + 1 < keys.count, keys[child + 1] > keys[child] { child += 1 }
            guard keys[child] > keys[parent] else { break }
            keys.swapAt(child, parent)
            parent = child
        }
        return first
    }
}
