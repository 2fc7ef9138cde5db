import Testing

@testable import Citations

@Suite("Words of questions") struct QuestionTermsTests {
    @Test(
        "names and codes that look like fillers are kept",
        arguments: [
            ("What does the IT department replace?", "it"), ("When is the US history test given?", "us"),
            ("Which children are measured with WHO growth charts?", "who"), ("When does Group A swim?", "a"),
            ("What does Title I money pay for?", "i"), ("What happens in May?", "may"),
            ("what happens in may", "may"), ("What did Will say about the timer?", "will"),
            ("Who helps with it tickets?", "it"), ("Who sits in room a?", "a"),
        ])
    func names(question: String, word: String) {
        #expect(QuestionTerms(question).words.contains(word))
    }

    @Test(
        "fillers fall",
        arguments: [
            ("May I leave a form with the nurse?", ["may", "i", "a"]), ("When may students leave it?", ["may", "it"]),
            ("WHO SIGNS IT WHEN I LEAVE A ROOM?", ["who", "it", "i", "a"]),
            ("Will a teacher tell us?", ["will", "a", "us"]),
            ("What form a team uses", ["a"]), ("Do I form a committee?", ["i", "a"]),
        ])
    func fillers(question: String, words: [String]) {
        #expect(Set(QuestionTerms(question).words).isDisjoint(with: words), "\(QuestionTerms(question).words)")
    }

    @Test("accents and stops of abbreviations do not part words")
    func spelling() {
        #expect(
            QuestionTerms.tokens("Núñez R.C.D. reunión U.S. 3 p.m.") == ["nunez", "rcd", "reunion", "us", "3", "pm"])
        #expect(QuestionTerms.tokens("J. Dewey, A. B. Cole. End.") == ["j", "dewey", "a", "b", "cole", "end"])
        #expect(QuestionTerms.tokens("Form 12-D, § 99.31") == ["form", "12", "d", "99", "31"])
    }

    @Test("Spanish questions are read by Spanish fillers")
    func spanish() {
        let terms = QuestionTerms("¿Quién traduce para las familias?")
        #expect(terms.words == ["traduce", "familias"])
        #expect(terms.expects == .person)
        #expect(QuestionTerms("cuándo es la reunión de padres").words == ["reunion", "padres"])
    }

    @Test(
        "numbered and lettered things",
        arguments: [
            ("Form 12-D is signed here.", "What is Form 12-D for?", Code.Relation.held),
            ("Form 12-C is signed here.", "What is Form 12-D for?", .rival),
            ("Grade 4 goes to the mill.", "Where does the fourth grade go?", .held),
            ("The third grade goes to the mill.", "Where does Grade 4 go?", .rival),
            ("Grades 3 through 5 eat first.", "When does grade 4 eat?", .held),
            ("Grades K-2 eat last.", "When does grade 4 eat?", .rival),
            ("Grades 3, 4 and 6 eat first.", "When does grade 4 eat?", .held),
            ("Group A swims on Mondays.", "When does Group B swim?", .rival),
            ("The group a teacher leads is small.", "When does Group B swim?", .absent),
            ("Under § 99.37 it is published.", "What does § 99.31 allow?", .rival),
            ("Building 7 closes at five.", "When does building 9 close?", .rival),
            ("Students leave at three.", "When does building 9 close?", .absent),
            ("2.3 Phones stay off.", "What does section 2.2 say?", .absent),
        ])
    func codes(text: String, question: String, expected: Code.Relation) throws {
        let code = try #require(QuestionTerms(question).codes.first)
        #expect(code.relation(to: Word.all(text)) == expected, "\(code)")
    }

    @Test("years and numbers of things are no codes")
    func noCodes() {
        #expect(QuestionTerms("How many days may a student be absent in 2025-26?").codes.isEmpty)
        #expect(QuestionTerms("Who may miss 9 days?").codes.isEmpty)
    }

    @Test("a row's number stands below its name in the head")
    func rows() throws {
        let code = try #require(QuestionTerms("When does period 4 start?").codes.first)
        #expect(code.relation(toRow: "4 | 10:50 | 11:40", under: "Period | Start | End") == .held)
        #expect(code.relation(toRow: "5 | 11:45 | 12:30", under: "Period | Start | End") == .rival)
    }
}

@Suite("What is denied") struct PolarityTests {
    private func agreement(_ question: String, _ text: String) -> Polarity.Agreement {
        let (terms, words) = (QuestionTerms(question), Word.all(text))
        return terms.polarity.agreement(
            with: Polarity(words), holding: Set(words.map { Stem.of($0.text) }), asked: terms.stems,
            isYesNo: terms.isYesNo)
    }

    @Test(
        "a sentence agrees, or says the opposite",
        arguments: [
            (
                "Where do students without a slip stay?", "Students without a signed slip stay here.",
                Polarity.Agreement.agrees
            ),
            ("Where do students without a slip stay?", "Students with a signed slip board the bus.", .opposite),
            ("Which teachers may not ride?", "Teachers who have not been fingerprinted may not ride.", .agrees),
            ("Which teachers may not ride?", "Teachers with a badge ride in front.", .opposite),
            ("Who may use the deep end?", "Beginners may not use the deep end.", .denies),
            ("May beginners use the deep end?", "Beginners may not use the deep end.", .unknown),
            ("When is medicine given?", "Medicine is not given unless the nurse is aboard.", .unknown),
            ("When does grade 5 eat?", "All grades except grade 5 eat at noon.", .denies),
            ("What can't I bring?", "You can’t bring knives.", .agrees),
            ("What is step no. 5?", "No. 5 is a step.", .unknown),
        ])
    func cases(question: String, text: String, expected: Polarity.Agreement) {
        #expect(agreement(question, text) == expected)
    }
}
