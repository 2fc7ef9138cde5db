import CKernels
import Dispatch
import Synchronization

extension VectorIndex {
    /// A group and what it holds from now on.
    public typealias Group = (name: Int64, entries: [Entry])

    /// Puts a group in place of what it held before.
    /// - Throws: `Failure`; the index is unchanged.
    public func replace(group: Int64, with entries: [Entry]) throws(Failure) {
        try replace([(group, entries)], threads: 1)
    }

    /// Takes a group out; nothing happens where there is none.
    public func remove(group: Int64) { remove([group]) }

    /// Puts many groups in place of what they held before.
    /// - Parameters:
    ///   - isPart: more is to come before the graph is worth building; what has none yet stays so. A last call without
    ///     it, even of no groups, builds the graph of all.
    ///   - progress: called now and then with the share of the vectors that are linked, 0 to 1.
    /// - Throws: `Failure`; the index is unchanged.
    public func replace(
        _ groups: [Group], threads: Int, isPart: Bool = false, progress: @Sendable (Double) -> Void = { _ in }
    ) throws(Failure) {
        for (_, entries) in groups {
            for entry in entries where entry.code.codes.count != shape.dimensions {
                throw .dimensionMismatch(expected: shape.dimensions, found: entry.code.codes.count)
            }
        }
        let added = groups.reduce(0) { $0 + $1.entries.count }
        try writing.withLock { writer throws(Failure) in
            let used = Int(store.used.load(ordering: .acquiring))
            let held = directory.withLock { directory in groups.reduce(0) { $0 + directory.slots(of: $1.name).count } }
            guard used + added - min(added, writer.free.count + held) <= IndexShape.capacity else {
                throw .full(capacity: IndexShape.capacity)
            }
            store.makeWritable()
            unlink(groups.map(\.name), &writer)
            let slots = write(groups, &writer)
            if isPart, graph.withLock({ $0 == nil }) { return }
            link(slots, threads: threads, progress)
        }
    }

    /// Takes many groups out at once.
    public func remove(_ groups: [Int64]) {
        writing.withLock { writer in
            store.makeWritable()
            unlink(groups, &writer)
        }
    }

    // MARK: Adding

    /// Writes vectors into free slots, then into new ones; nothing leads there yet.
    private func write(_ groups: [Group], _ writer: inout Writer) -> [UInt32] {
        let added = groups.reduce(0) { $0 + $1.entries.count }
        var used = store.used.load(ordering: .acquiring)
        store.grow(to: Int(used) + max(0, added - writer.free.count))
        var slots: [UInt32] = []
        slots.reserveCapacity(added)
        for (group, entries) in groups where !entries.isEmpty {
            var own: [UInt32] = []
            own.reserveCapacity(entries.count)
            let ordered = entries.sorted { ($0.point.owner, $0.point.ordinal) < ($1.point.owner, $1.point.ordinal) }
            for entry in ordered {
                let slot: UInt32
                if let free = writer.free.popLast() {
                    slot = free
                } else {
                    slot = used
                    used += 1
                }
                store.put(entry.code, entry.point, group: group, into: slot)
                own.append(slot)
            }
            slots += own
            directory.withLock { $0.set(group, own) }
        }
        store.used.store(used, ordering: .releasing)
        return slots
    }

    /// Links new slots into the graph; builds it when there are enough for the first time.
    private func link(_ new: [UInt32], threads: Int, _ progress: @Sendable (Double) -> Void) {
        var slots = new
        var graph = graph.withLock { $0 }
        let isFirst = graph == nil
        if isFirst {
            guard count >= Self.graphFrom else { return }
            let used = store.used.load(ordering: .acquiring)
            slots = (0..<used).filter { store.group($0).pointee != PointStore.noGroup }
            let projection = learn(from: slots)
            graph = Graph(projection: projection, linking: Linking(store, projection))
        }
        guard let graph else { return }
        let all = slots
        let linked = Atomic<Int>(0)
        let next = Atomic<Int>(0)
        let slice = 64
        // Short codes first: a walk compares those of all that are linked while it runs.
        for slot in all {
            let code = store.code(slot)
            graph.projection.shorten(
                code, scale: store.scale(slot).pointee, kernels: kernels, into: store.shortCode(slot))
        }
        if let first = all.first, store.start == nil { store.offerStart(first) }
        let starting = all.first == store.start?.slot ? 1 : 0
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, all.count / slice))) { _ in
            withScratch { scratch in
                while true {
                    let first = next.wrappingAdd(slice, ordering: .relaxed).oldValue
                    guard first < all.count else { return }
                    for index in max(first, starting)..<max(min(first + slice, all.count), starting) {
                        graph.linking.link(all[index], scratch)
                    }
                    let done = linked.wrappingAdd(slice, ordering: .relaxed).newValue
                    if done / slice % 64 == 0 { progress(min(1, Double(done) / Double(all.count))) }
                }
            }
        }
        if isFirst { self.graph.withLock { $0 = graph } }
        progress(1)
    }

    /// Directions from a sample spread over all slots.
    private func learn(from slots: [UInt32]) -> Projection {
        let most = min(1 << 14, (1 << 24) / shape.dimensions)
        let step = max(1, slots.count / most)
        var sample: [Float] = []
        for index in stride(from: 0, to: slots.count, by: step) {
            let (code, scale) = (store.code(slots[index]), store.scale(slots[index]).pointee)
            for place in 0..<shape.dimensions { sample.append(Float(code[place]) * scale) }
        }
        return Projection(shape: shape, learningFrom: sample, held: slots.count, kernels: kernels)
    }

    /// Whether the directions were learnt from so few of the vectors held now that learning them anew pays.
    public var isOutgrown: Bool {
        guard let graph = graph.withLock({ $0 }) else { return false }
        let learnt = graph.projection.learntFrom
        return learnt < 1 << 16 && count >= 8 * learnt
    }

    // MARK: Taking away

    /// Takes groups out of sight, mends the links of those that led to them, and frees the slots once no reader can be
    /// on them.
    private func unlink(_ groups: [Int64], _ writer: inout Writer) {
        let gone = directory.withLock { directory in
            groups.flatMap { group in
                let slots = directory.slots(of: group)
                if !slots.isEmpty { directory.set(group, []) }
                return slots
            }
        }
        guard !gone.isEmpty else { return }
        for slot in gone { store.forget(slot) }
        let used = store.used.load(ordering: .acquiring)
        if let graph = graph.withLock({ $0 }) {
            let mask = Admission(groups: [], slots: gone, limit: used)
            if let start = store.start, mask.admits(start.slot) { moveStart(used) }
            for layer in 0...IndexShape.upperLayers { mend(layer, used, mask, graph.linking) }
        }
        waitForReaders()
        for slot in gone { store.clearLinks(slot) }
        writer.free += gone
    }

    private func mend(_ layer: Int, _ used: UInt32, _ gone: Admission, _ linking: Linking) {
        var step: UInt32 = 1
        for _ in 0..<layer { step *= UInt32(shape.links) }
        let most = store.linkCount(layer: layer)
        var slot: UInt32 = 0
        while slot < used {
            defer { slot += step }
            let links = store.links(slot, layer: layer)
            var isTouched = false
            for index in 0..<most where !isTouched && links[index] < used { isTouched = gone.admits(links[index]) }
            if isTouched, !gone.admits(slot) { linking.mend(slot, layer: layer) { gone.admits($0) } }
        }
    }

    /// Lets walks begin at the highest point that is left.
    private func moveStart(_ used: UInt32) {
        var best: UInt32?
        var layer = -1
        for slot in 0..<used where store.group(slot).pointee != PointStore.noGroup {
            let own = shape.layer(of: slot)
            if own > layer { (best, layer) = (slot, own) }
        }
        let packed = best.map { UInt64(layer) << 32 | UInt64($0) } ?? PointStore.noEntry
        store.entry.store(packed, ordering: .releasing)
    }

    /// Overwrites the vectors that slots still hold which nothing is in any more: a file that is written then holds
    /// none that was taken out.
    public func eraseFree() {
        writing.withLock { writer in
            guard !writer.free.isEmpty else { return }
            store.makeWritable()
            waitForReaders()
            for slot in writer.free { store.erase(slot) }
        }
    }
}
