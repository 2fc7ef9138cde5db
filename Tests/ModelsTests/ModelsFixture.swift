import Foundation
import GRDB
import Kernel
import LanguageModel
import Outbound
import Persistence
import Vault

@testable import Models

/// Calls of models over a database in memory.
struct ModelsFixture: Sendable {
    let calls: ModelCalls
    let database: DatabaseQueue

    /// A district with a teacher and a student.
    private struct Directory: DistrictDirectory {
        func place(_ id: UUID, _ db: Database) -> Place? { nil }
        func district(_ db: Database) -> UUID? { nil }
        func names(of people: some Collection<UUID>, _ db: Database) -> [UUID: String] { [:] }
        func allNames(_ db: Database) -> [(given: String, family: String)] {
            [("Mia", "Kowalczyk"), ("José Luis", "Núñez Prado")]
        }
        func studentNames(_ db: Database) -> [(given: String, family: String)] { [("José Luis", "Núñez Prado")] }
        var version: Int { 1 }
    }

    init(prompts templates: [PromptTemplate] = []) throws {
        database = try DatabaseFile.inMemory(
            migrations: ModelsSchema.migrations + [
                SchemaMigration("2026-11-21T18 test: as the coach's step has it") { db in
                    try db.execute(
                        sql: """
                            ALTER TABLE modelProvider ADD COLUMN cachedPrice INTEGER NOT NULL DEFAULT 0;
                            ALTER TABLE modelProvider ADD COLUMN tier TEXT NOT NULL DEFAULT 'balanced';
                            ALTER TABLE modelProvider ADD COLUMN contextTokens INTEGER NOT NULL DEFAULT 32768;
                            ALTER TABLE modelProvider ADD COLUMN isInside INTEGER NOT NULL DEFAULT 0;
                            ALTER TABLE modelProvider ADD COLUMN keySetAt TEXT NOT NULL DEFAULT '2026-01-01 00:00:00.000';
                            """)
                }
            ])
        let sealer = try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true)
            .sealer(context: "models")
        let prompts = Prompts(database: database, templates: templates)
        calls = ModelCalls(
            database: database, sealer: sealer, gate: OutboundGate(),
            people: PeopleNames(database: database, directory: Directory()), prompts: prompts,
            trial: TrialTask(maxTokens: 20) {
                [.init(.user, "Say one.")]
            } isDone: {
                !$0.isEmpty
            })
    }

    static func draft(_ json: String) throws -> ModelProviders.Draft {
        try JSONDecoder().decode(ModelProviders.Draft.self, from: Data(json.utf8))
    }

    /// A server that is noted without having been tried.
    func insert(_ name: String, at address: String, _ change: (inout ModelProviderRecord) -> Void) throws {
        var record = ModelProviderRecord(
            id: UUID(), kind: .openai, name: name, baseURL: address, model: "m", key: nil, inputPrice: 0,
            cachedPrice: 0, outputPrice: 0, position: 1, addedAt: Date(), tier: .fast, contextTokens: 32_768,
            isInside: false, keySetAt: Date())
        change(&record)
        try database.write { [record] db in try record.insert(db) }
    }

    static func request(
        _ question: String = "Why teams?", carrying classes: [String] = ["question"]
    ) -> ModelCalls.Request {
        .init(
            purpose: "answer", tier: .fast, maxTokens: 50, patience: .seconds(5), classes: classes,
            messages: { mask, _ in [.init(.user, mask.hide(question))] })
    }

    /// The failure's code; nil where something was written.
    func outcome(
        _ asker: ModelAsker, _ question: String = "Why teams?", carrying classes: [String] = ["question"]
    ) async throws -> String? {
        switch try await calls.write(Self.request(question, carrying: classes), for: asker) {
        case .done: nil
        case .not(let fallback): fallback?.code ?? "none"
        }
    }
}
