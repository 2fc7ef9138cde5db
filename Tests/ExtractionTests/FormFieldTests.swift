import Testing

@testable import Extraction

@Suite("Filled forms") struct FormFieldTests {
    @Test("values stand beside their labels, ticks before what they tick, and empty fields are counted")
    func fields() throws {
        var file = SamplePDF()
        file.page { page in
            page.text("Student name:", 72, 700)
            page.field("/FT/Tx/V(Maria Lopez)", "150 695 400 712")
            page.text("Allergies:", 72, 670)
            page.field("/FT/Tx", "150 665 400 682")
            page.text("may swim", 90, 640)
            page.field("/FT/Btn/AS/Yes/V/Yes", "72 638 84 650")
            page.text("may not swim", 220, 640)
            page.field("/FT/Btn/AS/Off", "202 638 214 650")
            page.text("Bus", 72, 610)
            page.field("/FT/Ch/Ff 131072/V(b2)/Opt[[(b1)(Bus 12)][(b2)(Bus 14 Creek Road)]]", "110 605 250 622")
            page.text("Signature: ______________________ Date: ___________", 72, 580)
            page.field("/FT/Tx/V(A. Ruiz)", "128 576 250 592")
            page.field("/FT/Tx/V(Room 214)/TU(Where to pick up)", "72 500 300 518")
            page.annotations.append(
                "<</Type/Annot/Subtype/FreeText/F 4/Rect[72 440 400 470]/Contents(CHANGED: it moves to the gym.)"
                    + "/DA(/Helv 12 Tf 0 g)>>")
            page.annotations.append("<</Type/Annot/Subtype/Text/F 4/Rect[500 440 520 460]/Contents(Ask Sam)>>")
        }
        let document = try file.read()
        let lines = document.pages[0].text.split(separator: "\n").map(String.init)
        #expect(lines.contains("Student name: Maria Lopez"))
        #expect(lines.contains("☒ may swim | ☐ may not swim"))
        #expect(lines.contains("Bus Bus 14 Creek Road"))
        #expect(lines.contains { $0.hasPrefix("Signature: A. Ruiz Date:") })
        #expect(lines.contains("Where to pick up: Room 214"))
        #expect(lines.contains("CHANGED: it moves to the gym."))
        #expect(!document.pages[0].text.contains("Ask Sam"))
        func count(_ kind: ReadingNotice.Kind) -> Int? { document.notices.first { $0.kind == kind }?.count }
        #expect(count(.fieldsRead) == 5)
        #expect(count(.fieldsEmpty) == 1)
        #expect(count(.annotationsRead) == 1)
        #expect(count(.commentsLeftOut) == 1)
    }
}
