import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import Outbound

/// Servers that prove who they are, or fail to. Keys and certificates were made for these tests.
@Suite("Certificates of servers") struct ServerCertificateTests {
    /// Answers whatever it is sent with an empty answer.
    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let answer = ByteBuffer(string: "HTTP/1.1 204 No Content\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private func get(certificate: String, authorities: String?) async throws -> Int {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(Self.key.utf8), format: .pem)
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: context), Answering(),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        var policy = OutboundPolicy()
        policy.authorities = authorities
        let http = OutboundHTTP(
            OutboundGate(policy: policy, lookUp: { _ in ["127.0.0.1"] }), purpose: "test",
            insideHosts: ["localhost"])
        let url = try #require(URL(string: "https://localhost:\(port)/"))
        let outcome: Result<Int, any Error>
        do { outcome = .success(try await http.get(url, timeout: .seconds(30)).status) } catch {
            outcome = .failure(error)
        }
        try await listener.close()
        return try outcome.get()
    }

    private final class Taking: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let text = Mutex("")

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let piece = String(buffer: Self.unwrapInboundIn(data))
            text.withLock { $0 += piece }
        }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    @Test("messages over TLS arrive at a server that proves who it is, and at no other")
    func messages() async throws {
        for (certificate, authorities, word) in [
            (Self.good, Self.authority, nil), (Self.other, Self.authority, "another name"),
            (Self.good, nil, "authorities in the outbound rules"),
        ] as [(String, String?, String?)] {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(Self.key.utf8), format: .pem)
            let context = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
            let taking = Taking()
            let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers([NIOSSLServerHandler(context: context), taking])
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(listener.localAddress?.port)
            var policy = OutboundPolicy()
            policy.authorities = authorities
            let gate = OutboundGate(policy: policy, lookUp: { _ in ["127.0.0.1"] })
            let delivery = OutboundDelivery(to: "localhost", port: port, over: .tls, by: gate)
            let messages = (0..<2000).map { Data("9 message \($0 % 10)".utf8) }
            if let word {
                let failure = await #expect(throws: OutboundDelivery.Failure.self) {
                    try await delivery.send(messages, purpose: "audit", classes: ["audit"])
                }
                #expect(failure?.description.contains(word) == true)
            } else {
                try await delivery.send(messages, purpose: "audit", classes: ["audit"])
                let whole = messages.map { String(decoding: $0, as: UTF8.self) }.joined()
                for _ in 0..<200 where taking.text.withLock({ $0.count < whole.count }) {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(taking.text.withLock { $0 } == whole)
            }
            try await listener.close()
        }
    }

    @Test("one from an authority that the district named is accepted")
    func accepted() async throws {
        #expect(try await get(certificate: Self.good, authorities: Self.authority) == 204)
    }

    @Test("what is wrong with one is told apart, and each fault has its cure")
    func faults() async throws {
        for (certificate, authorities, fault, word) in [
            (Self.good, nil, CertificateFault.unknownAuthority, "authorities in the outbound rules"),
            (Self.other, Self.authority, .wrongName, "another name"),
            (Self.expired, Self.authority, .expired, "has expired"),
        ] {
            let failure = await #expect(throws: OutboundHTTP.Failure.self) {
                try await get(certificate: certificate, authorities: authorities)
            }
            #expect(failure == .certificate(fault))
            #expect(failure?.decision("localhost")?.contains(word) == true)
        }
    }

    @Test("authorities are certificates as PEM, and nothing else")
    func authorities() {
        #expect(TrustRoots.areCertificates("Bag Attributes\r\n" + Self.authority + "\n" + Self.other))
        for text in ["", "nothing", Self.key, Self.authority.replacing("MII", with: "AII")] {
            #expect(!TrustRoots.areCertificates(text))
        }
        #expect(!TrustRoots.areCertificates(Self.authority + String(Self.other.prefix(100))))
    }

    private static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBiTCCAS+gAwIBAgIUT8EoWP0xs+eLrGI9+Y3UdGN4J5IwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTI3MDcyOTA5WhgPMjEy
        NjExMDMwNzI5MDlaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAE/1ROkD591VGKXB4C3tv5+5baeVuUOLyBRqIkU2+E
        SXcXFTOgYSV3sZBsL61G/y/CP4TwZldXcN4oPzHTgdwUZKNTMFEwHQYDVR0OBBYE
        FILggOsTu6RUFrXda7KGqhbMb1LxMB8GA1UdIwQYMBaAFILggOsTu6RUFrXda7KG
        qhbMb1LxMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhALqN1U5n
        E29WD1ov7tRnLfHSRTzQccmq8EgadnQdHii8AiB0KcrXBEMwHcrPRCaFai/xVpuR
        QQ4mRoyLaz+qCTrUWg==
        -----END CERTIFICATE-----
        """
    private static let good = """
        -----BEGIN CERTIFICATE-----
        MIIBhzCCASygAwIBAgIBEDAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5UZXN0IGF1
        dGhvcml0eTAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowDzENMAsG
        A1UEAwwEZ29vZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHRe+VBZIs/126GW
        FPJS8VlwH7NByf7aA8S63pmzlQnavP7SXeUCSWf0wbFX8P3xKOiwFqozK5Ibp2JS
        G/CfWAOjbTBrMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDATBgNVHSUEDDAKBggrBgEF
        BQcDATAdBgNVHQ4EFgQU1+Wab8eUlHfFwqxBxcCmri53oEIwHwYDVR0jBBgwFoAU
        guCA6xO7pFQWtd1rsoaqFsxvUvEwCgYIKoZIzj0EAwIDSQAwRgIhAISeOGsCiY2F
        70Ux622IXVWJwsjWdCuYvk2TmBIhmkDgAiEAtnDq2mG0t/lijXQbiN08RKafog/v
        B7mJBTSN73UNnfY=
        -----END CERTIFICATE-----
        """
    private static let other = """
        -----BEGIN CERTIFICATE-----
        MIIBjzCCATWgAwIBAgIBETAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5UZXN0IGF1
        dGhvcml0eTAgFw0yNTAxMDEwMDAwMDBaGA8yMTI1MDEwMTAwMDAwMFowEDEOMAwG
        A1UEAwwFb3RoZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR0XvlQWSLP9duh
        lhTyUvFZcB+zQcn+2gPEut6Zs5UJ2rz+0l3lAkln9MGxV/D98SjosBaqMyuSG6di
        Uhvwn1gDo3UwczAcBgNVHREEFTATghFlbHNld2hlcmUuZXhhbXBsZTATBgNVHSUE
        DDAKBggrBgEFBQcDATAdBgNVHQ4EFgQU1+Wab8eUlHfFwqxBxcCmri53oEIwHwYD
        VR0jBBgwFoAUguCA6xO7pFQWtd1rsoaqFsxvUvEwCgYIKoZIzj0EAwIDSAAwRQIg
        QZpJVF/YiakkQ7GNQXt/l6/ccSHyPoxGFSHsNuAW2kwCIQCQbzG+Pqa59pwWTT4p
        okP+6xF6Nt38YIOiIJPoIFBsyg==
        -----END CERTIFICATE-----
        """
    private static let expired = """
        -----BEGIN CERTIFICATE-----
        MIIBhzCCAS2gAwIBAgIBEjAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5UZXN0IGF1
        dGhvcml0eTAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBaMBIxEDAOBgNV
        BAMMB2V4cGlyZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR0XvlQWSLP9duh
        lhTyUvFZcB+zQcn+2gPEut6Zs5UJ2rz+0l3lAkln9MGxV/D98SjosBaqMyuSG6di
        Uhvwn1gDo20wazAUBgNVHREEDTALgglsb2NhbGhvc3QwEwYDVR0lBAwwCgYIKwYB
        BQUHAwEwHQYDVR0OBBYEFNflmm/HlJR3xcKsQcXApq4ud6BCMB8GA1UdIwQYMBaA
        FILggOsTu6RUFrXda7KGqhbMb1LxMAoGCCqGSM49BAMCA0gAMEUCIBLsZv26raoV
        a7/Ef//tgL+UI91yASLlSfLTlzHRcWb+AiEAzF1WCPF5yE57pqJeUjGgBU6/kf8E
        Ge6A8phFTYeHwlk=
        -----END CERTIFICATE-----
        """
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggDqH3IJhwwJyE8Rl
        O5SMitaa/yIiiwqosQ3wYaPOO5ShRANCAAR0XvlQWSLP9duhlhTyUvFZcB+zQcn+
        2gPEut6Zs5UJ2rz+0l3lAkln9MGxV/D98SjosBaqMyuSG6diUhvwn1gD
        -----END PRIVATE KEY-----
        """
}
