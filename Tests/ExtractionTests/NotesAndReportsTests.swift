import Testing

@testable import Extraction

@Suite("Notes of other programs and printed reports") struct NotesAndReportsTests {
    private func lines(_ text: String, as name: String = "a.md") throws -> [String] {
        try read(text, as: name).pages.flatMap { $0.text.split(separator: "\n").map(String.init) }
    }

    @Test(
        "links to other notes, marked words, comments and names of blocks show what a reader sees",
        arguments: [
            ("Ask [[Mr. Oyelaran|the shop teacher]] or [[Staff/Ms. Idowu]].", "Ask the shop teacher or Ms. Idowu."),
            ("See [[Rules#Glue|the rules]] and [[Rules#Glue]], [[#Saws]].", "See the rules and Rules > Glue, Saws."),
            ("![[plan.png]] The plan ![[saw.jpg|300]] is ![[Saw rules]].", "The plan is Saw rules."),
            ("Ask #[[Shop Class]] and [[1]](https://x.example/a).", "Ask #Shop Class and [1] (x.example/a)."),
            ("A matrix [[3, 4], [5, 6]] and [[7]].", "A matrix [[3, 4], [5, 6]] and [[7]]."),
            ("The ==blue== tray, ==not the red==.", "The blue tray, not the red."),
            ("If a == b and c == d, a==b.", "If a == b and c == d, a==b."),
            ("Up %%code 7741%% to 100%% or 50%%.", "Up to 100%% or 50%%."),
            ("Vacuum on Friday. ^vac-day", "Vacuum on Friday."),
            ("The area is 10^2 or x ^2.", "The area is 10^2 or x ^2."),
            ("Glue:: tile counter", "Glue: tile counter"), ("Pay [due:: June 1] there.", "Pay due: June 1 there."),
            ("Use std::move here ((65f1a2b3-1111-2222-3333-444455556666)).", "Use std::move here ."),
            ("Room {{embed ((65f1a2b3-1111))}} 14 {{cloze is blue}}.", "Room 14 is blue."),
            ("![The saw](../assets/saw.png){:height 200, :width 300} cuts.", "cuts. | The saw"),
        ])
    func inline(source: String, expected: String) throws {
        let shown = try lines("Text.\n\n" + source)
        #expect(shown.dropFirst().joined(separator: " | ").replacing("[Picture: The saw]", with: "The saw") == expected)
    }

    @Test("callouts have a line of their own; comments, queries and properties of the program are left out")
    func blocks() throws {
        let text = """
            > [!warning]- Hot glue
            > Only at the counter.

            > [!NOTE]
            > Wear glasses.

            %%
            The code is 7741.
            %%

            ```dataview
            LIST FROM #shop
            ```

            - TODO Order a blade
              id:: 65f1a2b3-1111-2222-3333-444455556666
            - DONE Clean [[Room 14]]

            ```
            50%% off %%now%%
            ```
            """
        #expect(
            try lines(text) == [
                "Hot glue", "Only at the counter.", "Note", "Wear glasses.", "☐ Order a blade", "☒ Clean Room 14",
                "50%% off %%now%%",
            ])
    }

    private static let report = """
        RUN DATE 08/14/2025   SORREL USD          PAGE   1
        RPT SCH0417           BELL SCHEDULE

        PER    BEGIN    END      MIN   NOTE
        -----  -------  -------  ----  ------------------------
        1      7:35     8:24       49
        2      8:30                49  attendance taken
                                       at the door
        \u{0C}
        RUN DATE 08/14/2025   SORREL USD          PAGE   2
        RPT SCH0417           BELL SCHEDULE

        PER    BEGIN    END      MIN   NOTE
        -----  -------  -------  ----  ------------------------
        3      9:25     10:14      49  first lunch, all grades, in the gym
        *** END OF REPORT ***
        """

    @Test(
        "a printed report has its heads once, and every value in its column", arguments: ["\n\u{0C}\n", "\n\n", "\n"])
    func report(between: String) throws {
        let text = Self.report.replacing("\n\u{0C}\n", with: between)
        let shown = try lines(text, as: "a.txt")
        #expect(
            shown.dropFirst(2) == [
                "PER | BEGIN | END | MIN | NOTE", "1 | 7:35 | 8:24 | 49",
                "2 | 8:30 | | 49 | attendance taken at the door",
                "3 | 9:25 | 10:14 | 49 | first lunch, all grades, in the gym", "*** END OF REPORT ***",
            ])
    }

    @Test("heads of two lines are one row; a wide value stays in its column")
    func heads() throws {
        let text = """
            STUDENT       HOME     BUS
            NAME          ROOM     STOP
            ============  =======  ========
            Aster, Bo     12       Elm St
            Wintergreen-Castellanos, Jo  14  Oak St

            TOTAL         2
            """
        #expect(
            try lines(text, as: "a.txt") == [
                "STUDENT NAME | HOME ROOM | BUS STOP", "Aster, Bo | 12 | Elm St",
                "Wintergreen-Castellanos, Jo | 14 | Oak St", "TOTAL | 2",
            ])
    }

    @Test("columns without strokes are told by what is blank in all rows; a blank cell keeps its place")
    func blanks() throws {
        let text = """
            Bus   Driver      Leaves  Note
            4     Okafor      7:10    full
            17    Lindqvist   7:25
            21                7:40    new
            """
        #expect(
            try lines(text, as: "a.txt") == [
                "Bus | Driver | Leaves | Note", "4 | Okafor | 7:10 | full", "17 | Lindqvist | 7:25",
                "21 | | 7:40 | new",
            ])
    }

    @Test("values stand with their labels, cells go on below, titles and sums keep out of the columns")
    func grids() throws {
        let text = """
            Name:      Tamsin Ridley         Grade:  5
            Teacher:   Ms. Orrell            Room:   9
            Bus:       17                    Stop:   Elm St

            SUBJECT        Q1   Q2   TEACHER COMMENT
            Reading        3    4    Reads with care.  Ask her to read
                                     aloud at home.
            Math           2    3    Works well.

            Teacher: Quist, V.                                Room: 9

            ID#    NAME                  GPA
            ------ --------------------- -----
            001234 ABERNATHY, JO         3.912
            001235 ZHANG-WINTERBOTTOM, A 4.000
            ----------------------------------
            AVERAGE                      3.956

            Teacher: Okafor, B.                               Room: 12

            ID#    NAME                  GPA
            ------ --------------------- -----
            001240 MARSH, O              3.1
            """
        #expect(
            try lines(text, as: "a.txt") == [
                "Name: Tamsin Ridley | Grade: 5", "Teacher: Ms. Orrell | Room: 9", "Bus: 17 | Stop: Elm St",
                "SUBJECT | Q1 | Q2 | TEACHER COMMENT",
                "Reading | 3 | 4 | Reads with care. Ask her to read aloud at home.", "Math | 2 | 3 | Works well.",
                "Teacher: Quist, V. | Room: 9", "ID# | NAME | GPA", "001234 | ABERNATHY, JO | 3.912",
                "001235 | ZHANG-WINTERBOTTOM, A | 4.000", "AVERAGE | | 3.956", "Teacher: Okafor, B. | Room: 12",
                "ID# | NAME | GPA", "001240 | MARSH, O | 3.1",
            ])
    }

    @Test("letters that begin alike, typed with two blanks after each sentence, stay as they are")
    func letters() throws {
        let letter = "Dear family,\n\nThe fair is on May 4.  Bring a cake.\n\u{0C}"
        #expect(
            try lines(letter + letter, as: "a.txt") == [
                "Dear family,", "The fair is on May 4. Bring a cake.", "Dear family,",
                "The fair is on May 4. Bring a cake.",
            ])
        let prose = """
            The bus leaves at eight.  It returns at three.
            A child may bring lunch.  The trip costs nothing.
            Each class has a parent.  That parent counts.
            """
        #expect(try lines(prose, as: "a.txt").allSatisfy { !$0.contains(" | ") })
    }

    @Test(
        "strokes, blanks and comments without end are read as far as they go",
        arguments: [
            "-- --\n", "-- --\n-- --\n   \n", "a  b\n-- --\n", String(repeating: "a  b\n", count: 3000),
            String(repeating: "-  ", count: 190) + "\n" + String(repeating: "x  ", count: 190),
            "page 1\npage 2\npage 3", "\u{0C}\u{0C}page 1\u{0C}", "%%\n%%\n%%", "[[[[[[a]]]]]]", "====a==b====",
            "[!a]\n> [!b",
            "- TODO \n- DONE ", "((((((", "{{{{embed", String(repeating: "==a", count: 3000),
        ])
    func hostile(text: String) throws {
        for name in ["a.md", "a.txt"] { _ = try? read(text, as: name) }
    }
}
