import Testing

@testable import Extraction

@Suite("Tests, filled strokes, parted words and moved letters of PDF pages") struct PageFormsTests {
    private func text(_ draw: (inout SamplePDF.Page) -> Void) throws -> String {
        var file = SamplePDF()
        file.page(draw)
        return try file.text()
    }

    // MARK: Columns

    private static func quiz(_ page: inout SamplePDF.Page, _ x: Double, _ first: Int) {
        page.text("\(first). Which cloud brings hail?", x, 700)
        page.lines(["A. cirrus", "B. stratus", "C. cumulus", "D. fog"], x + 12, 685, step: 15)
        page.text("\(first + 1). Which wind blows at night over", x, 600)
        page.lines(["the water?", "A. land breeze", "B. sea breeze", "C. monsoon"], x + 12, 585, step: 15)
    }

    @Test("a test in two columns is read one column after the other, a choice a line")
    func columns() throws {
        let text = try text {
            $0.text("Weather Test    Name ____________", 72, 740, size: 13)
            Self.quiz(&$0, 72, 1)
            Self.quiz(&$0, 330, 3)
            $0.text("Turn the test in to the basket.", 72, 470)
        }
        let choices = "A. cirrus\nB. stratus\nC. cumulus\nD. fog"
        let winds = "Which wind blows at night over the water?\nA. land breeze\nB. sea breeze\nC. monsoon"
        #expect(
            text.contains(
                "1. Which cloud brings hail?\n\(choices)\n2. \(winds)\n3. Which cloud brings hail?\n\(choices)\n4. \(winds)\nTurn"
            ))
    }

    @Test("numbered rows of a table stay rows")
    func rows() throws {
        let text = try text { page in
            for (index, name) in ["Amber", "Beryl", "Coral", "Dunes", "Ember", "Fjord"].enumerated() {
                let y = 700 - 16 * Double(index)
                page.text("\(index + 1). \(name) House", 72, y)
                page.text("\(index + 7). Grove \(name)", 330, y)
            }
        }
        #expect(text.contains("1. Amber House | 7. Grove Amber"))
    }

    /// A line whose letters share its width.
    private func line(_ text: String, _ left: Float, _ right: Float, _ baseline: Float, size: Float = 11) -> SetLine {
        let step = (right - left) / Float(text.unicodeScalars.count)
        let characters = text.unicodeScalars.enumerated().map { index, scalar in
            SetCharacter(scalar: scalar, left: left + Float(index) * step, right: left + Float(index + 1) * step)
        }
        return SetLine(
            characters: characters, left: left, top: baseline - 0.8 * size, right: right, bottom: baseline + 0.2 * size,
            baseline: baseline, size: size, bold: false)
    }

    @Test("justified columns that begin anew at one height are columns, also below a title over the middle one")
    func justified() throws {
        let texts = [
            [
                "Warm coats are gathered in", "the blue bin by the door until", "noon.", "Mr. Abiodun needs helpers",
                "then.",
            ],
            [
                "The class has planted garlic", "in the long bed by the fence,", "July.", "The van comes on a Monday",
                "at ten.",
            ],
        ]
        var lines = [line("The Sandpiper", 210, 401, 60, size: 30)]
        for (column, left) in [(0, Float(40)), (1, 222), (0, 404)] {
            for (index, text) in texts[column].enumerated() {
                let right = index == 2 || index == 4 ? left + 30 : left + 168
                lines.append(line(text, left, right, 118 + Float(index) * 13.75 + (index > 2 ? 6 : 0)))
            }
        }
        let columns = try #require(ShortColumns.columns(lines))
        #expect(columns.map { $0.map(\.text).joined(separator: " ") }.count == 4)
        #expect(columns[1].map(\.text) == texts[0] && columns[2].map(\.text) == texts[1])
        // The same lines with ragged ends are the wrapped cells of a table's rows.
        let ragged = lines.map { line in
            var line = line
            line.right -= Float(line.text.unicodeScalars.count % 5) * 3
            return line
        }
        #expect(ShortColumns.columns(ragged) == nil)
    }

    @Test("names set small in the margin of a letter stand apart from its sentences")
    func sidebar() throws {
        let text = try text {
            $0.text("Ashgrove Schools", 190, 740, size: 18, bold: true)
            $0.lines(
                [
                    "Board of Education", "Lorna Tribedi", "Saul Whitcombe", "Agnes Petroff", "Jonas Iyer",
                    "Carol Endicott",
                    "Dr. Stroud", "210 Orchard Lane", "Ashgrove",
                ], 40, 700, size: 8.5, step: 12)
            $0.text("Dear neighbors,", 190, 684.5, size: 11.5)
            $0.lines(
                [
                    "The levy on the ballot renews what you pay today. It does not raise the rate,",
                    "and it ends by itself in 2031.",
                ], 190, 662.3, size: 11.5, step: 14.4)
            $0.text("I will answer questions at the library on Monday at seven.", 190, 625.1, size: 11.5)
        }
        #expect(text.contains("It does not raise the rate, and it ends by itself in 2031."))
        #expect(text.contains("Agnes Petroff"))
    }

    // MARK: Strokes

    @Test("a value written over the strokes of a form stands beside its label; empty strokes stay")
    func strokes() throws {
        let text = try text {
            $0.text("Destination: ______________________", 72, 690)
            $0.text("Heron Marsh Center", 150, 692, font: "F2")
            $0.text("Students: ________ Adults: ________", 72, 660)
            $0.text("53", 130, 661)
            $0.text("Signed: ______________", 72, 630)
            $0.text("Return this slip to the office.", 72, 600)
        }
        #expect(text.contains("Destination: Heron Marsh Center\n"))
        #expect(text.contains("Students: 53 Adults: ________"))
        #expect(text.contains("Signed: ______________"))
    }

    // MARK: Words

    @Test(
        "a true hyphen at a line's end stays, one that breaks a word goes",
        arguments: [
            ("twenty-", "minute"), ("well-", "being"), ("follow-", "up"), ("parent-", "teacher"), ("three-", "ring"),
            ("self-", "advocacy"), ("Smith-", "Jones"), ("K-", "5"), ("2025-", "26"), ("sign-", "in"),
        ])
    func trueHyphens(first: String, second: String) throws {
        let text = try text {
            $0.lines(["All of the families here may ask for \(first)", "\(second) or for any of the others."], 72, 700)
        }
        #expect(text.contains("for \(first)\(second) or"))
    }

    @Test(
        "a hyphen that breaks a word goes",
        arguments: [
            ("trans-", "portation"), ("deci-", "sion"), ("under-", "standing"), ("class-", "room"), ("enroll-", "ment"),
            ("tardi-", "ness"), ("after-", "noon"), ("withdraw-", "als"), ("teach-", "er"), ("home-", "work"),
            ("para-", "educator"), ("super-", "intendent"), ("kinder-", "garten"), ("paper-", "work"),
        ])
    func brokenWords(first: String, second: String) throws {
        let text = try text {
            $0.lines(["All of the families here may ask for \(first)", "\(second) or for any of the others."], 72, 700)
        }
        #expect(text.contains("for \(first.dropLast())\(second) or"))
    }

    // MARK: Letters

    private static func moved(_ text: String, _ step: Int) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0 == " " ? $0 : Unicode.Scalar(UInt32(Int($0.value) + step)) ?? $0 }))
    }

    @Test("text whose letters are all moved is none", arguments: [1, -1, 3, -3])
    func moved(step: Int) throws {
        let lines = ["Pressure is read at dawn by Mr Underhill", "and kept below twelve pounds each month"]
        var file = SamplePDF()
        file.page { $0.lines(lines.map { Self.moved($0, step) }, 72, 700) }
        let document = try file.read()
        #expect(document.pages[0].text.isEmpty && document.pages[0].isUnreadable)
        #expect(document.notices.map(\.kind) == [.unreadableText])
    }

    @Test(
        "names, codes, short pages and other languages are text",
        arguments: [
            ["Okafor Lindqvist Abiodun Castellanos", "Wintergreen Quist Haverly Duval Thelonius"],
            ["SV-214 SV-241 QX9 ZZTR-77 BNDF 0061274", "RPT SCH0417 KLMN PQRS TTRW 0712 0713"],
            ["Koj tus menyuam yuav tsum tuaj kawm ntawv txhua hnub", "Yog nws mob hu rau lub tsev kawm ntawv ua ntej"],
            ["Ilmahaagu waa inuu dugsiga yimaado maalin kasta", "Haddii uu xanuunsado fadlan wac xafiiska dugsiga"],
            ["Ang inyong anak ay dapat pumasok araw araw", "Kung siya ay may sakit tumawag sa opisina ng paaralan"],
            ["Pitit ou dwe vini lekol chak jou klas la louvri", "Si li malad tanpri rele biwo lekol la anvan midi"],
            ["Su hijo debe asistir a la escuela todos los dias", "Si se enferma llame a la oficina antes de las ocho"],
            ["Hello"],
        ])
    func languages(lines: [String]) throws {
        let shown = try text { $0.lines(lines, 72, 700) }
        #expect(shown == lines.joined(separator: " "))
    }

    // MARK: Margins

    @Test("what a browser prints around a page is left out, also on a single sheet")
    func browser() throws {
        var file = SamplePDF()
        for sheet in 1...2 {
            file.page {
                $0.text("11/3/25, 9:14 AM", 24, 775, size: 8)
                $0.text("Attendance - Harrow Glen", 250, 775, size: 8)
                if sheet == 1 { $0.lines(SamplePDF.prose, 54, 740) }
                let line =
                    sheet == 1 ? "Work is turned in within as many days as the student was" : "absent, plus one day."
                $0.text(line, 54, 600)
                $0.text("https://www.harrowglen.example/attendance", 24, 20, size: 8)
                $0.text("\(sheet)/2", 578, 20, size: 8)
            }
        }
        let pages = try file.read().pages
        #expect(pages[0].text.hasSuffix("\nWork is turned in within as many days as the student was"))
        #expect(pages[0].text.hasPrefix("Students") && pages[0].join == .sentence)
        #expect(pages[1].text == "absent, plus one day.")
        let single = try text {
            $0.text("Bell times", 24, 775, size: 8)
            $0.text("https://www.harrowglen.example/bells", 400, 775, size: 8)
            $0.lines(SamplePDF.prose, 54, 700)
            $0.text("1 of 1", 24, 20, size: 8)
            $0.text("11/3/2025, 9:14 AM", 500, 20, size: 8)
        }
        #expect(!single.contains("harrowglen") && !single.contains("1 of 1") && !single.contains("9:14"))
        // A page about an address and a fraction is no print.
        let page = try text {
            $0.text("Read https://www.harrowglen.example/bells before you come.", 54, 700)
            $0.text("Pour 1/2", 54, 500)
        }
        #expect(page.contains("harrowglen") && page.contains("1/2"))
    }
}
