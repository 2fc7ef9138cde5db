public import Foundation
public import GRDB
public import Kernel
import Logging
public import Outbound
import Persistence
import Synchronization
public import Vault

/// Sends what is in the outbox through the district's mail server.
///
/// A message is `sending` before a byte of it leaves: what a killed process leaves so is tried again, with the same
/// Message-ID, and so is what the server took without our hearing of it.
public final class Mailer: Sendable {
    private struct State {
        var underWay: Set<UUID> = []
        /// Before this moment the server is left alone, since it took nobody's mail so many times in a row.
        var restsUntil: Date?
        var failures = 0
        var nextSlot: ContinuousClock.Instant?
    }

    public let outbox: Outbox
    /// Notes what comes back.
    public let returned: ReturnedMail
    private let database: any DatabaseWriter
    private let gate: OutboundGate
    private let now: @Sendable () -> Date
    private let state = Mutex(State())
    private let logger = Logger(label: "homeroom.mail")
    private static let passwordPlace = "mail.password"

    /// - Parameters:
    ///   - sealer: seals the password, recipients and texts.
    ///   - now: the time; tests set it.
    public init(
        database: any DatabaseWriter, gate: OutboundGate, sealer: Sealer,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        (self.database, self.gate, self.now, outbox) = (database, gate, now, Outbox(sealer: sealer))
        returned = ReturnedMail(database: database, gate: gate, outbox: outbox)
    }

    // MARK: - Settings

    /// Stores settings, and notes what they change.
    /// - Parameter password: nil keeps it, an empty one removes it.
    /// - Throws: `MailFailure`; `Settings.Unreadable`; database errors.
    public func set(
        _ settings: MailSettings, password: String?, by origin: RequestOrigin, _ db: Database
    ) throws {
        let old = try MailSettings.setting.value(db)
        try MailSettings.setting.set(settings, at: nil, by: origin, db)
        // It was given for one server, over a way of one kind: another does not get it unasked.
        let isElsewhere =
            old.host != settings.host || old.port != settings.port || old.security != settings.security
            || old.isInside != settings.isInside
        if password == nil, isElsewhere, try MailSettings.password.value(db) != nil {
            try MailSettings.password.set(nil, at: nil, by: origin, db)
        }
        if let password {
            guard password.count <= 1000, !password.contains(where: \.isNewline) else {
                throw MailFailure.badSettings("The password has 1000 characters at most, in one line.")
            }
            let sealed = Data(outbox.sealer.seal(Array(password.utf8), for: Self.passwordPlace))
            try MailSettings.password.set(password.isEmpty ? nil : sealed, at: nil, by: origin, db)
        }
        db.afterNextTransaction { [self] _ in state.withLock { ($0.restsUntil, $0.failures) = (nil, 0) } }
    }

    private func server(_ settings: MailSettings, _ db: Database) throws -> OutboundSMTP.Server {
        let password = try MailSettings.password.value(db).map { sealed in
            guard let bytes = try? outbox.sealer.open(sealed, for: Self.passwordPlace) else {
                throw Settings.Unreadable(
                    name: MailSettings.password.name, reason: "it was sealed with another key")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        return .init(
            host: settings.host, port: settings.port, security: settings.security, mayBeInside: settings.isInside,
            user: settings.user, password: password)
    }

    // MARK: - Sending

    /// Sends a message to see whether that works, also while mail is switched off.
    /// - Returns: the server's words.
    /// - Throws: `MailFailure`; database errors.
    public func test(_ content: MailContent, to recipient: String, about person: UUID?) async throws -> String {
        let now = self.now()
        let id = try await database.write { [self] db in
            let id = try outbox.add(content, to: recipient, kind: "test", about: person, now: now, db)
            state.withLock { _ = $0.underWay.insert(id) }
            return id
        }
        switch try await send(id) {
        case .sent(let words): return words
        case .failed(let failure, _, _):
            // Whoever tries it sees why; nobody waits for this one.
            try await database.write { [outbox] db in _ = try? outbox.drop(id, db) }
            throw failure
        case .gone: throw MailFailure.notFound
        }
    }

    /// Sends all that is due, one after the other.
    /// - Throws: database errors, `CancellationError`.
    public func drain() async throws {
        while try await sendNext() { try Task.checkCancellation() }
    }

    /// - Returns: whether there may be more.
    private func sendNext() async throws -> Bool {
        let now = self.now()
        let (underWay, rests) = state.withLock { ($0.underWay, $0.restsUntil.map { $0 > now } ?? false) }
        guard !rests else { return false }
        let next: UUID? = try await database.read { db in
            guard try MailSettings.setting.value(db).isOn else { return nil }
            // What another run left on its way comes first.
            let states: [OutboxRecord.State] = [.sending, .queued]
            for state in states {
                let due = OutboxRecord.filter(Column("state") == state).filter(!underWay.contains(Column("id")))
                    .filter(Column("runAfter") <= now).order(Column("runAfter"))
                if let found = try due.fetchOne(db) { return found.id }
            }
            return nil
        }
        guard let next else { return false }
        guard state.withLock({ $0.underWay.insert(next).inserted }) else { return true }
        // Apart from the task that may be cancelled: at a stop no other message is begun, and the one that a server is
        // taking ends, so that it is not sent once more at the next start.
        let ending = try await Task { try await send(next) }.value
        if case .failed(_, isOfServer: true, _) = ending { return false }
        return true
    }

    private enum Ending {
        case sent(words: String)
        case failed(MailFailure, isOfServer: Bool, isFinal: Bool = false)
        /// It was dropped meanwhile, or the person erased.
        case gone

        var words: String? {
            switch self {
            case .sent(let words): words
            case .failed(let failure, _, _): failure.words
            case .gone: nil
            }
        }
    }

    /// Sends a message that this process has taken as under way.
    private func send(_ id: UUID) async throws -> Ending {
        defer { state.withLock { _ = $0.underWay.remove(id) } }
        let prepared = try await database.write { [self] db -> (OutboxRecord, MailSettings, OutboundSMTP.Server)? in
            guard var record = try OutboxRecord.fetchOne(db, key: id), [.queued, .sending].contains(record.state)
            else { return nil }
            record.state = .sending
            record.attempts += 1
            try record.update(db)
            let settings = try MailSettings.setting.value(db)
            return (record, settings, try server(settings, db))
        }
        guard let (record, settings, server) = prepared else { return .gone }
        try await waitForSlot(settings.perSecond)
        let ending: Ending
        do {
            let (sender, recipient) = (
                try MailAddress(settings.from), try MailAddress(try outbox.recipient(of: record))
            )
            let sealed = record.content ?? Data()
            let message = MailMessage(
                from: sender, name: settings.name, to: recipient,
                content: try JSONDecoder().decode(MailContent.self, from: try outbox.open(sealed, "content", id)),
                id: record.messageID, date: record.at, boundary: "=_" + UUID().uuidString.lowercased())
            let outcome = try await OutboundSMTP(gate, purpose: "mail: \(record.kind)").send(
                message.encoded(), from: sender.description, to: recipient.description, by: server)
            ending =
                switch outcome {
                case .accepted(let words): .sent(words: words)
                case .refused(let code, let words):
                    .failed(.refused(host: settings.host, words: words), isOfServer: false, isFinal: code >= 500)
                case .unwilling(_, let words): .failed(.unwilling(host: settings.host, words: words), isOfServer: true)
                case .loginRefused(let words):
                    .failed(.loginRefused(host: settings.host, words: words), isOfServer: true)
                case .notSecured: .failed(.notSecured(host: settings.host), isOfServer: true)
                }
        } catch let failure as OutboundHTTP.Failure {
            ending = .failed(MailFailure(failure, host: settings.host), isOfServer: true)
        } catch let failure as MailFailure {
            ending = .failed(failure, isOfServer: false, isFinal: true)
        } catch is Sealer.Forged {
            // What nobody can open any more nobody can send.
            ending = .failed(.notFound, isOfServer: false, isFinal: true)
        }
        try await note(record, ending)
        return ending
    }

    /// Writes down what became of a try. Also when the server ends just then: by a task that is not cancelled with it.
    private func note(_ record: OutboxRecord, _ ending: Ending) async throws {
        let now = self.now()
        try await Task { [self, database] in
            try await database.write { [self] db in
                guard var record = try OutboxRecord.fetchOne(db, key: record.id), record.state == .sending else {
                    return
                }
                record.words = ending.words.map { outbox.seal(Data($0.utf8), "words", record.id) }
                switch ending {
                case .sent:
                    (record.state, record.content, record.endedAt, record.problem) = (.sent, nil, now, nil)
                case .failed(let failure, _, let isFinal):
                    record.problem = failure.code
                    let wait = Outbox.waits[min(record.attempts, Outbox.waits.count) - 1] * Double.random(in: 0.8...1.2)
                    record.runAfter = now.addingTimeInterval(wait)
                    if isFinal {
                        (record.state, record.endedAt) = (.bounced, now)
                    } else if record.runAfter > record.giveUpAt {
                        (record.state, record.endedAt) = (.failed, now)
                    } else {
                        record.state = .queued
                    }
                case .gone: break
                }
                try record.update(db)
            }
        }.value
        state.withLock { state in
            guard case .failed(let failure, isOfServer: true, _) = ending else {
                return (state.restsUntil, state.failures) = (nil, 0)
            }
            // The others would fare no better: a minute, then five, then half an hour.
            state.restsUntil = now.addingTimeInterval(Outbox.waits[min(state.failures, 2)])
            state.failures += 1
            logger.warning("the mail server took no mail", metadata: ["problem": "\(failure.code)"])
        }
    }

    /// Waits until another message may go out.
    private func waitForSlot(_ perSecond: Int) async throws {
        let slot = state.withLock { state in
            let slot = max(state.nextSlot ?? .now, .now)
            state.nextSlot = slot + .seconds(1) / Double(max(1, perSecond))
            return slot
        }
        try await Task.sleep(until: slot)
    }
}
