import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Vault
import Web

/// Coming in and going out: what strangers and half-signed-in people may ask for.
struct SignInRoutes: Sendable {
    let store: AccountStore
    let local: LocalSignIn
    let links: AccountLinks
    let sessions: Sessions
    let factors: SecondFactors
    let passkeys: Passkeys
    let providers: Providers
    let limiter: RateLimiter

    func add(to router: Router<AppContext>) {
        router.group("api/v1")
            .get("sign-in", use: ways)
            .post("sign-in", use: signIn)
            .post("sign-in/code", use: code)
            .post("sign-in/passkey-options", use: passkeyOptions)
            .post("sign-in/passkey", use: passkey)
            .get("session", use: session)
            .delete("session", use: signOut)
            .post("setup", use: setUp)
            .post("links/check", use: checkLink)
            .post("links/redeem", use: redeem)
    }

    private func visitor(_ request: Request, _ context: AppContext) -> Visitor {
        Visitor(request, context, publicURL: store.access.policy.publicURL)
    }

    /// Counts an attempt by the network it comes from. A whole school may share one, so what turns out well is given
    /// back; what guesses at names that nobody has counts tenfold.
    /// - Parameter own: what it is counted by in place of the network where it shows something that only who was here
    ///   before, or was sent a link, has: then nobody in the same network can use up what it needs.
    private func limited<Value>(
        _ context: AppContext, _ subject: RateLimiter.Subject = .signIn, own: String? = nil,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let asker = own ?? context.network
        if !context.isFromOwner { try limiter.spend(subject, asker) }
        do {
            let value = try await body()
            limiter.giveBack(subject, asker)
            return value
        } catch let wrong as LocalSignIn.Wrong {
            limiter.giveBack(subject, asker, wrong.isUnknown ? -9 : -2)
            throw AccountsFailure.wrongCredentials
        }
    }

    // MARK: Ways in

    struct WaysResponse: ResponseEncodable {
        struct Provider: Encodable { let id: UUID, name: String, kind: String }
        let district: String?, isSetUp: Bool, hasPasswords: Bool, providers: [Provider]
    }

    func ways(_ request: Request, context: AppContext) async throws -> WaysResponse {
        let policy = store.access.policy
        let (district, providers) = try await store.database.read { db in
            (
                try String.fetchOne(db, sql: "SELECT name FROM place WHERE kind = 'district'"),
                try ProviderRecord.enabled(db)
            )
        }
        return WaysResponse(
            district: district, isSetUp: district != nil, hasPasswords: policy.localAccounts,
            providers: providers.map { .init(id: $0.id, name: $0.name, kind: $0.kind.rawValue) })
    }

    // MARK: Passwords and second factors

    struct SignInRequest: Decodable { let name: String, password: String }

    /// How far the sign-in is, and what is asked next.
    struct StageResponse: ResponseEncodable {
        let stage: String, csrf: String, methods: [String]
        var recoveryCodes: [String]?
    }

    func signIn(_ request: Request, context: AppContext) async throws -> EditedResponse<StageResponse> {
        let body = try await request.decode(as: SignInRequest.self, context: context)
        let (visitor, device) = (visitor(request, context), device(request))
        let isKnown = body.name.utf8.count <= 320 ? try await local.isKnown(body.name, device) : false
        return try await limited(context, own: isKnown ? "device " + device.id.uuidString : nil) {
            // No account has a longer name or password.
            guard body.name.utf8.count <= 320, PasswordPolicy.isShort(body.password) else {
                throw AccountsFailure.wrongCredentials
            }
            let outcome = try await local.signIn(
                .init(
                    name: body.name, password: body.password, visitor: visitor, network: context.network,
                    device: device))
            return try await response(outcome.begun, request)
        }
    }

    private func device(_ request: Request) -> KnownDevice {
        KnownDevice(cookie: SessionCookie.value(of: KnownDevice.cookie, in: request.headers), store.sealer)
    }

    /// What a sign-in gives: the session's cookie, and, once it is complete, the note that the device is known.
    private func response(_ begun: Sessions.Begun, _ request: Request) async throws -> EditedResponse<StageResponse> {
        let state = try await store.database.read { db in try SecondFactors.state(of: begun.mark.person, db) }
        var headers: HTTPFields = [.setCookie: begun.cookie]
        if begun.mark.stage == .complete,
            let known = device(request).cookie(with: begun.mark.person, store.sealer)
        {
            headers.append(.init(name: .setCookie, value: known))
        }
        return EditedResponse(
            status: .ok, headers: headers,
            response: StageResponse(
                stage: begun.mark.stage.rawValue, csrf: begun.mark.csrf, methods: state.methods))
    }

    private static func half(_ context: AppContext) throws -> SessionMark {
        if context.isWithoutToken { throw RequestFailure.noToken }
        guard let mark = context.session, mark.stage == .secondFactor else { throw RequestFailure.notSignedIn }
        return mark
    }

    /// Who is here with a half session knew the password.
    private static func own(_ mark: SessionMark) -> String { "session " + mark.id.auditName }

    struct CodeRequest: Decodable { let code: String }

    func code(_ request: Request, context: AppContext) async throws -> EditedResponse<StageResponse> {
        let mark = try Self.half(context)
        let code = try await request.decode(as: CodeRequest.self, context: context).code
        let factors = self.factors
        return try await limited(context, own: Self.own(mark)) {
            try await response(
                factors.complete(mark, way: "code", by: context.origin) { db in
                    try factors.isRight(code, of: mark.person, db)
                }, request)
        }
    }

    func passkeyOptions(_ request: Request, context: AppContext) async throws -> Passkeys.Options {
        let mark = try Self.half(context)
        return try await limited(context, own: Self.own(mark)) {
            try await passkeys.options(for: mark.person, party: visitor(request, context).party)
        }
    }

    func passkey(_ request: Request, context: AppContext) async throws -> EditedResponse<StageResponse> {
        let mark = try Self.half(context)
        let answer = try await request.decode(as: Passkeys.Assertion.self, context: context)
        return try await limited(context, own: Self.own(mark)) {
            try await response(
                passkeys.complete(answer, mark, party: visitor(request, context).party, by: context.origin), request)
        }
    }

    // MARK: The session

    struct SessionResponse: ResponseEncodable {
        struct Role: Encodable { let role: String, place: UUID? }
        struct Single: Encodable { let permission: String, place: UUID? }
        let stage: String, csrf: String, id: UUID, name: String, email: String?
        let roles: [Role]
        /// Permissions given one by one; `permissions` has those of roles and these.
        let single: [Single]
        let permissions: [String], methods: [String], hasPassword: Bool, urgesSecondFactor: Bool
        /// Until when a second factor must be set up, where there is none yet.
        let secondFactorDue: Date?
    }

    func session(_ request: Request, context: AppContext) async throws -> SessionResponse {
        guard let mark = context.session,
            let (person, state, due) = try await store.database.read({ db in
                try store.people.find(mark.person, db).map {
                    let held = try MembershipRecord.filter(Column("personID") == $0.id).fetchAll(db)
                    return (
                        $0, try SecondFactors.state(of: $0.id, db),
                        try Access.policy(db).secondFactorDue(held, store.roles(db))
                    )
                }
            })
        else { throw RequestFailure.notSignedIn }
        let principal = context.principal
        let isAdministrator =
            principal?.grants.contains { StandardRole(rawValue: $0.role)?.isAdministrator == true } ?? false
        return SessionResponse(
            stage: mark.stage.rawValue, csrf: mark.csrf, id: person.id, name: person.name, email: person.email,
            roles: principal?.memberships.map { .init(role: $0.role, place: $0.place?.path.last) } ?? [],
            single: principal?.grants.filter { !$0.isMembership }.flatMap { held in
                held.permissions.map { .init(permission: $0.rawValue, place: held.place?.path.last) }
            } ?? [],
            permissions: principal.map { someone in
                store.permissions.all.filter { someone.may($0) }.map(\.rawValue)
            } ?? [],
            methods: state.methods, hasPassword: person.password != nil,
            urgesSecondFactor: isAdministrator && !state.isSetUp,
            secondFactorDue: state.isSetUp || due == .distantPast ? nil : due)
    }

    struct SignOutResponse: ResponseEncodable {
        /// Where to sign out at the provider too.
        let next: String?
    }

    func signOut(_ request: Request, context: AppContext) async throws -> EditedResponse<SignOutResponse> {
        if context.isWithoutToken { throw RequestFailure.noToken }
        guard let mark = context.session else { throw RequestFailure.notSignedIn }
        let details = try await sessions.end(mark, by: context.origin)
        let next = try await providers.endSession(details, site: visitor(request, context).site)
        var headers: HTTPFields = [.setCookie: SessionCookie.end]
        if let name = HTTPField.Name("clear-site-data") { headers[name] = "\"cache\", \"storage\"" }
        return EditedResponse(status: .ok, headers: headers, response: SignOutResponse(next: next))
    }

    // MARK: Links

    func setUp(_ request: Request, context: AppContext) async throws -> EditedResponse<StageResponse> {
        let wish = try await request.decode(as: AccountLinks.SetUp.self, context: context)
        let visitor = visitor(request, context)
        return try await limited(context, .link, own: links.own(wish.token)) {
            try await response(links.setUp(wish, device: visitor.device, by: visitor.origin), request)
        }
    }

    struct LinkRequest: Decodable { let token: String }
    struct LinkResponse: ResponseEncodable { let purpose: String, name: String?, email: String? }

    func checkLink(_ request: Request, context: AppContext) async throws -> LinkResponse {
        let token = try await request.decode(as: LinkRequest.self, context: context).token
        return try await limited(context, .link, own: links.own(token)) {
            guard token.utf8.count <= AccountLinks.longestToken else { throw AccountsFailure.linkSpent }
            if try await links.isValid(setUp: token) { return LinkResponse(purpose: "setUp", name: nil, email: nil) }
            let owner = try await links.owner(token)
            return LinkResponse(purpose: owner.purpose.rawValue, name: owner.person.name, email: owner.person.email)
        }
    }

    struct RedeemRequest: Decodable { let token: String, password: String }

    func redeem(_ request: Request, context: AppContext) async throws -> EditedResponse<StageResponse> {
        let body = try await request.decode(as: RedeemRequest.self, context: context)
        let visitor = visitor(request, context)
        return try await limited(context, .link, own: links.own(body.token)) {
            guard body.token.utf8.count <= AccountLinks.longestToken else { throw AccountsFailure.linkSpent }
            return try await response(
                links.redeem(body.token, password: body.password, device: visitor.device, by: visitor.origin), request)
        }
    }
}

extension Passkeys.Options: ResponseEncodable {}
