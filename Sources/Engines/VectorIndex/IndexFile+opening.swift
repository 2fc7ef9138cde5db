import CKernels
import Dispatch
import Foundation
import Synchronization

extension VectorIndex {
    /// Opens a file that `write` made, checks all of it, and maps it.
    /// - Parameter identity: the 32 bytes that the file must carry.
    /// - Returns: the index, and the database's last change that it knows.
    /// - Throws: `IndexFile.Failure`.
    public static func open(
        _ path: String, identity: [UInt8], threads: Int = 2
    ) throws(IndexFile.Failure) -> (index: VectorIndex, change: Int64) {
        let opened = try OpenedFile(path)
        guard opened.header.stamp.identity == identity else { throw .belongsElsewhere }
        try opened.verify(threads: threads)
        let header = opened.header
        let store = PointStore(shape: header.shape, kernels: bestKernels)
        try opened.map(into: store)
        store.used.store(header.used, ordering: .releasing)
        store.entry.store(header.start, ordering: .releasing)
        let groups = try opened.groupList()
        let index = VectorIndex(
            store: store, directory: Directory(listed: groups),
            free: header.slotCount == header.used ? [] : try opened.free(groups))
        if let projection = opened.projection() {
            index.graph.withLock { $0 = Graph(projection: projection, linking: Linking(store, projection)) }
        }
        return (index, header.stamp.change)
    }
}

/// A file whose header is sound, mapped as a whole.
final class OpenedFile {
    let header: IndexFile.Header
    private let file: Int32
    private let bytes: UnsafeRawBufferPointer

    init(_ path: String) throws(IndexFile.Failure) {
        file = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw errno == ENOENT ? .absent : IndexFile.lastError("open") }
        var facts = stat()
        guard fstat(file, &facts) == 0 else {
            let error = IndexFile.lastError("stat")
            close(file)
            throw error
        }
        let size = Int(facts.st_size)
        guard size >= IndexFile.headerBytes,
            let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), address != MAP_FAILED
        else {
            close(file)
            throw .damaged("shorter than its header")
        }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
        do {
            header = try IndexFile.Header(bytes: bytes)
            guard size == header.fileBytes else { throw IndexFile.Failure.damaged("cut short, or grown") }
        } catch {
            munmap(address, size)
            close(file)
            throw error as? IndexFile.Failure ?? .damaged("its header")
        }
    }

    deinit {
        if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
        close(file)
    }

    private func section(_ index: Int) -> UnsafeRawBufferPointer {
        let section = header.sections[index]
        return UnsafeRawBufferPointer(rebasing: bytes[section.offset..<section.offset + section.bytes])
    }

    private func numbers<Number>(_ index: Int, as type: Number.Type) -> [Number] {
        Array(section(index).bindMemory(to: type))
    }

    /// Compares every block with its checksum.
    func verify(threads: Int) throws(IndexFile.Failure) {
        let table = UnsafeRawBufferPointer(
            rebasing: bytes[header.tableOffset..<header.tableOffset + header.tableBytes])
        guard IndexFile.checksum(table) == header.table else { throw .damaged("its table of checksums") }
        let (blocks, block, slice) = (header.blocks, IndexFile.block, 256)
        let wrong = Atomic<Int>(-1)
        let slices = (blocks + slice - 1) / slice
        // Read-only memory that outlives the call.
        nonisolated(unsafe) let (body, sums) = (bytes, table.bindMemory(to: UInt32.self))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, slices))) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < slices else { return }
                let (first, count) = (index * slice, min(slice, blocks - index * slice))
                let start = body.baseAddress?.advanced(by: IndexFile.headerBytes + first * block)
                madvise(UnsafeMutableRawPointer(mutating: start), count * block, 22)  // MADV_POPULATE_READ
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { found in
                    kernels_checksums(start, block, count, found.baseAddress)
                    for place in 0..<count where found[place] != sums[first + place] {
                        wrong.store(first + place, ordering: .relaxed)
                    }
                }
            }
        }
        let place = wrong.load(ordering: .relaxed)
        guard place < 0 else { throw .damaged("block \(place) does not match its checksum") }
    }

    /// Lets the file's pages stand for the arrays of a store.
    func map(into store: PointStore) throws(IndexFile.Failure) {
        let planes = store.planes(Int(header.used))
        for (plane, section) in zip(planes, header.sections) {
            guard plane.region.map(file, offset: section.offset, bytes: section.bytes) else {
                throw IndexFile.lastError("map")
            }
        }
    }

    private var arrays: Int { 6 + IndexShape.upperLayers }

    func projection() -> Projection? {
        guard header.hasGraph, let rows = section(arrays).baseAddress else { return nil }
        return Projection(
            shape: header.shape, rows: rows, scales: numbers(arrays + 1, as: Float.self),
            means: numbers(arrays + 2, as: Float.self), step: header.step, learntFrom: Int(header.learntFrom))
    }

    /// The groups; their slots stay in the file.
    func groupList() throws(IndexFile.Failure) -> GroupList {
        let place = header.sections[arrays + 5]
        let region = MemoryRegion(reserving: place.bytes)
        guard region.map(file, offset: place.offset, bytes: place.bytes) else { throw IndexFile.lastError("map") }
        let slots = GroupList.SlotList.mapped(region, count: Int(header.slotCount))
        guard
            slots.withBuffer({ slots in slots.allSatisfy { $0 < header.used } }),
            let list = GroupList(
                groups: numbers(arrays + 3, as: Int64.self), starts: numbers(arrays + 4, as: UInt32.self), slots: slots)
        else { throw .damaged("its list of groups") }
        return list
    }

    /// Slots below the last one used that no group has.
    func free(_ groups: GroupList) throws(IndexFile.Failure) -> [UInt32] {
        var taken = [Bool](repeating: false, count: Int(header.used))
        groups.slots.withBuffer { slots in for slot in slots { taken[Int(slot)] = true } }
        return taken.indices.filter { !taken[$0] }.map { UInt32($0) }
    }
}
