/// A zip archive of files as they are, uncompressed, whole in memory: to hand a folder on as one file.
public struct StoredArchive: Sendable {
    private var body: [UInt8] = []
    private var stream = ArchiveStream()

    public init() {}

    /// Adds a file. The archive takes less than 4 GB, and 65,535 files.
    public mutating func add(_ name: String, _ content: some Collection<UInt8>) {
        body += stream.header(name, size: content.count, ArchiveChecksum(of: content))
        body += content
    }

    /// The whole archive.
    public var bytes: [UInt8] { body + stream.end }
}
