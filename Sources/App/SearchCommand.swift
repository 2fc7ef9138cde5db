import ArgumentParser
import Foundation
import Library

/// Finds passages.
struct SearchCommand: ApplianceCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find passages by word and by meaning.")

    @Argument(help: "Words or a question.") var words: String
    @Option(help: "How many passages.") var limit = 5
    @OptionGroup var limits: ScopeOptions
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var data: DataOptions

    func run(_ client: ApplianceClient) async throws {
        let path = "/api/v1/search?q=\(ApplianceClient.escape(words))&limit=\(limit)" + limits.query
        let result: SearchResponse = try await client.get(path)
        if json { return Terminal.printJSON(result) }
        for (number, hit) in result.hits.enumerated() {
            let pages =
                hit.firstPage == hit.lastPage
                ? "page \(hit.firstPage)" : "pages \(hit.firstPage)-\(hit.lastPage)"
            Terminal.say("\(number + 1). \(hit.title), \(pages)  [\(Terminal.number(hit.score))]")
            if !hit.headingPath.isEmpty { Terminal.say("   " + hit.headingPath.joined(separator: " > ")) }
            Terminal.say(
                Terminal.wrap(String(hit.text.prefix(320)) + (hit.text.count > 320 ? " …" : ""), indent: 3)
                    + "\n")
        }
        if result.hits.isEmpty { Terminal.say("Nothing found. Add documents with `homeroom ingest`.") }
    }
}
