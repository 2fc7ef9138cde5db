import Testing

@testable import Extraction

@Suite("What stands over the columns of a newsletter") struct MastheadTests {
    private static let first = [
        "September was a strong start. We thank the", "forty parents who painted the hall and the",
        "club for new benches. Please remember that", "the front loop is for buses only until ten,",
        "and that the garden club meets on Mondays.", "Children bring boots; the gloves are in the",
        "shed. The pumpkins are weighed on",
    ]
    private static let second = [
        "October 26, and the guess that is nearest", "wins the largest one. The club thanks the",
        "farm for the compost, and all the fifth", "graders for hauling it. Children with a cold",
        "stay home until they have been without a", "fever for a day. A parent is called where a",
        "case is found, and hearing is tested.",
    ]

    private func page(_ draw: (inout SamplePDF.Page) -> Void) throws -> [String] {
        try SamplePDF.text { page in
            page.lines(Self.first, 72, 680)
            page.lines(Self.second, 320, 680)
            draw(&page)
        }.split(separator: "\n").map { String($0) }
    }

    private static let stories = [first, second].map { $0.joined(separator: " ") }

    @Test("the number and the month of the issue are a row of their own", arguments: [true, false])
    func row(hasRule: Bool) throws {
        let lines = try page {
            $0.text("The Quarry Road Courier", 150, 740, size: 24, bold: true)
            $0.text("Vol. 12, No. 3", 72, 715)
            $0.text("October 2026", 472, 715)
            if hasRule { $0.line(72, 706, 540, 706) }
        }
        #expect(lines == ["The Quarry Road Courier", "Vol. 12, No. 3 | October 2026"] + Self.stories)
    }

    @Test("over a rule it may begin where a column does; headings of columns stay with them")
    func aligned() throws {
        let date = try page {
            $0.text("Vol. 12, No. 3", 72, 715)
            $0.text("October 2026", 320, 715)
            $0.line(72, 706, 540, 706)
        }
        #expect(date == ["Vol. 12, No. 3 | October 2026"] + Self.stories)
        let heads = try page {
            $0.text("Garden", 72, 715, size: 14, bold: true)
            $0.text("Health", 320, 715, size: 14, bold: true)
            $0.line(72, 706, 540, 706)
        }
        #expect(heads == ["Garden", Self.stories[0], "Health", Self.stories[1]])
    }

    @Test("a title between the number and the month comes first")
    func title() throws {
        let lines = try page {
            $0.text("Vol. 12", 72, 740)
            $0.text("Quarry Road Courier", 170, 740, size: 24, bold: true)
            $0.text("October 2026", 472, 740)
        }
        #expect(lines == ["Quarry Road Courier", "Vol. 12 | October 2026"] + Self.stories)
    }
}
