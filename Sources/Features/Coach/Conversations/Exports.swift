import Answering
import Documents
import Foundation
import GRDB
import Kernel
import Persistence

/// Conversations as files, each with the list of what it cites.
struct Exports: Sendable {
    /// Those that a conversation is written in; tables alone hold nothing of it.
    static let formats: [ReportFormat] = [.md, .html, .docx, .pdf, .json]

    /// Writes a report as a file, for somebody whose turn it is.
    let writeReport: ReportWriter
    let database: any DatabaseWriter

    /// - Parameter message: the last to take in; nil for the branch that was written to last.
    /// - Throws: what `writeReport` throws where the PDF cannot be set.
    func file(
        _ conversation: Conversation, upTo message: UUID?, as format: ReportFormat, isSpanish: Bool,
        by origin: RequestOrigin
    ) async throws -> [UInt8] {
        let report = Report(
            of: message.map { conversation.path(to: $0) } ?? conversation.newest, title: conversation.title,
            createdAt: conversation.record.createdAt, isSpanish: isSpanish)
        let bytes = try await writeReport(report, format, origin.actor)
        try await database.write { db in
            try AuditTrail.append(
                .init(
                    .exported, "conversation", conversation.record.id.uuidString.lowercased(),
                    details: ["format": format.rawValue]), by: origin, db)
        }
        return bytes
    }
}
