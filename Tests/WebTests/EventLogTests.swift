import Testing

@testable import Web

@Suite("Events of a stream") struct EventLogTests {
    private static func hear(_ events: AsyncStream<EventLog<String>.Numbered>?) async -> [String]? {
        guard let events else { return nil }
        var heard: [String] = []
        for await one in events { heard.append((one.number.map { "\($0) " } ?? "") + one.event) }
        return heard
    }

    @Test("who comes back hears what was missed and goes on; the end is heard, and what was said stays")
    func missed() async {
        let log = EventLog<String>(after: 1)
        log.append("a", bytes: 1)
        log.append("b", bytes: 1)
        let (all, rest, summary) = (log.follow(after: 1), log.follow(after: 2), log.follow(from: ["a", "b"]))
        #expect(log.follow(after: 4) == nil, "nothing has this number")
        log.append("c", bytes: 1)
        log.end()
        log.append("d", bytes: 1)
        #expect(await Self.hear(all) == ["2 a", "3 b", "4 c"])
        #expect(await Self.hear(rest) == ["3 b", "4 c"])
        #expect(await Self.hear(summary) == ["a", "3 b", "4 c"], "only what ends the summary can be gone on from")
        #expect(await Self.hear(log.follow(after: 3)) == ["4 c"])
        #expect(await Self.hear(log.follow(after: 4)) == [])
    }

    @Test("the oldest make room: what is not there any more cannot be gone on from")
    func room() async {
        let log = EventLog<String>(after: 0, most: 3, mostBytes: 10)
        for text in ["a", "b", "c", "d"] { log.append(text, bytes: 1) }
        #expect(log.follow(after: 0) == nil)
        let last = log.follow(after: 1)
        log.append("e", bytes: 9)
        #expect(log.follow(after: 2) == nil)
        let two = log.follow(after: 3)
        log.append("f", bytes: 20)
        #expect(log.follow(after: 5) == nil, "larger than all")
        log.end()
        #expect(await Self.hear(last) == ["2 b", "3 c", "4 d", "5 e", "6 f"])
        #expect(await Self.hear(two) == ["4 d", "5 e", "6 f"])
    }
}
