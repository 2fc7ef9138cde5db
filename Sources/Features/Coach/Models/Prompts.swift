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
    /// An administrator's text by the prompt's name; nil where what comes along holds. The trail notes versions.
    static let settings = Dictionary(
        uniqueKeysWithValues: names.map { name in
            (
                name,
                Setting(
                    "prompt-\(name)", standard: String?.none,
                    notes: .these { ["version": version($0 ?? standard(name))] },
                    check: { text in
                        guard text.map({ $0.hasCharacters(20...8000) }) ?? true else {
                            throw CoachFailure.promptUnusable
                        }
                    })
            )
        })

    private static func version(_ text: String) -> String {
        Hexadecimal.encode(blake2b256(Array(text.utf8)).prefix(6))
    }

    private static func standard(_ name: String) -> String {
        String(decoding: WebApp.embedded("\(name).md") ?? [], as: UTF8.self)
    }

    static func prompt(_ name: String, _ db: Database) throws -> Prompt {
        let edited = try settings[name]?.value(db)
        let text = edited ?? standard(name)
        return Prompt(name: name, text: text, version: version(text), isEdited: edited != nil)
    }

    func text(_ name: String) async throws -> Prompt { try await database.read { db in try Self.prompt(name, db) } }

    func list() async throws -> [Prompt] {
        try await database.read { db in try Self.names.map { try Self.prompt($0, db) } }
    }

    /// - Parameter text: nil for what comes along.
    /// - Throws: `CoachFailure.promptNotFound`, `.promptUnusable`.
    func set(_ name: String, _ text: String?, by origin: RequestOrigin) async throws -> Prompt {
        guard let setting = Self.settings[name] else { throw CoachFailure.promptNotFound }
        return try await database.write { db in
            try setting.set(text, at: nil, by: origin, db)
            return try Self.prompt(name, db)
        }
    }
}
