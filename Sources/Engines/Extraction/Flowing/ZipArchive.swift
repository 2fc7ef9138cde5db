import CMuPDF

/// A zip archive in memory. Names are only ever looked up inside it; nothing is written anywhere.
final class ZipArchive {
    private let reader: Reader
    private let handle: OpaquePointer
    private var budget: Int
    private let limit: Int
    private let isLocked: Bool

    init(_ bytes: UnsafeRawBufferPointer, reader: Reader, limits: ExtractionLimits) throws(ExtractionFailure) {
        var archive: OpaquePointer?
        let isLocked = ZipDirectory.isLocked(bytes)
        do { try reader.check(mu_archive_open(reader.handle, bytes.baseAddress, bytes.count, &archive)) } catch {
            throw isLocked ? .locked : error
        }
        guard let archive else { throw .damaged(detail: "it is not a zip archive") }
        (self.reader, handle, budget, limit) = (reader, archive, limits.inflated, limits.inflated)
        self.isLocked = isLocked
    }

    deinit { mu_archive_close(reader.handle, handle) }

    var names: [String] {
        (0..<mu_archive_count(reader.handle, handle)).compactMap { index in
            mu_archive_name(reader.handle, handle, index).map { String(cString: $0) }
        }
    }

    /// Names as they are written in the archive, by how they would be written in small letters with plain slashes:
    /// programs name a part in one way and look for it in another.
    private lazy var spellings: [String: String] = Dictionary(
        names.map { (Self.plain($0), $0) }, uniquingKeysWith: { first, _ in first })

    private static func plain(_ name: String) -> String { name.lowercased().replacing("\\", with: "/") }

    func holds(_ name: String) -> Bool { spellings[Self.plain(name)] != nil }

    /// An entry's bytes; nil where there is none of that name. All that is read counts against the limit.
    func read(_ name: String) throws(ExtractionFailure) -> [UInt8]? {
        var bytes = MuBytes()
        var status = mu_archive_read(reader.handle, handle, name, budget, &bytes)
        if status == MU_NOT_FOUND, let spelling = spellings[Self.plain(name)] {
            status = mu_archive_read(reader.handle, handle, spelling, budget, &bytes)
        }
        if status == MU_NOT_FOUND { return nil }
        if status == MU_TOO_LARGE { throw .inflates(limit: limit) }
        do { try reader.check(status) } catch { throw isLocked ? .locked : error }
        defer { mu_free(bytes.bytes) }
        budget -= bytes.count
        return Array(UnsafeBufferPointer(start: bytes.bytes, count: bytes.count))
    }

    /// An entry parsed as XML; nil where there is none.
    func tree(_ name: String, html: Bool = false) throws(ExtractionFailure) -> MarkupTree? {
        guard let bytes = try read(name) else { return nil }
        let source = bytes.withUnsafeBytes { HTMLReading.decode($0, reader: reader) }
        return try HTMLReading.parse(source, html: html, reader: reader)
    }
}
