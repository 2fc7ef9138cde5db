import Foundation
import GRDB
import Kernel
import Outbound
import Persistence
import TestSupport
import Testing
import Vault

@testable import Mail

@Suite("The mailbox that mail comes back to") struct ReturnedMailTests {
    private let database: DatabaseQueue
    private let mailer: Mailer
    private let server: MailServer
    private let mailbox: MailboxServer

    init() throws {
        database = try DatabaseFile.inMemory(migrations: MailSchema.migrations)
        let sealer = try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true)
            .sealer(context: "mail")
        mailer = Mailer(database: database, gate: OutboundGate(), sealer: sealer)
        (server, mailbox) = (try MailServer(), try MailboxServer())
        let port = server.port
        try database.write { db in
            var settings = MailSettings()
            (settings.isOn, settings.host, settings.port, settings.isInside) = (true, "127.0.0.1", port, true)
            (settings.security, settings.from, settings.perSecond) = (.plain, "homeroom@district.example", 1000)
            try MailSettings.setting.store(settings, db)
        }
    }

    private func name(_ password: String?, user: String = "homeroom") async throws {
        let port = mailbox.port
        try await database.write { [mailer] db in
            var returns = ReturnMailbox()
            (returns.host, returns.port, returns.security) = ("127.0.0.1", port, .plain)
            (returns.isInside, returns.user) = (true, user)
            try mailer.returned.set(returns, password: password, by: .appliance, db)
        }
    }

    @Test("what a server took and sent back is bounced with the server's words, once, and is not queued again")
    func returned() async throws {
        #expect(try await mailer.returned.look() == 0, "no mailbox is named")
        let id = try await database.write { [mailer] db in
            try mailer.outbox.add(
                MailContent(subject: "Hello", text: "One."), to: "ann@school.example", kind: "test", about: nil, db)
        }
        try await mailer.drain()
        let sent = try #require(try await database.read { db in try OutboxRecord.fetchOne(db, key: id) })
        #expect(sent.state == .sent)
        mailbox.add("Subject: Lunch\n\nAt noon?")
        let report = DeliveryReportTests.servers[0].text
        mailbox.add(report.replacing("6f1c1f0e-8f0b-4f6e-9a3c-2f7b5d1e0a11@district.example", with: sent.messageID))
        mailbox.add(report)
        try await name(MailboxServer.password)
        #expect(try await mailer.returned.look() == 1)
        #expect(try await mailer.returned.look() == 0, "all is read")
        let record = try #require(try await database.read { db in try OutboxRecord.fetchOne(db, key: id) })
        #expect(record.state == .bounced && record.problem == "mail.returned")
        #expect(try mailer.outbox.words(of: record)?.contains("User unknown") == true)
        await #expect(throws: MailFailure.textGone) {
            try await database.write { [mailer] db in try mailer.outbox.retry(id, db) }
        }
        #expect(mailbox.commands.count { $0.hasPrefix("UID FETCH") } == 3)
    }

    @Test("a wrong password is told, and stays with the mailbox that it was given for")
    func password() async throws {
        try await name("wrong")
        let failure = await #expect(throws: MailFailure.self) { try await mailer.returned.look() }
        #expect(failure?.code == "mail.loginRefused")
        #expect(try await database.read { db in try ReturnMailbox.password.value(db) } != nil)
        try await name(nil, user: "another")
        #expect(try await database.read { db in try ReturnMailbox.password.value(db) } == nil)
        await #expect(throws: MailFailure.self) {
            try await database.write { [mailer] db in
                var outside = ReturnMailbox()
                (outside.host, outside.user, outside.security) = ("imap.district.example", "homeroom", .plain)
                try mailer.returned.set(outside, password: nil, by: .appliance, db)
            }
        }
    }
}
