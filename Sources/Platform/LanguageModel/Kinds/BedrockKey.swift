import Foundation

/// What opens Bedrock: an access key with its secret, and for a session its token; or one of Bedrock's own API keys.
enum BedrockKey: Sendable, Equatable {
    case credentials(RequestSignature.Credentials)
    case bearer(String)

    /// Reads `key:secret`, `key:secret:token`, the same with blanks or lines between, the lines of Amazon's own file of
    /// credentials (`aws_access_key_id = …`), or an API key.
    /// - Returns: nil for anything else.
    init?(_ text: String) {
        if text.contains("aws_access_key_id") {
            var values: [String: String] = [:]
            for line in text.split(whereSeparator: \.isNewline) {
                let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                if parts.count == 2 { values[parts[0]] = parts[1] }
            }
            guard let key = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] else {
                return nil
            }
            self.init(key, secret, values["aws_session_token"])
            return
        }
        let parts = text.split(whereSeparator: { $0 == ":" || $0.isWhitespace }).map(String.init)
        switch parts.count {
        case 1 where parts[0].hasPrefix("ABSK") || parts[0].hasPrefix("bedrock-api-key-"):
            guard Self.isPlain(parts[0], 20...10_000) else { return nil }
            self = .bearer(parts[0])
        case 2, 3: self.init(parts[0], parts[1], parts.count == 3 ? parts[2] : nil)
        default: return nil
        }
    }

    private init?(_ key: String, _ secret: String, _ token: String?) {
        guard key.wholeMatch(of: /\w{16,128}/) != nil, Self.isPlain(secret, 16...200),
            token.map({ Self.isPlain($0, 16...10_000) }) ?? true
        else { return nil }
        self = .credentials(.init(accessKey: key, secret: secret, sessionToken: token))
    }

    /// Whether it may stand in a header.
    private static func isPlain(_ text: String, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whether a text is one.
    static func isOne(_ text: String) -> Bool { BedrockKey(text) != nil }
}
