import CKernels
import Foundation
import Synchronization

extension VectorIndex {
    /// Writes the index as it stands; searches go on meanwhile, writers wait. Making the file durable and giving it its
    /// name are the caller's part.
    /// - Parameter file: open for writing, empty.
    /// - Throws: `IndexFile.Failure.system`.
    public func write(to file: Int32, stamp: IndexFile.Stamp) throws {
        try writing.withLock { _ in
            precondition(stamp.identity.count == 32, "an identity is 32 bytes")
            let projection = graph.withLock { $0?.projection }
            let groups = directory.withLock { $0.flattened }
            var header = IndexFile.Header(
                shape: shape, used: store.used.load(ordering: .acquiring),
                start: store.entry.load(ordering: .acquiring), projection: projection, groups: groups, stamp: stamp)
            var sink = BlockSink(file: file)
            try sink.skipHeader()
            let sections = header.sections
            var index = 0
            func put(_ bytes: UnsafeRawBufferPointer) throws {
                precondition(bytes.count == sections[index].bytes, "a section has the length that its header says")
                try sink.write(bytes)
                try sink.pad(to: MemoryRegion.page)
                index += 1
            }
            func put<Number>(_ numbers: [Number]) throws {
                try numbers.withUnsafeBytes { try put($0) }
            }
            for plane in store.planes(Int(header.used)) {
                try put(UnsafeRawBufferPointer(start: plane.region.base, count: plane.bytes))
            }
            let rows = projection.map { $0.shape.directions * $0.shape.dimensions } ?? 0
            try put(UnsafeRawBufferPointer(start: projection?.rows, count: rows))
            try put(projection?.scales ?? [])
            try put(projection?.means ?? [])
            try put(groups.groups)
            try put(groups.starts)
            try put(groups.slots.withBuffer { Array($0) })
            header.table = try sink.finish(blocks: header.blocks, padded: header.tableBytes)
            let head = header.bytes
            guard pwrite(file, head, head.count, 0) == head.count else { throw IndexFile.lastError("write") }
        }
    }

    /// Lets the pages of a file that this index has just written stand in for its memory, once they are read back and
    /// match their checksums.
    /// - Throws: `IndexFile.Failure`; the index is unchanged.
    public func adopt(_ path: String) throws(IndexFile.Failure) {
        try writing.withLock { _ throws(IndexFile.Failure) in
            let opened = try OpenedFile(path)
            guard opened.header.shape == shape, opened.header.used == store.used.load(ordering: .acquiring) else {
                throw .belongsElsewhere
            }
            try opened.verify(threads: 2)
            let list = try opened.groupList()
            try opened.map(into: store)
            directory.withLock { $0 = Directory(listed: list) }
        }
    }
}

/// Writes blocks one after the other and keeps their checksums.
private struct BlockSink {
    let file: Int32
    private var block: [UInt8] = []
    private var sums: [UInt32] = []
    private var written = 0

    init(file: Int32) {
        self.file = file
        block.reserveCapacity(IndexFile.block)
    }

    mutating func skipHeader() throws {
        guard lseek(file, off_t(IndexFile.headerBytes), SEEK_SET) >= 0 else { throw IndexFile.lastError("seek") }
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        written += bytes.count
        var rest = bytes[...]
        while !rest.isEmpty {
            if block.isEmpty, rest.count >= IndexFile.block {
                // Whole blocks go as they lie.
                let whole = rest.count / IndexFile.block
                let run = UnsafeRawBufferPointer(rebasing: rest.prefix(whole * IndexFile.block))
                var found = [UInt32](repeating: 0, count: whole)
                kernels_checksums(run.baseAddress, IndexFile.block, whole, &found)
                sums += found
                try send(run)
                rest = rest.dropFirst(run.count)
            } else {
                let part = rest.prefix(IndexFile.block - block.count)
                block.append(contentsOf: part)
                rest = rest.dropFirst(part.count)
                if block.count == IndexFile.block { try flush() }
            }
        }
    }

    mutating func pad(to unit: Int) throws {
        let zeros = [UInt8](repeating: 0, count: IndexFile.padded(written, to: unit) - written)
        try zeros.withUnsafeBytes { try write($0) }
    }

    /// Ends the blocks and writes their checksums.
    /// - Returns: the checksum of the table.
    mutating func finish(blocks: Int, padded: Int) throws -> UInt32 {
        try pad(to: IndexFile.block)
        if !block.isEmpty { try flush() }
        precondition(sums.count == blocks, "there are as many blocks as the header says")
        var table = sums
        if padded > table.count * 4 { table.append(0) }
        guard lseek(file, off_t(IndexFile.headerBytes + blocks * IndexFile.block), SEEK_SET) >= 0 else {
            throw IndexFile.lastError("seek")
        }
        try table.withUnsafeBytes { try send($0) }
        guard ftruncate(file, off_t(IndexFile.headerBytes + blocks * IndexFile.block + padded)) == 0 else {
            throw IndexFile.lastError("truncate")
        }
        var sum: UInt32 = 0
        table.withUnsafeBytes { kernels_checksums($0.baseAddress, $0.count, 1, &sum) }
        return sum
    }

    private mutating func flush() throws {
        block += [UInt8](repeating: 0, count: IndexFile.block - block.count)
        var sum: UInt32 = 0
        kernels_checksums(block, IndexFile.block, 1, &sum)
        sums.append(sum)
        try block.withUnsafeBytes { try send($0) }
        block.removeAll(keepingCapacity: true)
    }

    private func send(_ bytes: UnsafeRawBufferPointer) throws {
        var sent = 0
        while sent < bytes.count {
            let count = Foundation.write(file, bytes.baseAddress?.advanced(by: sent), bytes.count - sent)
            if count < 0, errno != EINTR { throw IndexFile.lastError("write") }
            sent += max(count, 0)
        }
    }
}
