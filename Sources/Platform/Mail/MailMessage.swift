public import Foundation

/// What one message says to one recipient.
public struct MailContent: Codable, Sendable, Equatable {
    public var subject: String
    public var text: String
    /// The same as HTML, for programs that show it.
    public var html: String?
    public var replyTo: String?
    /// Where a click ends such mail (RFC 2369, RFC 8058).
    public var unsubscribe: URL?

    public init(subject: String, text: String, html: String? = nil, replyTo: String? = nil, unsubscribe: URL? = nil) {
        (self.subject, self.text, self.html) = (subject, text, html)
        (self.replyTo, self.unsubscribe) = (replyTo, unsubscribe)
    }

    /// - Throws: `MailFailure.badText` where it would not be one message, and what addresses throw.
    func check() throws(MailFailure) {
        guard MailMessage.isLine(subject), text.utf8.count + (html?.utf8.count ?? 0) <= 200_000 else { throw .badText }
        if let replyTo { _ = try MailAddress(replyTo) }
        if let unsubscribe {
            let address = unsubscribe.absoluteString
            guard unsubscribe.scheme == "https", address.utf8.count <= 900,
                address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3E && $0 != 0x3C })
            else { throw .badText }
        }
    }
}

/// A message as it goes over the wire (RFC 5322, RFC 2045 to 2047).
struct MailMessage {
    let from: MailAddress, name: String
    let to: MailAddress
    let content: MailContent
    /// Without the angle brackets, such as `…@district.example`.
    let id: String
    let date: Date
    /// Parts the two forms of the text; stands in neither.
    let boundary: String

    /// Whether a text can stand in a header: one line of 1 to 200 characters, none of them a control.
    static func isLine(_ text: String) -> Bool {
        (1...200).contains(text.count)
            && text.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && $0.value != 0x2028 && $0.value != 0x2029
            }
    }

    /// - Throws: `MailFailure.badText`.
    func encoded() throws(MailFailure) -> Data {
        try content.check()
        guard name.isEmpty || Self.isLine(name) else { throw .badText }
        var lines = [
            "Date: " + Self.date(date),
            "From: " + (name.isEmpty ? "<\(from)>" : HeaderText.phrase(name) + "\r\n <\(from)>"),
            "To: <\(to)>",
            "Message-ID: <\(id)>",
            "Subject: " + HeaderText.text(content.subject),
            // Nobody's holidays answer it (RFC 3834).
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        if let replyTo = content.replyTo { lines.append("Reply-To: <\(replyTo)>") }
        if let unsubscribe = content.unsubscribe {
            lines.append("List-Unsubscribe:\r\n <\(unsubscribe.absoluteString)>")
            lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
        }
        func part(_ type: String, _ text: String) -> [String] {
            [
                "Content-Type: text/\(type); charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
                QuotedPrintable.encode(text),
            ]
        }
        if let html = content.html {
            lines += ["Content-Type: multipart/alternative; boundary=\"\(boundary)\"", ""]
            lines += ["--" + boundary] + part("plain", content.text)
            lines += ["--" + boundary] + part("html", html) + ["--" + boundary + "--"]
        } else {
            lines += part("plain", content.text)
        }
        return Data((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// RFC 5322, 3.3, in UTC: `Fri, 27 Nov 2026 07:12:19 +0000`.
    static func date(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int?) -> String { String(100 + (number ?? 0)).suffix(2).description }
        let day = "\(parts.day ?? 1) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 1970)"
        let time = "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
        return "\(days[(parts.weekday ?? 1) - 1]), \(day) \(time) +0000"
    }
}
