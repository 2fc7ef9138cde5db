import Foundation
import Testing

@testable import Mail

@Suite("Messages") struct MailMessageTests {
    private func message(_ content: MailContent, name: String = "Homeroom") throws -> String {
        let message = MailMessage(
            from: try MailAddress("homeroom@district.example"), name: name, to: try MailAddress("ann@school.example"),
            content: content, id: "1@district.example", date: Date(timeIntervalSince1970: 1_795_763_539),
            boundary: "=_b")
        return String(decoding: try message.encoded(), as: UTF8.self)
    }

    @Test("a message is ASCII in lines of 78 at most, whatever it says")
    func form() throws {
        let content = MailContent(
            subject: "Invitación: tus prácticas de fracciones están listas en el aula 4 👩‍👩‍👧‍👦 y en casa",
            text: "Hola ñandú,\n.\n" + String(repeating: "muy largo ñ ", count: 40) + " \n= fin",
            html: "<p>Hola <b>ñ</b></p>", replyTo: "coach@school.example",
            unsubscribe: URL(string: "https://homeroom.example/mail/off"))
        let text = try message(content, name: "Escuela “Uno”, ñ")
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.count <= 78 && !$0.contains("\n") && $0 != "." })
        for line in [
            "Date: Fri, 27 Nov 2026 07:12:19 +0000", "To: <ann@school.example>", "Message-ID: <1@district.example>",
            "Auto-Submitted: auto-generated", "Reply-To: <coach@school.example>",
            "Content-Type: multipart/alternative; boundary=\"=_b\"", "--=_b--", "=2E", "=3D fin",
            "<p>Hola <b>=C3=B1</b></p>",
        ] { #expect(lines.contains(line), "\(line)") }
        // Encoded words hold whole characters.
        let words = text.matches(of: /=\?utf-8\?B\?([^?]+)\?=/).map { String($0.1) }
        #expect(words.allSatisfy { Data(base64Encoded: $0).flatMap { String(data: $0, encoding: .utf8) } != nil })
    }

    @Test("a name with signs stands in quotes")
    func names() throws {
        let text = try message(MailContent(subject: "x", text: "y"), name: #"O"Neill, Ann"#)
        #expect(text.contains(#"From: "O\"Neill, Ann""# + "\r\n <homeroom@district.example>\r\n"))
    }

    @Test("nothing that would begin another header is taken")
    func injection() {
        for subject in [
            "a\r\nBcc: x@y.example", "a\nb", "a\u{0}", "a\u{2028}b", "", String(repeating: "a", count: 201),
        ] {
            #expect(throws: MailFailure.badText) { try message(MailContent(subject: subject, text: "x")) }
        }
        #expect(throws: MailFailure.badText) { try message(MailContent(subject: "x", text: "y"), name: "a\r\nb") }
        #expect(throws: MailFailure.badAddress) {
            try message(MailContent(subject: "x", text: "y", replyTo: "a@b.example\r\nBcc: x@y.example"))
        }
        for address in ["http://x.example/", "mailto:x@y.example"] {
            guard let url = URL(string: address) else { continue }
            #expect(throws: MailFailure.badText) {
                try message(MailContent(subject: "x", text: "y", unsubscribe: url))
            }
        }
    }

    @Test(
        "addresses are plain ones",
        arguments: [
            ("ann@school.example", MailFailure?.none), ("o'neill+x.y@a-b.example", nil), ("a@xn--mnchen-3ya.de", nil),
            ("ann", .badAddress), ("@x.example", .badAddress), ("a b@x.example", .badAddress),
            ("<a@x.example>", .badAddress), ("a@x.example\r\nb", .badAddress), ("a..b@x.example", .badAddress),
            ("a@-x.example", .badAddress), ("a@[127.0.0.1]", .badAddress), ("ñ@x.example", .internationalAddress),
            ("a@münchen.de", .internationalAddress),
        ])
    func addresses(text: String, failure: MailFailure?) {
        var found: MailFailure?
        do { _ = try MailAddress(text) } catch { found = error }
        #expect(found == failure)
    }
}
