import ArgumentParser
import Foundation
import Library
import Search

/// How well search finds the passages that people found relevant.
struct BenchSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Recall and rank of the right passage (SQuAD), nDCG of graded abstracts (Cranfield).")

    @Option(help: "A file in SQuAD's form.") var squad: String?
    @Option(help: "A folder with cran.all.1400, cran.qry and cranqrel.") var cranfield: String?
    @Option(help: "Only this many questions.") var limit: Int?
    @Flag(help: "Print JSON.") var json = false

    struct Squad: Encodable {
        let recall1: Double, recall7: Double, mrr10: Double, questions: Int
        enum CodingKeys: String, CodingKey {
            case recall1 = "recall@1", recall7 = "recall@7", mrr10 = "mrr@10", questions
        }
    }
    struct Cranfield: Encodable {
        let ndcg10: Double, queries: Int
        enum CodingKeys: String, CodingKey { case ndcg10 = "ndcg@10", queries }
    }
    struct Report: Encodable { var squad: Squad?, cranfield: Cranfield? }

    func run() async throws {
        var report = Report()
        if let squad { report.squad = try await measureSquad(squad) }
        if let cranfield { report.cranfield = try await measureCranfield(cranfield) }
        if json { return Terminal.printJSON(report) }
        if let squad = report.squad {
            Terminal.say(
                String(
                    format: "squad      recall@1 %.4f  recall@7 %.4f  mrr@10 %.4f  (%d questions)",
                    squad.recall1, squad.recall7, squad.mrr10, squad.questions))
        }
        if let cranfield = report.cranfield {
            Terminal.say(String(format: "cranfield  ndcg@10 %.4f  (%d queries)", cranfield.ndcg10, cranfield.queries))
        }
    }

    private func measureSquad(_ path: String) async throws -> Squad {
        let bench = try BenchLibrary()
        var questions: [(text: String, document: UUID)] = []
        for (index, paragraph) in try SquadFile.read(path).enumerated() {
            let id = try await bench.add(paragraph.context, named: "\(index).txt")
            questions += paragraph.qas.filter { $0.is_impossible != true }.map { ($0.question, id) }
        }
        if let limit { questions = Array(questions.prefix(limit)) }
        var (first, seventh, reciprocal) = (0, 0, 0.0)
        for question in questions {
            let found = try await ranked(bench.library, question.text, 10)
            guard let rank = found.firstIndex(of: question.document) else { continue }
            if rank == 0 { first += 1 }
            if rank < 7 { seventh += 1 }
            reciprocal += 1 / Double(rank + 1)
        }
        let count = Double(max(questions.count, 1))
        return Squad(
            recall1: Double(first) / count, recall7: Double(seventh) / count, mrr10: reciprocal / count,
            questions: questions.count)
    }

    private func measureCranfield(_ folder: String) async throws -> Cranfield {
        let bench = try BenchLibrary()
        let set = try CranfieldSet(folder: folder)
        var numbers: [UUID: Int] = [:]
        for (index, text) in set.abstracts.enumerated() {
            numbers[try await bench.add(text, named: "\(index).txt")] = index + 1
        }
        var (sum, count) = (0.0, 0)
        for (index, query) in set.queries.enumerated() where count < limit ?? .max {
            let grades = set.grades[index + 1] ?? [:]
            let ideal = Self.gain(grades.values.sorted(by: >).prefix(10))
            guard ideal > 0 else { continue }
            let found = try await ranked(bench.library, query, 10)
            sum += Self.gain(found.map { grades[numbers[$0] ?? 0] ?? 0 }) / ideal
            count += 1
        }
        return Cranfield(ndcg10: sum / Double(max(count, 1)), queries: count)
    }

    /// Documents in the order of their best passage.
    private func ranked(_ library: Library, _ question: String, _ count: Int) async throws -> [UUID] {
        var seen: Set<UUID> = []
        return try await library.passages.search(question, count: 2 * count, in: .everything, isStudents: false).hits
            .map(\.documentID)
            .filter { seen.insert($0).inserted }.prefix(count).map { $0 }
    }

    /// Discounted cumulative gain, 2^grade - 1 over log2(rank + 1).
    private static func gain(_ grades: some Sequence<Int>) -> Double {
        grades.enumerated().reduce(0) { $0 + (pow(2, Double($1.element)) - 1) / log2(Double($1.offset) + 2) }
    }
}

/// The Cranfield collection: abstracts, queries, and how relevant people judged each pair, from 0 to 4.
struct CranfieldSet {
    let abstracts: [String], queries: [String]
    /// By query, then by abstract, both from 1.
    var grades: [Int: [Int: Int]] = [:]

    init(folder: String) throws {
        func records(_ name: String) throws -> [Substring] {
            let text = try Self.text(folder + "/" + name)
            return ("\n" + text).split(separator: /\n\.I \d+\n/, omittingEmptySubsequences: true).filter {
                $0.contains(".W")
            }
        }
        func part(_ record: Substring, after mark: String, before end: String? = nil) -> String {
            guard let start = record.range(of: mark) else { return "" }
            let rest = record[start.upperBound...]
            return String(end.flatMap { rest.range(of: $0) }.map { rest[..<$0.lowerBound] } ?? rest)
        }
        abstracts = try records("cran.all.1400").map {
            part($0, after: ".T\n", before: "\n.A") + " " + part($0, after: ".W\n")
        }
        queries = try records("cran.qry").map { part($0, after: ".W\n") }
        for line in try Self.text(folder + "/cranqrel").split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            guard numbers.count >= 3 else { continue }
            // The collection's codes run from 1, a complete answer, to 4, and 5 for none.
            grades[numbers[0], default: [:]][numbers[1]] = (1...4).contains(numbers[2]) ? 5 - numbers[2] : 0
        }
    }

    /// A file with plain line ends.
    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .isoLatin1).replacingOccurrences(of: "\r\n", with: "\n")
    }
}
