import Testing

@testable import Citations

@Suite("Parts of a passage") struct PassageStructureTests {
    /// Lines of a passage; "#" before a heading, each line a paragraph, and an empty line between two tables.
    private func structure(_ lines: [String], headings: [String] = []) -> PassageStructure {
        let scalars = Array(lines.joined(separator: "\n").unicodeScalars)
        var (pieces, place): ([PassageStructure.Piece], Int) = ([], 0)
        for line in lines {
            if !line.isEmpty {
                pieces.append(
                    .init(
                        text: line.replacing("# ", with: ""), isHeading: line.hasPrefix("# "),
                        opening: .init(at: place, in: scalars)))
            }
            place += line.unicodeScalars.count + 1
        }
        return PassageStructure(pieces, headings: headings)
    }

    @Test("a list knows the sentence that leads into it")
    func lists() {
        let found = structure([
            "Not allowed on trips:", "• glass bottles", "• pocket knives", "The bus leaves at eight.",
        ])
        #expect(found.parts.map(\.kind) == [.leadIn, .entry, .entry, .statement])
        #expect(found.parts.map(\.lead) == [nil, 0, 0, nil])
        #expect(found.runs.map(\.range) == [0...2])
        #expect(found.context(of: 2) == "Not allowed on trips:")
    }

    @Test("a table's rows know their head; a row of figures is none")
    func tables() {
        let found = structure(["Name | Room", "Ms. Roy | 14", "Mr. Poe | 15"])
        #expect(found.parts.map(\.kind) == [.rowHead, .entry, .entry])
        #expect(found.parts.map(\.lead) == [nil, 0, 0])
        #expect(structure(["Period 1 | 8:00", "Period 2 | 9:00"]).parts.map(\.kind) == [.entry, .entry])
    }

    @Test("the head of one table says nothing of the rows of the next")
    func tablesInARow() {
        let found = structure([
            "Item | Fee | Due", "Locker | $8 | May 5", "Coat | $15 | May 9", "", "Room | Teacher | Class",
            "104 | Ms. Roy | Algebra", "210 | Mr. Poe | Biology", "", "Elm | 5 | 8", "Oak | 7 | 9",
        ])
        #expect(found.parts.map(\.lead) == [nil, 0, 0, nil, 3, 3, nil, nil])
        #expect(found.context(of: 5) == "Room | Teacher | Class")
        #expect(found.context(of: 7) == nil)
    }

    @Test("the head of a mail is no answer")
    func mailHeads() {
        let head = "From: Ms. Roy <roy@elm.example> To: All families Date: Thu, 11 Feb 2027 Subject: Rehearsal"
        #expect(structure([head, "The rehearsal is on Thursday."]).parts.map(\.kind) == [.fragment, .statement])
    }

    @Test("where a table's figures are from is no answer; a source that is a fact of its own is one")
    func sources() {
        let found = structure(["Year | Share", "1997 | 26", "1998 | 28", "Source: Census of the State, tables 4 to 9."])
        #expect(found.parts.last?.kind == .fragment)
        #expect(structure(["Source: Title I funds"]).parts.map(\.kind) == [.entry])
    }

    @Test("a table's head may have two rows")
    func twoHeads() {
        let found = structure([
            "| Bachelor's | Master's", "Step | BA | MA", "1 | 43,250 | 48,150", "2 | 44,325 | 49,485",
        ])
        #expect(found.parts.suffix(2).map(\.lead) == [1, 1])
        #expect(found.context(of: 3) == "| Bachelor's | Master's Step | BA | MA")
    }

    @Test("short answers belong to the question above them")
    func questions() {
        let found = structure(["# May my child carry a phone?", "No.", "Is breakfast free?", "Yes, all year."])
        #expect(found.parts.map(\.kind) == [.heading, .entry, .question, .entry])
        #expect(found.parts.map(\.lead) == [nil, 0, nil, 2])
    }

    @Test("short facts, lines and capitals are entries; a single scrap is not")
    func facts() {
        #expect(structure(["Mascot: Heron"]).parts.map(\.kind) == [.entry])
        #expect(structure(["Ms. Roy Room 14", "Mr. Poe Room 15"]).parts.map(\.kind) == [.entry, .entry])
        #expect(structure(["Too short"]).parts.map(\.kind) == [.fragment])
        #expect(
            structure(["ALL STUDENTS MUST WEAR CLOSED SHOES IN THE SHOP.", "BOSTON NEW YORK CHICAGO CAMBRIDGE PRESS"])
                .parts.map(\.kind) == [.statement, .fragment])
    }

    @Test("lines of a table of contents are none of it")
    func contents() {
        #expect(structure(["Bicycle permits for students . . . . . 3"]).parts.map(\.kind) == [.contents])
        #expect(structure(["3 Bicycle permits for students ."]).parts.map(\.kind) == [.contents])
        #expect(
            structure(["# Contents", "Bicycle permits for students are here"]).parts.map(\.kind) == [
                .heading, .contents,
            ])
        #expect(structure(["Permits cost four dollars…"]).parts.map(\.kind) == [.statement])
    }

    @Test("a colon that nothing follows is no answer")
    func colons() {
        #expect(structure(["The allergy that the staff must know of:"]).parts.map(\.kind) == [.leadIn])
        let found = structure(["The rule on phones is this:", "Phones stay in the basket all day."])
        #expect(found.runs.map(\.range) == [0...1])
    }

    @Test("a short line heads what stands below it, and a letter's person all of it")
    func lineHeads() {
        let found = structure(["Dear Ms. Roy,", "We met on Monday.", "What to pack", "A lunch in a paper bag."])
        #expect(found.parts.map(\.kind) == [.fragment, .statement, .fragment, .statement])
        #expect(found.parts.map(\.line) == [nil, 0, nil, 2])
        #expect(found.parts.map(\.lead) == [nil, nil, nil, 2])
        #expect(found.context(of: 3) == "What to pack")
        // A form's name is no entry of it; lines of a list are.
        let form = structure(["Band instrument loan", "Student: Ada Alba", "Instrument: tuba"])
        #expect(form.parts.map(\.kind) == [.fragment, .entry, .entry])
        #expect(structure(["Ms. Roy Room 14", "Mr. Poe Room 15"]).parts.map(\.line) == [nil, nil])
    }

    @Test("a head may number its columns")
    func numberedHead() {
        let found = structure(["Day | Room 4 | Room 5", "Monday | Art | Music", "Tuesday | Gym | Art"])
        #expect(found.parts[0].kind == .leadIn && found.parts[1].lead == 0)
        #expect(structure(["Ada | Room 4 | 12", "Ben | Room 5 | 14"]).parts.map(\.kind) == [.entry, .entry])
    }
}
