import Foundation
import GRDB
import Kernel
import Persistence
import Vault
import Web

/// What models are told: the rules that come along (`assets/prompts`), or an administrator's copy of them.
struct Prompts: Sendable {
    let database: any DatabaseWriter

    struct Prompt: Codable, Sendable, Equatable {
        var name: String
        var text: String
        /// The beginning of the text's BLAKE2b-256: answers say by which rules they were written.
        var version: String
        var isEdited: Bool
    }

    static let names = ["answer", "understand"]
    private static func setting(_ name: String) -> String { "prompt-\(name)" }

    private static func standard(_ name: String) -> String {
        String(decoding: WebApp.embedded("\(name).md") ?? [], as: UTF8.self)
    }

    static func prompt(_ name: String, _ db: Database) throws -> Prompt {
        let edited = try Settings.value(setting(name), default: String?.none, db)
        let text = edited ?? standard(name)
        return Prompt(
            name: name, text: text, version: Hexadecimal.encode(blake2b256(Array(text.utf8)).prefix(6)),
            isEdited: edited != nil)
    }

    /// Reads all that an administrator edited.
    static func check(_ db: Database) throws { for name in names { _ = try prompt(name, db) } }

    func text(_ name: String) async throws -> Prompt { try await database.read { db in try Self.prompt(name, db) } }

    func list() async throws -> [Prompt] {
        try await database.read { db in try Self.names.map { try Self.prompt($0, db) } }
    }

    /// - Parameter text: nil for what comes along.
    /// - Throws: `CoachFailure.promptNotFound`, `.promptUnusable`.
    func set(_ name: String, _ text: String?, by origin: RequestOrigin) async throws -> Prompt {
        guard Self.names.contains(name) else { throw CoachFailure.promptNotFound }
        guard text.map({ $0.hasCharacters(20...8000) }) ?? true else { throw CoachFailure.promptUnusable }
        return try await database.write { db in
            let old = try Self.prompt(name, db)
            try Settings.set(Self.setting(name), text, db)
            let new = try Self.prompt(name, db)
            try AuditTrail.append(
                .init(.settingsChanged, "prompt", name, details: ["old": old.version, "new": new.version]), by: origin,
                db)
            return new
        }
    }
}
