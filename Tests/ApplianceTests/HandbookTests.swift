import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import homeroom

@Suite("The handbook") struct HandbookTests {
    /// A page as it lies in the repository.
    struct Page: Sendable, CustomTestStringConvertible {
        let name: String, text: String
        var testDescription: String { name }

        /// The names that its headings have in addresses, as the page makes them.
        var headings: Set<String> {
            Set(
                text.matches(of: /(?m)^#{1,4} (.+)$/).map { found in
                    String(
                        found.1.lowercased().filter {
                            $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_"
                        }
                    )
                    .split(separator: " ").joined(separator: "-")
                })
        }

        /// What stands in its code, in lines and within sentences.
        var code: [String] {
            let parts = text.components(separatedBy: "\n```")
            let fenced = parts.enumerated().filter { !$0.offset.isMultiple(of: 2) }.flatMap {
                $0.element.split(separator: "\n").dropFirst($0.element.hasPrefix("\n") ? 0 : 1).map(String.init)
            }
            let prose = parts.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
            return fenced + prose.matches(of: /`([^`\n]+)`/).map { String($0.1) }
        }
    }

    static let pages: [Page] = {
        let folder = SharedData.checkout.path + "/assets/docs"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".md") }.sorted().compactMap { name in
            (try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)).map {
                Page(name: String(name.dropLast(3)), text: $0)
            }
        }
    }()

    @Test("every page is embedded as it stands in the repository, and index names it")
    func embedded() throws {
        let embedded = try DocsCommand.pages()
        #expect(!Self.pages.isEmpty && Set(embedded.map(\.name)) == Set(Self.pages.map(\.name)))
        for page in Self.pages { #expect(embedded.first { $0.name == page.name }?.text == page.text, "\(page.name)") }
        #expect(embedded.first?.name == "index")
    }

    @Test("every link between pages leads to a page and a heading that there are", arguments: Self.pages)
    func links(_ page: Page) {
        for link in page.text.matches(of: /\]\(([^)]+)\)/) where !link.1.contains("://") {
            let parts = link.1.split(separator: "#", maxSplits: 1)
            let target = Self.pages.first { $0.name + ".md" == parts.first.map(String.init) }
            #expect(target != nil, "\(link.1)")
            if parts.count == 2 { #expect(target?.headings.contains(String(parts[1])) == true, "\(link.1)") }
        }
    }

    @Test("every command line is one that the program takes", arguments: Self.pages)
    func commands(_ page: Page) {
        for line in page.code where line.hasPrefix("homeroom ") {
            let words = Self.words(String(line.dropFirst("homeroom ".count)))
            #expect(throws: Never.self, "\(line)") { try Homeroom.parseAsRoot(words) }
        }
    }

    @Test("every variable is one that is read, and every key of the file stands in the table of values")
    func values() throws {
        let known = Set(ConfigurationKey.allCases.map(\.variable) + ["HOMEROOM_CONFIG"])
        for page in Self.pages {
            for variable in page.text.matches(of: /HOMEROOM_[A-Z_]*[A-Z]/) {
                #expect(known.contains(String(variable.0)), "\(page.name): \(variable.0)")
            }
        }
        let text = try #require(Self.pages.first { $0.name == "configuration" }).text
        for key in ConfigurationKey.allCases {
            #expect(text.contains("\n| `\(key.rawValue)` |") && text.contains(key.variable), "\(key)")
        }
        // What it shows as a file is one.
        let example = try #require(text.firstMatch(of: /(?s)```toml\n(.+?)```/)).1
        #expect(ConfigurationFile(Array(example.utf8), path: "example", isInDataFolder: true).faults == [])
    }

    @Test("docs lists the pages and prints one")
    func printed() throws {
        let list = try HomeroomBinary.run(["docs"])
        #expect(list.status == 0 && list.output.contains("configuration") && list.output.contains("Backup and keys"))
        let page = try HomeroomBinary.run(["docs", "Backup.md"])
        #expect(page.status == 0 && page.output.hasPrefix("# Backup and keys\n"))
        let none = try HomeroomBinary.run(["docs", "nothing"])
        #expect(none.status == 64 && none.errors.contains("There are index, "))
    }

    /// A line's words as a shell takes them, with double quotes.
    private static func words(_ line: String) -> [String] {
        line.matches(of: /"([^"]*)"|(\S+)/).map { String($0.1 ?? $0.2 ?? "") }
    }
}
