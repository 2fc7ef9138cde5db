/// Why a server's certificate is not accepted.
public enum CertificateFault: String, Sendable, Equatable {
    case expired
    case notYetValid
    case wrongName
    case selfSigned
    case unknownAuthority
    case revoked
    /// Too short a key, an outdated signature, a certificate that is not for servers.
    case unfit

    /// - Parameter code: what OpenSSL's verification came to (X509_V_ERR_…, openssl-verification-options(1)).
    init(verification code: Int) {
        self =
            switch code {
            // Nothing wrong, or nothing yet: libcurl looks for the name before it asks whether the chain is good.
            case 0, 1, 62, 63, 64: .wrongName
            case 9: .notYetValid
            case 10: .expired
            case 18: .selfSigned
            case 2, 19, 20, 21, 27: .unknownAuthority
            case 23: .revoked
            default: .unfit
            }
    }

    /// The cause and the cure, for an administrator.
    func sentence(_ host: String) -> String {
        switch self {
        case .expired: "The certificate of \(host) has expired. Have it renewed there, and check this machine's clock."
        case .notYetValid:
            "The certificate of \(host) is not valid yet. Check this machine's clock, and the certificate there."
        case .wrongName:
            "The certificate of \(host) is for another name. Use the name that it is made for, or have it made anew."
        case .selfSigned:
            "\(host) signed its certificate itself. If that is meant, add the certificate to the authorities in the "
                + "outbound rules."
        case .unknownAuthority:
            "The certificate of \(host) is from an authority that this machine does not know. If it is your district's "
                + "own, or that of a firewall that inspects TLS, add its certificate to the authorities in the "
                + "outbound rules."
        case .revoked: "The certificate of \(host) has been revoked. Have a new one made there."
        case .unfit: "The certificate of \(host) is not fit for a server. Have a new one made there."
        }
    }
}
