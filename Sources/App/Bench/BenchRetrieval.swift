import ArgumentParser
import Extraction
import Foundation
import Jobs
import Library
import Outbound
import Persistence
import Sandbox
import Search
import TextEncoder
import Vault
import VectorIndex

/// How long a search takes in a large library, permissions on, without the time of the question's vector.
struct BenchRetrieval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrieval",
        abstract: "Search a library made of a question set's texts, repeated with other words until it is large.")

    @Option(help: "A question set in SQuAD's form.") var squad: String
    @Option(help: "More texts: a JSON file, an array.") var texts: String?
    @Option(help: "Passages of the library: a list, a run for each.") var passages = "100000"
    @Option(help: "Questions asked in each run.") var questions = 1000
    @Option(help: "Share of the library that the asker may read.") var readable = 0.5
    @Option(help: "Where to put the database and the index; a temporary folder otherwise.") var folder: String?
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        var passages: Int, vectors: Int, p50_ms: Double, p99_ms: Double, max_ms: Double
        /// Mean milliseconds of each step.
        var steps: [String: Double]
        var build_s: Double, open_ms: Double, found: Double
    }

    func run() async throws {
        var reports: [Report] = []
        let set = try SquadFile.read(squad)
        var texts = set.map(\.context)
        if let path = self.texts {
            texts += try JSONDecoder().decode([String].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        }
        let asked = set.enumerated().flatMap { index, paragraph in
            paragraph.qas.filter { $0.is_impossible != true }.map { ($0.question, index) }
        }
        var random = SplitMix64(state: 1)
        let some = asked.shuffled(using: &random).prefix(questions)
        let base = try await embedded(texts)
        for count in passages.split(separator: ",").compactMap({ Int($0) }) {
            let report = try await measure(base, texts, Array(some), count)
            if !json { show(report) }
            reports.append(report)
        }
        if json { Terminal.printJSON(reports) }
    }

    private func embedded(_ texts: [String]) async throws -> [EmbeddedDocument] {
        let bench = try BenchLibrary()
        var result: [EmbeddedDocument] = []
        for text in texts {
            let clean = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let paragraph = Paragraph(range: 0..<clean.unicodeScalars.count, kind: .body)
            let page = ExtractedPage(number: 1, text: clean, paragraphs: [paragraph])
            result.append(try await bench.library.embed(ExtractedDocument(kind: .text, pages: [page])))
        }
        return result
    }

    private func measure(
        _ base: [EmbeddedDocument], _ texts: [String], _ asked: [(question: String, source: Int)], _ count: Int
    ) async throws -> Report {
        let place = folder ?? NSTemporaryDirectory() + "homeroom-retrieval-\(getpid())"
        try? FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { if folder == nil { try? FileManager.default.removeItem(atPath: place) } }
        let key = try MasterKey(path: place + "/key", create: true)
        let encoder = try TextEncoder()
        func open() throws -> Library {
            let database = try DatabaseFile.open(
                path: place + "/homeroom.db", migrations: Library.migrations + JobQueue.migrations)
            return try Library(
                database: database, files: place + "/files", indexFolder: place + "/index",
                sealer: key.sealer(context: "files"),
                keys: try SubjectKeys.inMemory(sealer: key.sealer(context: "subjects")), worker: .ofThisProgram(),
                encoder: encoder, places: NoDistrict(), gate: OutboundGate(),
                activity: ActivityLog(database: database, hash: key.keyedHash(context: "activity")),
                names: AuditNames(), settings: .init())
        }
        var library = try open()
        var start = ContinuousClock.now
        var originals: [Int: UUID] = [:]
        try await fill(library, base, texts, count, &originals)
        library.passages.close()
        let built = (ContinuousClock.now - start) / .seconds(1)
        start = .now
        library = try open()
        let opened = (ContinuousClock.now - start) / .milliseconds(1)
        let collections: Set = [try await library.collection(named: "readable")]
        var times: [Double] = []
        var steps: [String: Double] = [:]
        var (found, findable) = (0, 0)
        // The first round fills caches, as a server's first minutes do.
        for round in 0..<2 {
            for (question, source) in asked {
                let result = try await library.passages.search(
                    question, count: 7, in: SearchScope(collections: collections), isStudents: false)
                guard round == 1 else { continue }
                times.append(result.trace.filter { $0.key != "embed" }.values.reduce(0, +))
                for (step, time) in result.trace { steps[step, default: 0] += time / Double(asked.count) }
                guard let original = originals[source] else { continue }
                findable += 1
                if result.hits.contains(where: { $0.documentID == original }) { found += 1 }
            }
        }
        times.sort()
        let counts = try library.counts()
        return Report(
            passages: counts.passages, vectors: counts.vectors, p50_ms: times[times.count / 2],
            p99_ms: times[times.count * 99 / 100], max_ms: times.last ?? 0, steps: steps, build_s: built,
            open_ms: opened, found: Double(found) / Double(max(findable, 1)))
    }

    /// The texts as they are, then varied ones, each in the asker's collection or in another's.
    private func fill(
        _ library: Library, _ base: [EmbeddedDocument], _ texts: [String], _ count: Int, _ originals: inout [Int: UUID]
    ) async throws {
        var random = SplitMix64(state: 2)
        let words = texts.flatMap { $0.split(separator: " ").map(String.init) }
        var (made, round) = (0, 0)
        while made < count {
            var batch: [String: [(EmbeddedDocument, fileName: String)]] = [:]
            var sources: [Int] = []
            for (index, document) in base.enumerated() where made < count {
                let isReadable = Double.random(in: 0..<1, using: &random) < readable
                let copy =
                    round == 0 ? document : document.varied(share: 0.3, noise: 0.6, words: words, using: &random)
                batch[isReadable ? "readable" : "other", default: []].append((copy, "\(round)-\(index).txt"))
                if isReadable { sources.append(index) }
                made += copy.passageCount
            }
            for (collection, documents) in batch {
                let ids = try await library.insert(documents, collection: collection)
                if round == 0, collection == "readable" {
                    for (source, id) in zip(sources, ids) { originals[source] = id }
                }
            }
            round += 1
            if round % 10 == 0 { Terminal.say("\(made) passages") }
        }
    }

    private func show(_ report: Report) {
        let steps = report.steps.sorted { $0.key < $1.key }.map { String(format: "%@ %.2f", $0.key, $0.value) }
        Terminal.say(
            String(
                format: "%d passages, %d vectors: p50 %.2f ms, p99 %.2f ms, most %.2f ms; found %.3f in seven",
                report.passages, report.vectors, report.p50_ms, report.p99_ms, report.max_ms, report.found))
        Terminal.say("  mean ms: " + steps.joined(separator: ", "))
        Terminal.say(
            String(format: "  stored and indexed in %.0f s, opened in %.0f ms", report.build_s, report.open_ms))
    }
}
