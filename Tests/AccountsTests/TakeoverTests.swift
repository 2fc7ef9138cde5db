import Foundation
import GRDB
import HTTPTypes
import Kernel
import Testing
import Vault
import Web

@testable import Accounts

/// Ways by which somebody got hold of more than was theirs, each as it was done.
@Suite("Taking over") struct TakeoverTests {
    private func district(_ body: @escaping @Sendable (District) async throws -> Void) async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in try await body(District(fixture, stranger)) }
    }

    @Test("an older sign-in by the password alone touches no second factor once there is one, and is over")
    func olderEnrolment() async throws {
        try await district { district in
            var policy = try await district.administrator.send(.get, "/api/v1/account-policy").json
            policy["sessions"] = ["coach": ["needsSecondFactor": true, "idleMinutes": 60, "absoluteHours": 8]]
            #expect(try await district.administrator.send(.put, "/api/v1/account-policy", policy).status == 200)
            let owner = try await district.enter("owner", "coach", at: district.elm)
            let name = "owner@cedarvalley.example"
            func stage(_ browser: Browser) async throws -> String {
                try await browser.send(.get, "/api/v1/session").text("stage")
            }
            #expect(try await stage(owner.browser) == "enrolment")
            let first = district.stranger.carrying(
                try await district.stranger.signIn(name, AccountsFixture.password))
            let second = district.stranger.carrying(
                try await district.stranger.signIn(name, AccountsFixture.password))
            let proposal = try await first.send(.post, "/api/v1/second-factors/app", [:])
            let secret = try await addApp(owner.browser, password: nil)
            // Completing ended the others.
            #expect(try await first.send(.get, "/api/v1/session").status == 401)
            // Even a session that was kept alive does nothing about factors.
            let person = try #require(UUID(uuidString: owner.id))
            let mark = try await district.fixture.database.write { db in
                let sessions = district.fixture.accounts.signedIn
                let record = try #require(try district.fixture.people.find(person, db))
                let details = SessionDetails(address: "", device: "", way: "password", startedAt: Date())
                let begun = try sessions.begin(record, .init(details: details), replacing: nil, db)
                try db.execute(
                    sql: "UPDATE session SET stage = 'enrolment' WHERE id = ?", arguments: [begun.mark.id])
                return begun
            }
            var old = second
            (old.cookie, old.csrf) = (String(mark.cookie.prefix { $0 != ";" }), mark.mark.csrf)
            let step = Int64(Date().timeIntervalSince1970 / 30)
            for (path, body) in [
                ("app", [:]), ("recovery-codes", [:]), ("remove", ["app": true]), ("passkey-options", [:]),
                ("app/confirm", ["ticket": proposal.text("ticket"), "code": OneTimeCodes.code(secret, step: step)]),
            ] as [(String, [String: Any])] {
                let answer = try await old.send(.post, "/api/v1/second-factors/" + path, body)
                #expect(answer.text("code") == "accounts.factorThere", "\(path) \(answer.body)")
            }
            let half = district.stranger.carrying(
                try await district.stranger.signIn(name, AccountsFixture.password))
            let code = OneTimeCodes.code(secret, step: step + 1)
            #expect(try await half.send(.post, "/api/v1/sign-in/code", ["code": code]).status == 200)
        }
    }

    @Test("who runs the machine gives neither themselves nor others the right to read what is shared")
    func viewer() async throws {
        try await district { district in
            let machine = try await district.enter("machine", "systemAdministrator")
            let viewer = try await district.enter("viewer", "viewer", at: district.elm)
            let pupil = try await district.enter("pupil", "student", at: district.elm)
            for person in [machine.id, pupil.id] {
                let given = try await machine.browser.send(
                    .post, "/api/v1/people/\(person)/roles", ["role": "viewer", "place": district.elm])
                #expect(given.text("code") == "accounts.mightierRole", "\(given.body)")
            }
            let link = try await machine.browser.send(.post, "/api/v1/people/\(viewer.id)/link", [:])
            #expect(link.text("code") == "accounts.mightierPerson")
            let made = try await machine.browser.send(.post, "/api/v1/people/\(pupil.id)/link", [:])
            #expect(made.status == 200 || made.status == 201, "\(made.body)")
        }
    }

    @Test(
        "the last administrator's role does not end, neither in the past nor later",
        arguments: ["2020-01-01", "2099-01-01"])
    func lastDay(_ day: String) async throws {
        try await district { district in
            let session = try await district.administrator.send(.get, "/api/v1/session")
            let me = session.text("id")
            let places = try await district.administrator.send(.get, "/api/v1/places").json["places"]
            let top = (places as? [[String: Any]])?.first { $0["kind"] as? String == "district" }?["id"] as? String
            let wish: [String: Any] = ["role": "districtAdministrator", "place": top ?? "", "endsOn": day]
            let path = "/api/v1/people/\(me)/roles"
            let answer = try await district.administrator.send(.post, path, wish)
            #expect(answer.text("code") == "accounts.lastAdministrator", "\(answer.body)")
            // Somebody who administers a school of that name only is not another.
            let chief = try await district.enter("chief", "districtAdministrator", at: district.elm)
            #expect(
                try await district.administrator.send(.post, path, wish).text("code") == "accounts.lastAdministrator")
            let other = try await district.enter("other", "districtAdministrator")
            #expect(try await other.browser.send(.get, "/api/v1/session").status == 200 && chief.id != other.id)
            #expect(try await district.administrator.send(.post, path, wish).status == 201)
        }
    }

    @Test("floods of links that are none shut nobody out of passwords, links of their own or providers")
    func flood() async throws {
        try await district { district in
            let own = district.stranger.carrying(
                try await district.stranger.signIn("ada@cedarvalley.example", AccountsFixture.password))
            let made = try await district.administrator.send(
                .post, "/api/v1/people",
                [
                    "givenName": "New", "familyName": "Here", "email": "new@cedarvalley.example", "role": "educator",
                    "place": district.elm,
                ])
            district.fixture.limiter.limits.signInPerMinute = 10
            var last = 0
            for _ in 0..<12 {
                last = try await district.stranger.send(.post, "/api/v1/links/check", ["token": "x"]).status
            }
            #expect(last == 429)
            let name = "ada@cedarvalley.example"
            #expect(try await district.stranger.signIn(name, AccountsFixture.password).status == 200)
            let token = String(made.text("link").dropFirst(6))
            #expect(try await district.stranger.send(.post, "/api/v1/links/check", ["token": token]).status == 200)
            let somewhere = "/sign-in/at/\(UUID().uuidString)"
            #expect(try await district.stranger.send(.get, somewhere).status == 303)
            // Whoever floods passwords or providers does not shut out a device that was here before.
            for number in 0..<12 { last = try await district.stranger.signIn("nobody\(number)", "x").status }
            #expect(last == 429)
            for _ in 0..<12 { last = try await district.stranger.send(.get, somewhere).status }
            #expect(last == 429)
            var device = district.stranger
            device.device = own.device
            #expect(try await device.signIn(name, AccountsFixture.password).status == 200)
            #expect(try await device.send(.get, somewhere).status == 303)
        }
    }

    @Test("another network does not wait for one that guesses, beyond seconds; many networks wait for each other")
    func otherNetwork() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            _ = try await fixture.setUp(stranger)
            let local = LocalSignIn(store: fixture.accounts.store, passwords: PasswordHash(cost: .least))
            func attempt(_ password: String, _ network: String) async -> String {
                let visitor = Visitor(origin: .appliance, device: "", token: nil, site: "")
                do {
                    _ = try await local.signIn(
                        .init(
                            name: "ada@cedarvalley.example", password: password, visitor: visitor, network: network,
                            device: KnownDevice()))
                    return "in"
                } catch let failure as AccountsFailure { return failure.code } catch { return "wrong" }
            }
            for _ in 0..<5 { #expect(await attempt("guess", "a") == "wrong") }
            #expect(await attempt("guess", "a") == "accounts.throttled", "five were free")
            #expect(await attempt(AccountsFixture.password, "b") == "in", "another network does not wait")
            for number in 0..<20 { #expect(await attempt("guess", "n\(number)") == "wrong") }
            #expect(await attempt("guess", "m") == "accounts.throttled", "many networks are one crowd")
        }
    }

    @Test("a cursor that one may not see says nothing of where its name stands")
    func cursor() async throws {
        try await district { district in
            let head = try await district.enter("aaron", "schoolAdministrator", at: district.elm)
            let far = try await district.enter("zora", "educator", at: district.oak)
            let own = try await district.enter("yves", "educator", at: district.elm)
            func list(_ cursor: String) async throws -> String {
                try await head.browser.send(.get, "/api/v1/people?after=\(cursor)").body
            }
            #expect(try await list(far.id).contains(own.id), "as if there were no such person")
            #expect(try await !list(own.id).contains(own.id))
        }
    }
}
