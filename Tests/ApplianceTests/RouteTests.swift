import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Library
import NIOCore
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
        "GET /", "GET /app/{file}", "GET /favicon.svg", "GET /link/{token}", "GET /setup/{token}",
        "GET /healthz", "GET /readyz", "GET /api/v1/openapi.json",
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
        try await Application(router: try appliance.router()).test(.router) { client in
            let people = try await RolePeople(appliance, client)
            var table = "Route\tPermission\t" + people.roles.map(\.id).joined(separator: "\t") + "\n"
            for operation in operations {
                guard let permission = operation.permission else { continue }
                let name = "\(operation.method.rawValue) \(operation.path)"
                let stranger = try await people.ask(operation.method, operation.path, as: nil)
                #expect(stranger.status == 401, "a stranger: \(name)")
                table += "\(name)\t\(permission)"
                for role in people.roles {
                    let answer = try await people.ask(operation.method, operation.path, as: role.id)
                    let isRefused = answer.status == 403 && answer.body.contains("request.notAllowed")
                    #expect(isRefused == !role.permissions.contains(permission), "\(role.id): \(name)")
                    #expect(answer.status < 500, "\(role.id): \(name) \(answer.body)")
                    if isRefused { #expect(answer.body.contains("permission \(permission)."), "\(role.id): \(name)") }
                    table += isRefused ? "\t–" : "\t✓"
                }
                table += "\n"
            }
            if let file = ProcessInfo.processInfo.environment["HOMEROOM_ROLE_TABLE"] {
                try table.write(toFile: file, atomically: true, encoding: .utf8)
            }
        }
    }
}

/// Somebody for each role, signed in.
private struct RolePeople {
    struct Role: Decodable { let id: String, permissions: Set<String> }
    struct Answer { let status: Int, body: String }
    private struct Roles: Decodable { let roles: [Role] }
    private struct Stage: Decodable { let csrf: String }
    private struct Link: Decodable { let link: String }

    private let client: any TestClientProtocol
    private(set) var roles: [Role] = []
    private var headers: [String: HTTPFields] = [:]

    init(_ appliance: Appliance, _ client: any TestClientProtocol) async throws {
        self.client = client
        let token = try #require(try await appliance.accounts.makeSetUpToken())
        let own = try await enter(
            "setup",
            [
                "token": token, "district": "D", "givenName": "A", "familyName": "B", "email": "a@d.example",
                "password": "purple lantern ordinary hedgehog",
            ])
        roles = try await JSONDecoder().decode(
            Roles.self, from: Data(send(.get, "/api/v1/roles", own).body.utf8)
        ).roles
        for role in roles {
            let made = try await send(
                .post, "/api/v1/people", own,
                ["givenName": role.id, "familyName": "X", "email": "\(role.id)@d.example", "role": role.id])
            let link = try JSONDecoder().decode(Link.self, from: Data(made.body.utf8)).link
            headers[role.id] = try await enter(
                "links/redeem",
                ["token": String(link.dropFirst(6)), "password": "orange bicycle under \(role.id)"])
        }
    }

    private func enter(_ path: String, _ body: [String: String]) async throws -> HTTPFields {
        let bytes = ByteBuffer(bytes: try JSONEncoder().encode(body))
        return try await client.execute(
            uri: "/api/v1/" + path, method: .post, headers: [.contentType: "application/json"], body: bytes
        ) { response in
            let stage = try JSONDecoder().decode(Stage.self, from: Data(String(buffer: response.body).utf8))
            let cookie = try #require(response.headers[.setCookie]).prefix { $0 != ";" }
            return [
                .cookie: String(cookie), .contentType: "application/json",
                try #require(HTTPField.Name("x-csrf-token")): stage.csrf,
            ]
        }
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: [String: String] = [:]
    ) async throws -> Answer {
        let bytes = method == .get ? nil : ByteBuffer(bytes: try JSONEncoder().encode(body))
        return try await client.execute(uri: path, method: method, headers: headers, body: bytes) { response in
            Answer(status: response.status.code, body: String(buffer: response.body))
        }
    }

    /// Calls a route with numbers that stand for nothing, so that what passes changes nothing.
    func ask(_ method: HTTPRequest.Method, _ path: String, as role: String?) async throws -> Answer {
        let path = path.replacing("{page}", with: "1").replacing(/\{\w+\}/) { _ in UUID().uuidString }
        return try await send(method, path, role.flatMap { headers[$0] } ?? [.contentType: "application/json"])
    }
}
