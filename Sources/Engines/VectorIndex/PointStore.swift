import CKernels
import Synchronization

/// What is known of the points, in slots: a slot is a place in every one of these arrays. Readers follow pointers into
/// them while one writer changes them; what a reader may meet half changed is named where it is written.
final class PointStore: @unchecked Sendable {
    // Sendable: readers see a slot only through a link or a count that was published after the slot was written
    // (release and acquire), and a slot is written anew only after `Readers.wait`. All else is the one writer's.

    /// The group of a slot that holds nothing.
    static let noGroup = Int64.min
    /// A link that leads nowhere: the rest of the list is empty.
    static let noLink = UInt32.max

    let shape: IndexShape
    let kernels: Kernels
    /// Short codes and ground links, `shape.groundStride` bytes a slot.
    let ground: MemoryRegion
    /// 8-bit codes, `shape.dimensions` bytes a slot.
    let codes: MemoryRegion
    let scales: MemoryRegion
    let owners: MemoryRegion
    let ordinals: MemoryRegion
    let groups: MemoryRegion
    /// Links of the layers above the ground, lowest first: a list for every `links`-th slot of the layer below.
    let upper: [MemoryRegion]
    /// Slots in use or freed: all below this are safe to look at.
    let used = Atomic<UInt32>(0)
    /// Where walks begin: layer << 32 | slot; `noEntry` while nothing is linked.
    let entry = Atomic<UInt64>(PointStore.noEntry)
    static let noEntry = UInt64.max

    init(shape: IndexShape, kernels: Kernels) {
        (self.shape, self.kernels) = (shape, kernels)
        let capacity = IndexShape.capacity
        ground = MemoryRegion(reserving: capacity * shape.groundStride)
        codes = MemoryRegion(reserving: capacity * shape.dimensions)
        scales = MemoryRegion(reserving: capacity * 4)
        owners = MemoryRegion(reserving: capacity * 8)
        ordinals = MemoryRegion(reserving: capacity * 4)
        groups = MemoryRegion(reserving: capacity * 8)
        var share = capacity
        upper = (0..<IndexShape.upperLayers).map { _ in
            share = share / shape.links + 1
            return MemoryRegion(reserving: share * shape.links * 4)
        }
    }

    /// Every array and how many bytes of it the first `slots` slots take.
    func planes(_ slots: Int) -> [(region: MemoryRegion, bytes: Int)] {
        var planes = [
            (ground, slots * shape.groundStride), (codes, slots * shape.dimensions), (scales, slots * 4),
            (owners, slots * 8), (ordinals, slots * 4), (groups, slots * 8),
        ]
        var share = slots
        for region in upper {
            share = (share + shape.links - 1) / shape.links
            planes.append((region, share * shape.links * 4))
        }
        return planes
    }

    /// Makes room for `slots` slots.
    func grow(to slots: Int) { for plane in planes(slots) { plane.region.grow(to: plane.bytes) } }

    func makeWritable() { for plane in planes(0) { plane.region.makeWritable() } }

    // MARK: A slot's fields

    @inline(__always) func code(_ slot: UInt32) -> UnsafeMutablePointer<Int8> {
        (codes.base + Int(slot) &* shape.dimensions).assumingMemoryBound(to: Int8.self)
    }
    @inline(__always) func scale(_ slot: UInt32) -> UnsafeMutablePointer<Float> {
        scales.base.assumingMemoryBound(to: Float.self) + Int(slot)
    }
    @inline(__always) func owner(_ slot: UInt32) -> UnsafeMutablePointer<Int64> {
        owners.base.assumingMemoryBound(to: Int64.self) + Int(slot)
    }
    @inline(__always) func ordinal(_ slot: UInt32) -> UnsafeMutablePointer<Int32> {
        ordinals.base.assumingMemoryBound(to: Int32.self) + Int(slot)
    }
    @inline(__always) func group(_ slot: UInt32) -> UnsafeMutablePointer<Int64> {
        groups.base.assumingMemoryBound(to: Int64.self) + Int(slot)
    }
    @inline(__always) func shortCode(_ slot: UInt32) -> UnsafeMutablePointer<UInt8> {
        (ground.base + Int(slot) &* shape.groundStride).assumingMemoryBound(to: UInt8.self)
    }

    /// The links of a slot in a layer; `linkCount` of them.
    @inline(__always) func links(_ slot: UInt32, layer: Int) -> UnsafeMutablePointer<UInt32> {
        if layer == 0 {
            return (ground.base + Int(slot) &* shape.groundStride + shape.shortBytes)
                .assumingMemoryBound(to: UInt32.self)
        }
        var place = Int(slot)
        for _ in 0..<layer { place /= shape.links }
        return (upper[layer - 1].base + place &* shape.links &* 4).assumingMemoryBound(to: UInt32.self)
    }
    @inline(__always) func linkCount(layer: Int) -> Int { layer == 0 ? shape.groundLinks : shape.links }

    /// Writes a vector and its name into a slot that no reader can reach.
    func put(_ code: VectorCode, _ point: VectorIndex.Point, group: Int64, into slot: UInt32) {
        code.codes.withUnsafeBufferPointer { codes in
            if let source = codes.baseAddress { self.code(slot).update(from: source, count: shape.dimensions) }
        }
        scale(slot).pointee = code.scale
        owner(slot).pointee = point.owner
        ordinal(slot).pointee = point.ordinal
        self.group(slot).pointee = group
        clearLinks(slot)
    }

    func clearLinks(_ slot: UInt32) {
        for layer in 0...shape.layer(of: slot) {
            let links = links(slot, layer: layer)
            for index in 0..<linkCount(layer: layer) { kernels_publish(links + index, Self.noLink) }
        }
    }

    /// Makes a slot's vector unfindable; its place stays taken.
    func forget(_ slot: UInt32) { group(slot).pointee = Self.noGroup }

    /// Overwrites the vector of a slot that nothing is in.
    func erase(_ slot: UInt32) {
        code(slot).update(repeating: 0, count: shape.dimensions)
        shortCode(slot).update(repeating: 0, count: shape.shortBytes)
        scale(slot).pointee = 0
        (owner(slot).pointee, ordinal(slot).pointee) = (0, 0)
    }

    // MARK: Where walks begin

    var start: (slot: UInt32, layer: Int)? {
        let packed = entry.load(ordering: .acquiring)
        return packed == Self.noEntry ? nil : (UInt32(truncatingIfNeeded: packed), Int(packed >> 32))
    }

    /// Makes `slot` the start when its layer is the highest so far.
    func offerStart(_ slot: UInt32) {
        let layer = shape.layer(of: slot)
        let offer = UInt64(layer) << 32 | UInt64(slot)
        var current = entry.load(ordering: .acquiring)
        while current == Self.noEntry || current >> 32 < UInt64(layer) {
            let result = entry.compareExchange(expected: current, desired: offer, ordering: .acquiringAndReleasing)
            if result.exchanged { return }
            current = result.original
        }
    }
}
