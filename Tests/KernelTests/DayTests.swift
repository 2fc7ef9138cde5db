import Kernel
import Testing

@Suite("Days") struct DayTests {
    @Test("are days that there are, as four, two and two digits: they are compared as texts")
    func parsed() {
        #expect(Day.parse("2026-11-27") == "2026-11-27" && Day.parse("2026-11-27T10:00:00Z") == "2026-11-27")
        #expect(Day.parse("2028-02-29") == "2028-02-29")
        for odd in [
            "2026-9-1", "2026-11-31", "2027-1-1", "2026-02-29", "2026-2-030", "26-11-27", "", "today", "2026-9-1xx",
        ] {
            #expect(Day.parse(odd) == nil, "\(odd)")
        }
    }
}
