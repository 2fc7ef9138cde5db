import Foundation
import Kernel
import NIOSSL
import Synchronization

/// A certificate chain and its key, as files.
struct CertificateFiles: Sendable {
    let certificate: String, key: String

    /// What was read, the server's own certificate first.
    struct Loaded {
        let chain: [NIOSSLCertificate], key: NIOSSLPrivateKey

        var sources: [NIOSSLCertificateSource] { chain.map { .certificate($0) } }

        /// What browsers will have against it now; nil where nothing.
        func fault(_ path: String, now: Date = Date()) -> String? {
            for certificate in chain {
                let (from, until) = (
                    Date(timeIntervalSince1970: Double(certificate.notValidBefore)),
                    Date(timeIntervalSince1970: Double(certificate.notValidAfter))
                )
                if until < now {
                    return
                        "the certificate in \(path) expired on \(Self.day(until)), and browsers refuse it. Renew it, put it "
                        + "in its place, and send the server SIGHUP"
                }
                if from > now {
                    return
                        "the certificate in \(path) is not valid before \(Self.day(from)), and browsers refuse it. Check "
                        + "this machine's clock, or give one that is valid now"
                }
            }
            return nil
        }

        private static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }
    }

    /// - Throws: `CertificateUnusable`, which tells what is to be mended.
    func load() throws(CertificateUnusable) -> Loaded {
        let (chainText, keyText) = (try Self.text(certificate), try Self.text(key))
        guard keyText.contains("PRIVATE KEY-----") else { throw .noKey(key) }
        // As PKCS#8 says it, and as older programs do. Nobody is there to be asked for a passphrase.
        guard !keyText.contains("ENCRYPTED") else { throw .passphrase(key) }
        guard let privateKey = try? NIOSSLPrivateKey(bytes: Array(keyText.utf8), format: .pem) else {
            throw .noKey(key)
        }
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(Array(chainText.utf8)), !chain.isEmpty else {
            throw .noCertificate(certificate)
        }
        guard let own = chain.firstIndex(where: { Self.belong($0, privateKey) }) else {
            throw .otherKey(certificate, key: key)
        }
        // The server's own comes first (RFC 8446, 4.4.2). Files that are the wrong way round are read from their end.
        let others = Array(chain[..<own].reversed()) + chain[(own + 1)...]
        return Loaded(chain: [chain[own]] + others, key: privateKey)
    }

    /// A context of both fails where the key is another's.
    private static func belong(_ certificate: NIOSSLCertificate, _ key: NIOSSLPrivateKey) -> Bool {
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        return (try? NIOSSLContext(configuration: configuration)) != nil
    }

    /// A PEM file's text; a mark of its encoding that Windows puts first is no part of it.
    private static func text(_ path: String) throws(CertificateUnusable) -> String {
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            let code = access(path, R_OK) == 0 ? EIO : errno
            throw .unreadable(path, String(cString: strerror(code)))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("-----BEGIN ") else {
            // DER begins with a sequence; so does PKCS#12.
            throw bytes.first == 0x30 ? .binary(path) : .noPEM(path)
        }
        return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    }
}

/// The certificate that was read last, where it was read again since the start.
final class CertificateRenewals: Sendable {
    private let last = Mutex<NIOSSLContextConfigurationOverride?>(nil)

    var current: NIOSSLContextConfigurationOverride? { last.withLock { $0 } }

    /// - Returns: what browsers will have against it; nil where nothing.
    /// - Throws: `CertificateUnusable`; then the one before serves on.
    func read(_ files: CertificateFiles) throws -> String? {
        let loaded = try files.load()
        var override = NIOSSLContextConfigurationOverride()
        (override.certificateChain, override.privateKey) = (loaded.sources, .privateKey(loaded.key))
        last.withLock { [override] in $0 = override }
        return loaded.fault(files.certificate)
    }
}

/// The certificate or its key cannot be used, each case with its cure.
enum CertificateUnusable: UserFacingError, Equatable {
    case unreadable(String, String)
    /// The file is DER or PKCS#12.
    case binary(String)
    case noPEM(String)
    case noKey(String)
    case passphrase(String)
    case noCertificate(String)
    case otherKey(String, key: String)
    case other(String, String)

    var status: Int { 503 }
    var code: String { "serve.certificateUnusable" }
    var message: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason). Check the path, and that this user may read the file."
        case .binary(let path):
            "\(path) is not PEM but DER or PKCS#12 (.cer, .der, .pfx, .p12). Convert it. PKCS#12 holds both: openssl pkcs12 "
                + "-in \(path) -nokeys -out chain.pem, and openssl pkcs12 -in \(path) -nocerts -nodes -out key.pem. DER: "
                + "openssl x509 -inform der -in \(path) -out chain.pem, or openssl pkey -inform der for a key."
        case .noPEM(let path):
            "\(path) is not PEM: no line in it begins with -----BEGIN. Give the file as the certificate's issuer writes it "
                + "for nginx or Apache."
        case .noKey(let path):
            "\(path) holds no private key that can be read. Give the file whose line says BEGIN PRIVATE KEY, BEGIN RSA PRIVATE "
                + "KEY or BEGIN EC PRIVATE KEY."
        case .passphrase(let path):
            "The key in \(path) has a passphrase, and nobody is there to give it when the server starts. Write it without one, "
                + "for this user alone: (umask 077; openssl pkey -in \(path) -out key.pem)"
        case .noCertificate(let path):
            "\(path) holds no certificate that can be read. Give the chain as PEM, the server's own certificate first."
        case .otherKey(let path, let key):
            "None of the certificates in \(path) belongs to the key in \(key). Give the key that the certificate was asked "
                + "for with, or the chain with the server's own certificate: intermediate ones alone do not do."
        case .other(let path, let reason):
            "\(path) or its key cannot be used: \(reason). Give a chain and the key that belongs to it, both as PEM."
        }
    }
}
