import Foundation
import GRDB
import Hummingbird
import Kernel
import Web

/// Setting up second factors: for people who are signed in, and for those who must before they are.
struct SecondFactorRoutes: Sendable {
    let store: AccountStore
    let factors: SecondFactors
    let passkeys: Passkeys
    let confirmation: Confirmation

    func add(to router: Router<AppContext>) {
        router.group("api/v1/second-factors")
            .get(use: list)
            .post("app", use: proposeApp)
            .post("app/confirm", use: confirmApp)
            .post("passkey-options", use: passkeyOptions)
            .post("passkeys", use: addPasskey)
            .post("recovery-codes", use: recoveryCodes)
            .post("remove", use: remove)
    }

    /// The session, whole or at the point where a factor must be set up.
    private func mark(_ context: AppContext) async throws -> SessionMark {
        if context.isWithoutToken { throw RequestFailure.noToken }
        guard let mark = context.session, mark.stage != .secondFactor,
            try await store.access.principal(mark.person)?.may(.manageOwnAccount) == true
        else { throw RequestFailure.notSignedIn }
        try await store.database.read { db in try Self.requireOpen(mark, db) }
        return mark
    }

    /// A session that has only the password may set up the first factor. Once there is one, whoever set it up is the one
    /// who is asked for it: an older session touches no factor.
    private static func requireOpen(_ mark: SessionMark, _ db: Database) throws {
        guard mark.stage == .enrolment else { return }
        let isThere = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM session WHERE id = ?)", arguments: [mark.id])
        guard isThere == true else { throw RequestFailure.notSignedIn }
        guard try !SecondFactors.state(of: mark.person, db).isSetUp else { throw AccountsFailure.factorThere }
    }

    private func party(_ request: Request, _ context: AppContext) -> WebAuthn.Party {
        Visitor(request, context, publicURL: store.access.policy.publicURL).party
    }

    struct ListResponse: ResponseEncodable {
        struct Passkey: Encodable { let id: UUID, name: String, createdAt: Date, usedAt: Date? }
        let hasApp: Bool, passkeys: [Passkey], recoveryCodes: Int
    }

    func list(_ request: Request, context: AppContext) async throws -> ListResponse {
        let person = try await mark(context).person
        return try await store.database.read { db in
            let state = try SecondFactors.state(of: person, db)
            return ListResponse(
                hasApp: state.hasApp,
                passkeys: try Passkeys.list(person, db).map {
                    .init(id: $0.id, name: $0.name, createdAt: $0.createdAt, usedAt: $0.usedAt)
                }, recoveryCodes: state.recoveryCodes)
        }
    }

    struct ConfirmedRequest: Decodable { let password: String? }
    struct ProposalResponse: ResponseEncodable { let secret: String, address: String, ticket: String }

    func proposeApp(_ request: Request, context: AppContext) async throws -> ProposalResponse {
        let mark = try await mark(context)
        try await confirm(mark, request.decode(as: ConfirmedRequest.self, context: context).password, context)
        let (secret, address, ticket) = try await factors.proposeApp(for: mark.person)
        return ProposalResponse(secret: secret, address: address, ticket: ticket)
    }

    /// A whole session's owner confirms; at enrolment the password was given a moment ago.
    private func confirm(_ mark: SessionMark, _ password: String?, _ context: AppContext) async throws {
        if mark.stage == .complete { try await confirmation.require(mark, password, by: context.origin) }
    }

    struct ConfirmAppRequest: Decodable { let ticket: String, code: String }

    func confirmApp(_ request: Request, context: AppContext) async throws -> EditedResponse<
        SignInRoutes.StageResponse
    > {
        let mark = try await mark(context)
        let body = try await request.decode(as: ConfirmAppRequest.self, context: context)
        if mark.stage == .complete { try await confirmation.require(mark) }
        let (factors, origin) = (factors, context.origin)
        return try await finish(mark, context) { db in
            try factors.confirmApp(body.ticket, code: body.code, for: mark.person, by: origin, db)
        }
    }

    /// Stores a factor and, where it was the one that was missing, completes the sign-in.
    private func finish(
        _ mark: SessionMark, _ context: AppContext, _ store: @escaping @Sendable (Database) throws -> [String]
    ) async throws -> EditedResponse<SignInRoutes.StageResponse> {
        let (factors, origin) = (factors, context.origin)
        let (codes, begun) = try await self.store.database.write { db in
            try Self.requireOpen(mark, db)
            let codes = try store(db)
            // Who signed in by the password alone before this factor signs in anew, with it.
            try db.execute(
                sql: "DELETE FROM session WHERE personID = ? AND stage <> ? AND id <> ?",
                arguments: [mark.person, SessionStage.complete.rawValue, mark.id])
            return (
                codes, mark.stage == .enrolment ? try factors.promote(mark, way: "enrolment", by: origin, db) : nil
            )
        }
        self.store.sessions.forget {
            $0.person == mark.person && $0.stage != .complete && $0.id != begun?.mark.id
        }
        return EditedResponse(
            status: .ok, headers: begun.map { [.setCookie: $0.cookie] } ?? [:],
            response: .init(
                stage: SessionStage.complete.rawValue, csrf: begun?.mark.csrf ?? mark.csrf, methods: [],
                recoveryCodes: codes))
    }

    func passkeyOptions(_ request: Request, context: AppContext) async throws -> Passkeys.Options {
        let mark = try await mark(context)
        try await confirm(mark, request.decode(as: ConfirmedRequest.self, context: context).password, context)
        return try await passkeys.options(for: mark.person, party: party(request, context))
    }

    func addPasskey(_ request: Request, context: AppContext) async throws -> EditedResponse<
        SignInRoutes.StageResponse
    > {
        let mark = try await mark(context)
        let answer = try await request.decode(as: Passkeys.Registration.self, context: context)
        if mark.stage == .complete { try await confirmation.require(mark) }
        let passkey = try passkeys.check(answer, for: mark.person, party: party(request, context))
        let (passkeys, origin) = (passkeys, context.origin)
        return try await finish(mark, context) { db in try passkeys.keep(passkey, by: origin, db) }
    }

    struct CodesResponse: ResponseEncodable { let recoveryCodes: [String] }

    func recoveryCodes(_ request: Request, context: AppContext) async throws -> CodesResponse {
        let mark = try await mark(context)
        try await confirm(mark, request.decode(as: ConfirmedRequest.self, context: context).password, context)
        let (factors, origin) = (factors, context.origin)
        return CodesResponse(
            recoveryCodes: try await store.database.write { db in
                try Self.requireOpen(mark, db)
                guard try SecondFactors.state(of: mark.person, db).isSetUp else { throw AccountsFailure.noSecondFactor }
                try factors.note(mark.person, "recovery codes made", by: origin, db)
                return try factors.makeRecoveryCodes(for: mark.person, onlyIfNone: false, db)
            })
    }

    struct RemoveRequest: Decodable { let password: String?, app: Bool?, passkey: UUID? }

    func remove(_ request: Request, context: AppContext) async throws -> ListResponse {
        let mark = try await mark(context)
        let body = try await request.decode(as: RemoveRequest.self, context: context)
        try await confirm(mark, body.password, context)
        let what: SecondFactors.Removal
        if let passkey = body.passkey {
            what = .passkey(passkey)
        } else if body.app == true {
            what = .app
        } else {
            throw RequestFailure.invalid("Say which second factor to remove: `app` or a `passkey`.")
        }
        let (factors, origin) = (factors, context.origin)
        try await store.database.write { db in
            try Self.requireOpen(mark, db)
            try factors.remove(what, of: mark.person, isForced: false, by: origin, db)
        }
        return try await list(request, context: context)
    }
}
