import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Persistence
import Testing
import Web

@Suite("The set-up link") struct SetupTests {
    @Test("lets in once, and the cookie it gives opens the door")
    func once() async throws {
        let accounts = Accounts(database: try DatabaseFile.inMemory(migrations: Accounts.migrations))
        let token = try await accounts.makeSetupToken()
        let router = Router(context: AppContext.self)
        router.addMiddleware { ErrorMiddleware() }
        accounts.addPublicRoutes(to: router)
        let cookie = try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/setup/wrong", method: .get) { #expect($0.status == .forbidden) }
            let cookie = try await client.execute(uri: "/setup/\(token)", method: .get) { response in
                #expect(response.status == .seeOther)
                #expect(response.headers[.location] == "/")
                return response.headers[.setCookie] ?? ""
            }
            try await client.execute(uri: "/setup/\(token)", method: .get) { #expect($0.status == .forbidden) }
            return cookie
        }
        #expect(cookie.hasPrefix("__Host-homeroom="))
        for mark in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(mark)) }
        let session = String(cookie.dropFirst("__Host-homeroom=".count).prefix { $0 != ";" })
        #expect(try await accounts.sessions.principal(token: session)?.may(.askQuestions) == true)
        #expect(try await accounts.sessions.principal(token: session + "0") == nil)
    }

    @Test("a new link takes the old one's place")
    func replaced() async throws {
        let database = try DatabaseFile.inMemory(migrations: Accounts.migrations)
        let accounts = Accounts(database: database)
        let first = try await accounts.makeSetupToken()
        _ = try await accounts.makeSetupToken()
        let router = Router(context: AppContext.self)
        router.addMiddleware { ErrorMiddleware() }
        accounts.addPublicRoutes(to: router)
        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/setup/\(first)", method: .get) { #expect($0.status == .forbidden) }
        }
    }
}
