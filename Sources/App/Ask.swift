import Answering
import ArgumentParser
import Foundation
import Library
import Models

/// Asks a question.
struct Ask: ApplianceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a question; the answer comes from the library, with its pages.")

    @Argument(help: "The question.") var question: String
    @Flag(help: "Search the web too, where the district allows it.") var web = false
    @OptionGroup var limits: ScopeOptions
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var data: DataOptions

    private struct Wish: Encodable { let question: String, usesWeb: Bool, within: SearchLimits? }

    func run(_ client: ApplianceClient) async throws {
        let answer: Answer = try await client.post(
            "/api/v1/questions", Wish(question: question, usesWeb: web, within: limits.within))
        if json { return Terminal.printJSON(answer) }
        if let fallback = answer.fallback { Terminal.say("Quoted, since no model could write: \(fallback.message)\n") }
        if let written = answer.written {
            for sentence in written.sentences {
                let doubt = sentence.isSupported ? "" : " (no source supports this sentence)"
                Terminal.say(Terminal.wrap(sentence.text + doubt, indent: 0))
                for mark in sentence.citations where sentence.isSupported {
                    Terminal.say("    [\(mark.number)] \(mark.citation.place)")
                }
            }
            Terminal.say(
                String(
                    format: "\n%@, %.0f %% of sentences checked against their sources", written.model,
                    written.supported * 100))
        } else if answer.isFound {
            for quote in answer.quotes {
                let lead = quote.lead.map { $0 + " " } ?? ""
                Terminal.say(Terminal.wrap("[\(quote.number)] \(lead)“\(quote.text)”", indent: 0))
                Terminal.say("    \(quote.citation.place), confidence \(Terminal.number(quote.confidence))\n")
            }
        } else {
            Terminal.say("The library does not seem to hold an answer.")
            if !answer.nearby.isEmpty { Terminal.say("The nearest passages:\n") }
            for nearby in answer.nearby {
                Terminal.say(Terminal.wrap(nearby.text + " …", indent: 2))
                Terminal.say("    \(nearby.citation.place)\n")
            }
        }
        Terminal.say(
            "Confidence: \(answer.confidence.level.rawValue)\(answer.isFromCache ? "; from an answer kept today" : "")")
        for source in answer.web {
            Terminal.say(
                Terminal.wrap(
                    "\nFrom the web, not checked: \(source.title)\n\(source.address)\n\(source.text)", indent: 0))
        }
    }
}

extension QuotedAnswer.Citation {
    /// The document and where in it, in words.
    fileprivate var place: String {
        let pages = spans.map { "\($0.page)" }.joined(separator: "-")
        let label = spans.first?.label.flatMap { $0 == pages ? nil : " (printed \($0))" } ?? ""
        return "\(title), \(hasPages ? "page" : "section") \(pages)\(label)"
            + (isEarlierEdition == true ? ", earlier edition" + (edition.map { " (\($0))" } ?? "") : "")
    }
}
