import Foundation
import GRDB
import HTTPTypes
import Persistence
import TestSupport
import Testing

@testable import Accounts
@testable import Vault

@Suite("A district's stored rules") struct PolicyTests {
    /// What an earlier release may have stored: whole, with one field gone.
    private static func lacking(_ path: [String], in object: [String: Any]) -> [String: Any] {
        var object = object
        if path.count == 1 {
            object[path[0]] = nil
        } else if let inner = object[path[0]] as? [String: Any] {
            object[path[0]] = lacking(Array(path.dropFirst()), in: inner)
        }
        return object
    }

    private static func paths(_ object: [String: Any]) -> [[String]] {
        object.flatMap { name, value in
            [[name]] + paths(value as? [String: Any] ?? [:]).map { [name] + $0 }
        }
    }

    @Test("any field that a later release adds takes its standard, also of a role's sessions; the rest holds")
    func fields() throws {
        var policy = AccountsPolicy.new
        policy.emailDomains = ["d.example"]
        policy.requiresAgreement = true
        policy.sessions["tutor"] = .init(idleMinutes: 5, absoluteHours: 6, needsSecondFactor: true, graceDays: 3)
        let whole = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(policy)) as? [String: Any])
        let paths = Self.paths(whole)
        #expect(paths.contains(["sessions", "coach", "idleMinutes"]))
        for path in paths {
            let stored = try JSONSerialization.data(withJSONObject: Self.lacking(path, in: whole))
            let database = try DatabaseFile.inMemory(migrations: Accounts.migrations)
            try database.write { db in
                try db.execute(
                    sql: "INSERT INTO setting VALUES (?, ?)",
                    arguments: [AccountsPolicy.setting.name, String(decoding: stored, as: UTF8.self)])
            }
            let read = try database.read { db in try Access.policy(db) }
            if path == ["sessions", "tutor", "absoluteHours"] {
                #expect(read.sessions["tutor"]?.absoluteHours == SessionPolicy.standard(for: "tutor").absoluteHours)
                #expect(read.sessions["tutor"]?.idleMinutes == 5)
            }
            if path.first != "requiresAgreement" { #expect(read.requiresAgreement, "\(path)") }
            if path.first != "sessions" { #expect(read.sessions == policy.sessions, "\(path)") }
        }
    }
}

@Suite("A password from a larger machine") struct LargePasswordTests {
    @Test("is hashed anew at this machine's cost when its owner comes in, where it fits")
    func fitting() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            let me = try #require(UUID(uuidString: try await ada.send(.get, "/api/v1/session").text("id")))
            let store = fixture.accounts.store
            let place = "person.password.\(me.uuidString)"
            let large = try await PasswordHash(cost: .init(passes: 2, bytes: 32 << 20)).make(AccountsFixture.password)
            #expect(large.contains("m=32768"))
            let sealed = Data(store.sealer.seal(Array(large.utf8), for: place))
            try await fixture.database.write { db in
                try db.execute(sql: "UPDATE person SET password = ? WHERE id = ?", arguments: [sealed, me])
            }
            let name = "ada@cedarvalley.example"
            #expect(try await stranger.signIn(name, "wrong").status == 401)
            #expect(try await stranger.signIn(name, AccountsFixture.password).status == 200)
            let kept = try #require(
                try await fixture.database.read { db in
                    try Data.fetchOne(db, sql: "SELECT password FROM person WHERE id = ?", arguments: [me])
                })
            let hash = String(decoding: try store.sealer.open(kept, for: place), as: UTF8.self)
            #expect(!hash.contains("m=32768"), "\(hash.prefix(40))")
            #expect(try await stranger.signIn(name, AccountsFixture.password).status == 200)
        }
    }

    @Test("is refused with a word and a cure, named to IT, and let in again by a link")
    func large() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            let me = try #require(UUID(uuidString: try await ada.send(.get, "/api/v1/session").text("id")))
            let store = fixture.accounts.store
            func keep(_ hash: String) async throws {
                let sealed = Data(store.sealer.seal(Array(hash.utf8), for: "person.password.\(me.uuidString)"))
                try await fixture.database.write { db in
                    try db.execute(sql: "UPDATE person SET password = ? WHERE id = ?", arguments: [sealed, me])
                }
            }
            #expect(try await fixture.passwordFindings().isEmpty)
            // A tebibyte: no machine of a school has it.
            try await keep(
                "$argon2id$v=19$m=1073741824,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$\(String(repeating: "A", count: 43))")
            for password in [AccountsFixture.password, "wrong"] {
                let refused = try await stranger.signIn("ada@cedarvalley.example", password)
                #expect(refused.status == 403 && refused.text("code") == "accounts.passwordNeedsLink")
                #expect(refused.text("detail").contains("new link"), "\(refused.body)")
            }
            #expect(try await stranger.signIn("nobody@cedarvalley.example", "wrong").status == 401)
            let confirm = try await ada.send(
                .post, "/api/v1/account/confirmation", ["password": AccountsFixture.password])
            #expect(confirm.text("code") == "accounts.passwordNeedsLink")
            let fault = try #require(try await fixture.passwordFindings().first)
            #expect(fault.contains("ada@cedarvalley.example") && fault.contains("homeroom people link"))
            // Ada's session is fresh, so that she may make a link, if not for herself then for this test.
            let link = try await ada.send(.post, "/api/v1/people/\(me)/link", [:]).text("link")
            let entered = try await stranger.send(
                .post, "/api/v1/links/redeem",
                ["token": String(link.dropFirst(6)), "password": "yellow bicycles under water"])
            #expect(entered.status == 200, "\(entered.body)")
            #expect(try await fixture.passwordFindings().isEmpty)
            #expect(
                try await stranger.signIn("ada@cedarvalley.example", "yellow bicycles under water").status == 200)
        }
    }
}
