import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Mail
import NIOCore
import Outbound
import Persistence
import Sandbox
import TestSupport
import Testing
import Vault
import Web

@testable import Accounts

/// Accounts over a database in memory, and clients that speak to it as browsers do.
struct AccountsFixture: Sendable {
    let folder: TemporaryFolder
    let database: DatabaseQueue
    let accounts: Accounts
    let limiter = RateLimiter()
    let exports = PersonExports()
    static let password = "purple lantern ordinary hedgehog"

    /// All that accounts, and what they know nothing of, declare: the standard roles are as in the appliance.
    static let permissions = PermissionList(
        Permission.shared + Accounts.permissions
            + [
                Permission("documents:write", isAdministrative: false, scope: .place, roles: .coaching),
                Permission("collections:manage", isAdministrative: false, scope: .place, roles: .coaching),
                Permission("questions:ask", isAdministrative: false, scope: .place, roles: .teaching),
                Permission("conversations:read:own", isAdministrative: false, scope: .place, roles: .teaching),
                Permission(
                    "conversations:share", isAdministrative: false, scope: .place,
                    roles: .teaching.subtracting([.tutor])),
                Permission("shared:read", isAdministrative: false, scope: .place, roles: .teaching.union([.viewer])),
                Permission("feedback:write", isAdministrative: false, scope: .place, roles: .teaching),
                Permission("threads:answer", isAdministrative: false, scope: .place, roles: .coaching),
                Permission("health:read", isAdministrative: false, scope: .appliance, roles: .running),
            ])

    /// Tables that Accounts writes to and others answer for.
    static let otherMigrations = MailSchema.migrations

    /// - Parameter database: one that there is already.
    init(_ given: DatabaseQueue? = nil) throws {
        folder = try TemporaryFolder()
        database = try given ?? DatabaseFile.inMemory(migrations: Accounts.migrations + Self.otherMigrations)
        let key = try MasterKey(path: folder.path + "/key", create: true)
        accounts = try Accounts(
            database: database, key: key, keys: .inMemory(sealer: key.sealer(context: "subjects")),
            heads: .init(newest: folder.path + "/audit.head", all: folder.path + "/audit.heads"),
            worker: Worker(executable: HomeroomBinary.path), limiter: limiter,
            passwords: PasswordHash(cost: .least), gate: OutboundGate(), erasure: PersonErasure(),
            exports: exports,
            names: AuditNames(actions: AuditAction.shared + Accounts.auditActions), permissions: Self.permissions)
        exports.add(accounts.export)
    }

    /// People, opened.
    var people: PersonStore { accounts.store.people }

    /// Changes who has an address, past all rules.
    func change(_ email: String, _ change: @escaping @Sendable (inout PersonRecord) -> Void) async throws {
        try await database.write { [people] db in
            var person = try #require(try people.find(.email, email, db))
            change(&person)
            try people.update(person, db)
        }
    }

    func run(_ body: @escaping @Sendable (Browser) async throws -> Void) async throws {
        let router = Router(context: AppContext.self)
        router.addMiddleware {
            SecurityMiddleware()
            SessionMiddleware(authority: accounts.sessions)
        }
        accounts.addPublicRoutes(to: router)
        accounts.addRoutes(to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: limiter))
        try await Application(router: router).test(.router) { client in try await body(Browser(client: client)) }
    }

    /// What the deep look says of passwords that this machine cannot check.
    func passwordFindings() async throws -> [String] {
        try await accounts.findings(deep: true).filter { $0.code == "accounts.passwordNeedsLink" }.map(\.text)
    }

    /// Sets the district up and gives the administrator's browser.
    /// - Parameter isStrict: as new districts are; else second factors are a matter of choice, as in earlier ones, which
    ///   spares tests of other things an app in everybody's hand.
    func setUp(_ browser: Browser, isStrict: Bool = false) async throws -> Browser {
        let token = try #require(try await accounts.makeSetUpToken())
        let answer = try await browser.send(
            .post, "/api/v1/setup",
            [
                "token": token, "district": "Cedar Valley", "givenName": "Ada", "familyName": "Byron",
                "email": "ada@cedarvalley.example", "password": Self.password,
                "emailDomains": ["cedarvalley.example"],
            ])
        #expect(answer.status == 200, "\(answer.body)")
        let administrator = browser.carrying(answer)
        if !isStrict {
            var policy = try await administrator.send(.get, "/api/v1/account-policy").json
            policy["sessions"] = [String: Any]()
            #expect(try await administrator.send(.put, "/api/v1/account-policy", policy).status == 200)
        }
        return administrator
    }
}

extension PersonStore {
    /// Everybody, opened.
    func all(_ db: Database) throws -> [PersonRecord] { try all(knowing: [], db) }
}

/// A browser: a cookie, the session's own token, and JSON both ways.
struct Browser: Sendable {
    let client: any TestClientProtocol
    var cookie: String?
    var csrf: String?
    var key: String?

    struct Answer: Sendable {
        let status: Int, body: String, cookie: String?, location: String?
        var cookies: [String] = []
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
        func text(_ name: String) -> String { json[name] as? String ?? "" }
    }

    init(client: any TestClientProtocol) { self.client = client }

    /// The note by which a device is known.
    var device: String?

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: [String: Any]? = nil) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.cookie] = [cookie, device].compactMap { $0 }.joined(separator: "; ")
        if let csrf, let name = HTTPField.Name("x-csrf-token") { headers[name] = csrf }
        if let key { headers[.authorization] = "Bearer \(key)" }
        let bytes = try body.map { try JSONSerialization.data(withJSONObject: $0) }
        return try await client.execute(
            uri: path, method: method, headers: headers, body: bytes.map { ByteBuffer(bytes: $0) }
        ) { response in
            Answer(
                status: response.status.code, body: String(buffer: response.body),
                cookie: response.headers[values: .setCookie].first.map { String($0.prefix { $0 != ";" }) },
                location: response.headers[.location],
                cookies: response.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) })
        }
    }

    /// The same browser with what a sign-in gave it.
    func carrying(_ answer: Answer) -> Browser {
        var browser = self
        browser.cookie = answer.cookie
        browser.csrf = answer.text("csrf")
        browser.device = answer.cookies.first { $0.hasPrefix(KnownDevice.cookie) } ?? device
        return browser
    }

    func signIn(_ name: String, _ password: String) async throws -> Answer {
        try await send(.post, "/api/v1/sign-in", ["name": name, "password": password])
    }
}
