import ArgumentParser
import Extraction
import Foundation
import Library
import Sandbox

/// What becomes of each file of a folder, however hostile: its outcome, its time, and the worker's memory.
struct BenchFiles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files", abstract: "Outcome, time and worker's memory for every file of a folder.")

    @Argument(help: "A folder.") var folder: String
    @Flag(help: "Print JSON.") var json = false

    struct Entry: Encodable { var file: String, outcome: String, characters: Int, seconds: Double, megabytes: Int }

    func run() async throws {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        var entries: [Entry] = []
        for name in names.sorted() {
            var isFolder: ObjCBool = false
            let path = folder + "/" + name
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            entries.append(measure(path, name))
        }
        if json { return Terminal.printJSON(entries) }
        let counts = Dictionary(grouping: entries, by: \.outcome).mapValues(\.count)
        for entry in entries where entry.outcome != "read" { Terminal.say("\(entry.outcome)  \(entry.file)") }
        Terminal.say(counts.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        if let slow = entries.max(by: { $0.seconds < $1.seconds }),
            let big = entries.max(by: { $0.megabytes < $1.megabytes })
        {
            Terminal.say(
                "slowest \(Terminal.number(slow.seconds)) s (\(slow.file)), largest \(big.megabytes) MB (\(big.file))")
        }
    }

    private func measure(_ path: String, _ name: String) -> Entry {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        let start = ContinuousClock.now
        var entry = Entry(file: name, outcome: "", characters: 0, seconds: 0, megabytes: 0)
        do {
            let request = DocumentReader.Request.read(fileName: name, limits: ExtractionLimits())
            let answer = try Worker.ofThisProgram().run(request, payload: Array(bytes))
            let document = try ExtractedDocument(bytes: answer.bytes)
            entry.characters = document.pages.reduce(0) { $0 + $1.text.count }
            entry.outcome = entry.characters > 0 ? "read" : "picture only"
            entry.megabytes = answer.peakMemory >> 20
        } catch Worker.Failure.refused(let reason) {
            let failure = try? JSONDecoder().decode(ExtractionFailure.self, from: Data(reason))
            entry.outcome = failure?.code ?? "refused"
        } catch { entry.outcome = "\(error)" }
        entry.seconds = (ContinuousClock.now - start) / .seconds(1)
        return entry
    }
}
