import Foundation
import GRDB
import HTTPTypes
import Testing
import Vault

@testable import Accounts

@Suite("Passwords") struct PasswordTests {
    private static let own = ["Edua", "Tester", "edua.tester@cedarvalley.example", "Cedar Valley"]

    @Test(
        "what is guessed first is refused, whatever it is dressed in",
        arguments: [
            "short", "passwordpassword", "abcdefghijklmnop", "eduatester1815", "aaaaaaaaaaaaaaaa", "P@ssw0rdP@ssw0rd",
            "qwertyuiop123456", "Summer2026!!", "correct horse battery staple", "CorrectHorseBatteryStaple",
            "c0rrect-h0rse-battery-st@ple", "Edua Tester 2026", "Winter-2025-2026", "tester.edua.1990",
            "Welcome2026!!!",
            "1qaz2wsx3edc4rfv", "drowssapdrowssap", "12/03/1987 12/03/1987", "January 12 2026", "MayTheForceBeWithYou!",
            "Cedarvalley2026!", "representatives", "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄ", "0123456789876543", "school school school",
            "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
        ])
    func weak(_ password: String) async {
        await #expect(throws: AccountsFailure.self, "\(password)") {
            try await PasswordPolicy.check(password, own: Self.own)
        }
    }

    @Test(
        "words that do not belong together pass, and so does what a password manager makes",
        arguments: [
            "purple lantern ordinary hedgehog", "yellow bicycles under water", "tY7#kQ9z!mW2", "x8LwPq3vRt0z",
            "orange bicycle under educator", "molino terco azul camello", "gobbling-anvil-thrift-mosaic",
            "Wir essen morgens Käsebrötchen", "正確な馬電池と留め金は駄目だから別", "vexed quartz jockeys nap",
        ])
    func strong(_ password: String) async throws { try await PasswordPolicy.check(password, own: Self.own) }

    @Test("judging takes a bounded time, whatever is sent")
    func bounded() async {
        let mark = "\u{0301}"
        var worst: [String] = ["a\(mark)", "ab1", "password", "1234567890", "\u{FDFA}", "q"].map {
            String(repeating: $0, count: 256 / $0.count)
        }
        worst.append(String((0..<256).map { number in Character(UnicodeScalar(UInt8(97 + number * number % 26))) }))
        let estimate = GuessEstimate(lists: .embedded, own: Set(Self.own))
        for password in worst {
            let start = ContinuousClock.now
            _ = estimate.powerOfTen(password)
            let took = ContinuousClock.now - start
            // A debug build beside other tests; a release needs milliseconds.
            #expect(took < .seconds(30), "\(password.prefix(8)) took \(took)")
        }
        // Megabytes in a few characters are not looked at.
        for heavy in ["a" + String(repeating: mark, count: 500_000), String(repeating: "👩‍👩‍👧‍👦", count: 200_000)] {
            let start = ContinuousClock.now
            await #expect(throws: AccountsFailure.self) { try await PasswordPolicy.check(heavy, own: Self.own) }
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test("a password typed on another system, composed or not, signs in; one kept as it was typed is kept anew")
    func composed() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            let (composed, apart) = (
                "na\u{EF}ve lantern hedgehog caf\u{E9}", "nai\u{308}ve lantern hedgehog cafe\u{301}"
            )
            let changed = try await ada.send(
                .post, "/api/v1/account/password", ["present": AccountsFixture.password, "new": apart])
            #expect(changed.status == 200, "\(changed.body)")
            for form in [composed, apart, composed.replacing(" ", with: "\u{A0}")] {
                #expect(try await stranger.signIn("ada@cedarvalley.example", form).status == 200)
            }
            // As earlier releases kept it.
            let store = fixture.accounts.store
            let me = try #require(
                UUID(uuidString: try await ada.carrying(changed).send(.get, "/api/v1/session").text("id")))
            let raw = try await PasswordHash(cost: .least).make(apart)
            let sealed = Data(store.sealer.seal(Array(raw.utf8), for: "person.password.\(me.uuidString)"))
            try await fixture.database.write { db in
                try db.execute(sql: "UPDATE person SET password = ? WHERE id = ?", arguments: [sealed, me])
            }
            #expect(try await stranger.signIn("ada@cedarvalley.example", composed).status == 200)
            let kept = try await fixture.database.read { db in
                try Data.fetchOne(db, sql: "SELECT password FROM person WHERE id = ?", arguments: [me])
            }
            #expect(kept != sealed, "hashed anew, composed")
        }
    }

    @Test("one's own new password gives the session a new token; the old one is worth nothing")
    func newToken() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            let wrong = try await ada.send(
                .post, "/api/v1/account/password", ["present": "no", "new": "yellow bicycles under water"])
            #expect(wrong.status == 401)
            let changed = try await ada.send(
                .post, "/api/v1/account/password",
                ["present": AccountsFixture.password, "new": "yellow bicycles under water"])
            #expect(changed.status == 200 && changed.cookie != ada.cookie)
            #expect(try await ada.send(.get, "/api/v1/session").status == 401)
            #expect(try await ada.carrying(changed).send(.get, "/api/v1/people").status == 200)
        }
    }

    @Test("what is too long in bytes is refused before it costs anything")
    func bytes() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            // One character, as the eye sees it.
            let heavy = "a" + String(repeating: "\u{0301}", count: 200_000)
            let paths: [(String, [String: Any])] = [
                (
                    "/api/v1/people",
                    ["givenName": heavy, "familyName": "x", "email": "x@y.example", "role": "educator"]
                ),
                ("/api/v1/people", ["givenName": "a", "familyName": "x", "email": heavy, "role": "educator"]),
                ("/api/v1/places", ["name": heavy, "kind": "school"]),
                ("/api/v1/account/api-keys", ["name": heavy, "scopes": ["users:read"]]),
                (
                    "/api/v1/providers",
                    ["kind": "oidc", "name": heavy, "clientID": "c", "settings": ["issuer": "https://a.example"]]
                ),
                ("/api/v1/account/password", ["present": heavy, "new": heavy]),
                ("/api/v1/sign-in", ["name": heavy, "password": heavy]),
                ("/api/v1/links/check", ["token": heavy]),
            ]
            for (path, body) in paths {
                let start = ContinuousClock.now
                let answer = try await ada.send(.post, path, body)
                let took = ContinuousClock.now - start
                #expect((400..<500).contains(answer.status), "\(path) \(answer.status)")
                #expect(took < .seconds(20), "\(path) took \(took)")
            }
        }
    }
}
