import Foundation
import GRDB
import Kernel
import Outbound
import Persistence
import Synchronization
import TestSupport
import Testing
import Vault

@testable import Mail

@Suite("The outbox") struct OutboxTests {
    private let database: DatabaseQueue
    private let sealer: Sealer
    private let server: MailServer
    /// The time, as the test sets it.
    private final class Clock: Sendable {
        private let date = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
        var now: Date { date.withLock { $0 } }
        func pass(_ seconds: TimeInterval) { date.withLock { $0 += seconds } }
    }
    private let clock = Clock()

    init() throws {
        database = try DatabaseFile.inMemory(migrations: MailSchema.migrations)
        sealer = try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true).sealer(context: "mail")
        server = try MailServer()
        let port = server.port
        try database.write { db in
            var settings = MailSettings()
            (settings.isOn, settings.host, settings.port, settings.isInside) = (true, "127.0.0.1", port, true)
            (settings.security, settings.from, settings.perSecond) = (.plain, "homeroom@district.example", 1000)
            try MailSettings.setting.store(settings, db)
        }
    }

    private func mailer() -> Mailer {
        Mailer(database: database, gate: OutboundGate(), sealer: sealer, now: { [clock] in clock.now })
    }

    private func add(_ mailer: Mailer, _ recipient: String, about person: UUID? = nil) async throws -> UUID {
        let now = clock.now
        return try await database.write { db in
            try mailer.outbox.add(
                MailContent(subject: "Hello", text: "One."), to: recipient, kind: "test", about: person, now: now, db)
        }
    }

    private func record(_ id: UUID) async throws -> OutboxRecord {
        try #require(try await database.read { db in try OutboxRecord.fetchOne(db, key: id) })
    }

    @Test("what is sent is sent once, and its text is not kept")
    func sent() async throws {
        let mailer = mailer()
        let id = try await add(mailer, "ann@school.example")
        try await mailer.drain()
        try await mailer.drain()
        let sent = try await record(id)
        #expect(sent.state == .sent && sent.content == nil && sent.attempts == 1)
        #expect(server.messages.count == 1 && server.messages[0].contains("Message-ID: <\(sent.messageID)>"))
        #expect(server.messages[0].contains("To: <ann@school.example>") && server.messages[0].contains("\n\nOne."))
        let stored = try await database.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM mail").description
        }
        #expect(!stored.contains("ann@"))
    }

    @Test("what is refused for good stays with the server's words, and can be tried again")
    func refused() async throws {
        let mailer = mailer()
        server.refuse("nobody", with: "550 5.1.1 nobody of that name")
        let id = try await add(mailer, "nobody@school.example")
        let other = try await add(mailer, "ann@school.example")
        try await mailer.drain()
        let bounced = try await record(id)
        #expect(bounced.state == .bounced && bounced.problem == "mail.refused")
        #expect(try mailer.outbox.words(of: bounced)?.contains("nobody of that name") == true)
        #expect(try await record(other).state == .sent, "the others go on")
        server.refuse("nobody", with: nil)
        let now = clock.now
        _ = try await database.write { db in try mailer.outbox.retry(id, now: now, db) }
        try await mailer.drain()
        #expect(try await record(id).state == .sent)
    }

    @Test("what is not taken now is tried again, ever later, for two days")
    func later() async throws {
        let mailer = mailer()
        server.refuse("later", with: "451 later")
        let id = try await add(mailer, "later@school.example")
        var (tries, waits) = (0, [TimeInterval]())
        while try await record(id).state == .queued, tries < 50 {
            let before = clock.now
            clock.pass(max(0, try await record(id).runAfter.timeIntervalSince(before)) + 1)
            waits.append(clock.now.timeIntervalSince(before))
            try await mailer.drain()
            tries += 1
        }
        #expect(try await record(id).state == .failed)
        #expect((8...16).contains(tries) && waits[1] < 80 && (200...400).contains(waits[2]))
        #expect(waits.reduce(0, +) < 3 * 86_400)
    }

    @Test("what a killed process left on its way is sent again as the same message")
    func killed() async throws {
        let id = try await add(mailer(), "ann@school.example")
        // As it stands when the process dies between the two writes.
        try await database.write { db in
            try db.execute(sql: "UPDATE mail SET state = 'sending', attempts = 1")
        }
        try await mailer().drain()
        let sent = try await record(id)
        #expect(sent.state == .sent && server.messages.count == 1)
        // The server took it and hung up: it is the same to whoever gets both.
        server.dropAfterMessage(true)
        let other = try await add(mailer(), "ben@school.example")
        let mailer = mailer()
        try await mailer.drain()
        server.dropAfterMessage(false)
        clock.pass(400)
        try await mailer.drain()
        let twice = try await record(other).messageID
        #expect(server.messages.filter { $0.contains("<\(twice)>") }.count == 2)
        #expect(try await record(other).state == .sent)
    }

    @Test("a server that is away is left alone for a while, with all that waits")
    func away() async throws {
        try await database.write { db in
            var settings = try MailSettings.setting.value(db)
            settings.port = 9
            try MailSettings.setting.store(settings, db)
        }
        let mailer = mailer()
        let ids = [
            try await add(mailer, "a@school.example"), try await add(mailer, "b@school.example"),
        ]
        try await mailer.drain()
        try await mailer.drain()
        let attempts = [try await record(ids[0]).attempts, try await record(ids[1]).attempts]
        #expect(attempts.reduce(0, +) == 1)
        await #expect(throws: MailFailure.unreachable(host: "127.0.0.1")) {
            try await mailer.test(MailContent(subject: "x", text: "y"), to: "a@school.example", about: nil)
        }
        #expect(try await database.read { db in try OutboxRecord.fetchCount(db) } == 2, "a test leaves nothing behind")
    }

    @Test("what is for a person goes with them")
    func erased() async throws {
        let (mailer, person) = (mailer(), UUID())
        _ = try await add(mailer, "ann@school.example", about: person)
        _ = try await add(mailer, "ben@school.example")
        try await database.write { db in try mailer.outbox.erase(person, db) }
        #expect(try await database.read { db in try OutboxRecord.fetchCount(db) } == 1)
    }

    @Test("mail goes unencrypted only inside, and no faster than it is set")
    func bounds() async throws {
        var settings = MailSettings()
        (settings.host, settings.from, settings.security) = ("smtp.example", "a@b.example", .plain)
        #expect(throws: MailFailure.self) { try settings.check() }
        settings.isInside = true
        try settings.check()
        let slow = MailSettings()
        #expect(slow.perSecond == 14)
        try await database.write { db in
            var settings = try MailSettings.setting.value(db)
            settings.perSecond = 10
            try MailSettings.setting.store(settings, db)
        }
        let mailer = mailer()
        for name in ["a", "b", "c", "d"] { _ = try await add(mailer, "\(name)@school.example") }
        let start = ContinuousClock.now
        try await mailer.drain()
        #expect(ContinuousClock.now - start >= .milliseconds(300) && server.messages.count == 4)
    }

    @Test("the password stays with the server it was given for, and what waits for somebody can be ended")
    func elsewhere() async throws {
        let (mailer, ann) = (mailer(), UUID())
        func change(_ edit: @escaping @Sendable (inout MailSettings) -> Void, password: String? = nil) async throws
            -> Bool
        {
            try await database.write { db in
                var settings = try MailSettings.setting.value(db)
                edit(&settings)
                try mailer.set(settings, password: password, by: .appliance, db)
                return try MailSettings.password.value(db) != nil
            }
        }
        #expect(try await change({ $0.user = "u" }, password: "secret"))
        #expect(try await change({ $0.name = "Cedar" }), "another name is the same server")
        #expect(try await !change({ $0.host = "127.0.0.2" }))
        #expect(try await change({ $0.host = "127.0.0.1" }, password: "secret"))
        #expect(try await !change({ $0.port = 2525 }))

        let waiting = try await add(mailer, "ann@school.example", about: ann)
        let other = try await add(mailer, "bo@school.example", about: UUID())
        let left = try await database.write { db in
            try mailer.outbox.dropWaiting(of: ann, db)
            return try OutboxRecord.fetchAll(db).map(\.id)
        }
        #expect(!left.contains(waiting) && left.contains(other))
    }
}
