import ArgumentParser
import Assets
import Foundation

/// Prints the handbook that is in the program.
struct DocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Print a page of the handbook, or list its pages.",
        discussion: "The pages are Markdown. The same handbook stands under Help in the page.")

    @Argument(help: "The page's name; a list of them where none is named.") var name: String?

    struct Handbook: Decodable {
        struct Page: Decodable { let name: String, title: String, text: String }
        let pages: [Page]
    }

    /// All pages, in the order in which they are read.
    static func pages() throws -> [Handbook.Page] {
        try JSONDecoder().decode(Handbook.self, from: Data(EmbeddedFiles.bytes("handbook.json") ?? [])).pages
    }

    func run() throws {
        let pages = try Self.pages()
        guard let name else {
            Terminal.table(["Name", "Page"], pages.map { [$0.name, $0.title] })
            return Terminal.say("\nhomeroom docs NAME prints one.")
        }
        let wanted = name.lowercased().hasSuffix(".md") ? String(name.dropLast(3)) : name
        guard let page = pages.first(where: { $0.name == wanted.lowercased() }) else {
            throw ValidationError(
                "The handbook has no page “\(name.prefix(60))”. There are "
                    + pages.map(\.name).joined(separator: ", ") + ".")
        }
        Terminal.say(page.text, terminator: "")
    }
}
