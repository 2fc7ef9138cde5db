import Extraction
import Testing

@Suite("Sentences") struct SentencesTests {
    @Test(
        "end where a reader stops",
        arguments: [
            ("One. Two! Three? Four.", ["One.", "Two!", "Three?", "Four."]),
            ("Mr. Dewey wrote it. He was right.", ["Mr. Dewey wrote it.", "He was right."]),
            ("See J. Dewey, p. 12, for that. Then go on.", ["See J. Dewey, p. 12, for that.", "Then go on."]),
            ("It rose by 3.5 percent, e.g. in May. Yes.", ["It rose by 3.5 percent, e.g. in May.", "Yes."]),
            ("“Stop!” he said. She did.", ["“Stop!” he said.", "She did."]),
            ("lift of a wing . the flow is slow .", ["lift of a wing .", "the flow is slow ."]),
            ("3. A numbered line stays whole", ["3. A numbered line stays whole"]),
            ("Step 3. Wait for the whistle. Then go.", ["Step 3. Wait for the whistle.", "Then go."]),
            ("That is step 3. Wait there.", ["That is step 3.", "Wait there."]),
            ("No stop at all", ["No stop at all"]),
            (
                "La Sra. Benítez está en la oficina núm. 12. Llame.",
                ["La Sra. Benítez está en la oficina núm. 12.", "Llame."]
            ),
            ("Nacieron en EE. UU. Los alumnos traen el acta.", ["Nacieron en EE. UU.", "Los alumnos traen el acta."]),
            ("Abre a las 3 p. m. Los padres esperan.", ["Abre a las 3 p. m.", "Los padres esperan."]),
            (
                "Go to Bldg. C on Sat. Oct. 4 at 3 p.m. The bus waits.",
                ["Go to Bldg. C on Sat. Oct. 4 at 3 p.m.", "The bus waits."]
            ),
            ("She said no. They sat. We left.", ["She said no.", "They sat.", "We left."]),
            ("2.1. Sit down. Stand up.", ["2.1. Sit down.", "Stand up."]),
            ("Drill | 1. Walk. 2. Wait.", ["Drill | 1. Walk.", "2. Wait."]),
            ("The office is at 12 Main St. The door is open.", ["The office is at 12 Main St.", "The door is open."]),
            ("Dr. May Tran and St. Mary meet Mr. Will.", ["Dr. May Tran and St. Mary meet Mr. Will."]),
            (
                "Riders from Mt. Vernon Ave. wait here. Others go.",
                ["Riders from Mt. Vernon Ave. wait here.", "Others go."]
            ),
        ])
    func boundaries(text: String, expected: [String]) {
        let scalars = Array(text.unicodeScalars)
        let found = Sentences.split(scalars, 0..<scalars.count).map { String(String.UnicodeScalarView(scalars[$0])) }
        #expect(found == expected)
    }
}
