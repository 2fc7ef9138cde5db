import Testing

@testable import Extraction

@Suite("Editions") struct EditionTests {
    @Test(
        "what a document says of its date",
        arguments: [
            ("# Attendance Handbook 2025-26\n\nText.", "2025/26"),
            ("# Device Policy\n\nAdopted March 14, 2019 and revised on June 3, 2024.", "2024-06-03"),
            ("# Rules\n\nEffective August 18, 2025. Replaces the rules of 2027.", "2025-08-18"),
            ("# Rules\n\nRev. 3/2026", "2026-03"), ("# Rules\n\nUpdated 2024-11-05", "2024-11-05"),
            ("# Reglas\n\nActualizado el 3 de junio de 2024.", "2024-06-03"),
            ("# Plan (March 2026)\n\nText.", "2026-03"),
        ])
    func said(text: String, expected: String) throws {
        #expect(try read(text, as: "a.md").edition == expected)
    }

    @Test("numbers and years of the text are no edition")
    func none() throws {
        #expect(try read("# Bus rules\n\nBus 12 was bought in 1998. Call 555-0142.", as: "bus.md").edition == nil)
        #expect(try read("# Bus rules\n\nSeats 20-25 are kept free.", as: "bus.md").edition == nil)
    }

    @Test("all editions of one document are one family")
    func families() {
        let names = [
            ("Attendance Handbook 2024-25", "a.pdf"), ("Attendance Handbook (rev. 3/2026)", "b.pdf"),
            ("Attendance Handbook", "c.pdf"), ("Attendance Handbook v2", "d.pdf"),
            ("Attendance Handbook - FINAL", "e.pdf"),
        ]
        #expect(Set(names.map { Edition(title: $0.0, fileName: $0.1).family }) == ["attendance handbook"])
        #expect(Edition(title: nil, fileName: "attendance-handbook_2023-24.pdf").family == "attendance handbook")
        for name in ["Board Minutes 2025-03-04", "Newsletter October 2025", "Policy", "Grade 3"] {
            #expect(Edition(title: name, fileName: "x.pdf").family == (name == "Grade 3" ? "grade 3" : ""), "\(name)")
        }
        #expect(
            Edition(title: "Policy 5131", fileName: "").family != Edition(title: "Policy 5125", fileName: "").family)
    }

    private func later(_ one: Edition, _ other: Edition, _ modified: (String?, String?) = (nil, nil)) -> Bool? {
        one.isLater(than: other, modified: modified.0, otherModified: modified.1)
    }

    @Test("which edition holds")
    func order() {
        func edition(_ date: String?, _ version: Int? = nil, replaces: Bool = false) -> Edition {
            Edition(date: date, version: version, replaces: replaces, family: "x")
        }
        #expect(later(edition("2025/26"), edition("2024/25")) == true)
        #expect(later(edition("2024-06-03"), edition("2019")) == true)
        #expect(later(edition(nil, 2), edition(nil)) == true)
        #expect(later(edition(nil), edition(nil, 3)) == false)
        #expect(later(edition(nil, replaces: true), edition(nil)) == true)
        #expect(later(edition(nil), edition(nil)) == nil)
        #expect(later(edition(nil), edition(nil), ("2025-01-01", "2024-01-01")) == true)
        #expect(later(edition("2026"), edition("2026-03")) == nil)
    }

    @Test("a year that is asked for chooses its edition")
    func years() {
        let edition = Edition(title: "Handbook of Attendance 2023-24", fileName: "")
        #expect(Edition.years(in: "How many days in 2023-24?") == ["2023/24"])
        #expect(edition.holds(in: "2023/24"))
        #expect(!edition.holds(in: "2024/25"))
        #expect(Edition.years(in: "How many days in 2023?") == ["2023"])
    }
}
