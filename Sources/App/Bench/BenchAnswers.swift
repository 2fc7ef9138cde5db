import Answering
import ArgumentParser
import Citations
import Coach
import Foundation
import Library
import Search

/// Whether quoted answers answer, and whether their confidence knows.
struct BenchAnswers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answers", abstract: "Share of questions answered by a quotation, and AUROC of its confidence.")

    @Option(help: "A file in SQuAD's form, with questions that have no answer.") var squad: String
    @Option(help: "Only this many questions of each sort.") var limit: Int?
    @Flag(help: "Print JSON.") var json = false

    struct Answerable: Encodable { let hit: Double, n: Int }
    struct Unanswerable: Encodable { let n: Int, refused: Double }
    struct Report: Encodable {
        let answerable: Answerable, unanswerable: Unanswerable, auroc: Double, verbatim: Double, quotes: Int
    }

    func run() async throws {
        let bench = try BenchLibrary()
        var (answerable, unanswerable): ([SquadFile.Question], [SquadFile.Question]) = ([], [])
        for (index, paragraph) in try SquadFile.read(squad).enumerated() {
            _ = try await bench.add(paragraph.context, named: "\(index).txt")
            answerable += paragraph.qas.filter { $0.is_impossible != true }
            unanswerable += paragraph.qas.filter { $0.is_impossible == true }
        }
        let most = limit ?? .max
        var (hits, quotes, verbatim) = (0, 0, 0)
        var (yes, no): ([Double], [Double]) = ([], [])
        for question in answerable.prefix(most) {
            let answer = try await bench.coach.answer(question.question)
            yes.append(answer.confidence)
            let isHit = answer.quotes.contains { quote in
                question.answers.contains { quote.text.lowercased().contains($0.text.lowercased()) }
            }
            if isHit { hits += 1 }
            for quote in answer.quotes {
                quotes += 1
                if try await stands(quote, bench.library) { verbatim += 1 }
            }
        }
        var refused = 0
        for question in unanswerable.prefix(most) {
            let answer = try await bench.coach.answer(question.question)
            no.append(answer.confidence)
            if !answer.isFound { refused += 1 }
        }
        let report = Report(
            answerable: .init(hit: Double(hits) / Double(max(yes.count, 1)), n: yes.count),
            unanswerable: .init(n: no.count, refused: Double(refused) / Double(max(no.count, 1))),
            auroc: Self.auroc(yes, no), verbatim: quotes == 0 ? 1 : Double(verbatim) / Double(quotes), quotes: quotes)
        if json { return Terminal.printJSON(report) }
        Terminal.say(String(format: "answerable   hit %.4f of %d", report.answerable.hit, report.answerable.n))
        Terminal.say(
            String(format: "unanswerable refused %.4f of %d", report.unanswerable.refused, report.unanswerable.n))
        Terminal.say(String(format: "auroc        %.4f", report.auroc))
        Terminal.say(String(format: "verbatim     %.4f of %d quotes", report.verbatim, report.quotes))
    }

    /// Looks each quotation up in its pages anew.
    private func stands(_ quote: QuotedAnswer.Quote, _ library: Library) async throws -> Bool {
        var spans: [QuoteCheck.Span] = []
        for span in quote.citation.spans {
            let pages = try await library.passages.source.pageTexts(quote.citation.document, span.page...span.page)
            guard let page = pages.first else { return false }
            spans.append(.init(pageText: page.text, range: span.start..<span.end, separator: page.separator))
        }
        return QuoteCheck.stands(quote.text, in: spans)
    }

    /// How often a question with an answer gets more confidence than one without: the area under the curve, ties half.
    static func auroc(_ positive: [Double], _ negative: [Double]) -> Double {
        guard !positive.isEmpty, !negative.isEmpty else { return 0.5 }
        let sorted = negative.sorted()
        func below(_ value: Double, orEqual: Bool) -> Int {
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if sorted[middle] < value || orEqual && sorted[middle] == value {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            return low
        }
        let wins = positive.reduce(0.0) {
            $0 + (Double(below($1, orEqual: false)) + Double(below($1, orEqual: true))) / 2
        }
        return wins / Double(positive.count * negative.count)
    }
}
