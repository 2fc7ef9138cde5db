import HTTPTypes
import Kernel
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Web

@Suite("Limits") struct LimitTests {
    @Test("a bucket gives what a minute and an hour allow, fills evenly, and says how long to wait")
    func buckets() throws {
        let limiter = RateLimiter()
        let start = ContinuousClock.now
        for _ in 0..<100 { try limiter.spend(.costly, "ada", now: start) }
        #expect(throws: RequestFailure.tooMany(wait: 1)) { try limiter.spend(.costly, "ada", now: start) }
        try limiter.spend(.costly, "mia", now: start)
        try limiter.spend(.costly, "ada", now: start + .seconds(1))
        // A hundred every minute: the hour's thousand are spent in the tenth.
        var spent = 101
        for second in 2..<3600 {
            while (try? limiter.spend(.costly, "ada", now: start + .seconds(second))) != nil { spent += 1 }
        }
        #expect((1900...2000).contains(spent), "a full bucket and an hour's filling: \(spent)")
        limiter.limits.signInPerMinute = 1
        try limiter.spend(.signIn, "1.2.3.4", now: start)
        #expect(throws: RequestFailure.tooMany(wait: 60)) { try limiter.spend(.signIn, "1.2.3.4", now: start) }
    }

    @Test("what turned out well is given back, what did not costs more, never beyond empty or full")
    func givingBack() throws {
        let limiter = RateLimiter()
        limiter.limits.signInPerMinute = 10
        let start = ContinuousClock.now
        for _ in 0..<50 {
            try limiter.spend(.signIn, "a", now: start)
            limiter.giveBack(.signIn, "a")
        }
        try limiter.spend(.signIn, "a", now: start)
        limiter.giveBack(.signIn, "a", -9)
        #expect(throws: RequestFailure.self) { try limiter.spend(.signIn, "a", now: start) }
        limiter.giveBack(.signIn, "a", 100)
        for _ in 0..<10 { try limiter.spend(.signIn, "a", now: start) }
        #expect(throws: RequestFailure.self) { try limiter.spend(.signIn, "a", now: start) }
    }

    @Test(
        "attempts are counted by IPv4 address and by the /64 of an IPv6 one",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "20010db800010002/64"),
            ("2001:db8:1:2::9", "20010db800010002/64"), ("2001:db8:1:3::9", "20010db800010003/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"), ("fe80::1%eth0", "fe80000000000000/64"), ("console", "console"),
        ])
    func networks(address: String, network: String) { #expect(AppContext.network(of: address) == network) }

    private func channel() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: SlowClients())
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private let head = HTTPRequestPart.head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/"))

    @Test("a client that opens a connection and says nothing, or trickles a body, is let go; a steady one is not")
    func slowClients() throws {
        let silent = try channel()
        silent.embeddedEventLoop.advanceTime(by: .seconds(21))
        #expect(!silent.isActive)

        let trickling = try channel()
        try trickling.writeInbound(head)
        for _ in 0..<15 where trickling.isActive {
            try trickling.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
            trickling.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(!trickling.isActive)

        let steady = try channel()
        try steady.writeInbound(head)
        for _ in 0..<120 {
            try steady.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 0x20, count: 1024)))
            steady.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(steady.isActive)
        try steady.writeInbound(HTTPRequestPart.end(nil))
        // An answer may take its time.
        steady.embeddedEventLoop.advanceTime(by: .seconds(120))
        #expect(steady.isActive)
    }
}
