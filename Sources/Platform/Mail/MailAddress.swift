/// An address that mail is sent from or to, such as `ann@district.example`.
public struct MailAddress: Sendable, Equatable, CustomStringConvertible {
    public let description: String
    public let domain: String

    /// Letters, digits and signs of a local part without quotes (RFC 5322, 3.2.3).
    private static let signs = Set("!#$%&'*+-/=?^_`{|}~")

    /// - Throws: `MailFailure.internationalAddress`, `.badAddress`.
    public init(_ text: String) throws(MailFailure) {
        // Servers on the way need SMTPUTF8 for these (RFC 6531), and many do not have it.
        guard text.allSatisfy(\.isASCII) else { throw .internationalAddress }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let local = parts.first, let domain = parts.last, text.utf8.count <= 254,
            Self.isLocalPart(local), Self.isDomain(domain)
        else { throw .badAddress }
        (description, self.domain) = (text, domain.lowercased())
    }

    private static func isLocalPart(_ text: Substring) -> Bool {
        guard (1...64).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy { $0.isLetter || $0.isNumber || signs.contains($0) }
        }
    }

    /// Names of hosts (RFC 1123, 2.1).
    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
                && label.first != "-" && label.last != "-"
        }
    }
}
