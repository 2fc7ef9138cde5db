import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// One's own account: name, password, sessions and keys.
struct AccountRoutes: Sendable {
    let store: AccountStore
    let local: LocalSignIn
    let links: AccountLinks
    let sessions: Sessions
    let keys: APIKeys
    let confirmation: Confirmation

    func add(to api: SignedInRoutes) {
        // A password costs a good deal to judge and to hash.
        api.requiring(.manageOwnAccount, isCostly: true)
            .post("account/password", use: changePassword)
            .post("account/confirmation", use: confirm)
            .post("account/confirmation/passkey-options", use: passkeyOptions)
        api.requiring(.manageOwnAccount)
            .get("account/sessions", use: listSessions)
            .delete("account/sessions", use: endOtherSessions)
            .delete("account/sessions/:session", use: endSession)
            .get("account/api-keys", use: listKeys)
            .post("account/api-keys", use: makeKey)
            .post("account/api-keys/:key/rotate", use: rotateKey)
            .delete("account/api-keys/:key", use: revokeKey)
    }

    /// Keys and the console have no account to manage.
    private func person(_ context: SignedInContext) throws -> UUID {
        guard let person = context.user.person, context.session != nil else {
            throw RequestFailure.invalid("This is done by a person in a browser, not by a key.")
        }
        return person
    }

    struct PasswordRequest: Decodable { let present: String?, new: String }

    private func mark(_ context: SignedInContext) throws -> SessionMark {
        _ = try person(context)
        guard let mark = context.session else { throw RequestFailure.notSignedIn }
        return mark
    }

    func changePassword(_ request: Request, context: SignedInContext) async throws
        -> EditedResponse<SignInRoutes.StageResponse>
    {
        let mark = try mark(context)
        let body = try await request.decode(as: PasswordRequest.self, context: context)
        if try await local.hasPassword(mark.person) {
            guard try await local.isOwn(body.present ?? "", of: mark.person, by: context.origin) else {
                throw AccountsFailure.stepUp
            }
        } else {
            try await confirmation.require(mark)
        }
        let begun = try await links.change(mark, to: body.new, by: context.origin)
        return EditedResponse(
            status: .ok, headers: [.setCookie: begun.cookie],
            response: .init(stage: begun.mark.stage.rawValue, csrf: begun.mark.csrf, methods: []))
    }

    struct ConfirmationRequest: Decodable { let password: String?, code: String?, passkey: Passkeys.Assertion? }

    private func party(_ context: SignedInContext) -> WebAuthn.Party {
        let site = Visitor.site(context.site, store.access.policy.publicURL)
        return WebAuthn.Party(origin: site, id: URL(string: site)?.host() ?? "localhost")
    }

    func passkeyOptions(_ request: Request, context: SignedInContext) async throws -> Passkeys.Options {
        try await confirmation.passkeys.options(for: person(context), party: party(context))
    }

    func confirm(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let mark = try mark(context)
        let body = try await request.decode(as: ConfirmationRequest.self, context: context)
        if let passkey = body.passkey {
            try await confirmation.confirm(mark, passkey, party: party(context), by: context.origin)
        } else {
            try await confirmation.confirm(mark, password: body.password, code: body.code, by: context.origin)
        }
        return .noContent
    }

    // MARK: Sessions

    struct SessionsResponse: ResponseEncodable {
        struct Session: Encodable {
            let id: UUID, isThis: Bool, device: String, address: String, way: String, startedAt: Date, usedAt: Date
            let endsAt: Date
        }
        let sessions: [Session]
    }

    func listSessions(_ request: Request, context: SignedInContext) async throws -> SessionsResponse {
        SessionsResponse(
            sessions: try await sessions.list(person(context)).map { record, details in
                .init(
                    id: record.id, isThis: record.id == context.session?.id, device: details.device,
                    address: details.address, way: details.way, startedAt: details.startedAt, usedAt: record.usedAt,
                    endsAt: record.endsAt)
            })
    }

    func endOtherSessions(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await sessions.end(of: person(context), except: context.session?.id, by: context.origin)
        return .noContent
    }

    func endSession(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let session = try context.id("session")
        try await sessions.end(of: person(context), only: session, by: context.origin)
        return .noContent
    }

    // MARK: Keys

    struct KeyResponse: ResponseEncodable, Encodable {
        let id: UUID, name: String, scopes: [String], createdAt: Date, expiresAt: Date, usedAt: Date?
        let endsSoon: Bool, isReplaced: Bool
        /// Only in the answer that makes it.
        var key: String?

        init(_ record: APIKeyRecord, key: String? = nil) {
            (id, name, scopes) = (record.id, record.name, record.scopeNames)
            (createdAt, expiresAt, usedAt) = (record.createdAt, record.expiresAt, record.usedAt)
            endsSoon = record.expiresAt.timeIntervalSinceNow < APIKeys.warning
            isReplaced = record.replacedBy != nil
            self.key = key
        }
    }

    struct KeysResponse: ResponseEncodable { let keys: [KeyResponse] }

    func listKeys(_ request: Request, context: SignedInContext) async throws -> KeysResponse {
        KeysResponse(keys: try await keys.list(person(context)).map { KeyResponse($0) })
    }

    struct KeyRequest: Decodable { let name: String, scopes: [String], days: Int?, password: String? }

    func makeKey(_ request: Request, context: SignedInContext) async throws -> EditedResponse<KeyResponse> {
        let mark = try mark(context)
        let wish = try await request.decode(as: KeyRequest.self, context: context)
        try await confirmation.require(mark, wish.password, by: context.origin)
        let made = try await keys.make(
            wish.name, scopes: wish.scopes, days: wish.days, for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: KeyResponse(made.record, key: made.key))
    }

    func rotateKey(_ request: Request, context: SignedInContext) async throws -> EditedResponse<KeyResponse> {
        let id = try context.id("key")
        guard let person = context.user.person else { throw AccountsFailure.keyNotFound }
        if context.session == nil {
            // A key may replace itself, so that machines can do it before it ends.
            guard context.user.key == id else { throw AccountsFailure.keyNotFound }
        } else {
            try await context.requireProof()
        }
        let made = try await keys.rotate(id, of: person, by: context.origin)
        return EditedResponse(status: .created, response: KeyResponse(made.record, key: made.key))
    }

    func revokeKey(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let id = try context.id("key")
        try await keys.revoke(id, of: person(context), by: context.origin)
        return .noContent
    }
}
