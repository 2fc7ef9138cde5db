import Testing

@testable import Extraction

private func lines(_ bytes: [UInt8], as name: String) throws -> [String] {
    try bytes.withUnsafeBytes { try Extraction.read($0, fileName: name) }.pages.flatMap {
        $0.text.split(separator: "\n").map(String.init)
    }
}

@Suite("Other forms of files") struct OtherFormsTests {
    private static let letter = """
        {\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Helvetica;}}{\\info{\\title Key rules}{\\author P. Poole}}
        {\\*\\generator Riched20;}\\uc1 \\pard\\outlinelevel0 Keys\\par
        \\pard The key to the caf\\'e9 lies on Ms. N\\u250\\'fa\\u241?ez\\rquote s desk.\\par
        {\\listtext 1.\\tab}Ask the office.\\par
        {\\listtext 2.\\tab}Sign \\strike twice\\strike0 once.{\\footnote Only on school days.} Then go.\\par
        \\trowd\\cellx1000\\cellx2000\\intbl Door\\cell Key\\cell\\row
        \\trowd\\cellx1000\\cellx2000\\intbl Gym\\cell 14\\cell\\row
        \\pard See {\\field{\\*\\fldinst HYPERLINK "http://x.example"}{\\fldrslt the page}}.{\\v secret}\\par
        {\\*\\shpinst{\\sp{\\sn fill}{\\sv 1}}{\\shptxt \\pard In the box.\\par}}{\\pict\\bin3 }}}0100}
        }
        """

    @Test("Rich Text is read as it is shown, also under the name of a Word file", arguments: ["a.rtf", "a.docx"])
    func richText(name: String) throws {
        let bytes = Array(Self.letter.utf8)
        #expect(
            try lines(bytes, as: name) == [
                "Keys", "The key to the café lies on Ms. Núñez’s desk.", "1. Ask the office.",
                "2. Sign once. Then go.", "Door | Key", "Gym | 14", "See the page.", "In the box.",
                "Only on school days.",
            ])
        let document = try bytes.withUnsafeBytes { try Extraction.read($0, fileName: name) }
        #expect(document.title == "Key rules" && document.author == "P. Poole")
        #expect(document.outline.map(\.title) == ["Keys"])
        #expect(document.notices.map(\.kind) == [.struckLeftOut, .hiddenLeftOut])
    }

    @Test(
        "Rich Text that is cut off, nested without end or full of large numbers is read as far as it goes",
        arguments: [
            "{\\rtf1 Here{\\b", "{\\rtf1 Here\\", "{\\rtf1 Here\\'", "{\\rtf1 Here\\u-99999999999 ?\\bin99999999999 x}",
            "{\\rtf1 Here}}}}}}\\row\\cell\\footnote",
            "{\\rtf1 Here" + String(repeating: "{\\b x", count: 3000) + String(repeating: "}", count: 3000),
        ])
    func hostile(text: String) throws {
        #expect(try lines(Array(text.utf8), as: "a.rtf").first?.hasPrefix("Here") == true)
    }

    @Test("a calendar's events are lines with their days, in order")
    func calendar() throws {
        let text = """
            BEGIN:VCALENDAR
            X-WR-CALNAME:Larkspur
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20251127
            DTEND;VALUE=DATE:20251129
            SUMMARY:Thanksgiving\\, no school
            BEGIN:VALARM
            DESCRIPTION:Reminder
            END:VALARM
            END:VEVENT
            BEGIN:VEVENT
            DTSTART;TZID="America/Chicago":20251009T183000
            DTEND;TZID="America/Chicago":20251009T200000
            SUMMARY:Open house
            LOCATION:Gym
            DESCRIPTION:Bring the blue card.\\nDoors open
              at 6:15.
            END:VEVENT
            BEGIN:VEVENT
            DTSTART:20250905T150000
            RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;UNTIL=20260529T235959Z
            SUMMARY:Early release
            END:VEVENT
            BEGIN:VEVENT
            DTSTART:20250906
            SUMMARY:Fair
            STATUS:CANCELLED
            END:VEVENT
            END:VCALENDAR
            """
        #expect(
            try lines(Array(text.utf8), as: "a.ics") == [
                "Larkspur", "September 2025",
                "Friday, September 5, 2025, 3:00 p.m., every 2 weeks on Friday until Friday, May 29, 2026: Early release",
                "Cancelled: Saturday, September 6, 2025: Fair", "October 2025",
                "Thursday, October 9, 2025, 6:30 p.m. to 8:00 p.m.: Open house. Place: Gym. Bring the blue card. Doors open at 6:15.",
                "November 2025",
                "Thursday, November 27, 2025 to Friday, November 28, 2025: Thanksgiving, no school",
            ])
        // Dates of no calendar and ends before starts harm nothing.
        let odd = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99999999\nDTEND:00000000\nSUMMARY:Odd\nEND:VEVENT\nEND:VEVENT"
        #expect(try lines(Array(odd.utf8), as: "a.ics") == ["Odd"])
    }

    @Test("a page saved with its pictures in one file is read as the page")
    func archive() throws {
        let text = """
            From: <Saved by a browser>
            MIME-Version: 1.0
            Content-Type: multipart/related; boundary="b"

            --b
            Content-Type: text/html
            Content-Transfer-Encoding: quoted-printable

            <html><meta charset=3D"utf-8"><title>Bells</title><p>The bell rings at 8:05 and Se=C3=B1ora Ruiz ope=
            ns.</p></html>
            --b--
            """
        #expect(try lines(Array(text.utf8), as: "a.mht") == ["The bell rings at 8:05 and Señora Ruiz opens."])
    }

    @Test("a quoted message is marked as one, and a long line that goes on is whole")
    func messages() throws {
        let text = """
            Subject: Gym

            The floor is closed until the 23rd. Practice moves to the
            armory on Pell Street.

            Dee

            > The floor is closed until the 20th. Can basketball prac-
            > tice stay here and on the field behind the annex of
            > the school?
            """
        #expect(
            try lines(Array(text.utf8), as: "a.txt") == [
                "Subject: Gym", "The floor is closed until the 23rd. Practice moves to the armory on Pell Street.",
                "Dee",
                "> The floor is closed until the 20th. Can basketball practice stay here and on the field behind the annex of the school?",
            ])
    }

    @Test("numbers of charts are shown by their formats")
    func numbers() {
        let shown = [
            ("0.941", "0.0%", "94.1%"), ("89.700000000000003", "General", "89.7"), ("2480", "\"$\"#,##0", "$2480"),
            ("45931", "m/d/yyyy", "10/1/2025"), ("Oct", "General", "Oct"), ("-1.5", "0.00", "-1.50"),
            ("1e300", "0", "1e300"),
        ]
        for (value, format, text) in shown { #expect(ChartNumber.shown(value, format) == text) }
    }
}
