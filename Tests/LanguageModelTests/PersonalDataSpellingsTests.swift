import Foundation
import Testing

@testable import LanguageModel

/// Tests/Fixtures/personal-data-spellings.tsv: a text, what must not remain of it (parts with "|" between), the roster
/// ("Family, Given; …", or "=" for that of the line before), a class.
@Suite("Personal data, however it is spelled") struct PersonalDataSpellingsTests {
    private struct Spelling {
        let text: String, secrets: [String], roster: String, group: String
    }

    private static func spellings() throws -> [Spelling] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/personal-data-spellings.tsv")
        var roster = ""
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line -> Spelling? in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { String($0).replacing("\\n", with: "\n") }
            guard fields.count == 4 else { return nil }
            if fields[2] != "=" { roster = fields[2] }
            return Spelling(
                text: fields[0], secrets: fields[1].split(separator: "|").map(String.init), roster: roster,
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
        #expect(all.count > 1500)
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
            // One person has one stand-in: "JORDAN" behind "Jordan" comes back as it was written first.
            let whole = String(String.UnicodeScalarView(seen)).lowercased()
            #expect(
                Array(mask.restore(hidden).lowercased().unicodeScalars) == Array(whole.unicodeScalars),
                "\(spelling.text)")
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

    /// A text by what is repeated in it: a failure's report shows that, and not a megabyte.
    struct Repeated: CustomTestStringConvertible, Sendable {
        let part: String, head: String
        var text: String { head + String(repeating: part, count: 250_000 / part.utf8.count) }
        var testDescription: String { String(reflecting: head + part) }
        init(_ part: String, after head: String = "") { (self.part, self.head) = (part, head) }
    }

    @Test(
        "a quarter of a megabyte is read in bounded time, whatever it is made of",
        arguments: [
            Repeated("\u{301}", after: "a"), .init("5"), .init("a@b.c"), .init("小明王"), .init("Mia Kim, "),
            .init("1 Oak St "), .init("<b "), .init("<td>"), .init("&#"), .init("M1a "), .init("1l"), .init("one "),
            .init("login: "), .init("@mk_1 "), .init("박서연"), .init("Иван "), .init("عمر "), .init("corner of A and "),
            .init("lives on "), .init("9 a "), .init("K "), .init("O"), .init("タナカ"),
        ])
    func bounded(_ repeated: Repeated) {
        var mask = Mask(
            PersonalData(
                names: RosterNames([
                    .init(given: "Mia", family: "Kim"), .init(given: "Omar", family: "Haddad"),
                    .init(given: "Seo-yeon", family: "Park"), .init(given: "明", family: "王"),
                ]), studentID: "S[0-9]{6}"))
        let begun = ContinuousClock.now
        _ = mask.hide(repeated.text)
        // Unoptimised on a busy machine; what is quadratic takes minutes.
        #expect(ContinuousClock.now - begun < .seconds(60))
    }

    @Test("a given name of several people with a family name of nobody is somebody else's")
    func somebodyElse() {
        let many = ["Gary", "Carol", "Hank", "Nina", "Tess"].enumerated().flatMap { index, other in
            [
                RosterNames.Name(given: "Sharon", family: ["Ochoa", "Lindt", "Kowal", "Bauer", "Moya"][index]),
                .init(given: other, family: "Ferris"),
            ]
        }
        let finder = PersonalData(names: RosterNames(many))
        for text in ["Sharon Davies spoke.", "Louis XIV reigned.", "The Sharon River rose."] {
            #expect(finder.find(in: text).isEmpty, "\(text)")
        }
        // By herself, with a name of the roster, or with one that is misspelled she may be one of them.
        for text in ["Sharon spoke.", "Sharon Ferris spoke.", "Sharon Ochoha spoke.", "Sharon Reading Plan"] {
            #expect(!finder.find(in: text).isEmpty, "\(text)")
        }
        let few = PersonalData(names: RosterNames([.init(given: "Sharon", family: "Ochoa")]))
        #expect(!few.find(in: "Sharon Davies spoke.").isEmpty)
    }

    @Test(
        "words and numbers stay where a roster has names that are words",
        arguments: [
            "Mark your calendars: picture day is Thursday.", "Hope to see everyone at the bake sale!",
            "Case studies will be read in small groups.", "Unit 4: Rivers, Woods and Fields", "MAY LUNCH MENU",
            "Long division is still hard for most of the class.", "CHAPTER 3: DAWN OF CIVILIZATION",
            "Las flores del patio necesitan agua todos los días.", "No pierdan la esperanza, el examen es fácil.",
            "El rocío de la mañana mojó los cuadernos.", "La Cruz Roja dará una plática sobre primeros auxilios.",
            "The eighth grade trip to Washington leaves at 5 a.m.", "The Jefferson Memorial and what it stands for",
            "may i turn in my art project late", "mark the date, bill is due friday",
            "will the test be open notes? hope so",
            "The brown bear and the young fox are the main characters.", "The user name is required.",
            "Your account is locked; contact the help desk.", "Usernames must have eight characters.",
            "A 20 mile drive and a 10 minute walk", "12 lanes of road", "He ran 100 yards down the road.",
            "One two three four five six seven eight nine ten", "The corner of the page is torn.",
            "Follow us on Instagram for updates.", "Lesson 4-2: 555 blocks", "Route 66 was a famous highway.",
        ])
    func neutralWords(_ text: String) {
        let finder = PersonalData(
            names: RosterNames([
                .init(given: "Mark", family: "Page"), .init(given: "Hope", family: "Rivers"),
                .init(given: "Jasmine", family: "Case"), .init(given: "Hunter", family: "Woods"),
                .init(given: "May", family: "Fields"), .init(given: "Art", family: "Long"),
                .init(given: "Dawn", family: "Price"), .init(given: "Esperanza", family: "Flores"),
                .init(given: "Rocío", family: "Campos"), .init(given: "Lucas", family: "de la Cruz"),
                .init(given: "D'Andre", family: "Washington"), .init(given: "La'Keisha", family: "Jefferson"),
                .init(given: "Will", family: "Brown"), .init(given: "Grace", family: "Young"),
                .init(given: "Bill", family: "Baker"),
            ]))
        #expect(finder.find(in: text).isEmpty, "\(text)")
    }
}
