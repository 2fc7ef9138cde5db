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
    @Option(help: "Spellings with what must not remain of them, such as Tests/Fixtures/personal-data-spellings.tsv.")
    var spellings: String?
    @Option(help: "The folder of shared texts, to count what is hidden of 20,000 sentences without personal data.")
    var shared: String?
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        var recall: [String: Double] = [:], precision: Double = 0
        /// Finds in a thousand words of the clean text.
        var false_per_1000_words: Double = 0
        var megabytes_per_s: Double = 0
        /// In the labelled file by its own kinds, and in the spellings by theirs: found, of how many.
        var labelled: [String: [Int]] = [:], spellings: [String: [Int]] = [:]
        var spellingsRecall: Double?, spellingsMissed: [String] = []
        /// Of the neutral sentences: how many, their words, the share hidden, and that without names of other people.
        var neutralSentences = 0, neutralWords = 0, neutralHidden: Double?, neutralHiddenWords: Double?
        var neutralOften: [String] = []
        /// Making the finder for 100,000 people, and reading a passage of 2,000 letters with it.
        var build_s = 0.0, passage_ms = 0.0
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
        if let spellings {
            let score = try SpellingScore(file: spellings)
            for (group, count) in score.known { report.spellings[group] = [score.hidden[group] ?? 0, count] }
            (report.spellingsRecall, report.spellingsMissed) = (score.share, score.missed)
        }
        if let shared {
            let roster = RosterNames(BenchRoster.names(people, &random))
            let hiding = try OverHiding(shared, sentences: 20_000, finder: PersonalData(names: roster), &random)
            (report.neutralSentences, report.neutralWords) = (hiding.sentences, hiding.words)
            (report.neutralHidden, report.neutralHiddenWords) = (hiding.share, hiding.wordShare)
            report.neutralOften = hiding.often
        }
        (report.build_s, report.passage_ms) = Self.times(&random)
        if let clean {
            let text = try String(contentsOfFile: clean, encoding: .utf8)
            let words = text.split(whereSeparator: \.isWhitespace).count
            report.false_per_1000_words = Double(finder.find(in: text).count) * 1000 / Double(max(words, 1))
        }
        if json { return Terminal.printJSON(report) }
        for (kind, recall) in report.recall.sorted(by: { $0.key < $1.key }) {
            Terminal.say(String(format: "%@ recall %.4f", kind, recall))
        }
        Terminal.say(String(format: "precision %.4f, %.1f MB/s", report.precision, report.megabytes_per_s))
        for (kind, recall) in report.labelled.sorted(by: { $0.key < $1.key }) {
            Terminal.say("labelled \(kind): \(recall[0]) of \(recall[1])")
        }
        for (group, count) in report.spellings.sorted(by: { $0.key < $1.key }) {
            Terminal.say("spelled, \(group): \(count[0]) of \(count[1])")
        }
        if let recall = report.spellingsRecall { Terminal.say(String(format: "spellings recall %.4f", recall)) }
        for text in report.spellingsMissed { Terminal.say("  missed: " + text) }
        if let all = report.neutralHidden, let words = report.neutralHiddenWords {
            Terminal.say(
                String(
                    format: "%d neutral sentences, %d words: %.3f %% hidden, %.3f %% that are words and no names",
                    report.neutralSentences, report.neutralWords, all * 100, words * 100))
            for text in report.neutralOften { Terminal.say("  " + text) }
        }
        Terminal.say(
            String(
                format: "100,000 people in %.2f s; a passage of 2,000 letters in %.2f ms", report.build_s,
                report.passage_ms))
        if clean != nil {
            Terminal.say(String(format: "%.2f finds in 1000 words without any", report.false_per_1000_words))
        }
        for text in report.misses { Terminal.say("missed in: " + text) }
        for text in report.wrong { Terminal.say("wrong in: " + text) }
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

    private static func times(_ random: inout SplitMix64) -> (build: Double, passage: Double) {
        let names = BenchRoster.names(100_000, &random)
        let sample = PersonalDataSample(people: 100, &random)
        let begun = ContinuousClock.now
        let finder = PersonalData(names: RosterNames(names))
        let build = (ContinuousClock.now - begun) / .seconds(1)
        var spent = 0.0
        for _ in 0..<100 {
            var text = ""
            while text.utf8.count < 2000 { text += sample.sentence(&random).text + " " }
            let begun = ContinuousClock.now
            _ = finder.find(in: text)
            spent += (ContinuousClock.now - begun) / .seconds(1)
        }
        return (build, spent * 10)
    }

    private static let northAmerican = "PHONE_NUMBER, like the US"

    private static func recall(of path: String) throws -> [String: [Int]] {
        let lines = try readLines(path, as: Labelled.self)
        let kinds = ["PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "US_SSN", "CREDIT_CARD", "IBAN_CODE", "STREET_ADDRESS"]
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
                let form = /(\+?1[-. ]?|001[-. ]?)?(\(\d{3}\) ?|\d{3}[-. ]?)\d{3}[-. ]?\d{4}( ?x\d+)?/
                if span.kind == "PHONE_NUMBER", span.text.wholeMatch(of: form) != nil {
                    known[Self.northAmerican, default: 0] += 1
                    if isFound { found[Self.northAmerican, default: 0] += 1 }
                }
            }
        }
        return known.reduce(into: [:]) { $0[$1.key] = [found[$1.key] ?? 0, $1.value] }
    }
}
