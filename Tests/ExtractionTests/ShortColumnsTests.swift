import Testing

@testable import Extraction

@Suite("Short columns, margins and signs of PDF pages") struct ShortColumnsTests {
    private func text(_ draw: (inout SamplePDF.Page) -> Void) throws -> String {
        var file = SamplePDF()
        file.page(draw)
        return try file.text()
    }

    private static let fair = [
        "The spring fair opens on Saturday", "at ten and runs until three in the", "gym. Bring a cake for the walk.",
    ]
    private static let chess = [
        "Ms. Adair now runs the chess club", "on Mondays in the library. Players", "of every level are welcome there.",
    ]

    @Test("stories of a few lines side by side under one title are read one after the other")
    func stories() throws {
        let text = try text {
            $0.text("The Larkspur Lantern of the Spring", 72, 740, size: 24, bold: true)
            $0.text("Spring fair", 72, 700, size: 14, bold: true)
            $0.text("Chess club", 260, 700, size: 14, bold: true)
            $0.lines(Self.fair, 72, 682)
            $0.lines(Self.chess, 260, 682)
            $0.text("All of it is told again in the yearbook that comes out at the end of May.", 72, 600)
        }
        #expect(text.contains("Spring fair\n" + Self.fair.joined(separator: " ")))
        #expect(text.contains("Chess club\n" + Self.chess.joined(separator: " ")))
    }

    @Test("rows of a table whose cells are wrapped stay rows")
    func rows() throws {
        let cells = [
            (
                ["Shows the picture of the mill", "and asks what the wheel is", "for in the story."],
                ["Write one guess on the note", "and put it on the board", "beside the door."]
            ),
            (
                ["Reads four pages aloud and", "stops at the two words that", "are marked there."],
                ["Follow with a finger, raise", "a hand when a marked word", "is heard by them."]
            ),
            (
                ["Gives out the sheet that has", "the four boxes and helps the", "ones who ask."],
                ["Draw the four scenes and put", "one sentence under each of", "the boxes."]
            ),
        ]
        let text = try text { page in
            for (index, row) in cells.enumerated() {
                page.text("\(index + 10) min", 30, 700 - Double(index) * 45)
                page.lines(row.0, 72, 700 - Double(index) * 45)
                page.lines(row.1, 300, 700 - Double(index) * 45)
            }
        }
        #expect(
            text.contains("for in the story. | Write one guess on the note and put it on the board beside the door."))
    }

    @Test("names and numbers in two columns are rows")
    func names() throws {
        let text = try text {
            $0.lines(["Ada Alba", "Ben Bolt", "Cy Cole", "Di Dunn"], 72, 700)
            $0.lines(["Room 4", "Room 5", "Room 6", "Room 7"], 300, 700)
        }
        #expect(text.contains("Ben Bolt | Room 5"))
    }

    @Test("the line numbers of a short record are none of its text; a list's are")
    func lineNumbers() throws {
        let record = [
            "The board met at six in the library and approved the minutes of May,",
            "which had been read. Ms. Rowe moved to buy four new buses and one van",
            "for the routes of the east side; Mr. Hale seconded. The motion was then",
            "carried by six votes to one.",
        ]
        let text = try text {
            $0.lines(["1", "2", "3", "4"], 50, 700, size: 9, step: 24)
            $0.lines(record, 80, 700, size: 11, step: 24)
        }
        #expect(text == record.joined(separator: " "))
        let jobs = ["Wash hands", "turn off the lamp", "Put the chairs on the desks and close the window", "lock up"]
        let list = try self.text {
            $0.lines(["1", "2", "3", "4"], 50, 700)
            $0.lines(jobs, 80, 700)
        }
        #expect(list.contains("2 turn off the lamp"))
    }

    @Test("ticks and boxes of fonts of signs are told")
    func signs() throws {
        var file = SamplePDF()
        file.meanings = ["x": "\u{F0FE}", "o": "\u{F0A8}", "s": "\u{F0A7}"]
        file.page {
            $0.text("4", 72, 700, font: "F4")
            $0.text("Shots received", 90, 700)
            $0.text("o", 72, 680, font: "F4")
            $0.text("Proof of address", 90, 680)
            $0.text("x", 72, 660, font: "F5")
            $0.text("Has insurance", 90, 660)
            $0.text("o", 72, 640, font: "F5")
            $0.text("Needs a locker", 90, 640)
            $0.text("s", 72, 620, font: "F5")
            $0.text("Bring a pencil", 90, 620)
        }
        #expect(
            try file.text().split(separator: "\n") == [
                "✔ Shots received", "☐ Proof of address", "☑ Has insurance", "☐ Needs a locker", "• Bring a pencil",
            ])
    }

    @Test("a bullet set larger than the notes below is no heading")
    func bullets() throws {
        var file = SamplePDF()
        file.page {
            $0.text("Kickoff", 72, 740, size: 28)
            $0.text("\u{95} Store opens on Fridays", 72, 700, size: 18)
            $0.lines(SamplePDF.prose, 72, 400)
        }
        #expect(try file.read().outline.map(\.title) == ["Kickoff"])
    }

    @Test("an item goes on in the lines below its words, and a compound keeps its hyphens")
    func hangingItems() throws {
        let items = [
            (
                "\u{95}",
                [
                    "Staff receive training on the state assessments, with the", "use of supports, before one-on-",
                    "one talks.",
                ]
            ),
            ("2.", ["The form is returned to the office by the end of the week", "and a copy goes home."]),
        ]
        let text = try text { page in
            var y = 700.0
            page.text("What we do for all of the families and the staff of our school this year:", 72, y)
            for (mark, lines) in items {
                page.text(mark, 90, y - 14)
                page.lines(lines, 108, y - 14)
                y -= Double(lines.count) * 13
            }
        }
        #expect(
            text.split(separator: "\n").dropFirst() == [
                "• Staff receive training on the state assessments, with the use of supports, before one-on-one talks.",
                "2. The form is returned to the office by the end of the week and a copy goes home.",
            ])
    }

    @Test("names beside a letter of the same size are a block of their own", arguments: [50.0, 470])
    func board(_ place: Double) throws {
        let names = ["Board of Education", "Lorna Tribedi", "Saul Whitcombe", "Agnes Petroff", "Jonas Iyer"]
        let first = [
            "The levy on the ballot renews what you pay today. It does", "not raise the rate, and it ends in 2031.",
        ]
        let second = [
            "The money pays for two school nurses, for the late bus,",
            "and for the repair of roofs at three buildings.",
        ]
        let text = try text { page in
            page.text("Ashgrove Valley Schools", 200, 750, size: 20, bold: true)
            page.lines(names, place, 700)
            page.lines(["210 Orchard Lane", "555-0190"], place, 622)
            let left = place < 100 ? 190.0 : 50
            page.text("Dear neighbors,", left, 700)
            page.lines(first, left, 674)
            page.lines(second, left, 635)
            page.lines(["I will answer questions at the library on Monday at seven,", "and in the gym."], left, 596)
        }
        #expect(text.contains(names.joined(separator: " ")))
        #expect(text.contains(first.joined(separator: " ")) && text.contains(second.joined(separator: " ")))
        #expect(!text.contains("|"))
    }

    @Test("labels of rows that are texts stay beside them")
    func labels() throws {
        let text = try text { page in
            for (row, label) in ["Nurse", "Late bus", "Roofs", "Library", "Gym"].enumerated() {
                let y = 700 - Double(row) * 40
                page.text(label, 50, y)
                page.lines(
                    ["The money of the levy pays for it in the coming year, and", "in the year that follows it."], 190,
                    y)
            }
        }
        #expect(text.contains("Late bus | The money of the levy"))
    }
}
