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

    /// Scores of `scratch.pending`'s first `count` slots, in `scratch.scores`.
    @inline(__always) func score(_ count: Int) {
        kernels.score_nibbles(scratch.aim, ground, stride, shortBytes, scratch.pending, count, scratch.scores)
    }

    /// Puts those linked to `slot` that were not met yet into `scratch.pending`.
    @inline(__always) func gather(_ slot: UInt32, layer: Int) -> Int {
        let links = store.links(slot, layer: layer)
        var count = 0
        for index in 0..<store.linkCount(layer: layer) {
            let link = kernels_load(links + index)
            // Checked on each step, so that no file can lead a walk astray.
            if link >= limit { if link == PointStore.noLink { break } else { continue } }
            guard scratch.meets(link) else { continue }
            let record = ground + Int(link) &* stride
            kernels_prefetch(record)
            kernels_prefetch(record + 64)
            scratch.pending[count] = link
            count &+= 1
        }
        return count
    }

    /// From layer to layer downwards, to the nearest point found in each.
    func descend(from start: (slot: UInt32, layer: Int), to lowest: Int) -> UInt32 {
        guard start.layer > lowest, start.slot < limit else { return start.slot }
        var nearest = start.slot
        scratch.pending[0] = nearest
        score(1)
        var best = scratch.scores[0]
        for layer in Swift.stride(from: start.layer, to: lowest, by: -1) {
            var moved = true
            while moved {
                moved = false
                scratch.prepare(slots: Int(limit), breadth: 0)
                let count = gather(nearest, layer: layer)
                score(count)
                for index in 0..<count where scratch.scores[index] > best {
                    (best, nearest, moved) = (scratch.scores[index], scratch.pending[index], true)
                }
            }
        }
        return nearest
    }

    /// The `breadth` points nearest to the query that a walk from `start` meets.
    func nearest(from start: UInt32, layer: Int, breadth: Int) -> Beam {
        scratch.prepare(slots: Int(limit), breadth: breadth)
        var beam = Beam(scratch.keys, capacity: breadth)
        guard start < limit, scratch.meets(start) else { return beam }
        scratch.pending[0] = start
        score(1)
        beam.insert(scratch.scores[0], start)
        while let slot = beam.follow() {
            let count = gather(slot, layer: layer)
            score(count)
            var floor = beam.floor
            for index in 0..<count where scratch.scores[index] > floor {
                let found = scratch.pending[index]
                beam.insert(scratch.scores[index], found)
                let links = ground + Int(found) &* stride + shortBytes
                kernels_prefetch(links)
                kernels_prefetch(links + 64)
                floor = beam.floor
            }
        }
        return beam
    }

    /// The `breadth` nearest points that `admission` lets through. Points that it does not are walked over.
    /// - Returns: nil when more points were met than there are to let through: looking at each of those costs less.
    func nearest(from start: UInt32, breadth: Int, in admission: Admission) -> Beam? {
        scratch.prepare(slots: Int(limit), breadth: breadth)
        var beam = Beam(scratch.keys, capacity: breadth)
        guard start < limit, scratch.meets(start) else { return nil }
        var frontier = KeyHeap()
        scratch.pending[0] = start
        score(1)
        frontier.push(Beam.key(scratch.scores[0], start))
        if admission.admits(start) { beam.insert(scratch.scores[0], start) }
        while let key = frontier.pop() {
            if Beam.score(key) < beam.floor { break }
            if scratch.metCount > 2 * admission.count { return nil }
            let count = gather(Beam.slot(key), layer: 0)
            score(count)
            for index in 0..<count where scratch.scores[index] > beam.floor {
                let found = scratch.pending[index]
                frontier.push(Beam.key(scratch.scores[index], found))
                if admission.admits(found) { beam.insert(scratch.scores[index], found) }
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
