import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Outbound
import Synchronization
import TestSupport
import Testing

@Suite("Answers that come packed", .serialized) struct PackedAnswersTests {
    /// “plain words”.
    private static let zlib = "eJwryEnMzFMozy9KKQYAGiYEZA=="

    /// A zlib stream of a zero and then copies of it, 258 at a time.
    private static func bomb(_ size: Int) -> [UInt8] {
        var (bytes, bits, count) = ([UInt8]([0x78, 0x9C]), UInt64(0), UInt64(0))
        func put(_ code: String) {
            for bit in code {
                if bit == "1" { bits |= 1 << count }
                count += 1
                if count == 8 {
                    bytes.append(UInt8(bits))
                    (bits, count) = (0, 0)
                }
            }
        }
        // The last block, with fixed codes: 0, then length 258 at distance 1 (RFC 1951, 3.2.6).
        put("110" + "00110000")
        for _ in 0..<size / 258 { put("11000101" + "00000") }
        put("0000000")
        while count > 0 { put("0") }
        let sum = UInt32((1 + size / 258 * 258) % 65_521)
        return bytes + [UInt8(sum >> 8), UInt8(sum & 0xFF), 0, 1]
    }

    /// Serves bytes under an encoding, and notes what was asked for.
    private func serving(
        _ bytes: [UInt8], _ encoding: String, _ body: @escaping @Sendable (OutboundHTTP, URL) async throws -> Void
    ) async throws {
        let asked = Mutex<[String]>([])
        let router = Router()
        for method in [HTTPRequest.Method.get, .post] {
            router.on("/", method: method) { request, _ in
                asked.withLock { $0.append(request.headers[.acceptEncoding] ?? "none") }
                return Response(
                    status: .ok, headers: [.contentEncoding: encoding],
                    body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
            }
        }
        try await LocalServer.run(router) { url in
            try await body(OutboundHTTP(.init(), purpose: "test", insideHosts: ["127.0.0.1"]), url)
            #expect(asked.withLock { !$0.isEmpty && $0.allSatisfy { $0 == "identity" } })
        }
    }

    @Test("nothing is asked to be packed, and what is packed all the same is unpacked, whole and as it comes")
    func unpacked() async throws {
        let bytes = [UInt8](try #require(Data(base64Encoded: Self.zlib)))
        try await serving(bytes, "deflate") { http, url in
            let got = try await http.get(url, timeout: .seconds(60))
            #expect(String(decoding: got.body, as: UTF8.self) == "plain words")
            let parts = Mutex(Data())
            let answer = try await http.stream(
                url, headers: [:], body: Data(), timeout: .seconds(60), maxBytes: 1000,
                onBytes: { part in parts.withLock { $0 += part } })
            #expect(answer.status == 200 && parts.withLock { String(decoding: $0, as: UTF8.self) } == "plain words")
        }
    }

    @Test("little that unpacks to very much is refused, by the request's own limit and by that of all")
    func bombs() async throws {
        try await serving(Self.bomb(2 << 20), "deflate") { http, url in
            await #expect(throws: OutboundHTTP.Failure.tooLarge) { try await http.get(url, timeout: .seconds(60)) }
        }
        try await serving(Self.bomb(OutboundHTTP.largest + (1 << 20)), "gzip") { http, url in
            await #expect(throws: OutboundHTTP.Failure.tooLarge) {
                try await http.post(url, headers: [:], body: Data(), timeout: .seconds(120), maxBytes: 1 << 30)
            }
            await #expect(throws: OutboundHTTP.Failure.tooLarge) {
                try await http.stream(
                    url, headers: [:], body: Data(), timeout: .seconds(120), maxBytes: 1 << 30, onBytes: { _ in })
            }
        }
    }

    @Test("packed in another way, or not as it says, is told", arguments: ["br", "gzip, br", "zstd", "gzip"])
    func others(_ encoding: String) async throws {
        try await serving(Array("plain".utf8), encoding) { http, url in
            let failure = await #expect(throws: OutboundHTTP.Failure.self) {
                try await http.get(url, timeout: .seconds(60))
            }
            #expect(
                failure?.decision("host")?.contains("compresses its answers") == true, "\(String(describing: failure))")
        }
    }
}
