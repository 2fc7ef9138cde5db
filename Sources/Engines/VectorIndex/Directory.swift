/// Which slots each group has: what a file lists, and on top of it what has changed since.
struct Directory: Sendable {
    /// Groups changed since the file was written; an empty list is a group taken out.
    private var changed: [Int64: [UInt32]] = [:]
    private var listed: GroupList
    private(set) var count: Int

    init() { (listed, count) = (GroupList(), 0) }

    init(listed: GroupList) { (self.listed, count) = (listed, listed.slots.count) }

    /// The group's slots in the order of owner and ordinal.
    func slots(of group: Int64) -> [UInt32] { changed[group] ?? listed.slots(of: group) }

    /// Adds the slots of one owner.
    func appendSlots(of group: Int64, owner: Int64, _ store: PointStore, to found: inout [UInt32]) {
        if let slots = changed[group] {
            slots.withUnsafeBufferPointer { Self.appendRun($0[...], owner, store, to: &found) }
        } else {
            listed.withSlots(of: group) { Self.appendRun($0, owner, store, to: &found) }
        }
    }

    private static func appendRun(
        _ slots: Slice<UnsafeBufferPointer<UInt32>>, _ owner: Int64, _ store: PointStore, to found: inout [UInt32]
    ) {
        var (low, high) = (slots.startIndex, slots.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if store.owner(slots[middle]).pointee < owner { low = middle + 1 } else { high = middle }
        }
        while low < slots.endIndex, store.owner(slots[low]).pointee == owner {
            found.append(slots[low])
            low += 1
        }
    }

    mutating func set(_ group: Int64, _ slots: [UInt32]) {
        count += slots.count - self.slots(of: group).count
        changed[group] = slots
    }

    /// Groups with slots, in order.
    var groups: [Int64] {
        let kept = listed.groups.filter { changed[$0] == nil }
        return (kept + changed.filter { !$0.value.isEmpty }.keys).sorted()
    }

    /// Everything as one list, as it is written to a file.
    var flattened: GroupList {
        var list = GroupList()
        for group in groups { list.append(group, slots(of: group)) }
        return list
    }
}

/// Groups in order, and their slots end to end.
struct GroupList: Sendable {
    private(set) var groups: [Int64] = []
    /// Where each group's slots begin; one more than there are groups.
    private(set) var starts: [UInt32] = [0]
    private(set) var slots: SlotList = .own([])

    /// Slots in memory, or in a mapped file, which holds a million of them without a copy.
    enum SlotList: Sendable {
        case own([UInt32])
        case mapped(MemoryRegion, count: Int)

        var count: Int {
            switch self {
            case .own(let slots): slots.count
            case .mapped(_, let count): count
            }
        }

        func withBuffer<Value>(_ body: (UnsafeBufferPointer<UInt32>) -> Value) -> Value {
            switch self {
            case .own(let slots): slots.withUnsafeBufferPointer(body)
            case .mapped(let region, let count):
                body(UnsafeBufferPointer(start: region.base.assumingMemoryBound(to: UInt32.self), count: count))
            }
        }
    }

    init() {}

    /// As a file has them.
    /// - Returns: nil when they are not in order or out of bounds.
    init?(groups: [Int64], starts: [UInt32], slots: SlotList) {
        guard starts.count == groups.count + 1, starts.first == 0, Int(starts[groups.count]) == slots.count,
            zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }),
            zip(groups, groups.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        (self.groups, self.starts, self.slots) = (groups, starts, slots)
    }

    mutating func append(_ group: Int64, _ slots: [UInt32]) {
        guard case .own(var own) = self.slots else { return }
        self.slots = .own([])
        own += slots
        groups.append(group)
        starts.append(UInt32(own.count))
        self.slots = .own(own)
    }

    func withSlots<Value>(of group: Int64, _ body: (Slice<UnsafeBufferPointer<UInt32>>) -> Value) -> Value {
        slots.withBuffer { all in
            guard let place = place(of: group) else { return body(all[0..<0]) }
            return body(all[Int(starts[place])..<Int(starts[place + 1])])
        }
    }

    func slots(of group: Int64) -> [UInt32] { withSlots(of: group) { Array($0) } }

    private func place(of group: Int64) -> Int? {
        var (low, high) = (0, groups.count)
        while low < high {
            let middle = (low + high) / 2
            if groups[middle] < group { low = middle + 1 } else { high = middle }
        }
        return low < groups.count && groups[low] == group ? low : nil
    }
}
