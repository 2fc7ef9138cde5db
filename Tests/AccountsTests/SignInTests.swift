import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Testing
import Vault
import Web

@testable import Accounts

@Suite("Signing in") struct SignInTests {
    @Test("the set-up link makes the first administrator once, and then never again")
    func setUp() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            #expect(try await stranger.send(.get, "/api/v1/people").status == 401)
            let token = try #require(try await fixture.accounts.makeSetUpToken())
            let newer = try #require(try await fixture.accounts.makeSetUpToken())
            #expect(try await stranger.send(.post, "/api/v1/links/check", ["token": token]).status == 403)
            #expect(try await stranger.send(.post, "/api/v1/links/check", ["token": newer]).status == 200)
            let administrator = try await fixture.setUp(stranger)
            #expect(administrator.cookie?.hasPrefix("__Host-homeroom=") == true)
            #expect(try await administrator.send(.get, "/api/v1/people").status == 200)
            #expect(try await fixture.accounts.makeSetUpToken() == nil)
        }
    }

    @Test(
        "unknown names and wrong passwords are answered alike; the right one lets in, and takes the old session's place"
    )
    func passwords() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let first = try await fixture.setUp(stranger)
            let wrong = try await stranger.signIn("ada@cedarvalley.example", "wrong")
            let unknown = try await stranger.signIn("nobody@cedarvalley.example", "wrong")
            #expect(wrong.status == 401 && unknown.status == 401)
            #expect(wrong.text("detail") == unknown.text("detail") && wrong.text("code") == unknown.text("code"))
            let second = try await first.signIn(" ADA@cedarvalley.example", AccountsFixture.password)
            #expect(second.status == 200)
            #expect(second.cookie != first.cookie)
            #expect(try await first.send(.get, "/api/v1/session").status == 401, "the earlier token is worth nothing")
            let browser = first.carrying(second)
            #expect(try await browser.send(.get, "/api/v1/session").status == 200)
            #expect(try await browser.send(.delete, "/api/v1/session").status == 200)
            #expect(try await browser.send(.get, "/api/v1/session").status == 401)
        }
    }

    @Test("codes of the app agree with RFC 6238 and serve once")
    func oneTimeCodes() throws {
        let secret = Array("12345678901234567890".utf8)
        #expect(OneTimeCodes.code(secret, step: 1) == "287082")
        #expect(OneTimeCodes.code(secret, step: 37_037_036) == "081804")
        #expect(OneTimeCodes.base32(secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        let now = Date(timeIntervalSince1970: 59)
        let step = try #require(OneTimeCodes.step(of: "287 082", secret, after: 0, now: now))
        #expect(OneTimeCodes.step(of: "287082", secret, after: step, now: now) == nil)
    }

    @Test("a second factor stands between the password and the session; its code and recovery codes work once")
    func secondFactor() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            #expect(try await ada.send(.post, "/api/v1/second-factors/app", ["password": "no"]).status == 401)
            let proposal = try await ada.send(
                .post, "/api/v1/second-factors/app", ["password": AccountsFixture.password])
            let secret = try #require(base32(proposal.text("secret")))
            let step = Int64(Date().timeIntervalSince1970 / 30)
            let confirmed = try await ada.send(
                .post, "/api/v1/second-factors/app/confirm",
                ["ticket": proposal.text("ticket"), "code": OneTimeCodes.code(secret, step: step - 1)])
            let recovery = try #require(confirmed.json["recoveryCodes"] as? [String])
            #expect(recovery.count == 10)
            let half = try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password)
            #expect(half.text("stage") == "secondFactor")
            let halfway = stranger.carrying(half)
            #expect(try await halfway.send(.get, "/api/v1/people").status == 401)
            #expect(try await halfway.send(.get, "/api/v1/second-factors").status == 401)
            #expect(try await halfway.send(.post, "/api/v1/sign-in/code", ["code": "000000"]).status == 401)
            let whole = try await halfway.send(
                .post, "/api/v1/sign-in/code", ["code": OneTimeCodes.code(secret, step: step)])
            #expect(whole.text("stage") == "complete", "\(whole.body)")
            #expect(try await halfway.carrying(whole).send(.get, "/api/v1/people").status == 200)
            #expect(try await halfway.send(.get, "/api/v1/session").status == 401)
            for expected in [200, 401] {
                let again = stranger.carrying(
                    try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password))
                #expect(
                    try await again.send(.post, "/api/v1/sign-in/code", ["code": recovery[0]]).status == expected)
            }
        }
    }

    private func base32(_ text: String) -> [UInt8]? {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bytes, buffer, bits): ([UInt8], Int, Int) = ([], 0, 0)
        for letter in text {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            buffer = (buffer << 5 | value) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(buffer >> bits & 255))
            }
        }
        return bytes
    }

    @Test("what is stored holds no token, password, key or secret in the open")
    func atRest() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            let made = try await ada.send(
                .post, "/api/v1/account/api-keys",
                ["name": "nightly", "scopes": ["users:read"], "password": AccountsFixture.password])
            let key = made.text("key")
            #expect(key.hasPrefix("hr_"), "\(made.body)")
            var machine = stranger
            machine.key = key
            #expect(try await machine.send(.get, "/api/v1/people").status == 200)
            #expect(try await machine.send(.get, "/api/v1/audit").status == 403, "outside the key's scopes")
            let rows = try await fixture.database.read { db in
                try ["session", "apiKey", "person", "setting", "auditEntry"].flatMap { table in
                    try Row.fetchAll(db, sql: "SELECT * FROM \(table)").flatMap { row in
                        row.databaseValues.map { value -> Data in
                            switch value.storage {
                            case .blob(let data): data
                            case .string(let text): Data(text.utf8)
                            default: Data()
                            }
                        }
                    }
                }
            }
            let token = try #require(ada.cookie?.split(separator: "=").last.map(String.init))
            for secret in [token, key, AccountsFixture.password, "$argon2id$"] {
                #expect(!rows.contains { $0.range(of: Data(secret.utf8)) != nil }, "\(secret)")
            }
        }
    }
}
