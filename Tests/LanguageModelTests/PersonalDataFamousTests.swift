import Testing

@testable import LanguageModel

/// People, places and books of lessons that bear a name of the roster are nobody's data.
@Suite("Personal data: names that are somebody else's") struct PersonalDataFamousTests {
    private static let roster: [RosterNames.Name] = [
        .init(given: "Joy", family: "Green"), .init(given: "Tyler", family: "Long"),
        .init(given: "Angel", family: "de la Cruz"), .init(given: "Emma", family: "Johnson"),
        .init(given: "Catherine", family: "MacDonald"), .init(given: "Mark", family: "Fields"),
        .init(given: "Jordan", family: "Rivers"),
    ]

    @Test(
        "stay readable",
        arguments: [
            "John Green wrote The Fault in Our Stars.", "Tyler, Texas is famous for roses.",
            "Santa Cruz is the destination for the trip.",
            "The eighth graders will visit Johnson Space Center in Houston.",
            "Catherine the Great expanded Russia to the Black Sea.", "The Fields are wet and the Rivers are high.",
            "At 230 Larkspur Middle School students took the test.",
            "title: 0502.11 Student Discipline code: \"0502.11\"",
        ])
    func kept(_ text: String) {
        let finder = PersonalData(names: RosterNames(Self.roster))
        #expect(finder.find(in: text).isEmpty, "\(text)")
    }

    @Test("but where the roster has that very person")
    func own() {
        let finder = PersonalData(names: RosterNames([.init(given: "John", family: "Green")]))
        var mask = Mask(finder)
        #expect(mask.hide("John Green wrote to us.") == "PERSON_1 wrote to us.")
    }
}
