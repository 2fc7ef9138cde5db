import Foundation
import GRDB
import Kernel
import TestSupport
import Vault

@testable import Persistence

/// A folder with homeroom.db and keys.db, opened as often as a test likes.
struct KeyFolder {
    let folder: TemporaryFolder
    let database: DatabasePool
    private let master: MasterKey

    var path: String { folder.path + "/keys.db" }

    init() throws {
        folder = try TemporaryFolder()
        database = try DatabaseFile.open(path: folder.path + "/homeroom.db", migrations: [])
        master = try MasterKey(path: folder.path + "/master.key", create: true)
    }

    func open(accepting reason: String? = nil) throws -> SubjectKeys {
        try SubjectKeys.open(
            path: path, sealer: master.sealer(context: "subjects"), database: database, accepting: reason)
    }

    /// Seals a text for somebody, as a feature would.
    func seal(_ text: String, for subject: Subject, _ keys: SubjectKeys) throws -> [UInt8] {
        try database.write { db in try keys.sealer(toWriteFor: subject, in: db).seal(Array(text.utf8), for: "text") }
    }

    func erase(_ subject: Subject, _ keys: SubjectKeys) throws {
        try database.write { db in try keys.destroy(subject, in: db) }
    }

    func audited() throws -> [String] {
        try database.read { db in try String.fetchAll(db, sql: "SELECT action FROM auditEntry ORDER BY number") }
    }

    func generation() throws -> Int64 { try database.read(KeyLedger.generation) }
}

/// What was sealed for somebody; nil where there is no key.
func read(_ sealed: [UInt8], of subject: Subject, _ keys: SubjectKeys) throws -> String? {
    try keys.sealer(of: subject).map { String(decoding: try $0.open(sealed, for: "text"), as: UTF8.self) }
}
