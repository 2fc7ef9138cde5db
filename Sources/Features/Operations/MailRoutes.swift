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
        api.described(.writeSettings)
            .get("mail", "The mail server, and how mail is sent", use: settings)
            .put("mail", "Change that; what is not named stays", isCheckable: true, use: setSettings)
            .get(
                "mail/outbox", "Messages that wait to be sent, and what became of them, the newest first",
                query: [Self.state, Self.limit, Self.before], use: outbox
            )
            .post("mail/outbox/{mail}/retry", "Try a message again that was refused or given up", use: retry)
            .delete("mail/outbox/{mail}", "Remove a message", use: drop)
        api.described(.writeSettings, isCostly: true, withoutProof: "A test changes nothing.")
            .post("mail/test", "Send a message to see whether that works, also while no mail is sent", use: test)
    }

    private static let state = QueryParameter.choice("state", of: OutboxRecord.State.self)
    private static let limit = LimitParameter(most: 200, standard: 50)
    private static let before = QueryParameter.identifier("before")

    /// What is not named stays.
    struct SettingsDraft: DescribedType, Sendable {
        let isOn: Bool?, host: String?, port: Int?, security: OutboundSMTP.Security?, isInside: Bool?, user: String?
        /// Empty: there is none.
        let password: String?
        let from: String?, name: String?, perSecond: Int?
        let returns: Returns?

        /// The mailbox that mail comes back to: none where the host is empty. Of what is not named what holds stays.
        struct Returns: Decodable, Sendable {
            let host: String?, port: Int?, security: OutboundSMTP.Security?, isInside: Bool?, user: String?
            /// Empty: there is none.
            let password: String?

            func applied(to old: ReturnMailbox) -> ReturnMailbox {
                var new = old
                new.host = host?.trimmingCharacters(in: .whitespaces).lowercased() ?? old.host
                guard !new.host.isEmpty else { return ReturnMailbox() }
                new.port = port ?? old.port
                new.security = security ?? old.security
                new.isInside = isInside ?? old.isInside
                new.user = user?.trimmingCharacters(in: .whitespaces) ?? old.user
                return new
            }
        }

        static let schemaName: String? = "MailSettingsDraft"
        static func describe(_ schema: inout JSONSchema) {
            MailSettingsResponse.describe(&schema)
            schema.limit("password", toCharacters: 0...1000)
            schema.describe("password", as: "Empty: there is none")
            schema.describe(
                "returns", as: "The mailbox (IMAP) that mail comes back to; of what is not named what holds stays")
            schema.describe("returns", "host", as: "Empty: there is none")
            schema.limit("returns", "password", toCharacters: 0...1000)
            schema.describe("returns", "password", as: "Empty: there is none")
        }

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
        let mailbox = try ReturnMailbox.setting.value(db)
        return MailSettingsResponse(
            isOn: settings.isOn, host: settings.host, port: settings.port, security: settings.security,
            isInside: settings.isInside, user: settings.user,
            hasPassword: try MailSettings.password.value(db) != nil, from: settings.from, name: settings.name,
            perSecond: settings.perSecond,
            returns: mailbox.host.isEmpty
                ? nil
                : .init(
                    host: mailbox.host, port: mailbox.port, security: mailbox.security, isInside: mailbox.isInside,
                    user: mailbox.user, hasPassword: try ReturnMailbox.password.value(db) != nil))
    }

    func settings(_ request: Request, context: SignedInContext) async throws -> MailSettingsResponse {
        try await database.read { db in try Self.shown(db) }
    }

    func setSettings(
        _ request: Request, context: SignedInContext, draft: SettingsDraft
    ) async throws -> MailSettingsResponse {
        let origin = context.origin
        let isTrial = request.uri.queryParameters.isTrial
        let response = try await database.write(isTrial: isTrial) { [mailer] db in
            let new = draft.applied(to: try MailSettings.setting.value(db))
            try mailer.set(new, password: draft.password, by: origin, db)
            if let returns = draft.returns {
                let mailbox = returns.applied(to: try ReturnMailbox.setting.value(db))
                try mailer.returned.set(mailbox, password: returns.password, by: origin, db)
            }
            return try Self.shown(db)
        }
        if !isTrial { sendNow() }
        return response
    }

    struct TestDraft: DescribedType, Sendable {
        let to: String

        static func describe(_ schema: inout JSONSchema) { schema.limit("to", toCharacters: 0...254) }
    }
    func test(_ request: Request, context: SignedInContext, draft: TestDraft) async throws -> MailTestResponse {
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
        let (size, before) = (try Self.limit.size(in: query), try Self.before.value(in: query))
        let states = try Self.state.value(in: query).map { [$0] }
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
