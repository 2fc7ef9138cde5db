import Foundation
import TestSupport
import Testing

/// `homeroom bench paged` with its bar: by it the first citation's fall was seen late, so it stands among the tests.
@Suite("Cited pages", .enabled(if: SharedData.isHere, "\(SharedData.missing)")) struct CitedPageTests {
    private struct Report: Decodable { let n: Int, firstCitation: Double, anyCitation: Double, hit: Double }

    @Test("of questions about two encyclopedias, four in five have a right page as their first citation")
    func firstCitation() throws {
        let folder = try SharedData.file("paged").path
        // A quarter of them: enough for a bar that is passed by five points, and a minute of a debug build.
        let run = try HomeroomBinary.run([
            "bench", "paged", "--questions", folder + "/encyclopedia.questions.jsonl", "--root", folder, "--limit",
            "336",
            "--json",
        ])
        #expect(run.status == 0, "\(run.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
        #expect(report.n == 336)
        #expect(report.firstCitation >= 0.8 && report.anyCitation >= 0.9 && report.hit >= 0.8, "\(report)")
    }
}
