import Extraction
import Foundation
import GRDB
import Kernel
import Synchronization

/// Shows pages: their text, their picture, and where on it a quotation stands.
struct PageViews: Sendable {
    let database: any DatabaseReader
    let files: OriginalFiles
    let reader: DocumentReader
    let sealing: DocumentSealing
    private let pictures = PictureCache(capacity: 64 << 20)
    private let slow = SlowDocuments()
    /// Drawing takes turns by person: one who asks for a hundred pictures waits for them, and nobody else does.
    private let turns = FairQueue(.init(width: 2, perGroup: 1, waitingPerGroup: 12, waiting: 400, waitingKnown: 0))
    private let offload = Offload("homeroom.pages", width: 2)

    init(database: any DatabaseReader, files: OriginalFiles, reader: DocumentReader, sealing: DocumentSealing) {
        (self.database, self.files, self.reader, self.sealing) = (database, files, reader, sealing)
    }

    /// A rectangle on a page, points from its top left corner.
    struct Box: Encodable, Sendable, Equatable {
        var x: Double, y: Double, width: Double, height: Double
    }

    struct View: Sendable {
        var document: DocumentRecord
        var page: PageRecord
        var layout: PageLayout
        var boxes: [Box]
    }

    /// A page, with the boxes that cover the scalars of `highlight`.
    /// - Throws: `LibraryFailure.documentNotFound`, `.pageNotFound`.
    func page(_ id: UUID, _ number: Int, highlight: Range<Int>?, in collections: Set<UUID>?) async throws -> View {
        let (document, page) = try await database.read { db in
            let document = try DocumentRecord.readable(id, in: collections, db)
            guard
                let page = try PageRecord.filter(Column("document") == document.number && Column("number") == number)
                    .fetchOne(db)
            else { throw LibraryFailure.pageNotFound }
            return (
                try sealing.open(document), try sealing.open(page, of: id, in: document.collectionID).page
            )
        }
        let layout = try PageLayout(bytes: page.layout)
        let boxes = highlight.map { Self.boxes(layout.lines, covering: $0) } ?? []
        return View(document: document, page: page, layout: layout, boxes: boxes)
    }

    /// The boxes of the lines' parts that a range covers.
    static func boxes(_ lines: [TextLine], covering range: Range<Int>) -> [Box] {
        lines.compactMap { line in
            let part = line.range.clamped(to: range)
            guard !part.isEmpty else { return nil }
            let edges = line.edges[
                (part.lowerBound - line.range.lowerBound)...(part.upperBound - line.range.lowerBound)]
            guard let left = edges.min(), let right = edges.max() else { return nil }
            return Box(
                x: Double(left), y: Double(line.top), width: Double(right - left),
                height: Double(line.bottom - line.top))
        }
    }

    /// The page as a PNG, `width` pixels wide at most.
    /// - Throws: `LibraryFailure`.
    func picture(
        _ id: UUID, _ number: Int, width: Int, in collections: Set<UUID>?, for user: Principal
    ) async throws -> [UInt8] {
        let document = try await database.read { db in try DocumentRecord.readable(id, in: collections, db) }
        let key = "\(id)/\(number)/\(width)"
        if let kept = pictures[key] { return kept }
        guard document.state == .ready else { throw LibraryFailure.documentNotFound }
        guard document.kind == FileKind.pdf.rawValue else { throw LibraryFailure.pageNotDrawn }
        guard (1...max(document.pageCount, 1)).contains(number) else { throw LibraryFailure.pageNotFound }
        try slow.check(id)
        do {
            return try await turns.turn(of: user.id) {
                // While this one waited, another may have drawn the page, or found that it takes too long.
                if let kept = pictures[key] { return kept }
                try slow.check(id)
                let bytes = try await offload { [files] in try files.read(document.hash) }
                let png: [UInt8]
                do { png = try await reader.draw(bytes, page: number, width: width, height: 3 * width) } catch {
                    if case LibraryFailure.tookTooLong = error { slow.note(id) }
                    throw error
                }
                pictures[key] = png
                return png
            }
        } catch is FairQueue.Full { throw LibraryFailure.tooManyPictures }
    }
}

/// The pictures drawn last, up to a number of bytes.
final class PictureCache: Sendable {
    private struct State {
        var pictures: [String: [UInt8]] = [:]
        /// Oldest first.
        var order: [String] = []
        var size = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    subscript(key: String) -> [UInt8]? {
        get { state.withLock { $0.pictures[key] } }
        set {
            guard let newValue, newValue.count < capacity / 4 else { return }
            state.withLock { state in
                if state.pictures.updateValue(newValue, forKey: key) == nil {
                    state.order.append(key)
                    state.size += newValue.count
                }
                while state.size > capacity, let oldest = state.order.first {
                    state.order.removeFirst()
                    state.size -= state.pictures.removeValue(forKey: oldest)?.count ?? 0
                }
            }
        }
    }
}
