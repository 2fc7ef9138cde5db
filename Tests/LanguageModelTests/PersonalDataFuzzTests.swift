import Foundation
import TestSupport
import Testing

@testable import LanguageModel

/// What people type in passing must never end the server: pieces of every known spelling, in any order and any joint.
@Suite("Personal data in texts that nobody meant") struct PersonalDataFuzzTests {
    @Test("a number that is a part of an address and a word at once")
    func numberedRoad() {
        var mask = Mask(PersonalData(names: RosterNames([])))
        for text in [
            "We live at 1180 Highway 61 N Apt 4", "Meet me at 22 County Road 12 north of town", "18 State Route 9 #4",
        ] {
            let hidden = mask.hide(text)
            #expect(mask.restore(hidden) == text)
        }
    }

    @Test("3,000 texts out of pieces are hidden and come back")
    func pieces() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/personal-data-spellings.tsv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let pieces = lines.flatMap { line in
            line.prefix { $0 != "\t" }.replacing("\\n", with: "\n").split(separator: " ").map(String.init)
        }
        let joints = [
            " ", " ", "", ", ", ". ", "\n", "-", "/", " | ", ";", "@", ":", " #", " (", ") ", "'", "\u{A0}", "\u{200B}",
        ]
        let finder = PersonalData(
            names: RosterNames([.init(given: "Grace", family: "Bell"), .init(given: "芳", family: "王")]))
        var random = RepeatableRandom(seed: 20_261_126)
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in
                let piece = pieces.randomElement(using: &random) ?? ""
                let kept = Int.random(in: 0..<6, using: &random) == 0 ? String(piece.dropLast()) : piece
                return kept + (joints.randomElement(using: &random) ?? "")
            }.joined()
            var mask = Mask(finder)
            let hidden = mask.hide(text)
            #expect(!mask.restore(hidden).isEmpty || text.allSatisfy(\.isWhitespace))
        }
    }
}
