import Foundation

/// The database's write-ahead log as it lies on the disk (https://sqlite.org/fileformat2.html, 4.1 to 4.4).
///
/// After a crash SQLite takes from it what comes before the first frame that does not hold its checksum, and silently
/// drops the rest. That is right for a transaction that the crash cut short, which nobody was told of. Where whole
/// transactions lie behind the frame, the disk changed it, and what people were told is kept would be lost unseen.
enum WriteAheadLog {
    private static let headerBytes = 32
    private static let frameHeaderBytes = 24

    /// How many whole transactions lie behind a frame that does not hold its checksum; 0 where all is well, or where
    /// there is no log. Blocks for as long as reading it takes.
    static func lostTransactions(_ path: String) -> Int {
        guard let file = FileHandle(forReadingAtPath: path) else { return 0 }
        defer { try? file.close() }
        guard let header = try? file.read(upToCount: headerBytes), header.count == headerBytes else { return 0 }
        let words = Words(header)
        let magic = words[0]
        guard magic & ~1 == 0x377F_0682 else { return 0 }
        let isBigEndian = magic & 1 == 1
        let pageBytes = Int(words[2])
        guard (512...65_536).contains(pageBytes), pageBytes & (pageBytes - 1) == 0 else { return 0 }
        var sum = Checksum(isBigEndian: isBigEndian)
        sum.add(header.prefix(24))
        var isBroken = sum.first != words[6] || sum.second != words[7]
        (sum.first, sum.second) = (words[6], words[7])
        var lost = 0
        while let frame = try? file.read(upToCount: frameHeaderBytes + pageBytes),
            frame.count == frameHeaderBytes + pageBytes
        {
            let head = Words(frame.prefix(frameHeaderBytes))
            // Frames of a log before this one lie behind its end.
            guard head[2] == words[4], head[3] == words[5] else { break }
            sum.add(frame.prefix(8))
            sum.add(frame.dropFirst(frameHeaderBytes))
            if sum.first != head[4] || sum.second != head[5] {
                isBroken = true
                // Each frame goes on from the sum before it, so those behind a broken one can still be judged.
                (sum.first, sum.second) = (head[4], head[5])
            } else if isBroken, head[1] != 0 {
                lost += 1
            }
        }
        return lost
    }

    /// Copies a log aside from which SQLite is about to drop transactions, before it is opened: with the copy a person
    /// who knows SQLite may bring back more than the appliance can.
    /// - Returns: how many; 0 where all is well.
    static func keepDamaged(of database: String, at time: Date = Date()) -> Int {
        let lost = lostTransactions(database + "-wal")
        guard lost > 0 else { return 0 }
        let name = "\(database)-wal.damaged-\(Int(time.timeIntervalSince1970))"
        // Where there is no room for it, starting matters more.
        try? FileManager.default.copyItem(atPath: database + "-wal", toPath: name)
        return lost
    }

    /// Logs kept aside; what `doctor` tells of until somebody takes them away.
    static func damaged(of database: String) -> [String] {
        let folder = (database as NSString).deletingLastPathComponent
        let start = (database as NSString).lastPathComponent + "-wal.damaged-"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasPrefix(start) }
            .sorted()
    }

    /// Words of 32 bits, big-endian.
    private struct Words {
        private let bytes: [UInt8]
        init(_ data: Data) { bytes = Array(data) }
        subscript(index: Int) -> UInt32 {
            bytes[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    private struct Checksum {
        let isBigEndian: Bool
        var first: UInt32 = 0
        var second: UInt32 = 0

        init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

        mutating func add(_ bytes: Data) {
            bytes.withUnsafeBytes { raw in
                for at in stride(from: 0, to: raw.count - 7, by: 8) {
                    let x = raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)
                    let y = raw.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)
                    first &+= (isBigEndian ? UInt32(bigEndian: x) : UInt32(littleEndian: x)) &+ second
                    second &+= (isBigEndian ? UInt32(bigEndian: y) : UInt32(littleEndian: y)) &+ first
                }
            }
        }
    }
}
