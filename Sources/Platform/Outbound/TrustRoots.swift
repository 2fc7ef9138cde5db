import Foundation

/// The authorities whose certificates are accepted.
enum TrustRoots {
    /// Where Linux distributions keep their authorities, as swift-nio-ssl looks for them too: Debian, Ubuntu, Arch and
    /// Alpine; Fedora and Red Hat.
    private static let files = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

    /// The system's; nil where it has none: then no server outside is trusted. Reads the file system.
    static var systemFile: String? { files.first { access($0, R_OK) == 0 } }

    /// The system's and others together, as PEM. Reads a file.
    static func together(with pem: String) -> Data {
        (systemFile.flatMap { FileManager.default.contents(atPath: $0) } ?? Data()) + Data("\n\(pem)\n".utf8)
    }

    /// Whether a text holds certificates in PEM form (RFC 7468) and nothing in their place that is none.
    static func areCertificates(_ pem: String) -> Bool {
        let (first, last) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
        let blocks = pem.components(separatedBy: first).dropFirst()
        return !blocks.isEmpty
            && blocks.allSatisfy { block in
                guard let end = block.range(of: last) else { return false }
                let text = block[..<end.lowerBound].filter { !$0.isWhitespace }
                return Data(base64Encoded: String(text)).map { isCertificate(Array($0)) } ?? false
            }
    }

    /// Whether bytes have a certificate's outline (RFC 5280, 4.1): a sequence of a sequence, a sequence and a bit
    /// string.
    private static func isCertificate(_ bytes: [UInt8]) -> Bool {
        guard let whole = element(bytes[...]), whole.tag == 0x30, whole.rest.isEmpty else { return false }
        var (tags, rest) = ([UInt8](), whole.value)
        while !rest.isEmpty {
            guard let next = element(rest) else { return false }
            tags.append(next.tag)
            rest = next.rest
        }
        return tags == [0x30, 0x30, 0x03]
    }

    /// The first element of DER (X.690, 8.1).
    private static func element(
        _ bytes: ArraySlice<UInt8>
    ) -> (tag: UInt8, value: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
        guard bytes.count >= 2, let tag = bytes.first else { return nil }
        var rest = bytes.dropFirst(2)
        var length = Int(bytes[bytes.startIndex + 1])
        if length > 0x7F {
            let count = length & 0x7F
            guard (1...4).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard rest.count >= length else { return nil }
        return (tag, rest.prefix(length), rest.dropFirst(length))
    }
}
