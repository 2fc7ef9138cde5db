import ArgumentParser
import Foundation
import LanguageModel
import VectorIndex

/// How much of what tells who somebody is is found, and how much else is taken for it.
struct BenchPersonalData: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pii", abstract: "Find personal data in sentences whose personal data is known.")

    @Option(help: "People on the roster.") var people = 5_000
    @Option(help: "Sentences.") var sentences = 20_000
    @Option(help: "Also a file of presidio-research's form; its people of two names or more are the roster.")
    var labelled: String?
    @Option(help: "A text file without personal data of the roster's people, to count false finds in.") var clean:
        String?
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        var recall: [String: Double] = [:], precision: Double = 0
        /// Finds in a thousand words of the clean text.
        var false_per_1000_words: Double = 0
        var megabytes_per_s: Double = 0
        /// Recall in the labelled file, by its own kinds.
        var labelled: [String: Double] = [:]
        /// Some of what was missed or taken wrongly.
        var misses: [String] = [], wrong: [String] = []
    }

    func run() throws {
        var random = SplitMix64(state: 7)
        let sample = PersonalDataSample(people: people, &random)
        let finder = PersonalData(names: RosterNames(sample.names), studentID: "CV[0-9]{6}")
        var report = Report()
        var (known, found, right): ([PersonalData.Kind: Int], [PersonalData.Kind: Int], Int) = ([:], [:], 0)
        var (all, bytes, elapsed) = (0, 0, 0.0)
        for _ in 0..<sentences {
            let (text, labels) = sample.sentence(&random)
            let start = ContinuousClock.now
            let findings = finder.find(in: text)
            elapsed += (ContinuousClock.now - start) / .seconds(1)
            bytes += text.utf8.count
            all += findings.count
            for label in labels {
                known[label.kind, default: 0] += 1
                // Hidden when every character of it is.
                let isFound = findings.contains {
                    $0.range.lowerBound <= label.range.lowerBound && $0.range.upperBound >= label.range.upperBound
                }
                if isFound {
                    found[label.kind, default: 0] += 1
                } else if report.misses.count < 8 {
                    report.misses.append(text)
                }
            }
            for finding in findings {
                if labels.contains(where: { $0.range.overlaps(finding.range) }) {
                    right += 1
                } else if report.wrong.count < 8 {
                    report.wrong.append(text)
                }
            }
        }
        for (kind, count) in known { report.recall[kind.rawValue] = Double(found[kind] ?? 0) / Double(count) }
        report.precision = Double(right) / Double(max(all, 1))
        report.megabytes_per_s = Double(bytes) / elapsed / 1e6
        if let labelled { report.labelled = try Self.recall(of: labelled) }
        if let clean {
            let text = try String(contentsOfFile: clean, encoding: .utf8)
            let words = text.split(whereSeparator: \.isWhitespace).count
            report.false_per_1000_words = Double(finder.find(in: text).count) * 1000 / Double(max(words, 1))
        }
        if json { return Terminal.printJSON(report) }
        for (kind, recall) in report.recall.sorted(by: { $0.key < $1.key }) {
            print(String(format: "%@ recall %.4f", kind, recall))
        }
        print(String(format: "precision %.4f, %.1f MB/s", report.precision, report.megabytes_per_s))
        for (kind, recall) in report.labelled.sorted(by: { $0.key < $1.key }) {
            print(String(format: "labelled %@ recall %.4f", kind, recall))
        }
        if clean != nil { print(String(format: "%.2f finds in 1000 words without any", report.false_per_1000_words)) }
        for text in report.misses { print("missed in: " + text) }
        for text in report.wrong { print("wrong in: " + text) }
    }

    /// A sentence with its spans: kind, first scalar, end, text.
    private struct Labelled: Decodable {
        struct Span: Decodable {
            let kind: String, start: Int, end: Int, text: String
            init(from decoder: any Decoder) throws {
                var values = try decoder.unkeyedContainer()
                (kind, start) = (try values.decode(String.self), try values.decode(Int.self))
                (end, text) = (try values.decode(Int.self), try values.decode(String.self))
            }
        }
        let text: String, spans: [Span]
    }

    private static func recall(of path: String) throws -> [String: Double] {
        let lines = try readLines(path, as: Labelled.self)
        let kinds = ["PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "US_SSN", "CREDIT_CARD"]
        func isWhole(_ span: Labelled.Span) -> Bool {
            span.kind != "PERSON" || span.text.split(separator: " ").count > 1
        }
        let people = lines.flatMap(\.spans).filter { $0.kind == "PERSON" && isWhole($0) }.map { span in
            let words = span.text.split(separator: " ")
            return RosterNames.Name(given: words.dropLast().joined(separator: " "), family: String(words.last ?? ""))
        }
        let finder = PersonalData(names: RosterNames(people))
        var (known, found): ([String: Int], [String: Int]) = ([:], [:])
        for line in lines {
            let findings = finder.find(in: line.text)
            for span in line.spans where kinds.contains(span.kind) && isWhole(span) {
                known[span.kind, default: 0] += 1
                let isFound = findings.contains { $0.range.lowerBound <= span.start && $0.range.upperBound >= span.end }
                if isFound { found[span.kind, default: 0] += 1 }
            }
        }
        return known.reduce(into: [:]) { $0[$1.key] = Double(found[$1.key] ?? 0) / Double($1.value) }
    }
}
