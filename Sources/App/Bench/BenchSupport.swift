import ArgumentParser
import Citations
import Foundation
import Library
import Search

/// How well the check of a written sentence tells the passage that bears it out from others.
struct BenchSupport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support",
        abstract: "Share of people's sentences about a meeting that their passages bear out, and other passages.")

    @Option(help: "A folder of QMSum's form: answers with the turns that they rest on.") var qmsum: String
    @Option(help: "Only this many meetings.") var limit: Int?

    private struct Meeting: Decodable {
        struct Turn: Decodable { let speaker: String, content: String }
        struct Query: Decodable { let answer: String, relevant_text_span: [[String]] }
        let specific_query_list: [Query], meeting_transcripts: [Turn]
    }
    private struct Pair { let overlap: Double, similarity: Float, isPlain: Bool }

    func run() async throws {
        let bench = try BenchLibrary()
        let files = try FileManager.default.contentsOfDirectory(atPath: qmsum).filter { $0.hasSuffix(".json") }.sorted()
        var (own, other): ([Pair], [Pair]) = ([], [])
        for file in files.prefix(limit ?? .max) {
            let meeting = try JSONDecoder().decode(
                Meeting.self, from: Data(contentsOf: URL(fileURLWithPath: qmsum + "/" + file)))
            let turns = meeting.meeting_transcripts.map { "\($0.speaker): \($0.content)" }
            for query in meeting.specific_query_list {
                let claims = CitedText(query.answer, passages: 1).sentences.map(\.text)
                let span = query.relevant_text_span.compactMap { $0.compactMap { Int($0) } }.filter { $0.count == 2 }
                guard !claims.isEmpty, !span.isEmpty else { continue }
                let relevant = Self.passages(turns, span.flatMap { Array($0[0]...max($0[0], $0[1])) })
                let away = Set(0..<turns.count).subtracting(span.flatMap { Array($0[0]...max($0[0], $0[1])) })
                // As many others of the same meeting, the hardest to tell apart.
                let others = Array(Self.passages(turns, away.sorted()).shuffled().prefix(1))
                for claim in claims {
                    if let pair = try await best(claim, relevant, bench) { own.append(pair) }
                    if let pair = try await best(claim, others, bench) { other.append(pair) }
                }
            }
        }
        Terminal.say("\(own.count) sentences with their passages, \(other.count) with another of the same meeting")
        for similarity: Float in [0.45, 0.5, 0.55, 0.6, 0.65] {
            for overlap in [0.5, 0.6, 0.7] {
                func share(_ pairs: [Pair]) -> Double {
                    let passed = pairs.filter { $0.isPlain && ($0.similarity >= similarity || $0.overlap >= overlap) }
                    return Double(passed.count) / Double(max(pairs.count, 1))
                }
                Terminal.say(
                    String(
                        format: "cosine %.2f or overlap %.1f: borne out by their own %.3f, by another %.3f", similarity,
                        overlap, share(own), share(other)))
            }
        }
    }

    /// Turns together, 250 words at most.
    private static func passages(_ turns: [String], _ numbers: [Int]) -> [String] {
        var (passages, words) = ([String](), 0)
        for number in numbers where turns.indices.contains(number) {
            let count = turns[number].split(separator: " ").count
            if passages.isEmpty || words + count > 250 { (passages, words) = (passages + [""], 0) }
            passages[passages.count - 1] += turns[number] + "\n"
            words += count
        }
        return passages
    }

    /// The passage that bears a sentence out best.
    private func best(_ claim: String, _ passages: [String], _ bench: BenchLibrary) async throws -> Pair? {
        var pairs: [Pair] = []
        for passage in passages {
            let lines = passage.split(separator: "\n").map(String.init)
            let vectors = try await bench.library.passages.vectors(of: [claim] + lines)
            let near = vectors.dropFirst().map { NearQuestions.cosine($0, vectors[0]) }.max() ?? 0
            let finding = SupportCheck.check(claim, against: passage)
            pairs.append(
                Pair(
                    overlap: finding.overlap, similarity: near,
                    isPlain: finding.quotes && finding.numbers && finding.names))
        }
        return pairs.max {
            ($0.isPlain ? 1 : 0, Double($0.similarity) + $0.overlap) < (
                $1.isPlain ? 1 : 0, Double($1.similarity) + $1.overlap
            )
        }
    }
}
