import Foundation
import GRDB
import Hummingbird
import Kernel
import Mail
import Outbound
import Persistence
import Web

/// The mail server, and what is to be sent through it.
struct MailRoutes: Sendable {
    let database: any DatabaseWriter
    let mailer: Mailer
    /// Has the outbox looked through at once.
    let sendNow: @Sendable () -> Void

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("mail", use: settings)
            .put("mail", use: setSettings)
            .get("mail/outbox", use: outbox)
            .post("mail/outbox/{mail}/retry", use: retry)
            .delete("mail/outbox/{mail}", use: drop)
        api.requiring(.writeSettings, isCostly: true, withoutProof: "A test changes nothing.")
            .post("mail/test", use: test)
    }

    /// What is not named stays.
    struct SettingsDraft: Decodable, Sendable {
        let isOn: Bool?, host: String?, port: Int?, security: OutboundSMTP.Security?, isInside: Bool?, user: String?
        /// Empty: there is none.
        let password: String?
        let from: String?, name: String?, perSecond: Int?

        func applied(to old: MailSettings) -> MailSettings {
            var new = old
            new.isOn = isOn ?? old.isOn
            new.host = host?.trimmingCharacters(in: .whitespaces).lowercased() ?? old.host
            new.port = port ?? old.port
            new.security = security ?? old.security
            new.isInside = isInside ?? old.isInside
            if let user { new.user = user.isEmpty ? nil : user }
            new.from = from?.trimmingCharacters(in: .whitespaces) ?? old.from
            new.name = name?.trimmingCharacters(in: .whitespaces) ?? old.name
            new.perSecond = perSecond ?? old.perSecond
            return new
        }
    }

    private static func shown(_ db: Database) throws -> MailSettingsResponse {
        let settings = try MailSettings.setting.value(db)
        return MailSettingsResponse(
            isOn: settings.isOn, host: settings.host, port: settings.port, security: settings.security,
            isInside: settings.isInside, user: settings.user,
            hasPassword: try MailSettings.password.value(db) != nil, from: settings.from, name: settings.name,
            perSecond: settings.perSecond)
    }

    func settings(_ request: Request, context: SignedInContext) async throws -> MailSettingsResponse {
        try await database.read { db in try Self.shown(db) }
    }

    func setSettings(_ request: Request, context: SignedInContext) async throws -> MailSettingsResponse {
        let (draft, origin) = (try await request.decode(as: SettingsDraft.self, context: context), context.origin)
        let isTrial = request.uri.queryParameters.isTrial
        let response = try await database.write(isTrial: isTrial) { [mailer] db in
            let new = draft.applied(to: try MailSettings.setting.value(db))
            try mailer.set(new, password: draft.password, by: origin, db)
            return try Self.shown(db)
        }
        if !isTrial { sendNow() }
        return response
    }

    struct TestDraft: Decodable, Sendable { let to: String }
    func test(_ request: Request, context: SignedInContext) async throws -> MailTestResponse {
        let draft = try await request.decode(as: TestDraft.self, context: context)
        let content = MailContent(
            subject: "Mail from Homeroom works · El correo de Homeroom funciona",
            text: """
                This is a test that an administrator of Homeroom asked for. Nothing needs to be done.

                Esta es una prueba que pidió un administrador de Homeroom. No hay que hacer nada.
                """)
        // Whose address it is nobody here knows: it goes with whoever asked.
        return MailTestResponse(words: try await mailer.test(content, to: draft.to, about: context.user.person))
    }

    func outbox(_ request: Request, context: SignedInContext) async throws -> OutboxResponse {
        let query = request.uri.queryParameters
        let size = try query.sliceSize(most: 200, standard: 50)
        let before = try query.identifier("before")
        let states = try query.get("state").map { name in
            guard let state = OutboxRecord.State(rawValue: name) else {
                throw RequestFailure.invalid(
                    "States are: \(OutboxRecord.State.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return [state]
        }
        return try await database.read { [mailer] db in
            let slice = try size.slice { limit in
                try mailer.outbox.list(states, limit: limit, before: before, db)
            }
            return OutboxResponse(
                messages: try slice.items.map { try Self.response($0, mailer.outbox) },
                counts: try mailer.outbox.counts(db), next: slice.next(\.id))
        }
    }

    private static func response(_ record: OutboxRecord, _ outbox: Outbox) throws -> MailResponse {
        MailResponse(
            id: record.id, at: record.at, kind: record.kind, recipient: try outbox.recipient(of: record),
            state: record.state, attempts: record.attempts,
            nextAt: record.state == .queued ? record.runAfter : nil, endedAt: record.endedAt, problem: record.problem,
            words: try outbox.words(of: record))
    }

    func retry(_ request: Request, context: SignedInContext) async throws -> MailResponse {
        let response = try await change(context, .jobRetried) { outbox, id, db in try outbox.retry(id, db) }
        sendNow()
        return response
    }

    func drop(_ request: Request, context: SignedInContext) async throws -> MailResponse {
        try await change(context, .jobDropped) { outbox, id, db in try outbox.drop(id, db) }
    }

    private func change(
        _ context: SignedInContext, _ action: AuditAction,
        _ body: @escaping @Sendable (Outbox, UUID, Database) throws -> OutboxRecord
    ) async throws -> MailResponse {
        let id = try context.id("mail")
        let origin = context.origin
        return try await database.write { [mailer] db in
            let record = try body(mailer.outbox, id, db)
            try AuditTrail.append(
                .init(action, "mail", id.uuidString.lowercased(), details: ["kind": record.kind]), by: origin, db)
            return try Self.response(record, mailer.outbox)
        }
    }
}
