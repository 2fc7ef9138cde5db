import Answering
import Coach
import Extraction
import Foundation
import GRDB
import LanguageModel
import Library
import Models
import Operations
import Outbound
import Persistence
import Sandbox
import TextEncoder
import Vault

/// A library in memory, filled with texts that a benchmark knows.
struct BenchLibrary: Sendable {
    let library: Library
    let coach: Coach
    init() throws {
        let folder = NSTemporaryDirectory() + "homeroom-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let key = try MasterKey(path: folder + "/key", create: true)
        let database = try DatabaseFile.inMemory(
            migrations: Library.migrations + Operations.migrations + Coach.migrations)
        let keys = try SubjectKeys.inMemory(sealer: key.sealer(context: "subjects"))
        let library = try Library(
            database: database, files: folder + "/files", sealer: key.sealer(context: "files"),
            keys: keys, worker: .ofThisProgram(),
            encoder: TextEncoder(), places: NoDistrict(), gate: OutboundGate(),
            activity: ActivityLog(database: database, hash: key.keyedHash(context: "activity")),
            names: AuditNames(), settings: .init())
        let (sealer, gate) = (key.sealer(context: "models"), OutboundGate())
        let people = PeopleNames(database: database, directory: NoDistrict())
        let prompts = Prompts(database: database, templates: AnswerPipeline.prompts)
        let models = ModelCalls(
            database: database, sealer: sealer, gate: gate, people: people, prompts: prompts,
            trial: AnswerPipeline.trial(prompts))
        self.library = library
        coach = Coach(
            search: library.passages, activity: library.activity, database: database, directory: NoDistrict(),
            sealer: sealer,
            keys: keys, models: models,
            gate: gate
        ) { try await library.file($0, as: $1, for: $2) }
    }

    /// Adds a text as a document of one page and one paragraph.
    func add(_ text: String, named name: String) async throws -> UUID {
        try await library.insert(.plain(text), fileName: name)
    }

    /// Reads a file in the worker and adds it.
    func add(file path: String) async throws -> (id: UUID, document: ExtractedDocument) {
        guard let bytes = FileManager.default.contents(atPath: path) else { throw CocoaError(.fileNoSuchFile) }
        let worker = Worker.ofThisProgram()
        let request = DocumentReader.Request.read(fileName: path, limits: ExtractionLimits())
        let answer = try worker.run(request, payload: Array(bytes))
        let document = try ExtractedDocument(bytes: answer.bytes)
        return (try await library.insert(document, fileName: path), document)
    }
}

extension ExtractedDocument {
    /// A text as a document of one page and one paragraph.
    static func plain(_ text: String) -> ExtractedDocument {
        let clean = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let count = clean.unicodeScalars.count
        let page = ExtractedPage(number: 1, text: clean, paragraphs: [Paragraph(range: 0..<count, kind: .body)])
        return ExtractedDocument(kind: .text, pages: [page])
    }
}

/// SQuAD's form: articles of paragraphs with questions.
struct SquadFile: Decodable, Sendable {
    struct Article: Decodable, Sendable { let paragraphs: [Paragraph] }
    struct Paragraph: Decodable, Sendable { let context: String, qas: [Question] }
    struct Question: Decodable, Sendable {
        struct Answer: Decodable, Sendable { let text: String }
        let question: String, answers: [Answer], is_impossible: Bool?
    }
    let data: [Article]

    static func read(_ path: String) throws -> [Paragraph] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try JSONDecoder().decode(SquadFile.self, from: data).data.flatMap(\.paragraphs)
    }
}

/// Lines of JSON.
func readLines<Value: Decodable>(_ path: String, as type: Value.Type) throws -> [Value] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
        try JSONDecoder().decode(type, from: Data($0.utf8))
    }
}
