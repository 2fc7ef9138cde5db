import Foundation
import Testing

@testable import Mail

@Suite("Messages that come back") struct DeliveryReportTests {
    private static let id = "6f1c1f0e-8f0b-4f6e-9a3c-2f7b5d1e0a11@district.example"

    private static let postfix = """
        Return-Path: <>
        From: MAILER-DAEMON@mx.district.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: homeroom@district.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="4F2A1C0042.1764230000/mx.district.example"
        Message-Id: <20261127080000.8C1B2C0043@mx.district.example>

        This is a MIME-encapsulated message.

        --4F2A1C0042.1764230000/mx.district.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.district.example.

        --4F2A1C0042.1764230000/mx.district.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.district.example
        X-Postfix-Queue-ID: 4F2A1C0042
        X-Postfix-Sender: rfc822; homeroom@district.example
        Arrival-Date: Fri, 27 Nov 2026 07:59:58 +0000 (UTC)

        Final-Recipient: rfc822; ann@school.example
        Original-Recipient: rfc822;ann@school.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.school.example
        Diagnostic-Code: smtp; 550 5.1.1 <ann@school.example>: Recipient address
            rejected: User unknown in virtual mailbox table

        --4F2A1C0042.1764230000/mx.district.example
        Content-Description: Undelivered Message
        Content-Type: message/rfc822

        From: "Homeroom" <homeroom@district.example>
        To: <ann@school.example>
        Message-ID: <\(id)>
        Subject: Hello

        One.

        --4F2A1C0042.1764230000/mx.district.example--
        """

    private static let exchange = """
        From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@district.example>
        To: homeroom@district.example
        Subject: Undeliverable: Hello
        Message-ID: <a2b9@MBX1.district.example>
        In-Reply-To: <\(id)>
        References: <\(id)>
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="_9b6f_"
        MIME-Version: 1.0

        --_9b6f_
        Content-Type: multipart/alternative; boundary="_inner_"

        --_inner_
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: base64

        RGVsaXZlcnkgaGFzIGZhaWxlZA==
        --_inner_--

        --_9b6f_
        Content-Type: message/delivery-status

        Reporting-MTA: dns;MBX1.district.example

        Final-recipient: RFC822;ann@school.example
        Action: failed
        Status: 5.1.10
        Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
        X-Display-Name: ann@school.example

        --_9b6f_
        Content-Type: text/rfc822-headers

        Subject: Hello
        --_9b6f_--
        """

    private static let gmail = """
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
        To: homeroom@district.example
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        References: <\(id)>
        In-Reply-To: <\(id)>
        X-Failed-Recipients: ann@school.example
        Message-ID: <67469b3c.050a0220.1@mx.google.com>
        Content-Type: multipart/report; boundary="00000000000095ab2e0627d"; report-type=delivery-status

        --00000000000095ab2e0627d
        Content-Type: multipart/related; boundary="00000000000095cb1"

        --00000000000095cb1
        Content-Type: text/plain; charset="UTF-8"

        ** Address not found **
        --00000000000095cb1--
        --00000000000095ab2e0627d
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.com
        Received-From-MTA: dns; homeroom@district.example
        Arrival-Date: Fri, 27 Nov 2026 00:00:01 -0800 (PST)
        X-Original-Message-ID: <\(id)>

        Final-Recipient: rfc822; ann@school.example
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
         550 5.1.1 double-checking the recipient's email address.
        Last-Attempt-Date: Fri, 27 Nov 2026 00:00:02 -0800 (PST)

        --00000000000095ab2e0627d--
        """

    private static let sendmail = """
        Return-Path: <MAILER-DAEMON>
        From: Mail Delivery Subsystem <MAILER-DAEMON@mail.district.example>
        To: <homeroom@district.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="4AR80012.1764230400/mail.district.example"
        Subject: Returned mail: see transcript for details
        Auto-Submitted: auto-generated (failure)

        This is a MIME-encapsulated message

        --4AR80012.1764230400/mail.district.example

        The original message was received at Fri, 27 Nov 2026 08:00:00 GMT

           ----- The following addresses had permanent fatal errors -----
        <ann@school.example>
            (reason: 550 5.7.1 Message rejected due to content)

        --4AR80012.1764230400/mail.district.example
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.district.example
        Received-From-MTA: DNS; localhost
        Arrival-Date: Fri, 27 Nov 2026 08:00:00 GMT

        Final-Recipient: RFC822; ann@school.example
        Action: failed
        Status: 5.7.1
        Remote-MTA: DNS; mx.school.example
        Diagnostic-Code: SMTP; 550 5.7.1 Message rejected due to content
        Last-Attempt-Date: Fri, 27 Nov 2026 08:00:01 GMT

        --4AR80012.1764230400/mail.district.example
        Content-Type: text/rfc822-headers

        Return-Path: <homeroom@district.example>
        From: <homeroom@district.example>
        Message-ID:
         <\(id)>
        Subject: Hello

        --4AR80012.1764230400/mail.district.example--
        """

    private static let qmail = """
        Return-Path: <>
        From: MAILER-DAEMON@mail.district.example
        To: homeroom@district.example
        Subject: failure notice

        Hi. This is the qmail-send program at mail.district.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <ann@school.example>:
        192.0.2.7 does not like recipient.
        Remote host said: 550 5.2.2 mailbox full
        Giving up on 192.0.2.7.

        --- Below this line is a copy of the message.

        Return-Path: <homeroom@district.example>
        Received: (qmail 12345 invoked by uid 1000); 27 Nov 2026 08:00:00 -0000
        Message-ID: <\(id)>
        Subject: Hello

        One.
        """

    static let servers: [(text: String, status: String, words: String)] = [
        (postfix, "5.1.1", "User unknown"), (exchange, "5.1.10", "Recipient not found"),
        (gmail, "5.1.1", "double-checking"), (sendmail, "5.7.1", "rejected due to content"),
        (qmail, "5.2.2", "mailbox full"),
    ]

    @Test("of five servers, each says which message came back and why", arguments: servers.indices)
    func read(_ index: Int) throws {
        let (text, status, words) = Self.servers[index]
        for text in [text, text.replacing("\n", with: "\r\n")] {
            let report = try #require(DeliveryReport(Data(text.utf8)))
            #expect(report.messageIDs.first == Self.id && report.status == status)
            #expect(report.words.contains(words), "\(report.words)")
        }
    }

    @Test("a delay, a holiday, a letter and what is no message are no reports")
    func others() {
        for text in [
            Self.postfix.replacing("Action: failed", with: "Action: delayed"),
            Self.postfix.replacing("multipart/report", with: "multipart/mixed"),
            "In-Reply-To: <\(Self.id)>\nAuto-Submitted: auto-replied\n\nI am away.", "", "\n\n\n", ":",
            "Hi. This is the",
        ] { #expect(DeliveryReport(Data(text.utf8)) == nil) }
    }

    @Test("hostile bytes do no harm, wherever they are cut")
    func hostile() {
        let whole = Array(Self.postfix.utf8)
        for end in stride(from: 0, to: whole.count, by: 7) { _ = DeliveryReport(Data(whole[..<end])) }
        let boundary = "Content-Type: multipart/report; boundary=x\n\n"
        for filler in ["--x\n", "\n", " ", "<", "Content-Type: message/delivery-status\n--x\n", "\u{0}", "a:\n b\n"] {
            let text = boundary + String(repeating: filler, count: 100_000)
            #expect(DeliveryReport(Data(text.utf8)) == nil)
        }
        #expect(DeliveryReport(Data(repeating: 0xFF, count: 100_000)) == nil)
    }
}
