public import GRDB
public import Kernel
public import Persistence
import Vault

/// Rules that come along for models, by the feature that needs them.
public struct PromptTemplate: Sendable {
    /// Names its setting, and what is asked by it in the account of calls: for good.
    public let name: String
    let standard: String
    /// An administrator's text; nil where what comes along holds. The trail notes versions.
    let stored: Setting<String?>

    public var setting: any AnySetting { stored }

    /// - Parameter file: what comes along.
    public init(_ file: PromptFile) {
        let (name, standard) = (file.name, file.text)
        (self.name, self.standard) = (name, standard)
        stored = Setting(
            "prompt-\(name)", standard: String?.none, notes: .these { ["version": Prompt.version($0 ?? standard)] },
            check: { text in
                guard text.map({ $0.hasCharacters(20...8000) }) ?? true else { throw ModelsFailure.promptUnusable }
            })
    }

    fileprivate func prompt(_ db: Database) throws -> Prompt {
        let edited = try stored.value(db)
        let text = edited ?? standard
        return Prompt(name: name, text: text, version: Prompt.version(text), isEdited: edited != nil)
    }
}

/// Rules as they hold now.
public struct Prompt: Codable, Sendable, Equatable {
    public let name: String
    public let text: String
    /// The beginning of the text's BLAKE2b-256: answers say by which rules they were written.
    public let version: String
    public let isEdited: Bool

    /// The same behind other rules, with a version of its own.
    public func preceded(by others: [String]) -> Prompt {
        guard !others.isEmpty else { return self }
        let whole = (others + [text]).joined(separator: "\n\n")
        return Prompt(name: name, text: whole, version: Prompt.version(whole), isEdited: isEdited)
    }

    static func version(_ text: String) -> String { Hexadecimal.encode(blake2b256(Array(text.utf8)).prefix(6)) }
}

/// What models are told: the rules that come along, or an administrator's copy of them.
public struct Prompts: Sendable {
    private let database: any DatabaseWriter
    private let templates: [PromptTemplate]

    /// - Parameter templates: those of all features, each name once.
    public init(database: any DatabaseWriter, templates: [PromptTemplate]) {
        (self.database, self.templates) = (database, templates)
    }

    private func template(_ name: String) throws -> PromptTemplate {
        guard let found = templates.first(where: { $0.name == name }) else { throw ModelsFailure.promptNotFound }
        return found
    }

    /// - Throws: `ModelsFailure.promptNotFound`; database errors.
    public func prompt(_ name: String) async throws -> Prompt {
        let template = try template(name)
        return try await database.read { db in try template.prompt(db) }
    }

    /// All of them, in the order of the features.
    /// - Throws: database errors.
    public func list() async throws -> [Prompt] {
        try await database.read { [templates] db in try templates.map { try $0.prompt(db) } }
    }

    /// - Parameters:
    ///   - text: nil for what comes along.
    ///   - isTrial: checks only.
    /// - Returns: what holds, or would.
    /// - Throws: `ModelsFailure.promptNotFound`, `.promptUnusable`; database errors.
    public func set(_ name: String, _ text: String?, isTrial: Bool, by origin: RequestOrigin) async throws -> Prompt {
        let template = try template(name)
        return try await database.write(isTrial: isTrial) { db in
            try template.stored.set(text, at: nil, by: origin, db)
            return try template.prompt(db)
        }
    }
}
