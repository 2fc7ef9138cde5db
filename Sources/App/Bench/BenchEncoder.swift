import ArgumentParser
import Foundation
import TextEncoder

/// How fast the encoder is, and how near to the reference.
struct BenchEncoder: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encoder",
        abstract: "Passages of 120 tokens a second, one question's time, agreement with a reference.")

    @Option(help: "A folder with texts.json, token_ids.json and vectors.f32.") var reference: String?
    @Option(help: "Threads.") var threads = 2
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        var passagesPerSecond: Double, questionMilliseconds: Double
        var sameTokens: Double?, meanCosine: Double?, worstCosine: Double?
    }

    func run() async throws {
        let encoder = try TextEncoder()
        let tokens = (0..<256).map { passage -> [Int32] in
            (0..<119).map { place -> Int32 in
                let step: Int = passage * 131 + place * 17
                return Int32(1996 + step % 20000)
            }
        }
        _ = encoder.embed(tokens: Array(tokens.prefix(16)), threads: threads)
        var start = ContinuousClock.now
        _ = encoder.embed(tokens: tokens, threads: threads)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        start = .now
        for _ in 0..<20 { _ = encoder.embed("How do collaborative teams respond when students do not learn?") }
        let question = (ContinuousClock.now - start) / .milliseconds(1) / 20
        var report = Report(passagesPerSecond: Double(tokens.count) / seconds, questionMilliseconds: question)
        if let reference { try compare(encoder, reference, &report) }
        if json { return Terminal.printJSON(report) }
        Terminal.say(
            String(
                format: "%.1f passages of 120 tokens a second on %d threads; a question in %.2f ms",
                report.passagesPerSecond, threads, report.questionMilliseconds))
        if let same = report.sameTokens, let mean = report.meanCosine, let worst = report.worstCosine {
            Terminal.say(
                String(format: "same tokens %.4f; cosine to the reference: mean %.6f, worst %.6f", same, mean, worst))
        }
    }

    private func compare(_ encoder: TextEncoder, _ folder: String, _ report: inout Report) throws {
        func read<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        }
        let texts = try read("texts.json", [String].self)
        let ids = try read("token_ids.json", [[Int32]].self)
        let vectors = try Data(contentsOf: URL(fileURLWithPath: folder + "/vectors.f32"))
            .withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let own = encoder.embed(texts)
        let same = zip(texts, ids).count { text, expected in
            [encoder.tokenizer.start] + encoder.tokenizer.tokenize(text).prefix(254) + [encoder.tokenizer.end]
                == expected
        }
        let cosines = own.enumerated().map { index, vector -> Double in
            let expected = vectors[(index * vector.count)...]
            return Double(zip(vector, expected).reduce(Float(0)) { $0 + $1.0 * $1.1 })
        }
        report.sameTokens = Double(same) / Double(texts.count)
        report.meanCosine = cosines.reduce(0, +) / Double(cosines.count)
        report.worstCosine = cosines.min()
    }
}
