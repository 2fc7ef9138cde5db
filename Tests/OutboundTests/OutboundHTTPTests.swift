import Foundation
import Outbound
import Testing

@Suite("Requests that leave") struct OutboundHTTPTests {
    @Test("addresses that are not a server's are refused, and one that nobody serves is unreachable")
    func addresses() async throws {
        let http = OutboundHTTP(OutboundGate(), purpose: "test", insideHosts: ["127.0.0.1"])
        for address in ["file:///etc/passwd", "ftp://host/x", "http:///nowhere"] {
            let url = try #require(URL(string: address))
            await #expect(throws: OutboundHTTP.Failure.badAddress) {
                try await http.post(url, headers: [:], body: Data(), timeout: .seconds(1))
            }
        }
        // Port 9 of this machine: discard, which nothing offers.
        let closed = try #require(URL(string: "http://127.0.0.1:9/"))
        await #expect(throws: OutboundHTTP.Failure.unreachable) {
            try await http.post(closed, headers: [:], body: Data(), timeout: .seconds(2))
        }
    }
}
