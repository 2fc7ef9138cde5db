import Foundation
import NIOSSL
import TestSupport
import Testing

@testable import homeroom

/// Certificates as people hand them over. The keys here were made for these tests.
@Suite("Certificates") struct CertificateTests {
    private func load(chain: String, key: String) throws -> CertificateFiles.Loaded {
        let folder = try TemporaryFolder()
        return try CertificateFiles(
            certificate: folder.file("chain.pem", chain), key: folder.file("key.pem", key)
        ).load()
    }

    private func refusal(chain: String = leaf, key: String = key) throws -> String {
        do {
            _ = try load(chain: chain, key: key)
            return "taken"
        } catch let error as CertificateUnusable { return error.message }
    }

    @Test("a chain in any order is put in its order, the server's own certificate first")
    func order() throws {
        let own = try NIOSSLCertificate(bytes: Array(Self.leaf.utf8), format: .pem)
        for chain in [
            Self.leaf + Self.intermediate, Self.intermediate + Self.leaf,
            "\u{FEFF}Bag Attributes\r\n" + Self.leaf.replacing("\n", with: "\r\n") + Self.intermediate,
        ] {
            let loaded = try load(chain: chain, key: Self.key)
            #expect(loaded.chain.count == 2 && loaded.chain[0] == own && loaded.fault("chain.pem") == nil)
        }
        let one = try load(chain: Self.leaf + Self.key, key: Self.leaf + Self.key)
        #expect(one.chain == [own])
    }

    @Test("each fault is told with its own cure")
    func faults() throws {
        let broken = Self.key.replacing("BEGIN PRIVATE KEY-----\nM", with: "BEGIN PRIVATE KEY-----\nA")
        for (told, words) in [
            (try refusal(key: Self.locked), "has a passphrase"),
            (try refusal(chain: Self.intermediate), "belongs to the key"),
            (try refusal(chain: "nothing"), "not PEM: no line"),
            (try refusal(chain: Self.key), "holds no certificate"),
            (try refusal(key: Self.leaf), "holds no private key"), (try refusal(key: broken), "holds no private key"),
            (try refusal(chain: "0\u{1}\u{2}"), "DER or PKCS#12"),
        ] { #expect(told.contains(words), "\(told)") }
        let missing = CertificateFiles(certificate: "/nonexistent/chain.pem", key: "/nonexistent/key.pem")
        #expect(throws: CertificateUnusable.unreadable("/nonexistent/chain.pem", "No such file or directory")) {
            _ = try missing.load()
        }
    }

    @Test("a certificate that has expired or is not valid yet serves, and is told")
    func days() throws {
        let old = try #require(try load(chain: Self.old, key: Self.key).fault("chain.pem"))
        #expect(old.contains("chain.pem expired on 2021-01-01"))
        let young = try #require(try load(chain: Self.young, key: Self.key).fault("chain.pem"))
        #expect(young.contains("not valid before 2090-01-01"))
    }

    private static let leaf = """
        -----BEGIN CERTIFICATE-----
        MIIBGTCBwAIBAjAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFUZXN0LUludGVybWVk
        aWF0ZTAgFw0yNjExMjcwNDU2MTJaGA8yMTI2MTEwMzA0NTYxMlowFDESMBAGA1UE
        AwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEow2Vv3hupzxR
        BHV1ufbCtlqm/GEzWnS4LA7+5JVLwp2/IYrFVwNqrdKM0nn1YsjtMye0Skudl6OK
        wB2fxCFOJDAKBggqhkjOPQQDAgNIADBFAiEA3I879xd5toFSUYPTmfY2zg9zGheZ
        wHuEy0Z5NVqfJEICIHNQH969/4OV65Y7j7Tt42JS808ysfEzfDjf7lRuuK4q
        -----END CERTIFICATE-----

        """
    private static let intermediate = """
        -----BEGIN CERTIFICATE-----
        MIIBjjCCATWgAwIBAgIUXsLy/1NE8HvPCpEGCDGyJuPKyyowCgYIKoZIzj0EAwIw
        HDEaMBgGA1UEAwwRVGVzdC1JbnRlcm1lZGlhdGUwIBcNMjYxMTI3MDQ1NjEyWhgP
        MjEyNjExMDMwNDU2MTJaMBwxGjAYBgNVBAMMEVRlc3QtSW50ZXJtZWRpYXRlMFkw
        EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdZc76AC6xxfKyztW5FQZ0qQQ6XHckGsX
        tZza5qOhcLhUBlFiOjs2o0zxwS4lagDFXtYY/JuKsGkaYJHdFdOuTqNTMFEwHQYD
        VR0OBBYEFM5HZ+FBaCQ81JPKC8nHo4W+L+5EMB8GA1UdIwQYMBaAFM5HZ+FBaCQ8
        1JPKC8nHo4W+L+5EMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIg
        TTUpx5BclJVPWrGJihuBlD5TWUts7vrCNnB4zKPj0dYCIEiyMY3xVwHNkd2HSerT
        KjDrWy9tOumkmX6FtSAZqNYn
        -----END CERTIFICATE-----

        """
    private static let old = """
        -----BEGIN CERTIFICATE-----
        MIIBFzCBvgIBAzAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFUZXN0LUludGVybWVk
        aWF0ZTAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKMNlb94bqc8UQR1
        dbn2wrZapvxhM1p0uCwO/uSVS8KdvyGKxVcDaq3SjNJ59WLI7TMntEpLnZejisAd
        n8QhTiQwCgYIKoZIzj0EAwIDSAAwRQIhAJOK0dEdsSLi1ZZt3j49OcKoJc81aaKm
        NQO74eaPPxaEAiAcjBEuKX165JaeMErlcOi9woHabZysfJDtlJjRKRlzgw==
        -----END CERTIFICATE-----

        """
    private static let young = """
        -----BEGIN CERTIFICATE-----
        MIIBGjCBwgIBBDAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFUZXN0LUludGVybWVk
        aWF0ZTAiGA8yMDkwMDEwMTAwMDAwMFoYDzIwOTEwMTAxMDAwMDAwWjAUMRIwEAYD
        VQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASjDZW/eG6n
        PFEEdXW59sK2Wqb8YTNadLgsDv7klUvCnb8hisVXA2qt0ozSefViyO0zJ7RKS52X
        o4rAHZ/EIU4kMAoGCCqGSM49BAMCA0cAMEQCIA5nSvLAf04Fcsdmq1JF1EhXASGv
        yhff8YCWFT06UEX6AiBhkMwf6kLuNcbZbK3eAiN39ckY1kI7mCbiia0BlWlAAw==
        -----END CERTIFICATE-----

        """
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmnBLMwtgK2BSugL6
        WPBaa+OgxhkCAO91qiV3Jjw/ML6hRANCAASjDZW/eG6nPFEEdXW59sK2Wqb8YTNa
        dLgsDv7klUvCnb8hisVXA2qt0ozSefViyO0zJ7RKS52Xo4rAHZ/EIU4k
        -----END PRIVATE KEY-----

        """
    private static let locked = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjP7/jp4mFK5gICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFMkUd2l/agpLIklntDqYhYEgZBv
        GvJGJgsd1boOmfK8bNSlkm6c8gXyC3Dm+OJtetYDM7UgVEZmjPSyfsWdqLXyujOc
        niFGhm7pBrjZ00CKcOQtzCjSJHrn7f/C7eKhOoCnRlAnpFpthD6P5MTXPAIwDKAB
        A4dYXjy6P7mGOIFYoBBhsFHU7mVCWlPKGT3v2wYQnWq2Ym6FnA2DhRcbAhbx5VM=
        -----END ENCRYPTED PRIVATE KEY-----

        """
}
