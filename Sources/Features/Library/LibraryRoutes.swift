import Extraction
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Search
import Web

/// Documents, their pages, and search.
struct LibraryRoutes: Sendable {
    let store: DocumentStore
    let pages: PageViews
    let search: PassageSearch
    let shares: CollectionShares
    let activity: ActivityLog
    /// Files taken in at the same time: each is in memory whole. Nobody takes the places of all others.
    private let uploads = SharedGate(capacity: 8, each: 3)
    private static let leastBytesASecond = 16_384.0

    init(store: DocumentStore, pages: PageViews, search: PassageSearch, shares: CollectionShares, activity: ActivityLog)
    {
        (self.store, self.pages, self.search, self.shares) = (store, pages, search, shares)
        self.activity = activity
    }

    func add(to api: SignedInRoutes) {
        api.requiring(.readDocuments)
            .get("documents", use: list)
            .get("documents/:document", use: document)
            .get("documents/:document/pages/:page", use: page)
            .get("documents/:document/pages/:page/image", use: picture)
        api.requiring(.readDocuments, isCostly: true).get("search", use: find)
        api.requiring(.writeDocuments, isCostly: true).post("documents", use: add)
        api.requiring(.writeDocuments)
            .post("documents/:document/retry", use: retry)
            .patch("documents/:document", use: edit)
            .delete("documents/:document", use: remove)
    }

    // MARK: Documents

    func list(_ request: Request, context: SignedInContext) async throws -> DocumentsResponse {
        let query = request.uri.queryParameters
        let size = try query.sliceSize(most: 200, standard: 50)
        var readable = try await shares.readable(for: context.user)
        if let wanted = try query.identifier("collection") {
            readable = readable.map { $0.intersection([wanted]) } ?? [wanted]
        }
        let slice = try await size.slice { [readable] limit in
            try await store.list(
                limit: limit, before: query.identifier("before"), in: readable, for: context.user.person)
        }
        return DocumentsResponse(
            documents: slice.items.map { DocumentResponse($0) }, next: slice.next(\.document.id))
    }

    func document(_ request: Request, context: SignedInContext) async throws -> OutlineResponse {
        let entry = try await store.document(
            try context.id("document"), in: shares.readable(for: context.user),
            for: context.user.person)
        let outline = try JSONDecoder().decode([OutlineItem].self, from: Data(entry.document.outline.utf8))
        return OutlineResponse(document: DocumentResponse(entry), outline: outline)
    }

    func add(_ request: Request, context: SignedInContext) async throws -> EditedResponse<DocumentResponse> {
        guard let name = request.uri.queryParameters.get("name") else { throw LibraryFailure.nameMissing }
        let collection = request.uri.queryParameters.get("collection")
        let opening = request.uri.queryParameters.get("open") == "true"
        try await store.checkMayAdd(to: collection, opening: opening, for: context.user)
        guard uploads.enter(context.user.id) else { throw LibraryFailure.tooManyUploads }
        defer { uploads.leave(context.user.id) }
        // Who drips keeps a place from others.
        let bytes = try await request.upload(
            upTo: store.maxBytes, leastBytesASecond: Self.leastBytesASecond,
            tooLarge: LibraryFailure.tooLarge(limit: store.maxBytes))
        let entry = try await store.add(
            bytes, fileName: name, collection: collection, opening: opening, for: context.user, by: context.origin)
        return EditedResponse(status: .accepted, response: DocumentResponse(entry))
    }

    func edit(_ request: Request, context: SignedInContext) async throws -> DocumentResponse {
        let wish = try await request.decode(as: DocumentStore.Details.self, context: context)
        let entry = try await store.edit(
            try context.id("document"), wish, for: context.user, by: context.origin)
        return DocumentResponse(entry)
    }

    func retry(_ request: Request, context: SignedInContext) async throws -> DocumentResponse {
        DocumentResponse(
            try await store.retry(try context.id("document"), for: context.user))
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await store.remove(
            try context.id("document"), for: context.user, by: context.origin)
        return .noContent
    }

    // MARK: Pages

    struct PageResponse: ResponseEncodable {
        struct Part: Encodable {
            let start: Int, end: Int, kind: String, level: Int?
        }
        let document: UUID, title: String, number: Int, label: String?, pageCount: Int, certainty: Double?
        let hasImage: Bool, width: Double, height: Double
        let text: String, paragraphs: [Part], highlights: [PageViews.Box]
    }

    func page(_ request: Request, context: SignedInContext) async throws -> PageResponse {
        let (id, number) = try Self.place(context)
        let start = try request.uri.queryParameters.integer("start", in: 0...Int.max)
        let end = try request.uri.queryParameters.integer("end", in: 0...Int.max)
        let range = start.flatMap { start in end.flatMap { start <= $0 ? start..<$0 : nil } }
        let view = try await pages.page(id, number, highlight: range, in: shares.readable(for: context.user))
        await activity.note(.documentRead, "document", id.uuidString.lowercased(), by: context.origin)
        return PageResponse(
            document: id, title: view.document.displayTitle, number: number, label: view.page.label,
            pageCount: view.document.pageCount, certainty: view.page.certainty,
            hasImage: view.document.kind == FileKind.pdf.rawValue,
            width: view.page.width, height: view.page.height, text: view.page.text,
            paragraphs: view.layout.paragraphs.map { paragraph in
                PageResponse.Part(
                    start: paragraph.range.lowerBound, end: paragraph.range.upperBound,
                    kind: paragraph.kind.name, level: paragraph.kind.headingLevel)
            },
            highlights: view.boxes)
    }

    func picture(_ request: Request, context: SignedInContext) async throws -> Response {
        let (id, number) = try Self.place(context)
        let width = try request.uri.queryParameters.integer("width", in: 100...2400) ?? 1200
        let png = try await pages.picture(
            id, number, width: width, in: shares.readable(for: context.user), for: context.user)
        await activity.note(.documentRead, "document", id.uuidString.lowercased(), by: context.origin)
        return Response(
            status: .ok, headers: [.contentType: "image/png", .cacheControl: "private, max-age=3600"],
            body: .init(byteBuffer: ByteBuffer(bytes: png)))
    }

    // MARK: Search

    func find(_ request: Request, context: SignedInContext) async throws -> SearchResponse {
        let question = try Self.question(request.uri.queryParameters.get("q"))
        let limit = try request.uri.queryParameters.integer("limit", in: 1...100) ?? 10
        let query = request.uri.queryParameters
        let limits = SearchScope(
            collections: try query.identifiers("collection"), documents: try query.identifiers("document"),
            domains: query.get("domain").map { Set($0.split(separator: ",").map(String.init)) })
        let readable = SearchScope(collections: try await shares.readable(for: context.user))
        let result = try await search.search(
            question, count: limit, in: readable.narrowed(to: limits), isStudents: context.user.isStudent)
        await activity.note(.searched, "search", activity.hash(question), by: context.origin)
        return SearchResponse(
            hits: result.hits.map {
                .init(
                    document: $0.documentID, title: $0.documentTitle, firstPage: $0.firstPage, lastPage: $0.lastPage,
                    headingPath: $0.headingPath, text: $0.text, score: $0.score, edition: $0.edition.name,
                    isEarlierEdition: $0.edition.later > 0 ? true : nil)
            }, trace: result.trace)
    }

    // MARK: Parameters

    private static func place(_ context: SignedInContext) throws -> (UUID, Int) {
        (try context.id("document"), try context.number("page"))
    }

    private static func question(_ text: String?) throws -> String {
        // Bytes first: a single character can be of any length.
        let text = text.flatMap { $0.utf8.count <= 16_000 ? $0 : nil }
        let trimmed = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !trimmed.isEmpty, trimmed.utf8.count <= 8000, trimmed.count <= 2000 else {
            throw RequestFailure.invalid("Give a question of 1 to 2000 characters as `q`.")
        }
        return trimmed
    }
}
