import ArgumentParser
import Foundation
import Library

/// Asks a question.
struct Ask: ApplianceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a question; the answer is quoted from the library, with its pages.")

    @Argument(help: "The question.") var question: String
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var data: DataOptions

    private struct Answer: Codable {
        struct Span: Codable { let page: Int, label: String?, start: Int, end: Int }
        struct Citation: Codable {
            let document: UUID, title: String, hasPages: Bool, headingPath: [String], spans: [Span]

            var place: String {
                let pages = spans.map { "\($0.page)" }.joined(separator: "-")
                let label = spans.first?.label.flatMap { $0 == pages ? nil : " (printed \($0))" } ?? ""
                return "\(title), \(hasPages ? "page" : "section") \(pages)\(label)"
            }
        }
        struct Quote: Codable { let number: Int, text: String, citation: Citation, confidence: Double }
        struct Nearby: Codable { let text: String, citation: Citation }
        let isFound: Bool, confidence: Double, quotes: [Quote], nearby: [Nearby], trace: [String: Double]
    }

    func run(_ client: ApplianceClient) async throws {
        let body = try JSONEncoder().encode(["question": question])
        let answer: Answer = try await client.post("/api/v1/answers", body)
        if json { return Terminal.printJSON(answer) }
        if answer.isFound {
            for quote in answer.quotes {
                print(Terminal.wrap("[\(quote.number)] “\(quote.text)”", indent: 0))
                print("    \(quote.citation.place), confidence \(Terminal.number(quote.confidence))\n")
            }
        } else {
            print("The library does not seem to hold an answer.")
            if !answer.nearby.isEmpty { print("The nearest passages:\n") }
            for nearby in answer.nearby {
                print(Terminal.wrap(nearby.text + " …", indent: 2))
                print("    \(nearby.citation.place)\n")
            }
        }
    }
}
