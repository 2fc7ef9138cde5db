/// A zip archive of files as they are, uncompressed (PKWARE's APPNOTE 6.3): to hand a folder on as one file.
public struct StoredArchive {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    public init() {}

    /// Adds a file of less than 4 GB.
    public mutating func add(_ name: String, _ content: some Collection<UInt8>) {
        let (path, offset) = (Array(name.utf8), UInt32(body.count))
        var writer = ByteWriter()
        // Version, flags (UTF-8 names), no compression, no time.
        for value in [20, 0x0800, 0, 0, 0x21] as [UInt16] { writer.write(value) }
        writer.write(Self.checksum(content))
        writer.write(UInt32(content.count))
        writer.write(UInt32(content.count))
        writer.write(UInt16(path.count))
        writer.write(UInt16(0))
        body += [0x50, 0x4B, 3, 4] + writer.bytes + path
        body += content
        directory += [0x50, 0x4B, 1, 2, 20, 0] + writer.bytes
        directory += [UInt8](repeating: 0, count: 10)
        var place = ByteWriter()
        place.write(offset)
        directory += place.bytes + path
        count += 1
    }

    /// The whole archive.
    public var bytes: [UInt8] {
        var end = ByteWriter()
        for value in [0, 0, count, count] as [UInt16] { end.write(value) }
        end.write(UInt32(directory.count))
        end.write(UInt32(body.count))
        end.write(UInt16(0))
        return body + directory + [0x50, 0x4B, 5, 6] + end.bytes
    }

    private static let table: [UInt32] = (0..<256).map { value in
        (0..<8).reduce(UInt32(value)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    /// CRC-32 as zip has it.
    static func checksum(_ content: some Sequence<UInt8>) -> UInt32 {
        ~content.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    }
}
