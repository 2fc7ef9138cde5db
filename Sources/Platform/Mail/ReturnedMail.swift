import Foundation
public import GRDB
public import Kernel
import Logging
public import Outbound
import Persistence
import Vault

/// Looks through the mailbox that mail comes back to, and notes which messages did: a server may take a message and find
/// only later that it cannot deliver it.
public struct ReturnedMail: Sendable {
    private let database: any DatabaseWriter
    private let gate: OutboundGate
    private let outbox: Outbox
    private let logger = Logger(label: "homeroom.mail")
    private static let passwordPlace = "mail.returns.password"
    /// Messages that are read at a time; the rest wait for the next.
    private static let most = 100

    public init(database: any DatabaseWriter, gate: OutboundGate, outbox: Outbox) {
        (self.database, self.gate, self.outbox) = (database, gate, outbox)
    }

    /// Stores which mailbox it is, and notes what that changes.
    /// - Parameter password: nil keeps it, as long as the server and the user stay; an empty one removes it.
    /// - Throws: `MailFailure`; `Settings.Unreadable`; database errors.
    public func set(_ mailbox: ReturnMailbox, password: String?, by origin: RequestOrigin, _ db: Database) throws {
        let old = try ReturnMailbox.setting.value(db)
        try ReturnMailbox.setting.set(mailbox, at: nil, by: origin, db)
        // It was given for one mailbox: another server does not get it unasked.
        guard let password = password ?? (old == mailbox ? nil : "") else { return }
        guard password.count <= 1000, !password.contains(where: \.isNewline) else {
            throw MailFailure.badSettings("The password has 1000 characters at most, in one line.")
        }
        let sealed = Data(outbox.sealer.seal(Array(password.utf8), for: Self.passwordPlace))
        try ReturnMailbox.password.set(password.isEmpty ? nil : sealed, at: nil, by: origin, db)
    }

    private func server(_ db: Database) throws -> OutboundIMAP.Server? {
        let mailbox = try ReturnMailbox.setting.value(db)
        guard !mailbox.host.isEmpty else { return nil }
        let password = try ReturnMailbox.password.value(db).map { sealed in
            guard let bytes = try? outbox.sealer.open(sealed, for: Self.passwordPlace) else {
                throw Settings.Unreadable(name: ReturnMailbox.password.name, reason: "it was sealed with another key")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        return .init(
            host: mailbox.host, port: mailbox.port, security: mailbox.security, mayBeInside: mailbox.isInside,
            user: mailbox.user, password: password)
    }

    /// Reads what nobody has read yet.
    /// - Returns: how many messages came back.
    /// - Throws: `MailFailure`; `Settings.Unreadable`; database errors, `CancellationError`.
    @discardableResult
    public func look() async throws -> Int {
        guard let server = try await database.read({ db in try server(db) }) else { return 0 }
        let imap = OutboundIMAP(gate, purpose: "mail: what came back")
        var count = 0
        // One message that the server does not give keeps nobody from the others.
        var refused: String?
        do {
            for identifier in try await imap.unseen(at: server).prefix(Self.most) {
                try Task.checkCancellation()
                let message: Data
                do {
                    message = try await imap.message(identifier, at: server, bytes: DeliveryReport.longest)
                } catch OutboundIMAP.Refusal.refused(let words) {
                    refused = words
                    continue
                }
                guard let report = DeliveryReport(message) else { continue }
                if try await note(report) { count += 1 }
            }
        } catch let failure as OutboundHTTP.Failure {
            throw MailFailure(failure, host: server.host)
        } catch OutboundIMAP.Refusal.loginRefused(let words) {
            throw MailFailure.loginRefused(host: server.host, words: words)
        } catch OutboundIMAP.Refusal.notSecured {
            throw MailFailure.notSecured(host: server.host)
        } catch OutboundIMAP.Refusal.refused(let words) {
            throw MailFailure.mailboxRefused(host: server.host, words: words)
        }
        if count > 0 { logger.notice("mail came back", metadata: ["count": "\(count)"]) }
        if let refused { throw MailFailure.mailboxRefused(host: server.host, words: refused) }
        return count
    }

    private func note(_ report: DeliveryReport) async throws -> Bool {
        try await database.write { [outbox] db in try outbox.noteReturn(report, db) }
    }
}

extension Outbox {
    /// Notes that a message which a server took came back.
    /// - Returns: whether there is such a message.
    func noteReturn(_ report: DeliveryReport, now: Date = Date(), _ db: Database) throws -> Bool {
        for identifier in report.messageIDs {
            let sent = OutboxRecord.filter(
                Column("messageID") == identifier && Column("state") == OutboxRecord.State.sent)
            guard var record = try sent.fetchOne(db) else { continue }
            (record.state, record.endedAt) = (.bounced, now)
            record.problem = MailFailure.returned(words: "").code
            record.words = seal(Data(report.words.utf8), "words", record.id)
            try record.update(db)
            return true
        }
        return false
    }
}
