import ArgumentParser
import Foundation
import TextEncoder

/// How fast real texts are embedded; compare with another runtime on the same texts.
struct BenchEncode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Embed the texts of a file, and say how fast.")

    @Option(help: "A JSON file: an array of texts.") var texts: String
    @Option(help: "Threads.") var threads = 2
    @Option(help: "Where to write the vectors: float32 rows, little-endian.") var vectors: String?
    @Option(help: "portable, avx2, avx512 or vnni; the best there is by default.") var instructions: String?
    @Option(help: "Rounds; the median counts.") var rounds = 3
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        var passages_per_s: Double, mean_tokens: Double, threads: Int, instructions: String
        /// One short question by itself, and the slowest of 100 while the texts are embedded on all threads.
        var question_ms: Double, question_ms_under_load: Double
    }

    func run() throws {
        let level = try instructions.map { name in
            guard let level = TextEncoder.InstructionSet.allCases.first(where: { "\($0)" == name }) else {
                throw ValidationError("There is no instruction set \(name).")
            }
            return level
        }
        let encoder = try TextEncoder(level: level)
        let texts = try JSONDecoder().decode([String].self, from: Data(contentsOf: URL(fileURLWithPath: texts)))
        let tokens = texts.map { Array(encoder.tokenizer.tokenize($0).prefix(TextEncoder.longestSequence - 2)) }
        var embedded: [[Float]] = []
        let times = (0..<max(1, rounds)).map { _ in seconds { embedded = encoder.embed(texts, threads: threads) } }
        if let vectors {
            var data = Data()
            for vector in embedded { vector.withUnsafeBytes { data.append(contentsOf: $0) } }
            try data.write(to: URL(fileURLWithPath: vectors))
        }
        let question = "How do collaborative teams respond when students do not learn?"
        let alone = (0..<20).map { _ in seconds { _ = encoder.embed(question) } }.sorted()[10]
        let load = Thread { while !Thread.current.isCancelled { _ = encoder.embed(tokens: tokens, threads: threads) } }
        load.start()
        let beside = (0..<100).map { _ in
            usleep(5000)
            return seconds { _ = encoder.embed(question) }
        }
        load.cancel()
        let report = Report(
            passages_per_s: Double(texts.count) / times.sorted()[times.count / 2],
            mean_tokens: Double(tokens.reduce(0) { $0 + $1.count + 2 }) / Double(max(texts.count, 1)),
            threads: threads, instructions: "\(encoder.instructions)", question_ms: alone * 1000,
            question_ms_under_load: (beside.max() ?? 0) * 1000)
        if json { return Terminal.printJSON(report) }
        Terminal.say(
            String(
                format: "%.1f passages of %.0f tokens a second on %d threads (%@)", report.passages_per_s,
                report.mean_tokens, threads, report.instructions))
        Terminal.say(
            String(
                format: "a question in %.2f ms; beside the texts, at most %.2f ms", report.question_ms,
                report.question_ms_under_load))
    }

    private func seconds(_ work: () -> Void) -> Double {
        let start = ContinuousClock.now
        work()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
