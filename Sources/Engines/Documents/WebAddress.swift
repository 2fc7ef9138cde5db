import Foundation

/// An address that a file may link to: of the web or of mail, in the letters that every reader of files takes. A word
/// processor refuses a whole file for one address that is none.
enum WebAddress {
    /// nil where it is none.
    static func checked(_ address: String) -> String? {
        guard address.utf8.count <= 2000 else { return nil }
        let coded = encoded(address)
        guard let parts = URLComponents(string: coded), let scheme = parts.scheme?.lowercased() else { return nil }
        switch scheme {
        case "http", "https":
            guard let host = parts.host, !host.isEmpty, (0...65_535).contains(parts.port ?? 0) else { return nil }
        case "mailto":
            guard parts.host == nil, parts.path.contains("@") else { return nil }
        default: return nil
        }
        return coded
    }

    /// With percent signs for what RFC 3986 has no place for.
    private static func encoded(_ address: String) -> String {
        let bytes = Array(address.utf8)
        var out = ""
        for (index, byte) in bytes.enumerated() {
            let isTriple =
                byte == UInt8(ascii: "%") && bytes[(index + 1)...].prefix(2).allSatisfy(isHexadecimal)
                && index + 2 < bytes.count
            if isTriple || isAllowed(byte) {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                out += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return out
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:/?#@!$&'()*+,;=".utf8.contains(byte)
        }
    }
}
