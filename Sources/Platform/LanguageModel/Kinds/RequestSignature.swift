import Crypto
import Foundation

/// Amazon's Signature Version 4 over a request's headers (docs.aws.amazon.com/IAM, "Create a signed AWS API request"), as
/// all services but S3 want it.
struct RequestSignature: Sendable {
    /// What a signature is made with.
    struct Credentials: Sendable, Equatable {
        var accessKey: String
        var secret: String
        /// Of credentials that hold for a while.
        var sessionToken: String?
    }

    let credentials: Credentials
    let region: String
    let service: String

    /// The headers to send, with the date, the session's token and the signature.
    /// - Parameters:
    ///   - headers: all of them are signed. The host's is added for the signature alone: the client sends it.
    ///   - time: up to five minutes from the service's own.
    func signed(
        _ method: String, _ url: URL, headers: [String: String], body: Data, at time: Date
    ) -> [String: String] {
        var all = Dictionary(headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        let moment = Self.moment(time)
        all["x-amz-date"] = moment
        all["x-amz-security-token"] = credentials.sessionToken
        var covered = all
        covered["host"] = Self.host(url)
        let names = covered.keys.sorted()
        let canonical = [
            method, Self.path(url), Self.query(url),
            names.map { "\($0):\(Self.value(covered[$0] ?? ""))\n" }.joined(), names.joined(separator: ";"),
            Self.hexadecimal(SHA256.hash(data: body)),
        ].joined(separator: "\n")
        let scope = "\(moment.prefix(8))/\(region)/\(service)/aws4_request"
        let text = [
            "AWS4-HMAC-SHA256", moment, scope, Self.hexadecimal(SHA256.hash(data: Data(canonical.utf8))),
        ].joined(separator: "\n")
        let key = ["\(moment.prefix(8))", region, service, "aws4_request"]
            .reduce(Data("AWS4\(credentials.secret)".utf8)) { Self.code($1, with: $0) }
        all["authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope), "
            + "SignedHeaders=\(names.joined(separator: ";")), Signature=\(Self.hexadecimal(Self.code(text, with: key)))"
        return all
    }

    private static func code(_ text: String, with key: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }

    /// Such as `20150830T123600Z`.
    static func moment(_ time: Date) -> String {
        time.formatted(
            Date.ISO8601FormatStyle(
                dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted,
                timeZoneSeparator: .omitted, includingFractionalSeconds: false, timeZone: .gmt))
    }

    /// As a client sends it: with its port, unless that is the scheme's own.
    static func host(_ url: URL) -> String {
        let usual = url.scheme?.lowercased() == "http" ? 80 : 443
        let host = url.host() ?? ""
        return url.port.map { $0 == usual ? host : "\(host):\($0)" } ?? host
    }

    /// Each segment is encoded once more than it is sent.
    private static func path(_ url: URL) -> String {
        let path = url.path(percentEncoded: true)
        return path.isEmpty
            ? "/"
            : path.split(separator: "/", omittingEmptySubsequences: false).map { encoded($0) }
                .joined(separator: "/")
    }

    /// By names, then by values.
    private static func query(_ url: URL) -> String {
        let items = URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems ?? []
        return items.map { (encoded($0.name[...]), encoded(($0.value ?? "")[...])) }
            .sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// Blanks at the ends are nobody's, and several in a row are one.
    private static func value(_ text: String) -> String {
        text.split(separator: " ").joined(separator: " ")
    }

    /// What RFC 3986 leaves as it is: letters, digits and "-._~".
    static func encoded(_ text: Substring) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += String(format: "%%%02X", byte)
            }
        }
        return result
    }
}
