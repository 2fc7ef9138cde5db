import Answering
import ArgumentParser
import Coach
import Extraction
import Foundation
import Library

/// Whether answers name the page on which the answer stands.
struct BenchPaged: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paged", abstract: "Share of questions whose first citation names a right page.")

    @Option(help: "Lines of JSON with file, question, pages, answers and sentence.") var questions: String
    @Option(help: "The folder that holds the files.") var root: String
    @Option(help: "Only this many questions, spread evenly over them all.") var limit: Int?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard limit ?? 1 > 0 else { throw ValidationError("--limit must be above 0.") }
    }

    private struct Entry: Decodable {
        let file: String, question: String, pages: [Int]?, answers: [String], sentence: String?
    }
    struct Report: Encodable {
        var n: Int, firstCitation: Double, anyCitation: Double, covered: Double, hit: Double,
            millisecondsPerAnswer: Double
    }

    func run() async throws {
        let bench = try BenchLibrary()
        let all = try readLines(questions, as: Entry.self).filter { $0.pages?.isEmpty == false }
        // The questions of one article stand together: the first ones alone would measure that article.
        let count = min(limit ?? .max, all.count)
        let entries = (0..<count).map { all[$0 * all.count / count] }
        var ids: [String: UUID] = [:]
        for file in Set(entries.map(\.file)).sorted() { ids[file] = try await bench.add(file: root + "/" + file).id }
        var (first, any, covered, hit) = (0, 0, 0, 0)
        let start = ContinuousClock.now
        for entry in entries {
            let answer = try await bench.coach.answer(entry.question)
            let right = answer.quotes.map { quote in
                quote.citation.document == ids[entry.file]
                    && quote.citation.spans.contains { entry.pages?.contains($0.page) == true }
            }
            if right.first == true { first += 1 }
            if right.contains(true) { any += 1 }
            if answer.quotes.contains(where: { quote in
                entry.answers.contains { quote.text.lowercased().contains($0.lowercased()) }
            }) {
                hit += 1
            }
            if let sentence = entry.sentence, answer.quotes.contains(where: { Self.same($0.text, sentence) }) {
                covered += 1
            }
        }
        let total = Double(max(count, 1))
        let took = (ContinuousClock.now - start) / .milliseconds(1)
        let report = Report(
            n: count, firstCitation: Double(first) / total, anyCitation: Double(any) / total,
            covered: Double(covered) / total, hit: Double(hit) / total, millisecondsPerAnswer: took / total)
        if json { return Terminal.printJSON(report) }
        Terminal.say(
            String(
                format:
                    "%d questions: first citation right %.4f, any %.4f; answer's sentence highlighted %.4f, answer quoted %.4f; %.1f ms each",
                report.n, report.firstCitation, report.anyCitation, report.covered, report.hit,
                report.millisecondsPerAnswer))
    }

    /// Whether a quotation covers a sentence, blanks and hyphens aside.
    private static func same(_ quote: String, _ sentence: String) -> Bool {
        func letters(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
        return letters(quote).contains(letters(sentence))
    }
}
