import Accounts
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Library
import Persistence
import TestSupport
import Testing
import Vault

@testable import homeroom

@Suite("Routes") struct RouteTests {
    private struct Operation {
        let method: HTTPRequest.Method, path: String
        /// nil for what strangers may call.
        let permission: String?
    }

    private static func documented() throws -> [Operation] {
        let file = SharedData.checkout.appendingPathComponent("assets/openapi.json")
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let paths = try #require(object?["paths"] as? [String: [String: [String: Any]]])
        return try paths.flatMap { path, methods in
            try methods.map { name, operation in
                let isPublic = (operation["security"] as? [Any])?.isEmpty == true
                let permission = operation["x-permission"] as? String
                #expect(isPublic == (permission == nil), "\(name) \(path) is public or names its permission")
                return Operation(
                    method: try #require(.init(name.uppercased())), path: path, permission: permission)
            }
        }.sorted { ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue) }
    }

    @Test("the OpenAPI document names the routes there are, and no others")
    func openAPI() throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init())
        let routes = try appliance.router().routes
            .map { "\($0.method.rawValue) \($0.path.description)" }
            .map { $0.replacing(/[:$]\{?(\w+)\}?/) { "{\($0.1)}" } }
        #expect(Set(routes) == Set(try Self.documented().map { "\($0.method.rawValue) \($0.path)" }))
    }

    /// What strangers may call; a new entry needs a reason.
    private static let open: Set<String> = [
        "GET /", "GET /app/{file}", "GET /favicon.svg", "GET /licenses.txt", "GET /link/{token}",
        "GET /setup/{token}", "GET /source.tar.xz",
        "GET /healthz", "GET /readyz", "GET /api/v1/openapi.json", "GET /api/docs",
        // The handbook is as open as the source, and whoever cannot sign in may need it.
        "GET /api/v1/handbook",
        // Coming in. These know a session that is not complete yet, or refuse.
        "GET /api/v1/sign-in", "POST /api/v1/sign-in", "POST /api/v1/sign-in/code", "POST /api/v1/sign-in/passkey",
        "POST /api/v1/sign-in/passkey-options", "GET /sign-in/at/{provider}", "GET /sign-in/callback",
        "GET /api/v1/session", "DELETE /api/v1/session", "POST /api/v1/setup", "POST /api/v1/links/check",
        "POST /api/v1/links/redeem", "GET /api/v1/second-factors", "POST /api/v1/second-factors/app",
        "POST /api/v1/second-factors/app/confirm", "POST /api/v1/second-factors/passkey-options",
        "POST /api/v1/second-factors/passkeys", "POST /api/v1/second-factors/recovery-codes",
        "POST /api/v1/second-factors/remove",
    ]

    /// HOMEROOM_ROLE_TABLE names a file to write the table to.
    @Test("every route serves the roles that hold its permission, and refuses the others and strangers")
    func rolesByRoute() async throws {
        let operations = try Self.documented()
        let strangers = operations.filter { $0.permission == nil }.map { "\($0.method.rawValue) \($0.path)" }
        #expect(Set(strangers) == Self.open)
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        let people = try await RolePeople(appliance)
        var table = "Route\tPermission\t" + people.roles.map(\.id).joined(separator: "\t") + "\n"
        for operation in operations {
            guard let permission = operation.permission else { continue }
            let name = "\(operation.method.rawValue) \(operation.path)"
            let stranger = try await people.ask(operation.method, operation.path, as: nil)
            #expect(stranger.status == 401, "a stranger: \(name)")
            table += "\(name)\t\(permission)"
            for role in people.roles {
                let answer = try await people.ask(operation.method, operation.path, as: role.id)
                // Below /v1 errors have OpenAI's form.
                let isRefused = answer.status == 403 && answer.whole.contains("\"code\":\"request.notAllowed\"")
                #expect(isRefused == !role.permissions.contains(permission), "\(role.id): \(name)")
                #expect(answer.status < 500, "\(role.id): \(name) \(answer.whole)")
                if isRefused { #expect(answer.whole.contains("permission \(permission)."), "\(role.id): \(name)") }
                table += isRefused ? "\t–" : "\t✓"
            }
            table += "\n"
        }
        if let file = ProcessInfo.processInfo.environment["HOMEROOM_ROLE_TABLE"] {
            try table.write(toFile: file, atomically: true, encoding: .utf8)
        }
        // Whatever else runs beside this test is looked at too.
        let blocking = BlockingAccess.found
        #expect(blocking.isEmpty, "\(blocking.joined(separator: "\n\n"))")
    }
}

extension RouteTests {
    /// What only administrators may change without proving again who they are; a new entry needs a reason.
    private static let unproved: [String: String] = [
        "POST /api/v1/providers/{provider}/test": "It changes nothing.",
        "POST /api/v1/providers/{provider}/trials": "It walks a sign-in and lets nobody in.",
        "POST /api/v1/model-providers/{provider}/test": "It changes nothing.",
        "POST /api/v1/model-providers/{provider}/transcriptions": "It changes nothing.",
        "POST /api/v1/mail/test": "It sends one message, and changes nothing.",
        "POST /api/v1/roster-imports": "Machines deliver too; what is forced wants proof, see below.",
        "POST /api/v1/audit/verify": "It compares, and signs what holds.",
        "POST /api/v1/audit/activity": "It reads, and wants a written reason each time.",
    ]

    @Test("whatever only administrators may change wants recent proof of who is there")
    func recentProof() async throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        let people = try await RolePeople(appliance)
        let everyday = try #require(people.roles.first { $0.id == "coach" }).permissions
        try await appliance.database.write { db in
            try db.execute(sql: "UPDATE session SET confirmedAt = datetime('now', '-11 minutes')")
        }
        var unproved: Set<String> = []
        for operation in try Self.documented() where operation.method != .get {
            guard let permission = operation.permission, !everyday.contains(permission) else { continue }
            let role = try #require(people.roles.first { $0.permissions.contains(permission) })
            let answer = try await people.ask(operation.method, operation.path, as: role.id)
            if answer.text("code") != "accounts.confirmFirst" {
                unproved.insert("\(operation.method.rawValue) \(operation.path)")
            }
        }
        #expect(unproved == Set(Self.unproved.keys))
        let forced = try await people.ask(.post, "/api/v1/roster-imports?force=true", as: "districtAdministrator")
        #expect(forced.text("code") == "accounts.confirmFirst")
    }
}

extension RouteTests {
    /// JSON of any form.
    private indirect enum Form: Encodable {
        case object([String: Form]), list([Form]), text(String)
        func encode(to encoder: any Encoder) throws {
            switch self {
            case .object(let fields): try fields.encode(to: encoder)
            case .list(let list): try list.encode(to: encoder)
            case .text(let text): try text.encode(to: encoder)
            }
        }
    }

    @Test("what is wrong with a body is said in plain words, by every route")
    func wrongBodies() async throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        let people = try await RolePeople(appliance)
        let operations = try Self.documented()
        // Each of these fields is of another kind somewhere.
        let names = [
            "name", "message", "messages", "text", "readers", "kind", "days", "role", "place", "token", "password",
            "code", "email", "settings", "sessions", "limits", "prices", "isOn", "isEnabled", "reason", "provider",
        ]
        let strange = Form.object(Dictionary(uniqueKeysWithValues: names.map { ($0, .list([.object([:])])) }))
        for operation in operations where operation.path != "/api/v1/session" {
            let role = operation.permission.flatMap { permission in
                people.roles.first { $0.permissions.contains(permission) }
            }
            if operation.path.contains("{") {
                let path = operation.path.replacing(/\{\w+\}/) { _ in "rubbish" }
                let answer = try await people.ask(operation.method, path, as: role?.id)
                #expect(
                    !answer.text("detail").contains("UUID") && !answer.text("detail").contains("(Int"),
                    "\(answer.whole)")
                #expect(answer.status < 500, "\(operation.path)")
            }
            if operation.method == .get { continue }
            for body in [Form.object([:]), .list([]), .text("x"), strange] {
                let answer = try await people.ask(operation.method, operation.path, as: role?.id, body)
                let words = ["Coding key", "CodingKey", "Swift.", "keyNotFound", "Type mismatch", "Value not found"]
                let name = "\(operation.method.rawValue) \(operation.path) \(answer.whole)"
                for word in words { #expect(!answer.text("detail").contains(word), "\(name)") }
                let isProblem = answer.status >= 400 && !answer.whole.isEmpty && !answer.whole.contains("jsonrpc")
                let isTold = !answer.text("title").isEmpty || answer.whole.contains("{\"error\":{")
                #expect(!isProblem || isTold, "\(name)")
            }
        }
    }
}

/// Somebody for each role, signed in.
struct RolePeople {
    struct Role: Decodable { let id: String, permissions: Set<String> }
    private struct Roles: Decodable { let roles: [Role] }

    let roles: [Role]
    private let stranger: InProcessClient
    private var clients: [String: InProcessClient] = [:]

    init(_ appliance: Appliance) async throws {
        stranger = try InProcessClient(appliance)
        let own = try await stranger.setUp(appliance)
        roles = try await JSONDecoder().decode(Roles.self, from: own.send(.get, "roles").body).roles
        for role in roles {
            let wish = ["givenName": role.id, "familyName": "X", "email": "\(role.id)@d.example", "role": role.id]
            // Some roles only the console gives: nobody gives more than they hold.
            let link = try await stranger.atConsole.send(.post, "people", wish).text("link")
            let password = ["token": String(link.dropFirst(6)), "password": "orange bicycle under \(role.id)"]
            clients[role.id] = stranger.carrying(try await stranger.send(.post, "links/redeem", password))
        }
    }

    /// Somebody who holds a role.
    subscript(role: String) -> InProcessClient { clients[role] ?? stranger }

    /// Calls a route with numbers that stand for nothing, so that what passes changes nothing.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, as role: String?, _ body: (any Encodable)? = [String: String]()
    ) async throws -> InProcessClient.Answer {
        let path = path.replacing("{page}", with: "1").replacing(/\{\w+\}/) { _ in UUID().uuidString }
        let client = role.flatMap { clients[$0] } ?? stranger
        return try await client.send(method, path, method == .get ? nil : body)
    }
}

extension InProcessClient {
    static var password: String { "purple lantern ordinary hedgehog" }

    /// Sets the district up and gives the administrator's client. Second factors are a matter of choice, as the rules
    /// may say, so that somebody of each role can come in with a password.
    func setUp(_ appliance: Appliance) async throws -> InProcessClient {
        let token = try #require(try await appliance.accounts.makeSetUpToken())
        let wish = [
            "token": token, "district": "D", "givenName": "A", "familyName": "B", "email": "a@d.example",
            "password": Self.password,
        ]
        let administrator = carrying(try await send(.post, "setup", wish))
        let policy = try await administrator.send(.get, "account-policy").body
        var rules = try JSONDecoder().decode([String: JSONValue].self, from: policy)
        rules["sessions"] = .object([:])
        #expect(try await administrator.send(.put, "account-policy", rules).status == 200)
        return administrator
    }
}
