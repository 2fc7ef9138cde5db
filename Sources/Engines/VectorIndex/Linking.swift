import CKernels
import Synchronization

/// Links new points into the graph, and mends it where points left. Many threads may link at once.
final class Linking: @unchecked Sendable {
    // Sendable: the locks are bytes taken and freed by atomic instructions.

    private let store: PointStore
    private let projection: Projection
    private let kernels: Kernels
    /// A lock for every slot of the same remainder; held while a list of links is rewritten, never two at once.
    private let locks: UnsafeMutablePointer<UInt8>
    private static let lockCount = 1 << 14
    /// How much nearer to a chosen neighbour than to the new point a candidate must be to be left out (the alpha of
    /// Subramanya and others 2019, "DiskANN"). Above 1 more links stay: on 20,000 real embeddings 1.1 finds 0.95 of the
    /// ten nearest with half the breadth that 1 needs; 1.2 crowds out links that lead far.
    private static let slack: Float = 1.1

    init(_ store: PointStore, _ projection: Projection) {
        (self.store, self.projection, kernels) = (store, projection, store.kernels)
        locks = .allocate(capacity: Self.lockCount)
        locks.initialize(repeating: 0, count: Self.lockCount)
    }

    deinit { locks.deallocate() }

    /// A point weighed as a neighbour: `similarity` is its dot product with the point that looks for neighbours.
    struct Candidate {
        var slot: UInt32
        var similarity: Float
    }

    /// Links `slot`, whose vector and short code are written, into every layer that it stands in.
    func link(_ slot: UInt32, _ scratch: Scratch) {
        guard let start = store.start else { return store.offerStart(slot) }
        projection.aim(store.code(slot), kernels: kernels, into: scratch.aim)
        let walk = Walk(store, scratch)
        let own = store.shape.layer(of: slot)
        var nearest = walk.descend(from: start, to: own)
        for layer in stride(from: min(own, start.layer), through: 0, by: -1) {
            let beam = walk.nearest(from: nearest, layer: layer, breadth: store.shape.constructionBreadth)
            var candidates: [UInt32] = []
            candidates.reserveCapacity(beam.count)
            for index in 0..<beam.count where beam.slot(at: index) != slot { candidates.append(beam.slot(at: index)) }
            guard !candidates.isEmpty else { continue }
            nearest = candidates[0]
            let chosen = select(weigh(candidates, for: slot), most: store.linkCount(layer: layer))
            lock(slot)
            write(chosen, to: slot, layer: layer)
            unlock(slot)
            for neighbour in chosen { connect(neighbour, to: slot, layer: layer) }
        }
        if own > start.layer { store.offerStart(slot) }
    }

    /// Links the other way; a list that is full keeps the best spread of what it had and the new point.
    private func connect(_ neighbour: Candidate, to slot: UInt32, layer: Int) {
        lock(neighbour.slot)
        defer { unlock(neighbour.slot) }
        let links = store.links(neighbour.slot, layer: layer)
        let most = store.linkCount(layer: layer)
        var count = 0
        while count < most, links[count] != PointStore.noLink {
            if links[count] == slot { return }
            count += 1
        }
        if count < most { return kernels_publish(links + count, slot) }
        let all = weigh((0..<count).map { links[$0] } + [slot], for: neighbour.slot)
        write(select(all, most: most), to: neighbour.slot, layer: layer)
    }

    /// Gives `slot` links again after some of those it was linked to were taken away: it chooses among the rest and
    /// what the lost ones were linked to, so that ways that led through them stay open.
    func mend(_ slot: UInt32, layer: Int, isGone: (UInt32) -> Bool) {
        lock(slot)
        defer { unlock(slot) }
        let most = store.linkCount(layer: layer)
        let limit = store.used.load(ordering: .acquiring)
        func links(of slot: UInt32) -> [UInt32] {
            let links = store.links(slot, layer: layer)
            return (0..<most).map { links[$0] }.filter { $0 < limit }
        }
        var found: Set<UInt32> = []
        for link in links(of: slot) {
            if isGone(link) { found.formUnion(links(of: link).filter { !isGone($0) }) } else { found.insert(link) }
        }
        found.remove(slot)
        write(select(weigh(found.sorted(), for: slot), most: most), to: slot, layer: layer)
    }

    /// Dot products of `slot` with others, best first.
    private func weigh(_ others: [UInt32], for slot: UInt32) -> [Candidate] {
        let dimensions = store.shape.dimensions
        let base = UnsafePointer(store.codes.base.assumingMemoryBound(to: Int8.self))
        var result = others.map { Candidate(slot: $0, similarity: 0) }
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: others.count) { dots in
            guard let dots = dots.baseAddress else { return }
            kernels.score_codes(store.code(slot), base, dimensions, dimensions, others, others.count, dots)
            let scale = store.scale(slot).pointee
            for index in result.indices {
                result[index].similarity = Float(dots[index]) * store.scale(others[index]).pointee * scale
            }
        }
        result.sort { ($0.similarity, $1.slot) > ($1.similarity, $0.slot) }
        return result
    }

    /// The paper's heuristic (algorithm 4): a candidate is taken unless it is nearer, by `slack`, to one already taken,
    /// which then leads to it anyway. Distances are 1 - dot product.
    private func select(_ candidates: [Candidate], most: Int) -> [Candidate] {
        let dimensions = store.shape.dimensions
        let base = UnsafePointer(store.codes.base.assumingMemoryBound(to: Int8.self))
        var chosen: [Candidate] = []
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: most) { slots in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: 8) { dots in
                guard let slots = slots.baseAddress, let dots = dots.baseAddress else { return chosen }
                for candidate in candidates {
                    let scale = store.scale(candidate.slot).pointee
                    var isCovered = false
                    var start = 0
                    // The nearest first, a few at a time: most are covered by those.
                    while start < chosen.count, !isCovered {
                        let count = min(8, chosen.count - start)
                        kernels.score_codes(
                            store.code(candidate.slot), base, dimensions, dimensions, slots + start, count, dots)
                        for index in 0..<count
                        where Self.slack * (1 - Float(dots[index]) * scale * store.scale(slots[start + index]).pointee)
                            < 1 - candidate.similarity
                        { isCovered = true }
                        start += count
                    }
                    if isCovered { continue }
                    slots[chosen.count] = candidate.slot
                    chosen.append(candidate)
                    if chosen.count == most { break }
                }
                return chosen
            }
        }
    }

    /// Readers may meet the list half written: each entry is a good link all the same.
    private func write(_ chosen: [Candidate], to slot: UInt32, layer: Int) {
        let links = store.links(slot, layer: layer)
        for index in 0..<store.linkCount(layer: layer) {
            kernels_publish(links + index, index < chosen.count ? chosen[index].slot : PointStore.noLink)
        }
    }

    private func lock(_ slot: UInt32) { kernels_lock(locks + Int(slot) % Self.lockCount) }
    private func unlock(_ slot: UInt32) { kernels_unlock(locks + Int(slot) % Self.lockCount) }
}
