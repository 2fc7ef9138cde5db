import ArgumentParser
import Extraction
import Foundation
import Library
import Sandbox

/// How much of real layouts comes out whole and on its page.
struct BenchExtraction: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extraction", abstract: "Share of known quotations found whole, and on the right page.")

    @Option(help: "Lines of JSON with file, page and quote.") var quotes: String
    @Option(help: "The folder that the files' names start from.") var root: String
    @Flag(help: "Print JSON.") var json = false

    private struct Entry: Decodable { let file: String, page: Int, quote: String }
    struct Report: Encodable {
        var n: Int, whole: Double, rightPage: Double, seconds: Double, pages: Int, missed: [String]
    }

    func run() async throws {
        let entries = try readLines(quotes, as: Entry.self)
        let worker = Worker.ofThisProgram()
        var texts: [String: [String]] = [:]
        var seconds = 0.0
        for file in Set(entries.map(\.file)) {
            let bytes = FileManager.default.contents(atPath: root + "/" + file) ?? Data()
            let request = DocumentReader.Request.read(fileName: file, limits: ExtractionLimits())
            let answer = try worker.run(request, payload: Array(bytes))
            seconds += answer.seconds
            texts[file] = try ExtractedDocument(bytes: answer.bytes).pages.map { Self.normal($0.text) }
        }
        var (whole, right, missed) = (0, 0, [String]())
        for entry in entries {
            let wanted = Self.normal(entry.quote)
            let pages = texts[entry.file, default: []].enumerated().filter { $0.element.contains(wanted) }.map {
                $0.offset + 1
            }
            if !pages.isEmpty { whole += 1 }
            if pages.contains(entry.page) {
                right += 1
            } else {
                missed.append("\(entry.file) \(entry.page): \(entry.quote)")
            }
        }
        let count = Double(max(entries.count, 1))
        let report = Report(
            n: entries.count, whole: Double(whole) / count, rightPage: Double(right) / count, seconds: seconds,
            pages: texts.values.reduce(0) { $0 + $1.count }, missed: missed)
        if json { return Terminal.printJSON(report) }
        Terminal.say(
            String(
                format: "%d quotes: whole %.4f, right page %.4f; %d pages in %.2f s", report.n, report.whole,
                report.rightPage, report.pages, report.seconds))
        for line in missed { Terminal.say("  missed " + line) }
    }

    /// Blanks folded, and hyphens left out: a line's broken word is whole in our text, and a quote's is not.
    private static func normal(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { !["-", "\u{2010}", "\u{2011}", "\u{AD}"].contains($0) }
        return String(String.UnicodeScalarView(kept)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
