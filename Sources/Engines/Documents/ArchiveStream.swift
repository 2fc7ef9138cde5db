/// What stands around the files of a zip archive (PKWARE's APPNOTE 6.3), uncompressed, for an archive that is sent while
/// it is made: for each file `header` and then its bytes, and `end` after the last.
public struct ArchiveStream: Sendable {
    /// Bytes that an archive can hold: without the extension of 64 bits, places are counted in 32.
    public static let most = 4_000_000_000

    private var directory: [UInt8] = []
    private var count: UInt16 = 0
    private var offset: UInt32 = 0

    public init() {}

    /// What comes before a file's bytes. The archive takes `most` bytes, and 65,535 files.
    /// - Parameters:
    ///   - name: its path in the archive.
    ///   - size: how many bytes it has.
    ///   - checksum: of all of them.
    public mutating func header(_ name: String, size: Int, _ checksum: ArchiveChecksum) -> [UInt8] {
        let path = Array(name.utf8)
        // Version, flags (UTF-8 names), no compression, no time.
        var fields = [20, 0x0800, 0, 0, 0x21].flatMap { Self.bytes(of: $0 as UInt16) }
        fields += Self.bytes(of: checksum.value)
        fields += Self.bytes(of: UInt32(size))
        fields += Self.bytes(of: UInt32(size))
        fields += Self.bytes(of: UInt16(path.count))
        fields += [0, 0]
        directory += [0x50, 0x4B, 1, 2, 20, 0] + fields
        directory += [UInt8](repeating: 0, count: 10)
        directory += Self.bytes(of: offset) + path
        let header = [0x50, 0x4B, 3, 4] + fields + path
        offset += UInt32(header.count + size)
        count += 1
        return header
    }

    /// What comes after the last file.
    public var end: [UInt8] {
        var end = [0, 0, count, count].flatMap { Self.bytes(of: $0) }
        end += Self.bytes(of: UInt32(directory.count))
        end += Self.bytes(of: offset)
        end += [0, 0]
        return directory + [0x50, 0x4B, 5, 6] + end
    }

    private static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

/// CRC-32 as zip has it, of bytes that come piece by piece.
public struct ArchiveChecksum: Sendable {
    private var sum = ~UInt32(0)

    public init() {}

    /// Of a whole file.
    public init(of content: some Sequence<UInt8>) { add(content) }

    public var value: UInt32 { ~sum }

    /// Takes the next piece.
    public mutating func add(_ content: some Sequence<UInt8>) {
        let isDone: Void? = content.withContiguousStorageIfAvailable { add(bytes: $0) }
        if isDone == nil { Array(content).withUnsafeBufferPointer { add(bytes: $0) } }
    }

    private mutating func add(bytes: UnsafeBufferPointer<UInt8>) {
        sum = Self.table.withUnsafeBufferPointer { table in
            bytes.reduce(sum) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
        }
    }

    private static let table: [UInt32] = (0..<256).map { value in
        (0..<8).reduce(UInt32(value)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
}
