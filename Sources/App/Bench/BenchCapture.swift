import ArgumentParser
import Foundation
import HTTPTypes
import LanguageModel
import VectorIndex

/// Whether anything that tells who somebody is leaves: everything that a model's server is sent is kept and searched.
struct BenchCapture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture", abstract: "Ask questions full of personal data and search all that was sent for it.")

    @Option(help: "Questions.") var questions = 1000
    @Option(help: "People on the roster.") var people = 2000
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable { var questions = 0, sent = 0, labels = 0, leaks: [String] = [] }
    private struct Wish: Encodable { let question: String, isFresh = true }
    private struct Newcomer: Encodable { let givenName: String, familyName: String, userName: String, role = "tutor" }

    func run() async throws {
        var random = SplitMix64(state: 11)
        let sample = PersonalDataSample(people: people, &random)
        // Notes that the passages come from, as full of it as the questions.
        var secrets: Set<String> = []
        func make() -> String {
            let (text, labels) = sample.sentence(&random)
            let scalars = Array(text.unicodeScalars)
            for label in labels { secrets.insert(String(String.UnicodeScalarView(scalars[label.range]))) }
            return text
        }
        let notes = (0..<400).map { _ in make() }.joined(separator: "\n\n")
        let asked = (0..<questions).map { _ in "What does the team do next? " + make() }
        let file = NSTemporaryDirectory() + "homeroom-capture-\(getpid()).txt"
        try notes.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let model = BenchModel(firstAfter: .zero, between: .zero, words: 5)
        let names = sample.names
        try await BenchAppliance.withModel(model, document: file) { _, administrator, _, _ in
            for (number, name) in names.enumerated() {
                let person = Newcomer(givenName: name.given, familyName: name.family, userName: "bench\(number)")
                let answer = try await administrator.send(.post, "people", person)
                guard answer.status == 201 else { throw BenchFailure(reason: answer.whole) }
            }
            let rules = ["studentNumbers": "CV[0-9]{6}"]
            _ = try await administrator.send(
                .put, "outbound-rules", OutboundWish(studentNumbers: rules["studentNumbers"]))
            for question in asked {
                let answer = try await administrator.send(.post, "questions", Wish(question: question))
                guard answer.status == 200 else { throw BenchFailure(reason: answer.whole) }
            }
        }
        var report = Report(questions: questions, sent: model.bodies.count, labels: secrets.count)
        // The same passages are sent again and again; each different line is searched once.
        let lines = model.bodies.reduce(into: Set<String>()) { lines, body in
            lines.formUnion(body.replacing("\\/", with: "/").components(separatedBy: "\\n"))
        }
        let sent = lines.joined(separator: "\n")
        for secret in secrets where sent.contains(Self.whole(secret)) { report.leaks.append(secret) }
        if json { return Terminal.printJSON(report) }
        Terminal.say(
            "\(report.questions) questions, \(report.sent) requests sent; \(report.labels) personal data looked for: \(report.leaks.count) found"
        )
        for leak in report.leaks.prefix(20) { Terminal.say("  \(leak)") }
    }

    private struct OutboundWish: Encodable { let nothingLeaves = false, studentNumbers: String? }

    /// A text as a whole word, so that "Al K." is not found in "global k.".
    private static func whole(_ text: String) -> Regex<Substring> {
        let escaped = text.map { $0.isLetter || $0.isNumber || $0 == " " ? String($0) : "\\" + String($0) }.joined()
        return (try? Regex("(?<![\\p{L}\\p{N}])\(escaped)(?![\\p{L}\\p{N}])", as: Substring.self)) ?? /\u{0}/
    }
}
