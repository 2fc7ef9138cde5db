/// The forms of file that a report is written in.
public enum ReportFormat: String, Sendable, CaseIterable {
    case md, html, docx, pdf, json, csv, xlsx

    public var mediaType: String {
        switch self {
        case .md: "text/markdown; charset=utf-8"
        case .html: "text/html; charset=utf-8"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .pdf: "application/pdf"
        case .json: "application/json"
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }
}

extension Report {
    /// The report as a file; nil for PDF, which the sandboxed worker sets from `typesettingHTML`. CSV and XLSX hold its
    /// tables only.
    public func file(as format: ReportFormat) -> [UInt8]? {
        switch format {
        case .md: Array(markdown.utf8)
        case .html: Array(html.utf8)
        case .docx: docx
        case .pdf: nil
        case .json: json
        case .csv: csv
        case .xlsx: xlsx
        }
    }
}
