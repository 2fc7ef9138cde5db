import Foundation
import Testing

@testable import LanguageModel

/// Tests/Fixtures/personal-data-spellings.tsv: a text, what must not remain of it (parts with "|" between), the roster
/// ("Family, Given; …"), a class.
@Suite("Personal data, however it is spelled") struct PersonalDataSpellingsTests {
    private struct Spelling {
        let text: String, secrets: [String], roster: String, group: String
    }

    private static func spellings() throws -> [Spelling] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/personal-data-spellings.tsv")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line -> Spelling? in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { String($0).replacing("\\n", with: "\n") }
            guard fields.count == 4 else { return nil }
            return Spelling(
                text: fields[0], secrets: fields[1].split(separator: "|").map(String.init), roster: fields[2],
                group: fields[3])
        }
    }

    private static func names(_ roster: String) -> RosterNames {
        RosterNames(
            roster.split(separator: ";").map { name in
                let parts = name.split(separator: ",", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                return .init(given: parts.count > 1 ? parts[1] : "", family: parts[0])
            })
    }

    @Test("at least 98 of 100 spellings are hidden, and all come back as they were")
    func recall() throws {
        let all = try Self.spellings()
        #expect(all.count > 500)
        var finders: [String: PersonalData] = [:]
        var missed: [String] = []
        for spelling in all {
            let finder = finders[spelling.roster] ?? PersonalData(names: Self.names(spelling.roster))
            finders[spelling.roster] = finder
            var mask = Mask(finder)
            let hidden = mask.hide(spelling.text)
            if spelling.secrets.contains(where: { hidden.range(of: $0, options: .literal) != nil }) {
                missed.append("\(spelling.group): \(spelling.text)")
            }
            let seen = spelling.text.unicodeScalars.filter { !Mask.isHidden($0) }
            #expect(Array(mask.restore(hidden).unicodeScalars) == Array(seen), "\(spelling.text)")
        }
        #expect(Double(all.count - missed.count) >= 0.98 * Double(all.count), "\(missed)")
    }

    private let finder = PersonalData(
        names: RosterNames([
            .init(given: "Grace", family: "Hope"), .init(given: "Will", family: "Grant"),
            .init(given: "May", family: "Park"), .init(given: "Rose", family: "Field"),
            .init(given: "Mark", family: "Stone"), .init(given: "Joy", family: "Long"),
            .init(given: "李", family: "明"), .init(given: "Sara", family: "Haring"),
        ]))

    @Test(
        "words of the language and numbers of no person stay",
        arguments: [
            "The district will grant more time, and how long will it take?", "In May we visit the park.",
            "Hope is what students need; joy is what they show.", "A rose in a stone field", "May I mark it?",
            "Mark each answer. Will it last?", "The Grace Period Policy", "Hope Elementary School, Stone County",
            "Sharing is caring", "pages 120-1250", "2024-2025", "a mass of 10000000 kg", "in 1809 he was born",
            "ISSN 0028-0836", "12 of 14 students passed", "The Grant Park Symphony", "GRACE PERIOD",
        ])
    func neutral(_ text: String) { #expect(finder.find(in: text).isEmpty, "\(text)") }

    @Test("digits behind a name do not change which placeholder it is")
    func digitsBehind() {
        var mask = Mask(PersonalData(names: RosterNames([.init(given: "Mia", family: "Kim")])))
        let hidden = mask.hide("miakim23, Kim1 and A\u{738B}Kim")
        #expect(mask.restore(hidden) == "miakim23, Kim1 and A\u{738B}Kim")
        #expect(!hidden.lowercased().contains("kim"))
    }

    @Test("equal strings of different scalars keep their own places")
    func equalStrings() {
        let finder = PersonalData(names: RosterNames([.init(given: "Mia", family: "Kim")]))
        let filling = String(repeating: "of this and that, ", count: 40)
        for accent in ["\u{E9}", "e\u{301}"] {
            var mask = Mask(finder)
            let text = filling + accent + accent + " Mia Kim reads."
            #expect(mask.hide(text) == filling + accent + accent + " PERSON_1 reads.")
        }
    }

    @Test(
        "a megabyte is read in bounded time, whatever it is made of",
        arguments: [
            ("a" + String(repeating: "\u{301}", count: 500_000)), String(repeating: "5", count: 1_000_000),
            String(repeating: "a@b.c", count: 200_000), String(repeating: "小明王", count: 110_000),
            String(repeating: "Mia Kim, ", count: 110_000), String(repeating: "1 Oak St ", count: 110_000),
        ])
    func bounded(_ text: String) {
        var mask = Mask(PersonalData(names: RosterNames([.init(given: "Mia", family: "Kim")]), studentID: "S[0-9]{6}"))
        let begun = ContinuousClock.now
        _ = mask.hide(text)
        // Unoptimised on a busy machine; what is quadratic takes minutes.
        #expect(ContinuousClock.now - begun < .seconds(60))
    }
}
