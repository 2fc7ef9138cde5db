/// A zip archive of files as they are, uncompressed (PKWARE's APPNOTE 6.3): to hand a folder on as one file.
public struct StoredArchive: Sendable {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    public init() {}

    /// Adds a file. The archive takes less than 4 GB, and 65,535 files.
    public mutating func add(_ name: String, _ content: some Collection<UInt8>) {
        let (path, offset) = (Array(name.utf8), UInt32(body.count))
        // Version, flags (UTF-8 names), no compression, no time.
        var header = [20, 0x0800, 0, 0, 0x21].flatMap { Self.bytes(of: $0 as UInt16) }
        header += Self.bytes(of: Self.checksum(content))
        header += Self.bytes(of: UInt32(content.count))
        header += Self.bytes(of: UInt32(content.count))
        header += Self.bytes(of: UInt16(path.count))
        header += [0, 0]
        body += [0x50, 0x4B, 3, 4] + header + path
        body += content
        directory += [0x50, 0x4B, 1, 2, 20, 0] + header
        directory += [UInt8](repeating: 0, count: 10)
        directory += Self.bytes(of: offset) + path
        count += 1
    }

    /// The whole archive.
    public var bytes: [UInt8] {
        var end = [0, 0, count, count].flatMap { Self.bytes(of: $0) }
        end += Self.bytes(of: UInt32(directory.count))
        end += Self.bytes(of: UInt32(body.count))
        end += [0, 0]
        return body + directory + [0x50, 0x4B, 5, 6] + end
    }

    private static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static let table: [UInt32] = (0..<256).map { value in
        (0..<8).reduce(UInt32(value)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    /// CRC-32 as zip has it.
    static func checksum(_ content: some Sequence<UInt8>) -> UInt32 {
        content.withContiguousStorageIfAvailable(checksum(of:)) ?? Array(content).withUnsafeBufferPointer(checksum(of:))
    }

    private static func checksum(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            var sum = ~UInt32(0)
            for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 255)] ^ sum >> 8 }
            return ~sum
        }
    }
}
