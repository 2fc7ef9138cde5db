import ArgumentParser
import Extraction
import Foundation
import Kernel
import Library

/// Adds files to the library.
struct Ingest: ApplianceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add books and documents to the library.",
        discussion: """
            Reads PDF, EPUB, DOCX, HTML, Markdown and plain text; folders are searched for them. A file that cannot be \
            read is named with the reason, and the rest goes on. Exit status 1 when a file was skipped for a fault.
            """)

    @Argument(help: "Files or folders.", completion: .file()) var paths: [String]
    @Option(help: "The collection to put them in; made where there is none, for those alone who manage collections.")
    var collection: String?
    @Flag(help: "Let everybody in the district read the collection.") var open = false
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var data: DataOptions
    @OptionGroup var limits: LimitOptions

    func validate() throws { _ = try StartSettings.checked([data.place, limits], of: LimitOptions.keys) }

    /// `validate` has looked at them.
    var librarySettings: Library.Settings {
        StartSettings.unchecked([data.place, limits], of: LimitOptions.keys).library
    }

    func run(_ client: ApplianceClient) async throws {
        try await Ingestor(command: self, client: client).run()
    }
}

/// One run of the command.
private struct Ingestor {
    let command: Ingest
    let client: ApplianceClient

    struct Outcome: Encodable {
        var path: String
        var outcome: String
        var title: String?
        var pages: Int?
        var passages: Int?
        var reason: String?
        var code: String?
    }

    /// Files that are waiting for the server to read them.
    private static let ahead = 4

    func run() async throws {
        let files = try FileFinder.files(command.paths)
        let bar = ProgressBar(total: files.count, isShown: !command.json)
        var outcomes: [Int: Outcome] = [:]
        var waiting: [(index: Int, path: String, id: UUID)] = []
        var readers: String?
        for (index, path) in files.enumerated() {
            do {
                let document = try await add(path)
                waiting.append((index, path, document.id))
                readers = Self.readers(of: document)
            } catch { outcomes[index] = Self.skipped(path, error) }
            while waiting.count >= Self.ahead { try await settle(&waiting, &outcomes, bar) }
            bar.update(done: outcomes.count, doing: path)
        }
        while !waiting.isEmpty { try await settle(&waiting, &outcomes, bar) }
        bar.end()
        report(files.indices.compactMap { outcomes[$0] }, readers)
        if outcomes.values.contains(where: { $0.outcome == "skipped" }) { throw ExitCode(1) }
    }

    private func add(_ path: String) async throws -> DocumentResponse {
        let bytes = try InputFile.read(path)
        let name = ApplianceClient.escape((path as NSString).lastPathComponent)
        let collection = command.collection.map { "&collection=" + ApplianceClient.escape($0) } ?? ""
        let open = command.open ? "&open=true" : ""
        let document: DocumentResponse = try await client.post(
            "/api/v1/documents?name=\(name)\(collection)\(open)", bytes)
        return document
    }

    /// Who reads what was added.
    private static func readers(of document: DocumentResponse) -> String? {
        switch document.readers {
        case .managers:
            "Only those who manage collections read “\(document.collection)”. Name readers under Collections on the "
                + "page, or add with --open for everybody."
        case .some(.some): "Those who are named under Collections read “\(document.collection)”."
        case .everybody: "Everybody in the district reads “\(document.collection)”."
        case nil: nil
        }
    }

    /// Waits until a document under way is done with.
    private func settle(
        _ waiting: inout [(index: Int, path: String, id: UUID)], _ outcomes: inout [Int: Outcome], _ bar: ProgressBar
    ) async throws {
        let before = waiting.count
        while waiting.count == before {
            for (place, entry) in waiting.enumerated().reversed() {
                let document: DocumentResponse = try await client.get(
                    "/api/v1/documents/\(entry.id)", as: OutlineResponse.self
                )
                .document
                let isStuck = document.state == "waiting" && document.problem != nil
                if document.state == "ready" || document.state == "refused" || isStuck {
                    outcomes[entry.index] = Self.outcome(entry.path, document)
                    waiting.remove(at: place)
                } else {
                    bar.update(done: outcomes.count, doing: entry.path, part: document.progress)
                }
            }
            if waiting.count == before { try await Task.sleep(for: .milliseconds(100)) }
        }
    }

    private static func outcome(_ path: String, _ document: DocumentResponse) -> Outcome {
        guard document.state == "ready" else {
            return Outcome(path: path, outcome: "skipped", reason: document.problem, code: document.problemCode)
        }
        let note = document.notices.isEmpty ? nil : document.notices.map(\.sentence).joined(separator: " ")
        return Outcome(
            path: path, outcome: "added", title: document.title, pages: document.pageCount,
            passages: document.passageCount, reason: note)
    }

    private static func skipped(_ path: String, _ error: any Error) -> Outcome {
        let problem = error as? ApplianceClient.Problem
        let isKnown = problem?.code == "library.alreadyHere"
        return Outcome(
            path: path, outcome: isKnown ? "already here" : "skipped", reason: problem?.detail ?? "\(error)",
            code: problem?.code)
    }

    private func report(_ outcomes: [Outcome], _ readers: String?) {
        if command.json { return Terminal.printJSON(outcomes) }
        Terminal.table(
            ["File", "", "Pages", "Passages", "Title or reason"],
            outcomes.map { outcome in
                [
                    (outcome.path as NSString).lastPathComponent, outcome.outcome, outcome.pages.map(String.init) ?? "",
                    outcome.passages.map(String.init) ?? "",
                    [outcome.title, outcome.reason].compactMap { $0 }.joined(separator: ". "),
                ]
            })
        let added = outcomes.count { $0.outcome == "added" }
        Terminal.say(
            "\(added) added, \(outcomes.count { $0.outcome == "already here" }) already here, \(outcomes.count { $0.outcome == "skipped" }) skipped."
        )
        if let readers { Terminal.say(readers) }
    }
}

extension StoredNotice {
    /// In words; nothing for a kind that a newer server knows.
    fileprivate var sentence: String {
        ReadingNotice.Kind(rawValue: kind).map { ReadingNotice($0, count: count, pages: pages).sentence } ?? ""
    }
}

/// Finds the files that paths name.
enum FileFinder {
    /// Files as named, and those in folders whose ending is one that is read; hidden ones are passed over.
    static func files(_ paths: [String]) throws -> [String] {
        var result: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                // A link that leads nowhere is told as one, and the rest goes on.
                if FileStatus(path, follows: false) != nil {
                    result.append(path)
                    continue
                }
                throw ValidationError("There is no \(path).")
            }
            guard isFolder.boolValue else {
                result.append(path)
                continue
            }
            let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            result += inside.sorted().filter { name in
                !name.split(separator: "/").contains { $0.hasPrefix(".") } && Library.reads(fileName: name)
            }.map { path + "/" + $0 }
        }
        return result
    }
}
