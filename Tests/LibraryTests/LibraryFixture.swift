import Extraction
import Foundation
import GRDB
import Jobs
import Kernel
import Outbound
import Persistence
import Sandbox
import TestSupport
import TextEncoder
import Vault
import Web

@testable import Library

/// One encoder for all tests: its weights take a while to lay out.
let sharedEncoder = Result { try TextEncoder() }

/// A library in memory whose worker is the real program.
struct LibraryFixture: Sendable {
    let folder: TemporaryFolder
    let database: DatabaseQueue
    let keys: SubjectKeys
    let library: Library

    init(settings: Library.Settings = .init()) throws {
        folder = try TemporaryFolder()
        database = try DatabaseFile.inMemory(
            migrations: Library.migrations + JobQueue.migrations + IdempotencyKeys.migrations)
        let key = try MasterKey(path: folder.path + "/key", create: true)
        keys = try SubjectKeys.inMemory(sealer: key.sealer(context: "subjects"))
        library = try Library(
            database: database, files: folder.path + "/files", sealer: key.sealer(context: "files"), keys: keys,
            worker: Worker(executable: HomeroomBinary.path), encoder: sharedEncoder.get(), places: NoDistrict(),
            gate: OutboundGate(), activity: ActivityLog(database: database, hash: key.keyedHash(context: "activity")),
            names: AuditNames(),
            settings: settings)
    }

    /// Adds a text that has been read already.
    func add(_ markdown: String, name: String = "a.md") async throws -> UUID {
        try await library.insert(Self.document(markdown), fileName: name)
    }

    /// A text as it is read from a Markdown file.
    static func document(_ markdown: String) throws -> ExtractedDocument {
        try Array(markdown.utf8).withUnsafeBytes { try Extraction.read($0, fileName: "a.md") }
    }
}

extension Library {
    /// The texts of its findings that are faults.
    func faults(deep: Bool) throws -> [String] { try texts(.fault, deep: deep) }

    /// The texts of its other findings.
    func notes() throws -> [String] { try texts(.note, deep: false) }

    private func texts(_ severity: HealthFinding.Severity, deep: Bool) throws -> [String] {
        try health.findings(deep: deep).filter { $0.severity == severity }.map(\.text)
    }
}
