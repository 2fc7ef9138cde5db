import ArgumentParser
import Foundation
import Library

/// Lists what is in the library.
struct Documents: ApplianceCommand {
    static let configuration = CommandConfiguration(abstract: "List the documents in the library.")

    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var data: DataOptions

    struct Entry: Codable {
        let id: UUID, collection: String, fileName: String, state: String, title: String, author: String?
        let language: String?, kind: String?, pageCount: Int, passageCount: Int, pagesWithoutText: [Int]
        let problem: String?, progress: Double
    }
    private struct List: Decodable { let documents: [Entry], next: UUID? }

    func run(_ client: ApplianceClient) async throws {
        var entries: [Entry] = []
        var next: UUID?
        repeat {
            let list: List = try await client.get(
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
