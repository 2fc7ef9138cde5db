import Foundation
import Testing

@testable import Jobs

@Suite("When something is done again") struct RecurrenceTests {
    private let angeles = TimeZone(identifier: "America/Los_Angeles") ?? .gmt

    private func at(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    /// The next three times.
    private func next(_ recurrence: String, after moment: String, in zone: TimeZone? = nil) throws -> [String] {
        let recurrence = try #require(Recurrence(recurrence))
        var (moment, found) = (try at(moment), [String]())
        for _ in 0..<3 {
            guard let next = recurrence.next(after: moment, in: zone ?? .gmt) else { break }
            found.append(next.formatted(.iso8601))
            moment = next
        }
        return found
    }

    @Test("intervals count from the last beginning, calendars from the clock on the wall")
    func common() throws {
        #expect(
            try next("every 10 s", after: "2026-11-27T10:00:00Z") == [
                "2026-11-27T10:00:10Z", "2026-11-27T10:00:20Z", "2026-11-27T10:00:30Z",
            ])
        #expect(try next("every 6 h", after: "2026-11-27T10:00:00Z").first == "2026-11-27T16:00:00Z")
        #expect(
            try next("daily 02:00", after: "2026-11-27T10:00:00Z", in: angeles).first == "2026-11-28T10:00:00Z")
        #expect(try next("weekly monday 07:30", after: "2026-11-27T10:00:00Z").first == "2026-11-30T07:30:00Z")
        #expect(try next("monthly 02:00", after: "2026-11-27T10:00:00Z").first == "2026-12-01T02:00:00Z")
        #expect(
            try next("quarterly 02:00", after: "2026-11-27T10:00:00Z") == [
                "2027-01-01T02:00:00Z", "2027-04-01T02:00:00Z", "2027-07-01T02:00:00Z",
            ])
    }

    @Test("an hour that the clock leaves out is taken later that day, one that comes twice counts once")
    func clockChanges() throws {
        // Clocks go forward on 2026-03-08 at 02:00 and back on 2026-11-01 at 02:00.
        let spring = try next("daily 02:30", after: "2026-03-07T12:00:00Z", in: angeles)
        #expect(spring.first.map { $0.hasPrefix("2026-03-08T10:") } == true && spring[1] == "2026-03-09T09:30:00Z")
        let autumn = try next("daily 01:30", after: "2026-10-31T12:00:00Z", in: angeles)
        #expect(autumn[0].hasPrefix("2026-11-01") && autumn[1] == "2026-11-02T09:30:00Z")
    }

    @Test("the fields of cron: lists, ranges, steps, Sunday twice, either day")
    func cron() throws {
        #expect(
            try next("*/20 9-17 * * 1-5", after: "2026-11-27T17:30:00Z").prefix(2) == [
                "2026-11-27T17:40:00Z", "2026-11-30T09:00:00Z",
            ])
        #expect(try next("0 6 * * 7", after: "2026-11-27T10:00:00Z").first == "2026-11-29T06:00:00Z")
        #expect(try next("0 0 13 * 5", after: "2026-11-27T10:00:00Z").first == "2026-12-04T00:00:00Z")
        #expect(try next("0 0 29 2 *", after: "2026-11-27T10:00:00Z").first == "2028-02-29T00:00:00Z")
        #expect(try next("0 0 30 2 *", after: "2026-11-27T10:00:00Z").isEmpty)
    }

    @Test(
        "what is written otherwise is refused",
        arguments: [
            "", "every 0 s", "every x s", "every 5 weeks", "daily", "daily 24:00", "daily 2", "weekly someday 02:00",
            "60 * * * *", "* * 0 * *", "* * * 13 *", "5-1 * * * *", "*/0 * * * *", "a * * * *", "* * * *", "1, * * * *",
        ])
    func refused(_ text: String) { #expect(Recurrence(text) == nil) }

    @Test("what code says reads as what people write")
    func codes() {
        #expect(Recurrence.every(30, .seconds) == Recurrence("every 30 s"))
        #expect(Recurrence.every(6, .hours) == Recurrence("every 6 h"))
        #expect(Recurrence.daily(hour: 3, minute: 5) == Recurrence("daily 03:05"))
    }
}
