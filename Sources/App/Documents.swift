import ArgumentParser
import Foundation
import Library

/// Lists what is in the library.
struct Documents: ApplianceCommand {
    static let configuration = CommandConfiguration(abstract: "List the documents in the library.")

    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var data: DataOptions

    func run(_ client: ApplianceClient) async throws {
        var entries: [DocumentResponse] = []
        var next: UUID?
        repeat {
            let list: DocumentsResponse = try await client.get(
                "/api/v1/documents?limit=200" + (next.map { "&before=\($0)" } ?? ""))
            entries += list.documents
            next = list.next
        } while next != nil
        if json { return Terminal.printJSON(entries) }
        Terminal.table(
            ["Title", "Author", "Kind", "Pages", "Passages", "Collection", "State"],
            entries.map { entry in
                let state = entry.state == "waiting" ? "\(Int(entry.progress * 100)) %" : entry.state
                return [
                    entry.title, entry.author ?? "", entry.kind ?? "", "\(entry.pageCount)",
                    "\(entry.passageCount)", entry.collection, state + (entry.problem.map { ": " + $0 } ?? ""),
                ]
            })
    }
}
