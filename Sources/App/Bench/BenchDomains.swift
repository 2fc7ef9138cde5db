import ArgumentParser
import Citations
import Foundation
import Library
import Search

/// How often the encoder finds a question's domain.
struct BenchDomains: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domains", abstract: "Share of questions whose domain is found, first and among the first two.")

    @Option(help: "A file with a line a question: the domain, a tab, the question.") var questions: String
    @Option(help: "A file in SQuAD's form, with questions that belong to no domain.") var others: String?
    @Flag(help: "Print those that are missed.") var misses = false
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        let n: Int, first: Double, firstTwo: Double
        /// Of the questions that belong to no domain, the share that is told so; nil without any.
        let outsideRefused: Double?
        /// Of those that do, the share that is told they do not.
        let insideRefused: Double
    }

    func run() async throws {
        let bench = try BenchLibrary()
        let lines = try String(contentsOfFile: questions, encoding: .utf8).split(separator: "\n")
        var (first, two, refused) = (0, 0, 0)
        for line in lines {
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            let (domains, scores) = try await bench.library.passages.domains(of: parts[1])
            let order = scores.prefix(2).map(\.domain)
            if order.first == parts[0] { first += 1 }
            if order.contains(parts[0]) {
                two += 1
            } else if misses {
                Terminal.say("\(parts[0])  \(order)  \(parts[1])")
            }
            if domains.isEmpty { refused += 1 }
        }
        var outside: (refused: Int, n: Int) = (0, 0)
        if let others {
            for question in try SquadFile.read(others).flatMap(\.qas).prefix(1000) {
                outside.n += 1
                if try await bench.library.passages.domains(of: question.question).domains.isEmpty {
                    outside.refused += 1
                }
            }
        }
        let n = Double(max(lines.count, 1))
        let report = Report(
            n: lines.count, first: Double(first) / n, firstTwo: Double(two) / n,
            outsideRefused: others == nil ? nil : Double(outside.refused) / Double(max(outside.n, 1)),
            insideRefused: Double(refused) / n)
        if json { return Terminal.printJSON(report) }
        Terminal.say(
            String(
                format: "domains of %d questions: first %.3f, among two %.3f", lines.count, report.first,
                report.firstTwo))
        if let told = report.outsideRefused {
            Terminal.say(
                String(format: "outside all: told so %.3f of %d; wrongly %.3f", told, outside.n, report.insideRefused))
        }
    }
}

/// How often different questions are taken for the same.
struct BenchNearQuestions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "near-questions",
        abstract: "Share of different questions about one paragraph that the cache would take for each other.")

    @Option(help: "A file in SQuAD's form: questions about one paragraph that have different answers.") var squad:
        String
    @Option(help: "A file with two questions a line, a tab between, that ask the same.") var same: String?

    func run() async throws {
        let bench = try BenchLibrary()
        var pairs: [(String, String)] = []
        for paragraph in try SquadFile.read(squad) {
            let asked = paragraph.qas.filter { $0.is_impossible != true }
            for (index, one) in asked.enumerated() {
                for other in asked[(index + 1)...] {
                    let (a, b) = (Set(one.answers.map(\.text)), Set(other.answers.map(\.text)))
                    if a.isDisjoint(with: b) { pairs.append((one.question, other.question)) }
                }
            }
        }
        let texts = Array(Set(pairs.flatMap { [$0.0, $0.1] }))
        let vectors = try await bench.library.passages.vectors(of: texts)
        let known = Dictionary(zip(texts, vectors), uniquingKeysWith: { first, _ in first })
        try report(pairs, known, "different questions")
        if let same {
            let alike = try String(contentsOfFile: same, encoding: .utf8).split(separator: "\n").map { line in
                let parts = line.split(separator: "\t").map(String.init)
                return (parts[0], parts[1])
            }
            let texts = alike.flatMap { [$0.0, $0.1] }
            let vectors = try await bench.library.passages.vectors(of: texts)
            try report(
                alike, Dictionary(zip(texts, vectors), uniquingKeysWith: { first, _ in first }), "same questions")
        }
    }

    private func report(_ pairs: [(String, String)], _ vectors: [String: [Float]], _ name: String) throws {
        for threshold: Float in [0.85, 0.9, 0.93, 0.95, 0.97] {
            var (cosine, both) = (0, 0)
            for (one, other) in pairs {
                guard let a = vectors[one], let b = vectors[other], NearQuestions.cosine(a, b) >= threshold else {
                    continue
                }
                cosine += 1
                if NearQuestions.ask(one, other, a, b, threshold: threshold) { both += 1 }
            }
            let n = Double(max(pairs.count, 1))
            Terminal.say(
                String(
                    format: "%@, %d pairs, cosine %.2f: %.5f near, %.5f taken for the same", name, pairs.count,
                    threshold,
                    Double(cosine) / n, Double(both) / n))
        }
    }
}
