import Extraction
import Foundation
import Library
import Sandbox
import TestSupport
import Testing

/// Files that were made, or found, to break readers.
@Suite("Hostile files", .enabled(if: SharedData.isHere, "\(SharedData.missing)")) struct HostileFileTests {
    struct Expectation: Decodable { let expect: String }

    @Test("every file ends in text or a clear error, in time and within memory")
    func corpus() throws {
        let root = try SharedData.file("hostile").path
        let data = try Data(contentsOf: URL(fileURLWithPath: root + "/expected.json"))
        let expected = try JSONDecoder().decode([String: Expectation].self, from: data)
        let worker = Worker(executable: HomeroomBinary.path)
        for (name, expectation) in expected.sorted(by: { $0.key < $1.key }) {
            // Transcripts and rosters have readers of their own, which are not built yet.
            guard !name.hasPrefix("transcripts/"), !name.hasPrefix("oneroster/") else { continue }
            let bytes = FileManager.default.contents(atPath: root + "/" + name) ?? Data()
            let request = DocumentReader.Request.read(fileName: name, limits: ExtractionLimits())
            let outcome: String
            do {
                let answer = try worker.run(request, payload: Array(bytes))
                let document = try ExtractedDocument(bytes: answer.bytes)
                outcome = document.pages.contains { !$0.text.isEmpty } ? "read" : "no text"
            } catch Worker.Failure.refused(let reason) {
                let failure = try JSONDecoder().decode(ExtractionFailure.self, from: Data(reason))
                outcome = failure == .locked ? "locked" : "refuse"
            } catch Worker.Failure.process(.deadline) { outcome = "refuse" } catch Worker.Failure.process(.signal) {
                outcome = "refuse"
            }
            switch expectation.expect {
            case "read": #expect(outcome == "read", "\(name)")
            case "locked": #expect(outcome == "locked", "\(name)")
            case "refuse": #expect(outcome != "read", "\(name)")
            default: break
            }
        }
    }
}
