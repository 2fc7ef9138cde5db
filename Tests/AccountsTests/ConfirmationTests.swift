import Foundation
import GRDB
import HTTPTypes
import Kernel
import TestSupport
import Testing

@testable import Accounts

@Suite("Confirming, keys and second factors by role") struct ConfirmationTests {
    private func district(_ body: @escaping @Sendable (District) async throws -> Void) async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in try await body(District(fixture, stranger)) }
    }

    @Test("what lets others in wants a password or a second factor of the last ten minutes")
    func stepUp() async throws {
        try await district { district in
            let person = try await district.enter("person", "educator", at: district.elm)
            let path = "/api/v1/people/\(person.id)"
            let acts: [(HTTPRequest.Method, String, [String: Any])] = [
                (.post, path + "/link", [:]), (.delete, path + "/second-factors", [:]),
                (.post, path + "/roles", ["role": "coach", "place": district.elm]),
                (.post, "/api/v1/providers", ["kind": "oidc", "name": "n", "clientID": "c", "settings": [:]]),
                (.post, "/api/v1/people", ["givenName": "a", "familyName": "b", "email": "c@d.example"]),
                (.put, "/api/v1/roles/mine", ["name": "Mine", "permissions": [String]()]),
                (.delete, "/api/v1/roles/mine", [:]), (.post, path + "/suspend", [:]), (.post, path + "/restore", [:]),
                (.delete, path + "/sessions", [:]), (.post, "/api/v1/audit/accept", ["reason": "a good reason"]),
                (.post, "/api/v1/second-factors/app", [:]),
            ]
            try await district.fixture.database.write { db in
                try db.execute(sql: "UPDATE session SET confirmedAt = datetime('now', '-11 minutes')")
            }
            for (method, act, body) in acts {
                let answer = try await district.administrator.send(method, act, body)
                #expect(answer.status == 403 && answer.text("code") == "accounts.confirmFirst", "\(method) \(act)")
            }
            let confirm = "/api/v1/account/confirmation"
            #expect(try await district.administrator.send(.post, confirm, ["password": "no"]).status == 401)
            #expect(try await district.administrator.send(.post, path + "/link", [:]).status == 403)
            let right = ["password": AccountsFixture.password]
            #expect(try await district.administrator.send(.post, confirm, right).status == 204)
            for (method, act, body) in acts {
                let answer = try await district.administrator.send(method, act, body)
                #expect(answer.text("code") != "accounts.confirmFirst", "\(method) \(act)")
            }
        }
    }

    @Test("who has no password confirms by the second factor, or signs in anew where there is none")
    func withoutPassword() async throws {
        try await district { district in
            let path = "/api/v1/account/identities"
            func age() async throws {
                try await district.fixture.database.write { db in
                    try db.execute(
                        sql: """
                            UPDATE person SET password = NULL;
                            UPDATE session SET confirmedAt = datetime('now', '-11 minutes')
                            """)
                }
            }
            let secret = try await addApp(district.administrator)
            let person = try await district.enter("person", "educator", at: district.elm)
            try await age()
            let wish = ["provider": UUID().uuidString]
            #expect(try await person.browser.send(.post, path, wish).text("code") == "accounts.signInAgain")
            #expect(
                try await district.administrator.send(.post, path, wish).text("code") == "accounts.confirmFirst")
            let confirm = "/api/v1/account/confirmation"
            #expect(try await district.administrator.send(.post, confirm, ["code": "000000"]).status == 401)
            #expect(try await district.administrator.send(.post, confirm, ["password": ""]).status == 401)
            let code = OneTimeCodes.code(secret, step: Int64(Date().timeIntervalSince1970 / 30))
            #expect(try await district.administrator.send(.post, confirm, ["code": code]).status == 204)
            #expect(
                try await district.administrator.send(.post, path, wish).text("code") == "accounts.providerNotFound")
        }
    }

    @Test("a key makes no links and gives no roles")
    func keyStepUp() async throws {
        try await district { district in
            let person = try await district.enter("person", "educator", at: district.elm)
            var machine = district.stranger
            machine.key = try await district.administrator.send(
                .post, "/api/v1/account/api-keys", ["name": "k", "scopes": ["users:manage:school", "users:read"]]
            ).text("key")
            let answer = try await machine.send(.post, "/api/v1/people/\(person.id)/link", [:])
            #expect(answer.status == 403 && answer.text("code") == "accounts.needsBrowser")
        }
    }

    @Test("a key replaces itself only, and never gets more than it had")
    func rotation() async throws {
        try await district { district in
            func make(_ scopes: [String]) async throws -> (id: String, machine: Browser) {
                let made = try await district.administrator.send(
                    .post, "/api/v1/account/api-keys", ["name": "k", "scopes": scopes])
                var machine = district.stranger
                machine.key = made.text("key")
                return (made.text("id"), machine)
            }
            let narrow = try await make(["account:manage:own"])
            let wide = try await make(["users:read", "audit:read"])
            let path = "/api/v1/account/api-keys/"
            #expect(try await narrow.machine.send(.post, path + wide.id + "/rotate", [:]).status == 404)
            let own = try await narrow.machine.send(.post, path + narrow.id + "/rotate", [:])
            #expect(own.status == 201 && own.json["scopes"] as? [String] == ["account:manage:own"])
        }
    }

    @Test("keys end with a reset and with all sessions; an administrator sees and revokes them")
    func endings() async throws {
        try await district { district in
            let person = try await district.enter("person", "educator", at: district.elm)
            func key(_ browser: Browser) async throws -> Browser {
                var machine = district.stranger
                machine.key = try await browser.send(
                    .post, "/api/v1/account/api-keys", ["name": "k", "scopes": ["documents:read"]]
                ).text("key")
                #expect(try await works(machine))
                return machine
            }
            @Sendable func works(_ machine: Browser) async throws -> Bool {
                try await machine.send(.get, "/api/v1/places").status != 401
            }
            let path = "/api/v1/people/\(person.id)"
            let first = try await key(person.browser)
            let list = try await district.administrator.send(.get, path + "/api-keys")
            let id = try #require((list.json["keys"] as? [[String: Any]])?.first?["id"] as? String)
            #expect(try await district.administrator.send(.delete, path + "/api-keys/" + id).status == 204)
            #expect(try await !works(first))
            let second = try await key(person.browser)
            #expect(try await district.administrator.send(.delete, path + "/sessions").status == 204)
            #expect(try await !works(second))
            let again = try await district.stranger.signIn("person@cedarvalley.example", AccountsFixture.password)
            let third = try await key(district.stranger.carrying(again))
            let link = try await district.administrator.send(.post, path + "/link", [:]).text("link")
            let redeemed = try await district.stranger.send(
                .post, "/api/v1/links/redeem",
                ["token": String(link.dropFirst(6)), "password": "yellow bicycles under water"])
            #expect(redeemed.status == 200, "\(redeemed.body)")
            #expect(try await !works(third))
        }
    }

    @Test("a new district asks administrators for a second factor at once, coaches after 14 days, others not")
    func newDistrict() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            // The set-up itself goes on without one.
            let ada = try await fixture.setUp(stranger, isStrict: true)
            #expect(try await ada.send(.get, "/api/v1/people").status == 200)
            let again = try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password)
            #expect(again.text("stage") == "enrolment")
            _ = try await addApp(stranger.carrying(again), password: nil)
            for (role, stage) in [
                ("schoolAdministrator", "enrolment"), ("systemAdministrator", "enrolment"), ("coach", "complete"),
                ("educator", "complete"),
            ] {
                let made = try await ada.send(
                    .post, "/api/v1/people",
                    ["givenName": role, "familyName": "X", "email": "\(role)@cedarvalley.example", "role": role])
                let entered = try await stranger.send(
                    .post, "/api/v1/links/redeem",
                    ["token": String(made.text("link").dropFirst(6)), "password": AccountsFixture.password])
                #expect(entered.text("stage") == stage, "\(role)")
            }
            let coach = stranger.carrying(
                try await stranger.signIn("coach@cedarvalley.example", AccountsFixture.password))
            #expect(!(try await coach.send(.get, "/api/v1/session").text("secondFactorDue").isEmpty))
            // Two weeks and a day later.
            let policy = AccountsPolicy.new
            let roles = try await fixture.database.read { db in try Roles(db, AccountsFixture.permissions) }
            let held = MembershipRecord(
                id: .timeOrdered(), personID: UUID(), placeID: UUID(), role: "coach", source: .hand)
            let due = try #require(policy.secondFactorDue([held], roles))
            #expect((13.9...14.1).contains(due.timeIntervalSinceNow / 86_400))
            let early = MembershipRecord(id: UUID(), personID: UUID(), placeID: UUID(), role: "coach", source: .hand)
            #expect(try #require(policy.secondFactorDue([early], roles)) > Date(), "from when it was asked for on")
        }
    }

    @Test("the page names no file for the trail's copies; the console does, outside the data folder")
    func auditCopy() async throws {
        try await district { district in
            var policy = try await district.administrator.send(.get, "/api/v1/account-policy").json
            for (copy, status) in [("/tmp/elsewhere", 422), ("syslog", 200)] {
                policy["auditCopy"] = copy
                #expect(
                    try await district.administrator.send(.put, "/api/v1/account-policy", policy).status == status)
            }
            let folder = district.fixture.folder.path
            #expect(throws: AccountsFailure.self) {
                try PolicyRoutes.checkCopy(folder + "/homeroom.db", old: nil, isConsole: true, folder: folder)
            }
            #expect(throws: AccountsFailure.self) {
                try PolicyRoutes.checkCopy("/tmp/elsewhere", old: nil, isConsole: false, folder: folder)
            }
            try PolicyRoutes.checkCopy("/mnt/other/heads", old: nil, isConsole: true, folder: folder)
            // What the console set stays when the page saves the rest.
            try PolicyRoutes.checkCopy("/mnt/other/heads", old: "/mnt/other/heads", isConsole: false, folder: folder)
        }
    }
}
