import Documents
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Persistence
import Web

/// The trail as a file: with hashes for whoever verifies it elsewhere, as a table for whoever reads it.
extension AuditRoutes {
    enum ExportFormat: String, CaseIterable {
        /// One JSON object a line, hashes included.
        case ndjson
        /// What people, places and things are called, and no hashes.
        case csv, xlsx

        var mediaType: String {
            switch self {
            case .ndjson: "application/x-ndjson"
            case .csv: ReportFormat.csv.mediaType
            case .xlsx: ReportFormat.xlsx.mediaType
            }
        }
    }

    /// A spreadsheet is made in memory as a whole: so many entries take about 100 MB for a moment.
    static let mostSheetRows = 50_000
    /// Entries that are read at once.
    private static let batch = 1000
    private static let writing = Offload("homeroom.audit-export", width: 1)

    /// Every entry that may be seen and the query asks for, the newest first; the export is itself noted.
    func export(_ request: Request, context: SignedInContext) async throws -> Response {
        let query = request.uri.queryParameters
        guard let format = ExportFormat(rawValue: query.get("format") ?? ExportFormat.ndjson.rawValue) else {
            throw RequestFailure.invalid("`format` must be ndjson, csv or xlsx.")
        }
        let filter = try await Self.filter(query, context.user, .exportAudit, store)
        let language = query.get("language") ?? request.headers[.acceptLanguage] ?? ""
        let table = AuditTable(
            store: store, reader: .user(context.user), isSpanish: language.lowercased().hasPrefix("es"))
        // Before it is noted: what is refused was not exported.
        let sheet = format == .xlsx ? try await self.sheet(table, filter) : nil
        let origin = context.origin
        try await store.database.write { [store] db in
            try AuditTrail.append(
                .init(
                    .exported, "audit", "", place: try store.access.tree(db).district,
                    details: ["format": format.rawValue]), by: origin, db)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: format.mediaType,
                .contentDisposition: "attachment; filename=\"audit.\(format.rawValue)\"",
            ],
            body: sheet.map { ResponseBody(byteBuffer: ByteBuffer(bytes: $0)) } ?? lines(format, table, filter))
    }

    /// Entries as lines, written while they are read.
    private func lines(_ format: ExportFormat, _ table: AuditTable, _ filter: AuditTrail.Filter) -> ResponseBody {
        ResponseBody { [database = store.database] writer in
            var filter = filter
            if format == .csv {
                let head = CSVWriter.byteOrderMark + CSVWriter.head(table.columns)
                try await writer.write(ByteBuffer(bytes: head))
            }
            while true {
                let page = filter
                let (last, bytes) = try await database.read { db in
                    let entries = try AuditTrail.entries(page, limit: Self.batch, db)
                    let lines =
                        format == .csv
                        ? try table.rows(entries, db).map { CSVWriter.line($0) }
                        : try entries.map { try JSONEncoder.wire.encode($0) + [0x0A] }
                    return (entries.last?.number, lines.flatMap(\.self))
                }
                guard let last else { break }
                try await writer.write(ByteBuffer(bytes: bytes))
                filter.before = last
            }
            try await writer.finish(nil)
        }
    }

    /// - Throws: `AccountsFailure.tooManyRows`.
    private func sheet(_ table: AuditTable, _ filter: AuditTrail.Filter) async throws -> [UInt8] {
        var (filter, count) = (filter, 0)
        var sheet = Sheet(table.title, columns: table.columns)
        while true {
            let page = filter
            let (last, rows) = try await store.database.read { db in
                let entries = try AuditTrail.entries(page, limit: Self.batch, db)
                return (entries.last?.number, try table.rows(entries, db))
            }
            guard let last else { break }
            count += rows.count
            guard count <= Self.mostSheetRows else { throw AccountsFailure.tooManyRows }
            for row in rows { sheet.append(row) }
            filter.before = last
        }
        let whole = sheet
        return try await Self.writing {
            var workbook = Workbook(
                of: Report(title: table.title, language: table.isSpanish ? "es" : "en", createdAt: Date()))
            workbook.add(whole)
            return workbook.bytes
        }
    }
}

/// Entries of the trail as rows that a person reads.
struct AuditTable: Sendable {
    let store: AccountStore
    let reader: AuditNames.Reader
    let isSpanish: Bool

    var title: String { isSpanish ? "Registro de auditoría" : "Audit log" }

    var columns: [Report.Column] {
        let titles =
            isSpanish
            ? [
                "Número", "Fecha y hora (UTC)", "Quién", "Qué", "Resultado", "Tipo de objeto", "Objeto", "Lugar",
                "Dirección", "Detalles",
            ]
            : [
                "Number", "Time (UTC)", "Who", "What", "Outcome", "Kind of thing", "Thing", "Place", "Address",
                "Details",
            ]
        return titles.enumerated().map { .init($1, $0 == 0 ? .trailing : .leading) }
    }

    /// With names as they are now, as far as the reader may know them; identifiers where there are none.
    func rows(_ entries: [AuditEntry], _ db: Database) throws -> [[Report.Cell]] {
        try AuditRoutes.named(entries, for: reader, store, db).map { entry in
            let details = entry.details.sorted { $0.key < $1.key }
                .map { "\($0.key): \(entry.detailNames[$0.key] ?? $0.value)" }
            return [
                .number(Double(entry.number)), Self.moment(entry.at), .plain(entry.actorName ?? entry.actor),
                .plain(entry.action), .plain(entry.outcome), .plain(entry.subjectKind),
                .plain(entry.subjectName ?? entry.subject), .plain(entry.placeName ?? ""), .plain(entry.address),
                .plain(details.joined(separator: "; ")),
            ]
        }
    }

    private static func moment(_ text: String) -> Report.Cell {
        let date = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        return date.map { .moment($0) } ?? .plain(text)
    }
}
