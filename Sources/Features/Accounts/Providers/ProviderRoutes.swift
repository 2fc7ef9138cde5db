import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Vault
import Web

/// The browser's way to a provider and back, and the administrator's page of providers.
struct ProviderRoutes: Sendable {
    let store: AccountStore
    let providers: Providers
    let limiter: RateLimiter

    func addPublic(to router: Router<AppContext>) {
        router.get("sign-in/callback", use: callback)
        router.get("sign-in/at/:provider", use: start)
    }

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("providers", use: list)
            .post("providers", use: create)
            .put("providers/:provider", use: update)
            .delete("providers/:provider", use: remove)
            .post("providers/:provider/test", use: test)
    }

    // MARK: The browser's way

    private func visitor(_ request: Request, _ context: AppContext) throws -> Visitor {
        Visitor(request, context, publicURL: try store.access.policy().publicURL)
    }

    func start(_ request: Request, context: AppContext) async throws -> Response {
        try limiter.spend(.signIn, context.address)
        let provider = try context.parameters.require("provider", as: UUID.self)
        return try await leave(for: provider, next: request.uri.queryParameters.get("next"), visitor(request, context))
    }

    private func leave(for provider: UUID, next: String?, _ visitor: Visitor) async throws -> Response {
        do {
            let (url, ticket) = try await providers.start(provider, next: next, visitor)
            let cookie = SessionCookie.value(
                FlowTicket.cookie, try ticket.sealed(store.sealer), seconds: Int(FlowTicket.life))
            return Response(status: .seeOther, headers: [.location: url.absoluteString, .setCookie: cookie])
        } catch let failure as AccountsFailure { return Self.explain(failure) }
    }

    func callback(_ request: Request, context: AppContext) async throws -> Response {
        try limiter.spend(.signIn, context.address)
        let visitor = try visitor(request, context)
        let query = request.uri.queryParameters
        // A portal sends people here with a code that nobody asked for. It is not exchanged: our own question is asked
        // at once, and the portal, where they are signed in, answers it without a word.
        if query.get("state") == nil, query.get("code") != nil,
            let portal = try await store.database.read({ db in
                try ProviderRecord.enabled(db).first { $0.kind == .clever }
            })
        {
            return try await leave(for: portal.id, next: nil, visitor)
        }
        let ticket = SessionCookie.value(of: FlowTicket.cookie, in: request.headers).flatMap {
            FlowTicket.open($0, store.sealer)
        }
        let over = SessionCookie.value(FlowTicket.cookie, "", seconds: 0)
        do {
            let (begun, next) = try await providers.finish(
                .init(
                    code: query.get("code"), state: query.get("state"), error: query.get("error"),
                    issuer: query.get("iss"), ticket: ticket), visitor)
            var response = Response(status: .seeOther, headers: [.location: next])
            response.headers.append(.init(name: .setCookie, value: begun.cookie))
            response.headers.append(.init(name: .setCookie, value: over))
            return response
        } catch let failure as AccountsFailure {
            var response = Self.explain(failure)
            response.headers.append(.init(name: .setCookie, value: over))
            return response
        }
    }

    /// Back to the page, which says what went wrong.
    private static func explain(_ failure: AccountsFailure) -> Response {
        let code = failure.code.filter { $0.isLetter || $0 == "." }
        return Response(status: .seeOther, headers: [.location: "/?problem=\(code)"])
    }

    // MARK: The administrator's page

    struct ProviderResponse: ResponseEncodable, Encodable {
        let id: UUID, kind: String, name: String, isEnabled: Bool, clientID: String, hasSecret: Bool
        let settings: ProviderSettings, redirect: String
    }

    struct ListResponse: ResponseEncodable { let providers: [ProviderResponse] }

    private func response(_ record: ProviderRecord, _ site: String) throws -> ProviderResponse {
        ProviderResponse(
            id: record.id, kind: record.kind.rawValue, name: record.name, isEnabled: record.isEnabled,
            clientID: record.clientID, hasSecret: record.secret.count > 40, settings: try record.decodedSettings(),
            redirect: site + "/sign-in/callback")
    }

    private func site(_ request: Request) throws -> String {
        if let url = try store.access.policy().publicURL { return url }
        return "http://" + (request.head.authority ?? "localhost")
    }

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        let site = try site(request)
        let records = try await store.database.read { db in try ProviderRecord.order(Column("name")).fetchAll(db) }
        return ListResponse(providers: try records.map { try response($0, site) })
    }

    struct ProviderRequest: Decodable {
        let kind: ProviderRecord.Kind, name: String, isEnabled: Bool?, clientID: String, secret: String?
        let settings: Settings

        struct Settings: Decodable {
            let issuer: String?, hostedDomains: [String]?, districtID: String?, apiURL: String?, scopes: [String]?
            let rosterClaim: String?, vouchesForSecondFactor: Bool?, provisioning: ProviderSettings.Provisioning?
        }

        func checked() throws -> (name: String, settings: ProviderSettings) {
            let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
            guard (1...60).contains(name.count) else { throw AccountsFailure.invalid("Give the provider a name.") }
            guard (1...300).contains(clientID.count) else { throw AccountsFailure.invalid("Give the client's id.") }
            let settings = ProviderSettings(
                issuer: settings.issuer ?? kind.issuer ?? "",
                hostedDomains: settings.hostedDomains?.map(normalized), districtID: settings.districtID,
                apiURL: settings.apiURL, scopes: settings.scopes, rosterClaim: settings.rosterClaim,
                vouchesForSecondFactor: settings.vouchesForSecondFactor, provisioning: settings.provisioning)
            try settings.check(kind)
            return (name, settings)
        }
    }

    func create(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ProviderResponse> {
        let wish = try await request.decode(as: ProviderRequest.self, context: context)
        let record = try await save(wish, as: nil, by: context.origin)
        return EditedResponse(status: .created, response: try response(record, site(request)))
    }

    func update(_ request: Request, context: SignedInContext) async throws -> ProviderResponse {
        let id = try context.parameters.require("provider", as: UUID.self)
        let wish = try await request.decode(as: ProviderRequest.self, context: context)
        return try response(try await save(wish, as: id, by: context.origin), site(request))
    }

    private func save(_ wish: ProviderRequest, as id: UUID?, by origin: RequestOrigin) async throws -> ProviderRecord {
        let (name, settings) = try wish.checked()
        let text = String(decoding: try JSONEncoder.wire.encode(settings), as: UTF8.self)
        return try await store.write { db in
            let old = try id.map { id in
                guard let old = try ProviderRecord.fetchOne(db, key: id) else { throw AccountsFailure.providerNotFound }
                return old
            }
            let same = try ProviderRecord.filter(Column("name") == name && Column("id") != (id ?? UUID())).fetchCount(
                db)
            guard same == 0 else { throw AccountsFailure.nameTaken }
            let key = id ?? UUID.timeOrdered()
            // A secret that is not given stays as it was; it is never given out.
            let secret =
                wish.secret.map {
                    Data(store.sealer.seal(Array($0.utf8), for: "provider.secret.\(key.uuidString)"))
                } ?? old?.secret ?? Data(store.sealer.seal([], for: "provider.secret.\(key.uuidString)"))
            let record = ProviderRecord(
                id: key, kind: wish.kind, name: name, isEnabled: wish.isEnabled ?? true, clientID: wish.clientID,
                secret: secret, settings: text)
            try record.save(db)
            try AuditTrail.append(
                .init(
                    .settingsChanged, "provider", key.auditName, place: try store.access.tree(db).district,
                    details: [
                        "old": old.map { "\($0.isEnabled ? "on" : "off") \($0.clientID) \($0.settings)" } ?? "none",
                        "new": "\(record.isEnabled ? "on" : "off") \(record.clientID) \(text)",
                        "secret": wish.secret == nil ? "unchanged" : "changed",
                    ]), by: origin, db)
            return record
        }
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let id = try context.parameters.require("provider", as: UUID.self)
        let origin = context.origin
        try await store.write { db in
            guard let old = try ProviderRecord.fetchOne(db, key: id) else { throw AccountsFailure.providerNotFound }
            try old.delete(db)
            try AuditTrail.append(
                .init(
                    .settingsChanged, "provider", id.auditName, place: try store.access.tree(db).district,
                    details: ["old": "\(old.clientID) \(old.settings)", "new": "none"]), by: origin, db)
        }
        return .noContent
    }

    struct TestResponse: ResponseEncodable, Encodable {
        struct Finding: Encodable { let isGood: Bool, text: String }
        let findings: [Finding]
    }

    /// Speaks to the provider as a sign-in would, as far as that goes without a person.
    func test(_ request: Request, context: SignedInContext) async throws -> TestResponse {
        let id = try context.parameters.require("provider", as: UUID.self)
        guard let record = try await store.database.read({ db in try ProviderRecord.fetchOne(db, key: id) }) else {
            throw AccountsFailure.providerNotFound
        }
        let settings = try record.decodedSettings()
        var findings: [TestResponse.Finding] = []
        if record.kind == .clever {
            findings.append(.init(isGood: true, text: "Clever has no discovery document; sign in once to try it."))
        } else {
            do {
                let document = try await providers.metadata.document(settings.issuer, fresh: true)
                findings.append(.init(isGood: true, text: "It answers, and calls itself \(document.issuer)."))
                let keys = try await providers.metadata.keys(settings.issuer, for: nil)
                findings.append(
                    .init(isGood: true, text: "It publishes \(keys.identifiers.count) keys that can be used."))
                let pkce = document.code_challenge_methods_supported?.contains("S256")
                findings.append(
                    .init(
                        isGood: pkce != false,
                        text: pkce == false ? "It does not offer PKCE with S256." : "PKCE is sent with each sign-in."))
                findings.append(
                    .init(
                        isGood: true,
                        text: document.end_session_endpoint == nil
                            ? "It has no sign-out of its own." : "Signing out here signs out there too."))
            } catch let failure as AccountsFailure {
                findings.append(.init(isGood: false, text: failure.message))
            }
        }
        let domains = try store.access.policy().emailDomains
        findings.append(
            .init(
                isGood: !domains.isEmpty || settings.rosterClaim != nil,
                text: domains.isEmpty
                    ? "The district has no e-mail domains yet, so nobody can be matched by address."
                    : "Matched by address inside: \(domains.joined(separator: ", "))."))
        findings.append(
            .init(isGood: true, text: "Enter this redirect address there: \(try site(request))/sign-in/callback"))
        return TestResponse(findings: findings)
    }
}
