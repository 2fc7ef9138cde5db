import Foundation
import TestSupport
import Testing

/// The design's rules, held against the sources.
@Suite("Architecture") struct ImportTests {
    private static let sources = SharedData.checkout.path + "/Sources"

    private struct Source {
        let room: String, target: String, path: String, text: String
        var imports: [String] {
            text.split(separator: "\n").compactMap { line in
                line.firstMatch(of: /^(?:@testable )?(?:public |package )?import (?:struct |class |func )?(\w+)/).map {
                    String($0.1)
                }
            }
        }
    }

    private static func all() throws -> [Source] {
        let paths = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.map { path in
            let parts = path.split(separator: "/").map(String.init)
            let text = try String(contentsOfFile: sources + "/" + path, encoding: .utf8)
            return Source(room: parts[0], target: parts.count > 2 ? parts[1] : parts[0], path: path, text: text)
        }
    }

    private static func rooms(_ sources: [Source]) -> [String: String] {
        Dictionary(sources.map { ($0.target, $0.room) }, uniquingKeysWith: { a, _ in a })
    }

    @Test("rooms import downwards only, and no feature another")
    func downwards() throws {
        let sources = try Self.all()
        let rooms = Self.rooms(sources)
        let allowed: [String: Set<String>] = [
            "App": ["Features", "Engines", "Platform"], "Features": ["Engines", "Platform"], "Engines": [],
            "Platform": ["Platform"],
        ]
        for source in sources {
            for name in source.imports where name != source.target {
                guard let room = rooms[name] else { continue }
                // Searching and answering are what the pure engines are for.
                let isSearching = ["Search", "Answering"].contains(source.target) && room == "Engines"
                #expect(allowed[source.room]?.contains(room) == true || isSearching, "\(source.path) imports \(name)")
            }
        }
    }

    @Test("C headers are opened by one target each, and nobody imports Accounts")
    func borrowed() throws {
        let owners: [String: Set<String>] = [
            "CMuPDF": ["Extraction"], "CKernels": ["TextEncoder", "VectorIndex"], "CSodium": ["Vault"],
            "CSandbox": ["Sandbox"], "CTesseract": ["Extraction"], "CCurl": ["Outbound"],
            "CAssets": ["TextEncoder", "Extraction", "Web", "Assets"],
        ]
        for source in try Self.all() {
            for name in source.imports {
                if let owner = owners[name] { #expect(owner.contains(source.target), "\(source.path) imports \(name)") }
                if name == "Accounts" { #expect(source.room == "App", "\(source.path)") }
            }
        }
    }

    @Test("what a target imports, its manifest line names")
    func manifest() throws {
        let manifest = try String(contentsOfFile: SharedData.checkout.path + "/Package.swift", encoding: .utf8)
        let sources = try Self.all()
        let ours = Set(Self.rooms(sources).keys).union([
            "CMuPDF", "CKernels", "CSodium", "CSandbox", "CAssets", "CCurl",
        ])
        for source in sources where source.room != "App" {
            let marks = [
                "engine(\"\(source.target)\"", "platform(\n    \"\(source.target)\"", "platform(\"\(source.target)\"",
                "feature(\"\(source.target)\"", "feature(\n    \"\(source.target)\"",
            ]
            let found = marks.compactMap { manifest.range(of: $0) }.first
            let start = try #require(found?.upperBound, "\(source.target) in Package.swift")
            let line = manifest[start...].prefix { $0 != "t" || true }.split(separator: "targets +=")[0]
            let implied: Set<String> = source.room == "Features" ? ["Kernel", "Persistence", "Web"] : []
            for name in source.imports where ours.contains(name) && name != source.target && !implied.contains(name) {
                #expect(line.contains("\"\(name)\""), "\(source.path) imports \(name)")
            }
        }
    }

    @Test("files have one subject: none over 500 lines, half under 110")
    func sizes() throws {
        let sizes = try Self.all().map {
            ($0.path, $0.text.split(separator: "\n", omittingEmptySubsequences: false).count)
        }
        for (path, size) in sizes { #expect(size <= 500, "\(path) has \(size) lines") }
        let sorted = sizes.map(\.1).sorted()
        #expect(sorted[sorted.count / 2] <= 110)
    }

    /// Whether a mark stands in a text, and not inside another word (a calendar's VTODO).
    private static func holds(_ mark: String, in text: String) -> Bool {
        text.ranges(of: mark).contains { found in
            guard found.lowerBound > text.startIndex, let first = mark.first, first.isLetter else { return true }
            return !text[text.index(before: found.lowerBound)].isLetter
        }
    }

    @Test("nothing unfinished, nothing forced")
    func habits() throws {
        for source in try Self.all() {
            for mark in ["TODO", "FIXME", "XXX", "try!", " as! ", "fatalError("] {
                #expect(!Self.holds(mark, in: source.text), "\(source.path) has \(mark)")
            }
        }
    }
}

extension ImportTests {
    @Test("only one place writes to standard output: what cannot be written there is an error of the command")
    func output() throws {
        for source in try Self.all() where source.room == "App" && source.path != "App/StandardOutput.swift" {
            let found = source.text.firstMatch(of: /(?m)(?:^|[^\w.])print\(|FileHandle\.standardOutput/)
            #expect(found == nil, "\(source.path) has \(found.map { String($0.0) } ?? "")")
        }
    }
}
