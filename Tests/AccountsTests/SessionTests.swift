import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Persistence
import Testing
import Web

@testable import Accounts

@Suite("Sessions and keys") struct SessionTests {
    private func signedIn(
        _ body: @escaping @Sendable (AccountsFixture, _ stranger: Browser, _ ada: Browser) async throws -> Void
    ) async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in try await body(fixture, stranger, fixture.setUp(stranger)) }
    }

    @Test("the cookie is for this host only, out of reach of scripts, over TLS, and not sent from other sites")
    func cookie() {
        let cookie = SessionCookie.start(token: "t", seconds: 60)
        #expect(cookie.hasPrefix("__Host-homeroom=t;"))
        for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] { #expect(cookie.contains(part)) }
        #expect(!cookie.lowercased().contains("domain"))
    }

    @Test("what changes something needs the session's own token; another session's does not do")
    func forgery() async throws {
        try await signedIn { _, stranger, ada in
            var forged = ada
            forged.csrf = nil
            let refused = try await forged.send(.delete, "/api/v1/account/sessions")
            #expect(refused.status == 403 && refused.text("code") == "request.noToken")
            let other = stranger.carrying(
                try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password))
            forged.csrf = other.csrf
            #expect(try await forged.send(.delete, "/api/v1/account/sessions").status == 403)
            #expect(try await forged.send(.get, "/api/v1/account/sessions").status == 200)
            #expect(try await ada.send(.delete, "/api/v1/account/sessions").status == 204)
        }
    }

    @Test("a token that somebody else chose is never taken up")
    func fixation() async throws {
        try await signedIn { _, stranger, _ in
            var victim = stranger
            let chosen = String(repeating: "ab", count: 32)
            victim.cookie = "__Host-homeroom=" + chosen
            let answer = try await victim.signIn("ada@cedarvalley.example", AccountsFixture.password)
            #expect(answer.status == 200 && answer.cookie?.contains(chosen) == false)
            #expect(try await victim.send(.get, "/api/v1/session").status == 401)
        }
    }

    @Test("one's own sessions are listed and ended, one or all others; an administrator ends anybody's")
    func endings() async throws {
        try await signedIn { _, stranger, ada in
            func another() async throws -> Browser {
                stranger.carrying(try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password))
            }
            let (second, third) = (try await another(), try await another())
            let list = try await ada.send(.get, "/api/v1/account/sessions").json["sessions"] as? [[String: Any]] ?? []
            #expect(list.count == 3 && list.filter { $0["isThis"] as? Bool == true }.count == 1)
            let mine = list.first { $0["isThis"] as? Bool == true }?["id"] as? String ?? ""
            #expect(try await second.send(.delete, "/api/v1/account/sessions/\(mine)").status == 204)
            #expect(try await ada.send(.get, "/api/v1/session").status == 401)
            #expect(try await second.send(.delete, "/api/v1/account/sessions").status == 204)
            #expect(try await third.send(.get, "/api/v1/session").status == 401)
            let me = try await second.send(.get, "/api/v1/session").text("id")
            #expect(try await second.send(.delete, "/api/v1/people/\(me)/sessions").status == 204)
            #expect(try await second.send(.get, "/api/v1/session").status == 401)
        }
    }

    @Test("a session ends when it idles, and in any case after its time; the cookie ends with it")
    func limits() async throws {
        for change in ["usedAt = datetime('now', '-31 minutes')", "endsAt = datetime('now', '-1 second')"] {
            try await signedIn { fixture, stranger, _ in
                let answer = try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password)
                try await fixture.database.write { db in try db.execute(sql: "UPDATE session SET \(change)") }
                fixture.accounts.store.sessions.forget { _ in true }
                #expect(try await stranger.carrying(answer).send(.get, "/api/v1/session").status == 401, "\(change)")
            }
        }
        let cache = SessionCache()
        let mark = SessionMark(id: UUID(), person: UUID(), stage: .complete, csrf: "")
        let now = Date()
        cache.keep(
            Data([1]), .init(mark: mark, endsAt: now + 3600, idleSeconds: 60, usedAt: now, isStored: true))
        #expect(cache.use(Data([1]), now: now + 59) != nil)
        #expect(cache.use(Data([1]), now: now + 118) != nil, "use keeps it alive")
        #expect(cache.use(Data([1]), now: now + 179) == nil, "idle")
        cache.keep(
            Data([2]), .init(mark: mark, endsAt: now + 100, idleSeconds: 60, usedAt: now + 50, isStored: true))
        #expect(cache.use(Data([2]), now: now + 101) == nil, "over")
    }

    @Test("of several roles the strictest rule holds")
    func strictest() throws {
        let database = try DatabaseFile.inMemory(migrations: Accounts.migrations)
        let roles = try database.write { db in
            try RoleRecord(id: "deputy", name: "Deputy", permissions: #"["users:manage:school"]"#).insert(db)
            return try Roles(db, AccountsFixture.permissions)
        }
        func rule(_ names: [String]) -> SessionPolicy {
            let held = names.map {
                MembershipRecord(id: .timeOrdered(), personID: UUID(), placeID: UUID(), role: $0, source: .hand)
            }
            return AccountsPolicy().sessionPolicy(for: held, roles)
        }
        #expect(rule(["educator", "districtAdministrator"]).idleMinutes == 30)
        #expect(rule(["educator", "districtAdministrator"]).absoluteHours == 12)
        // A role of the district's own that makes somebody an administrator.
        #expect(rule(["deputy"]) == rule(["districtAdministrator"]))
    }

    @Test("a key does what its scopes say, is replaced with an overlap, warns before its end, and ends")
    func keys() async throws {
        try await signedIn { fixture, stranger, ada in
            let path = "/api/v1/account/api-keys"
            let made = try await ada.send(
                .post, path,
                ["name": "n", "scopes": ["users:read"], "days": 90, "password": AccountsFixture.password])
            var machine = stranger
            machine.key = made.text("key")
            #expect(try await machine.send(.get, "/api/v1/people").status == 200)
            #expect(try await machine.send(.get, "/api/v1/audit").status == 403)
            #expect(try await machine.send(.post, path, ["name": "x", "scopes": ["users:read"]]).status == 403)
            let rotated = try await ada.send(.post, "\(path)/\(made.text("id"))/rotate")
            #expect(rotated.status == 201 && rotated.text("key") != machine.key)
            #expect(try await machine.send(.get, "/api/v1/people").status == 200, "the overlap")
            let list = try await ada.send(.get, path)
            #expect(!list.body.contains(rotated.text("key")), "shown once")
            let old = try #require((list.json["keys"] as? [[String: Any]])?.first { $0["isReplaced"] as? Bool == true })
            #expect(old["endsSoon"] as? Bool == true)
            let identified = try await fixture.accounts.sessions.identify(key: made.text("key"))
            #expect(identified?.keyEnds.map { $0.timeIntervalSinceNow < 7 * 86_400 + 1 } == true)
            try await fixture.database.write { db in
                try db.execute(
                    sql: "UPDATE apiKey SET expiresAt = datetime('now', '-1 second') WHERE replacedBy NOTNULL")
            }
            #expect(try await machine.send(.get, "/api/v1/people").status == 401)
            machine.key = rotated.text("key")
            #expect(try await machine.send(.get, "/api/v1/people").status == 200)
            #expect(try await ada.send(.delete, "\(path)/\(rotated.text("id"))").status == 204)
            #expect(try await machine.send(.get, "/api/v1/people").status == 401)
        }
    }

    @Test("sign-in from one address is limited, with the seconds to wait")
    func rate() async throws {
        try await signedIn { fixture, stranger, _ in
            fixture.limiter.limits.signInPerMinute = 5
            var last = try await stranger.signIn("nobody", "x")
            for _ in 0..<6 { last = try await stranger.signIn("nobody", "x") }
            #expect(last.status == 429)
        }
    }
}
