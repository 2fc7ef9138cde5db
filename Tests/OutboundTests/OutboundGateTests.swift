import Foundation
import Hummingbird
import Synchronization
import TestSupport
import Testing

@testable import Outbound

@Suite("The way out") struct OutboundGateTests {
    @Test(
        "an address is inside, outside, or never spoken to",
        arguments: [
            ("127.0.0.1", NetworkAddress.Reach.inside), ("10.1.2.3", .inside), ("172.16.0.1", .inside),
            ("172.32.0.1", .outside), ("192.168.1.1", .inside), ("100.64.0.1", .inside), ("8.8.8.8", .outside),
            ("169.254.169.254", .never), ("0.0.0.0", .never), ("224.0.0.1", .never), ("::1", .inside), ("::", .never),
            ("fd00::1", .inside), ("fe80::1", .never), ("2606:4700::1", .outside), ("::ffff:10.0.0.1", .inside),
            ("168.63.129.16", .never), ("192.0.0.192", .never), ("64:ff9b:1::a00:1", .never), ("2002:a00:1::", .never),
            ("::10.0.0.1", .never), ("fec0::1", .never), ("198.18.0.1", .never), ("192.0.2.1", .outside),
            ("::ffff:169.254.169.254", .never), ("64:ff9b::a00:1", .inside), ("ff02::1", .never),
        ])
    func reach(address: String, expected: NetworkAddress.Reach) {
        #expect(NetworkAddress.reach(address) == expected)
    }

    @Test("what is no address has no reach; a name of this machine is looked up")
    func names() {
        #expect(NetworkAddress.reach("localhost") == nil && NetworkAddress.reach("1.2.3") == nil)
        #expect(NetworkAddress.lookUp("localhost").contains { $0 == "127.0.0.1" || $0 == "::1" })
        #expect(NetworkAddress.lookUp("no-such-host.invalid").isEmpty)
    }

    @Test("of several addresses of a name the one is taken at which something listens")
    func several() async throws {
        try await serving { url, _ in
            let named = try #require(URL(string: url.absoluteString.replacing("127.0.0.1", with: "two.example")))
            for addresses in [["::1", "127.0.0.1"], ["127.0.0.1", "::1"], ["127.0.0.2", "127.0.0.1"]] {
                let gate = OutboundGate(policy: .init(), lookUp: { _ in addresses })
                #expect(try await get(gate, named, inside: ["two.example"]) == 200)
            }
            let gate = OutboundGate(policy: .init(), lookUp: { _ in ["::1"] })
            await #expect(throws: OutboundHTTP.Failure.unreachable) {
                try await get(gate, named, inside: ["two.example"])
            }
        }
    }

    @Test("a connection that is kept is not taken once the name leads elsewhere")
    func elsewhere() async throws {
        try await serving { url, reached in
            let address = Mutex("127.0.0.1")
            let gate = OutboundGate(policy: .init(), lookUp: { _ in [address.withLock { $0 }] })
            let named = try #require(URL(string: url.absoluteString.replacing("127.0.0.1", with: "two.example")))
            #expect(try await get(gate, named, inside: ["two.example"]) == 200)
            // Nobody listens there.
            address.withLock { $0 = "127.0.0.2" }
            await #expect(throws: OutboundHTTP.Failure.unreachable) {
                try await get(gate, named, inside: ["two.example"])
            }
            #expect(reached() == 1)
        }
    }

    @Test("what libcurl makes of a host's name is judged too")
    func spellings() async throws {
        // 127.1 is no address in figures here, and one for libcurl.
        let gate = OutboundGate(policy: .init(), lookUp: { _ in ["203.0.113.7"] })
        let url = try #require(URL(string: "http://127.1:9/"))
        await #expect(throws: OutboundHTTP.Failure.isInside) { try await get(gate, url) }
    }

    /// A server that counts what reaches it, and sends `/away` elsewhere.
    private func serving(
        _ body: @escaping @Sendable (URL, _ reached: @escaping @Sendable () -> Int) async throws -> Void
    )
        async throws
    {
        let count = Counter()
        let router = Router()
        router.get("/") { _, _ in
            count.add()
            return "here"
        }
        router.get("/away") { _, _ in Response(status: .found, headers: [.location: "/"]) }
        try await LocalServer.run(router) { url in try await body(url) { count.value } }
    }

    private final class Counter: Sendable {
        private let number = Mutex(0)
        func add() { number.withLock { $0 += 1 } }
        var value: Int { number.withLock { $0 } }
    }

    private func get(_ gate: OutboundGate, _ url: URL, inside: Set<String> = []) async throws -> Int {
        try await OutboundHTTP(gate, purpose: "test", insideHosts: inside).get(url, timeout: .seconds(5)).status
    }

    @Test("a server inside is reached only where somebody allowed that host, by figures or by name")
    func inside() async throws {
        try await serving { url, reached in
            let gate = OutboundGate()
            let named = try #require(URL(string: url.absoluteString.replacing("127.0.0.1", with: "localhost")))
            for address in [url, named] {
                await #expect(throws: OutboundHTTP.Failure.isInside) { try await get(gate, address) }
            }
            #expect(reached() == 0)
            #expect(try await get(gate, url, inside: ["127.0.0.1"]) == 200)
        }
    }

    @Test("a redirect is not followed: what answers is what was named")
    func redirects() async throws {
        try await serving { url, reached in
            let status = try await get(.init(), url.appending(path: "away"), inside: ["127.0.0.1"])
            #expect(status == 302 && reached() == 0)
        }
    }

    @Test("where nothing may leave, hosts outside are refused before their names are asked for; those inside go on")
    func nothingLeaves() async throws {
        try await serving { url, reached in
            var policy = OutboundPolicy()
            policy.nothingLeaves = true
            let gate = OutboundGate(policy: policy)
            for address in ["https://api.openai.com/v1", "http://203.0.113.7/"] {
                let outside = try #require(URL(string: address))
                await #expect(throws: OutboundHTTP.Failure.mustNotLeave) { try await get(gate, outside) }
            }
            #expect(try await get(gate, url, inside: ["127.0.0.1"]) == 200)
            gate.policy = OutboundPolicy()
            #expect(try await get(gate, url, inside: ["127.0.0.1"]) == 200, "a change holds at once")
            #expect(reached() == 2)
        }
    }

    @Test("what leaves takes the proxy, what stays inside does not")
    func proxy() async throws {
        let proxy = try TunnelProxy()
        try await serving { url, reached in
            var policy = OutboundPolicy()
            policy.proxy = "http://127.0.0.1:\(proxy.port)"
            let gate = OutboundGate(policy: policy)
            // Nobody is there; the proxy takes it all the same, and answers for it.
            let outside = try #require(URL(string: "http://203.0.113.7/"))
            #expect(try await get(gate, outside) == 204)
            #expect(proxy.asked.value.hasPrefix("CONNECT 203.0.113.7:80 "))
            #expect(try await get(gate, url, inside: ["127.0.0.1"]) == 200 && reached() == 1)
            // One that was stored before such were refused is judged when it is taken.
            policy.proxy = "http://169.254.169.254:80"
            gate.policy = policy
            await #expect(throws: OutboundHTTP.Failure.self) { try await get(gate, outside) }
        }
    }

    @Test("each request is told of once: host, purpose, bytes and outcome")
    func accounts() async throws {
        try await serving { url, _ in
            let calls = Mutex<[OutboundCall]>([])
            let gate = OutboundGate { call in calls.withLock { $0.append(call) } }
            let http = OutboundHTTP(gate, purpose: "answer", carrying: ["question"], insideHosts: ["127.0.0.1"])
            _ = try await http.get(url, timeout: .seconds(5))
            let closed = try #require(URL(string: "http://127.0.0.1:9/"))
            _ = try? await http.post(closed, headers: [:], body: Data("hello".utf8), timeout: .seconds(5))
            let told = calls.withLock { $0 }
            #expect(told.map(\.outcome) == ["200", "unreachable"])
            #expect(told.map(\.body.count) == [0, 5] && told.allSatisfy { !$0.leftBuilding && $0.purpose == "answer" })
        }
    }

    @Test("rules that cannot be used are refused")
    func rules() {
        var policy = OutboundPolicy()
        policy.proxy = "proxy.example"
        #expect(throws: OutboundHTTP.Failure.self) { try OutboundGate.check(policy) }
        policy.proxy = "http://proxy.example:3128"
        #expect(throws: Never.self) { try OutboundGate.check(policy) }
        for address in ["169.254.169.254", "0.0.0.0", "[fe80::1]", "[::ffff:169.254.169.254]"] {
            policy.proxy = "http://\(address):80"
            #expect(throws: OutboundHTTP.Failure.self, "\(address)") { try OutboundGate.check(policy) }
        }
        policy.proxy = "http://10.1.2.3:3128"
        #expect(throws: Never.self) { try OutboundGate.check(policy) }
        policy.authorities = "not a certificate"
        #expect(throws: OutboundHTTP.Failure.self) { try OutboundGate.check(policy) }
    }
}

/// A proxy that opens a tunnel to anywhere (RFC 9110, CONNECT), and answers at its end itself.
private final class TunnelProxy: Sendable {
    final class Text: Sendable {
        private let text = Mutex("")
        var value: String { text.withLock { $0 } }
        func set(_ new: String) { text.withLock { $0 = new } }
    }

    let port: Int
    let asked = Text()

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 4) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [asked] in
            let client = accept(listener, nil, nil)
            defer {
                close(client)
                close(listener)
            }
            func head() -> String {
                var bytes: [UInt8] = [], byte: UInt8 = 0
                while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]), read(client, &byte, 1) == 1 {
                    bytes.append(byte)
                }
                return String(decoding: bytes, as: UTF8.self)
            }
            func say(_ text: String) { _ = write(client, text, text.utf8.count) }
            asked.set(head())
            say("HTTP/1.1 200 Connected\r\n\r\n")
            _ = head()
            say("HTTP/1.1 204 No Content\r\n\r\n")
        }
    }
}
