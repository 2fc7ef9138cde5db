import Foundation

/// Entries as messages of syslog (RFC 5424): what programs that collect logs read.
enum SyslogMessage {
    /// Longest datagram, in bytes: every receiver should take this much (RFC 5424, 6.1).
    static let longestDatagram = 2048
    /// Longest message otherwise, in bytes: what common receivers take unless they are told to take more.
    static let longest = 8192
    /// Facility 13: a log audit.
    private static let facility = 13

    /// The message of an entry. The text is a JSON object in ASCII; one that is too long goes without its details.
    /// - Parameters:
    ///   - host: this machine's name.
    ///   - longest: in bytes.
    static func encode(_ entry: ForwardedEntry, host: String, longest: Int) throws -> Data {
        // Warning, error, or informational.
        let severity =
            switch entry.outcome {
            case "refused": 4
            case "failed": 3
            default: 6
            }
        // PRI, VERSION, TIMESTAMP, HOSTNAME, APP-NAME, PROCID, MSGID, no STRUCTURED-DATA.
        let header =
            "<\(facility * 8 + severity)>1 \(entry.at) \(field(host, 255)) homeroom - \(field(entry.action, 32)) - "
        let whole = Data(header.utf8) + (try json(entry))
        guard whole.count > longest else { return whole }
        return Data(header.utf8) + (try json(entry.shortened))
    }

    /// A message for a stream, with its length before it (RFC 6587, 3.4.1).
    static func counted(_ message: Data) -> Data { Data("\(message.count) ".utf8) + message }

    /// A field of the header: visible ASCII without blanks; "-" where there is none.
    private static func field(_ text: String, _ longest: Int) -> String {
        let fit = text.unicodeScalars.filter { (33...126).contains($0.value) }.prefix(longest)
        return fit.isEmpty ? "-" : String(String.UnicodeScalarView(fit))
    }

    /// JSON whose every character is ASCII, so that no receiver has to guess an encoding.
    static func json(_ entry: ForwardedEntry) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(entry), as: UTF8.self)
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return Data(text.utf8) }
        var ascii = ""
        for unit in text.utf16 {
            ascii += unit < 0x80 ? String(UnicodeScalar(UInt8(unit))) : "\\u" + String(format: "%04x", unit)
        }
        return Data(ascii.utf8)
    }
}
