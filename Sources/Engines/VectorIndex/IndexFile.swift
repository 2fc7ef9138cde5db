import CKernels
import Foundation

/// The index as one file, little-endian, mapped by its readers and never changed once written.
///
///     4096 bytes  header: `IndexFile.Header`, its CRC-32C in the last 8 bytes
///     arrays      each from a multiple of 4096 on, zero padded: short codes and ground links, 8-bit codes, scales,
///                 owners, ordinals, groups, links of the upper layers; the projection's rows, scales and means;
///                 names of the groups, where each one's slots begin, the slots
///     checksums   CRC-32C of each 16 KiB between header and here, u32 each, from a multiple of 16384 past 4096 on
///
/// Where arrays begin follows from the header's counts. Every block is checked when a file is opened; links and slots
/// are checked again when they are followed, so that even a file with good checksums leads nowhere outside.
public enum IndexFile {
    /// Why a file is not taken. The index is then made anew from the database.
    public enum Failure: Error, Equatable {
        case absent
        /// Not an index file, or of another version.
        case foreign
        /// Made from another database, or by another encoder.
        case belongsElsewhere
        /// Torn, cut short or changed; where.
        case damaged(String)
        /// The system refuses; its word for it.
        case system(String)
    }

    /// What a file was made from.
    public struct Stamp: Sendable, Equatable {
        /// 32 bytes that name the database and the encoder.
        public var identity: [UInt8]
        /// The database's last change that the file knows.
        public var change: Int64
        public init(identity: [UInt8], change: Int64) { (self.identity, self.change) = (identity, change) }
    }

    static let magic = Array("HRVINDEX".utf8)
    static let version: UInt32 = 1
    static let headerBytes = 4096
    static let block = 1 << 14

    /// The numbers at the head of a file, in this order.
    struct Header: Equatable {
        var shape: IndexShape
        var used: UInt32
        var start: UInt64
        var hasGraph: Bool
        var learntFrom: UInt32
        var step: Float
        var groupCount: UInt32
        var slotCount: UInt32
        var stamp: Stamp
        /// CRC-32C of the table of checksums.
        var table: UInt32

        /// Where each array begins and how long it is; the checksums come last.
        var sections: [(offset: Int, bytes: Int)] {
            var offset = IndexFile.headerBytes
            return sizes.map { bytes in
                defer { offset += IndexFile.padded(bytes, to: MemoryRegion.page) }
                return (offset, bytes)
            }
        }

        private var sizes: [Int] {
            let (slots, directions) = (Int(used), hasGraph ? shape.directions : 0)
            var sizes = [
                slots * shape.groundStride, slots * shape.dimensions, slots * 4, slots * 8, slots * 4, slots * 8,
            ]
            var share = slots
            for _ in 0..<IndexShape.upperLayers {
                share = (share + shape.links - 1) / shape.links
                sizes.append(share * shape.links * 4)
            }
            return sizes + [
                directions * shape.dimensions, directions * 4, directions * 4, Int(groupCount) * 8,
                (Int(groupCount) + 1) * 4, Int(slotCount) * 4,
            ]
        }

        /// Blocks that have a checksum.
        var blocks: Int {
            guard let last = sections.last else { return 0 }
            return (last.offset + last.bytes - IndexFile.headerBytes + IndexFile.block - 1) / IndexFile.block
        }

        var tableOffset: Int { IndexFile.headerBytes + blocks * IndexFile.block }
        var tableBytes: Int { IndexFile.padded(blocks * 4, to: 8) }
        var fileBytes: Int { tableOffset + tableBytes }

        var bytes: [UInt8] {
            var bytes = IndexFile.magic
            func put(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
            put(IndexFile.version)
            put(UInt32(shape.dimensions))
            put(UInt32(shape.links))
            put(UInt32(shape.constructionBreadth))
            put(used)
            put(start)
            put(UInt32(hasGraph ? 1 : 0))
            put(learntFrom)
            put(step.bitPattern)
            put(groupCount)
            put(slotCount)
            put(stamp.change)
            bytes += stamp.identity
            put(table)
            put(UInt64(fileBytes))
            bytes += [UInt8](repeating: 0, count: IndexFile.headerBytes - 8 - bytes.count)
            let sum = IndexFile.checksum(bytes)
            put(UInt64(sum))
            return bytes
        }

        /// - Throws: `Failure.foreign` or `Failure.damaged`.
        init(bytes: UnsafeRawBufferPointer) throws(Failure) {
            guard bytes.count >= IndexFile.headerBytes else { throw .damaged("shorter than its header") }
            guard bytes.prefix(8).elementsEqual(IndexFile.magic) else { throw .foreign }
            var place = 8
            func take<Number: FixedWidthInteger>(_: Number.Type) -> Number {
                defer { place += MemoryLayout<Number>.size }
                return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
            }
            guard take(UInt32.self) == IndexFile.version else { throw .foreign }
            let sum = bytes.loadUnaligned(fromByteOffset: IndexFile.headerBytes - 8, as: UInt64.self)
            guard UInt64(littleEndian: sum) == UInt64(IndexFile.checksum(bytes.prefix(IndexFile.headerBytes - 8)))
            else {
                throw .damaged("its header does not match its checksum")
            }
            shape = IndexShape(
                dimensions: Int(take(UInt32.self)), links: Int(take(UInt32.self)),
                constructionBreadth: Int(take(UInt32.self)))
            used = take(UInt32.self)
            start = take(UInt64.self)
            hasGraph = take(UInt32.self) == 1
            learntFrom = take(UInt32.self)
            step = Float(bitPattern: take(UInt32.self))
            groupCount = take(UInt32.self)
            slotCount = take(UInt32.self)
            let change = take(Int64.self)
            stamp = Stamp(identity: Array(bytes[place..<place + 32]), change: change)
            place += 32
            table = take(UInt32.self)
            let written = take(UInt64.self)
            guard shape.isSound, used <= IndexShape.capacity, slotCount <= used, groupCount <= slotCount, step.isFinite,
                start == PointStore.noEntry
                    || UInt32(truncatingIfNeeded: start) < used
                        && Int(start >> 32) == shape.layer(of: UInt32(truncatingIfNeeded: start)),
                written == UInt64(fileBytes)
            else { throw .damaged("its header contradicts itself") }
        }

        init(
            shape: IndexShape, used: UInt32, start: UInt64, projection: Projection?, groups: GroupList, stamp: Stamp
        ) {
            (self.shape, self.used, self.start, self.stamp, table) = (shape, used, start, stamp, 0)
            (hasGraph, learntFrom) = (projection != nil, UInt32(projection?.learntFrom ?? 0))
            step = projection?.step ?? 0
            (groupCount, slotCount) = (UInt32(groups.groups.count), UInt32(groups.slots.count))
        }
    }

    static func padded(_ bytes: Int, to unit: Int) -> Int { (bytes + unit - 1) / unit * unit }

    /// `bytes` is a multiple of 8 long.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var sum: UInt32 = 0
        Array(bytes).withUnsafeBytes { kernels_checksums($0.baseAddress, $0.count, 1, &sum) }
        return sum
    }

    static func lastError(_ what: String) -> Failure { .system("\(what): \(String(cString: strerror(errno)))") }
}
