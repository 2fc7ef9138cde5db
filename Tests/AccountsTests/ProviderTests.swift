import Foundation
import GRDB
import HTTPTypes
import Kernel
import Outbound
import Persistence
import Testing

@testable import Accounts

@Suite("Signing in at a provider") struct ProviderTests {
    /// An administrator, Mia whom they entered, and a provider that is set up.
    struct Scene {
        let fixture: AccountsFixture, provider: OpenIDProvider, administrator: Browser, stranger: Browser
        let id: String, issuer: String

        /// Goes to the provider and comes back, as a browser does.
        /// - Returns: where it ends up, and the session's cookie if it came in.
        func goThere(
            _ change: (inout (code: String, state: String)) -> Void = { _ in }, from browser: Browser? = nil
        ) async throws -> Browser.Answer {
            var browser = browser ?? stranger
            let start = try await browser.send(.get, "/sign-in/at/\(id)?next=%2F%23library")
            #expect(start.status == 303)
            browser.cookie = [browser.cookie, start.cookie].compactMap { $0 }.joined(separator: "; ")
            var answer = try provider.approve(start.location ?? "")
            change(&answer)
            return try await browser.send(.get, "/sign-in/callback?code=\(answer.code)&state=\(answer.state)")
        }

        /// Goes there, and checks where it ends and what the trail says of it.
        func expect(
            _ location: String, because reason: String? = nil,
            _ change: (inout (code: String, state: String)) -> Void = { _ in },
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let answer = try await goThere(change)
            #expect(answer.location == location, sourceLocation: sourceLocation)
            guard let reason else { return }
            let noted = try lastReason()
            #expect(noted == reason, sourceLocation: sourceLocation)
        }

        /// The reason that the trail gives for the last refusal.
        func lastReason() throws -> String? {
            try fixture.database.read { db in
                try String.fetchOne(
                    db,
                    sql: """
                        SELECT json_extract(details, '$.reason') FROM auditEntry
                        WHERE action = 'sign-in.failed' ORDER BY number DESC LIMIT 1
                        """)
            }
        }
    }

    func scene(
        kind: String = "oidc", _ settings: [String: Any] = [:], _ body: @escaping @Sendable (Scene) async throws -> Void
    ) async throws {
        let settings = settings as [String: Any]
        let bytes = try JSONSerialization.data(withJSONObject: settings)
        let provider = OpenIDProvider()
        try await provider.run { issuer in
            let fixture = try AccountsFixture()
            try await fixture.run { stranger in
                let administrator = try await fixture.setUp(stranger)
                var all = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
                all["issuer"] = issuer
                all["apiURL"] = issuer
                // It is on this machine.
                all["isInside"] = true
                let made = try await administrator.send(
                    .post, "/api/v1/providers",
                    ["kind": kind, "name": "District", "clientID": "homeroom", "secret": "s", "settings": all])
                #expect(made.status == 201, "\(made.body)")
                #expect(
                    try await administrator.send(
                        .post, "/api/v1/people",
                        [
                            "givenName": "Mia", "familyName": "Kim", "email": "mia@cedarvalley.example",
                            "role": "educator",
                        ]
                    ).status == 201)
                try await body(
                    Scene(
                        fixture: fixture, provider: provider, administrator: administrator, stranger: stranger,
                        id: made.text("id"), issuer: issuer))
            }
        }
    }

    @Test("a person who was entered comes in, is linked by issuer and subject, and goes where they wanted to")
    func comesIn() async throws {
        try await scene { scene in
            let answer = try await scene.goThere()
            #expect(answer.status == 303 && answer.location == "/#library")
            var browser = scene.stranger
            browser.cookie = answer.cookie
            #expect(try await browser.send(.get, "/api/v1/session").text("name") == "Mia Kim")
            // The subject is what counts from now on: the address may change there.
            scene.provider.answer.claims = ["email": "mia.kim-lee@elsewhere.example"]
            try await scene.expect("/#library")
            // Whoever gets the address later does not get the account.
            scene.provider.answer.claims = ["sub": "subject-2"]
            try await scene.expect("/?problem=accounts.linkedAlready")
        }
    }

    @Test("a new sign-in on a shared device takes the earlier session's place")
    func sharedDevice() async throws {
        try await scene { scene in
            let answer = try await scene.goThere(from: scene.administrator)
            #expect(answer.location == "/#library")
            #expect(try await scene.administrator.send(.get, "/api/v1/session").status == 401)
        }
    }

    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: OpenIDProvider.Answer
        let reason: String

        init(_ name: String, _ reason: String, _ change: (inout OpenIDProvider.Answer) -> Void) {
            var answer = OpenIDProvider.Answer()
            change(&answer)
            (testDescription, self.reason, self.answer) = (name, reason, answer)
        }
    }

    static let attacks = [
        Attack("wrong nonce", "nonce") { $0.claims = ["nonce": "other"] },
        Attack("no nonce", "nonce") { $0.omitted = ["nonce"] },
        Attack("wrong audience", "audience") { $0.claims = ["aud": "another-client"] },
        Attack("many audiences, made for another", "authorized party") {
            $0.claims = ["aud": ["homeroom", "another-client"], "azp": "another-client"]
        },
        Attack("many audiences without a party", "authorized party") { $0.claims = ["aud": ["homeroom", "b"]] },
        Attack("wrong issuer", "issuer") { $0.claims = ["iss": "https://accounts.google.com"] },
        Attack("expired", "expired") { $0.claims = ["exp": 1_000_000] },
        Attack("without an end", "claim exp is missing") { $0.omitted = ["exp"] },
        Attack("an end that is no number", "claim exp is missing") { $0.claims = ["exp": "soon"] },
        Attack("an end beyond all numbers", "subject") { $0.claims = ["exp": 1e300, "sub": ""] },
        Attack("from the future", "issued in the future") { $0.claims = ["iat": 9_000_000_000] },
        Attack("no signature", "algorithm none") { $0.algorithm = "none" },
        Attack("public key as a shared secret", "algorithm HS256") { $0.algorithm = "HS256" },
        Attack("another's key under the published name", "signature") { $0.isForeignKey = true },
        Attack("another's key under a name of its own", "unknown key") {
            $0.isForeignKey = true
            $0.names = "attacker"
        },
        Attack("e-mail not checked", "accounts.emailUnverified") { $0.claims = ["email_verified": false] },
        Attack("e-mail outside the district", "accounts.unknownPerson") {
            $0.claims = ["email": "mia@cedarvalley.example.attacker.example"]
        },
    ]

    @Test("what is not right is refused, and the trail says why", arguments: attacks)
    func refused(_ attack: Attack) async throws {
        try await scene { scene in
            scene.provider.answer = attack.answer
            let answer = try await scene.goThere()
            #expect(answer.status == 303 && answer.location?.hasPrefix("/?problem=accounts.") == true)
            #expect(answer.cookie?.contains("homeroom=") != true, "no session")
            // Where clocks differ, it goes on with by how much.
            #expect(try scene.lastReason()?.hasPrefix(attack.reason) == true)
        }
    }

    @Test("a state that is not this browser's, is changed or is used twice is refused before the code is exchanged")
    func state() async throws {
        try await scene { scene in
            try await scene.expect("/?problem=accounts.providerRefused", because: "state") { $0.state = "other" }
            let answer = try scene.provider.approve("http://x/?state=s&nonce=n")
            let foreign = try await scene.stranger.send(.get, "/sign-in/callback?code=\(answer.code)&state=s")
            #expect(foreign.location == "/?problem=accounts.providerRefused")
            #expect(scene.provider.exchanges == 0)
            // The same answer again, with the same ticket.
            var browser = scene.stranger
            let start = try await browser.send(.get, "/sign-in/at/\(scene.id)")
            browser.cookie = start.cookie
            let good = try scene.provider.approve(start.location ?? "")
            let back = "/sign-in/callback?code=\(good.code)&state=\(good.state)"
            #expect(try await browser.send(.get, back).location == "/")
            #expect(try await browser.send(.get, back).location == "/?problem=accounts.providerRefused")
            #expect(try scene.lastReason() == "state used before")
            #expect(scene.provider.exchanges == 1)
        }
    }

    @Test("keys that were changed at the provider are looked up again, but not with every unknown name")
    func rotation() async throws {
        let provider = OpenIDProvider()
        try await provider.run { issuer in
            let (eager, calm) = (
                ProviderMetadata(.init(), pause: .zero), ProviderMetadata(.init(), pause: .seconds(3600))
            )
            let issuer = try JSONDecoder().decode(
                ProviderSettings.self, from: Data(#"{"issuer":"\#(issuer)","isInside":true}"#.utf8))
            let first = [try await eager.keys(issuer, for: "key 1"), try await calm.keys(issuer, for: "key 1")]
            #expect(first.allSatisfy { $0.identifiers == ["key 1"] })
            provider.rotate()
            #expect(try await eager.keys(issuer, for: "key 2").identifiers == ["key 2"])
            let found = try await calm.keys(issuer, for: "key 2")
            #expect(found.identifiers == ["key 2"], "the first is looked for at once")
            provider.rotate()
            #expect(try await eager.keys(issuer, for: "key 3").identifiers == ["key 3"])
            let old = try await calm.keys(issuer, for: "key 3")
            #expect(old.identifiers == ["key 2"], "unknown names must not make us hammer the provider")
        }
    }

    @Test("an answer that another provider gives is refused (RFC 9207)")
    func mixedUp() async throws {
        try await scene { scene in
            try await scene.expect("/?problem=accounts.providerRefused", because: "issuer") {
                $0.state += "&iss=https://other.example"
            }
        }
    }

    @Test(
        "the way back leads nowhere else",
        arguments: ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nx: y"])
    func openRedirect(_ next: String) throws {
        #expect(FlowTicket.local(next) == "/")
    }

    @Test("Google: only the hosted domains named, by the token's own claim")
    func hostedDomain() async throws {
        try await scene(kind: "google", ["hostedDomains": ["cedarvalley.example"]]) { scene in
            try await scene.expect("/?problem=accounts.providerRefused", because: "hosted domain")
            scene.provider.answer.claims = ["hd": "other.example"]
            try await scene.expect("/?problem=accounts.providerRefused")
            scene.provider.answer.claims = ["hd": "CedarValley.example"]
            try await scene.expect("/#library")
        }
    }

    @Test("ClassLink serves many districts under one name: the token must name ours")
    func tenant() async throws {
        try await scene(kind: "classlink", ["requiredClaims": ["TenantId": "2284"]]) { scene in
            scene.provider.answer.claims = ["TenantId": 99]
            try await scene.expect("/?problem=accounts.providerRefused", because: "claim TenantId has another value")
            scene.provider.answer.claims = ["TenantId": 2284]
            try await scene.expect("/#library")
        }
    }

    @Test("Clever: a code nobody asked for is not exchanged; our own flow starts; other districts are refused")
    func clever() async throws {
        try await scene(kind: "clever", ["districtID": "district-1"]) { scene in
            try await scene.fixture.change("mia@cedarvalley.example") { $0.rosterID = "t-noor" }
            let portal = try await scene.stranger.send(.get, "/sign-in/callback?code=from-the-portal")
            #expect(portal.location?.hasPrefix(scene.issuer + "/oauth/authorize") == true)
            #expect(scene.provider.exchanges == 0)
            var browser = scene.stranger
            browser.cookie = portal.cookie
            let answer = try scene.provider.approve(portal.location ?? "")
            let back = try await browser.send(.get, "/sign-in/callback?code=\(answer.code)&state=\(answer.state)")
            #expect(back.location == "/" && back.cookie?.hasPrefix("__Host-homeroom=") == true)
            scene.provider.answer.cleverDistrict = "district-2"
            try await scene.expect("/?problem=accounts.providerRefused", because: "district")
        }
    }

    @Test("an issuer inside the building is spoken to only where that was said")
    func inside() async throws {
        try await scene { scene in
            let made = try await scene.administrator.send(
                .post, "/api/v1/providers",
                ["kind": "oidc", "name": "Silent", "clientID": "c", "settings": ["issuer": scene.issuer]])
            #expect(made.status == 201)
            let test = try await scene.administrator.send(
                .post, "/api/v1/providers/\(made.text("id"))/test", [:])
            #expect(test.body.contains("inside your network"), "\(test.body)")
            let start = try await scene.stranger.send(.get, "/sign-in/at/\(made.text("id"))")
            #expect(start.location?.hasPrefix("/?problem=") == true)
        }
    }

    /// Somebody who is entered by an administrator, and comes in by the link.
    static func enter(_ name: String, _ role: String, _ scene: Scene) async throws -> Browser {
        let made = try await scene.administrator.send(
            .post, "/api/v1/people",
            ["givenName": name, "familyName": "Test", "email": "\(name)@cedarvalley.example", "role": role])
        let entered = try await scene.stranger.send(
            .post, "/api/v1/links/redeem",
            ["token": String(made.text("link").dropFirst(6)), "password": AccountsFixture.password])
        #expect(entered.status == 200, "\(entered.body)")
        return scene.stranger.carrying(entered)
    }

    @Test("a provider brings its administrator into no mightier account, neither by e-mail nor by a link there was")
    func reach() async throws {
        try await scene { scene in
            let machine = try await Self.enter("machine", "systemAdministrator", scene)
            let chief = try await Self.enter("chief", "districtAdministrator", scene)
            // Mia came in by the district's own provider before.
            try await scene.expect("/#library")
            let wish: [String: Any] = [
                "kind": "oidc", "name": "Own", "clientID": "homeroom", "secret": "s",
                "settings": ["issuer": scene.issuer, "isInside": true, "vouchesForSecondFactor": true],
            ]
            let own = try await machine.send(.post, "/api/v1/providers", wish)
            #expect(own.status == 201 && own.json["reachesEverybody"] as? Bool == false)
            let theirs = Scene(
                fixture: scene.fixture, provider: scene.provider, administrator: scene.administrator,
                stranger: scene.stranger, id: own.text("id"), issuer: scene.issuer)
            for (subject, name) in [("s-chief", "chief"), ("s-ada", "ada"), ("subject-1", "mia")] {
                scene.provider.answer.claims = ["sub": subject, "email": "\(name)@cedarvalley.example"]
                try await theirs.expect("/?problem=accounts.confirmLink")
            }
            // Who set it up does not confirm it.
            let path = "/api/v1/providers/\(own.text("id"))/confirm"
            let seen = ["version": own.text("version")]
            #expect(try await machine.send(.post, path, seen).text("code") == "accounts.ownProvider")
            // Nor is anything confirmed but what was seen.
            #expect(try await chief.send(.post, path, [:]).status == 400)
            var swapped = wish
            swapped["settings"] = ["issuer": scene.issuer, "isInside": true]
            let ownPath = "/api/v1/providers/\(own.text("id"))"
            #expect(try await machine.send(.put, ownPath, swapped).status == 200)
            #expect(try await chief.send(.post, path, seen).text("code") == "accounts.providerChanged")
            let now = ["version": try await machine.send(.put, ownPath, wish).text("version")]
            #expect(now != seen, "the secret was given anew")
            #expect(try await chief.send(.post, path, now).status == 200)
            scene.provider.answer.claims = ["sub": "s-chief", "email": "chief@cedarvalley.example"]
            try await theirs.expect("/#library")
            // A change takes the confirmation back, and with it what was linked by the provider's word.
            var changed = wish
            changed["clientID"] = "homeroom"
            changed["secret"] = "another"
            #expect(try await machine.send(.put, "/api/v1/providers/\(own.text("id"))", changed).status == 200)
            try await theirs.expect("/?problem=accounts.confirmLink")
        }
    }

    @Test("somebody who is signed in connects an account by their own word, is told of others', and lets go of them")
    func connecting() async throws {
        try await scene { scene in
            let machine = try await Self.enter("machine", "systemAdministrator", scene)
            let own = try await machine.send(
                .post, "/api/v1/providers",
                [
                    "kind": "oidc", "name": "Own", "clientID": "homeroom", "secret": "s",
                    "settings": ["issuer": scene.issuer, "isInside": true],
                ])
            scene.provider.answer.claims = ["sub": "s-ada", "email": "other@elsewhere.example"]
            let started = try await scene.administrator.send(
                .post, "/api/v1/account/identities", ["provider": own.text("id")])
            #expect(started.status == 200, "\(started.body)")
            let answer = try scene.provider.approve(started.text("next"))
            let back = "/sign-in/callback?code=\(answer.code)&state=\(answer.state)"
            let ticket = try #require(started.cookies.first)
            // In another browser the ticket connects nothing.
            var foreign = scene.stranger
            foreign.cookie = ticket
            #expect(try await foreign.send(.get, back).location == "/?problem=accounts.signInAgain")
            let again = try await scene.administrator.send(
                .post, "/api/v1/account/identities", ["provider": own.text("id")])
            let second = try scene.provider.approve(again.text("next"))
            var browser = scene.administrator
            browser.cookie = [browser.cookie, again.cookies.first].compactMap { $0 }.joined(separator: "; ")
            let done = try await browser.send(
                .get, "/sign-in/callback?code=\(second.code)&state=\(second.state)")
            #expect(done.location == "/#account")
            let list = try await scene.administrator.send(.get, "/api/v1/account/identities")
            let identities = list.json["identities"] as? [[String: Any]] ?? []
            #expect(identities.count == 1 && identities.first?["isNew"] as? Bool == false)
            let id = identities.first?["id"] as? String ?? ""
            #expect(try await scene.administrator.send(.delete, "/api/v1/account/identities/\(id)").status == 204)
            // Mia is linked by the provider's word, and told.
            scene.provider.answer.claims = [:]
            var mia = scene.stranger
            mia.cookie = try await scene.goThere().cookie
            let told = try await mia.send(.get, "/api/v1/account/identities")
            #expect((told.json["identities"] as? [[String: Any]])?.first?["isNew"] as? Bool == true)
        }
    }

    @Test("a provider's word for a second factor never counts for administrators")
    func vouching() async throws {
        try await scene(kind: "oidc", ["vouchesForSecondFactor": true]) { scene in
            var policy = try await scene.administrator.send(.get, "/api/v1/account-policy").json
            var sessions = policy["sessions"] as? [String: [String: Any]] ?? [:]
            for role in ["districtAdministrator", "educator"] { sessions[role]?["needsSecondFactor"] = true }
            policy["sessions"] = sessions
            #expect(try await scene.administrator.send(.put, "/api/v1/account-policy", policy).status == 200)
            func stage(_ subject: String, _ name: String) async throws -> String {
                scene.provider.answer.claims = ["sub": subject, "email": "\(name)@cedarvalley.example", "amr": ["mfa"]]
                var browser = scene.stranger
                browser.cookie = try await scene.goThere().cookie
                return try await browser.send(.get, "/api/v1/session").text("stage")
            }
            #expect(try await stage("s-mia", "mia") == "complete")
            // Nor is its word enough to set up the first one: that wants the password, or a link.
            scene.provider.answer.claims = ["sub": "s-ada", "email": "ada@cedarvalley.example", "amr": ["mfa"]]
            try await scene.expect("/?problem=accounts.enrolByLink")
        }
    }

    @Test("nobody is made up unless that is switched on; then only inside the domains, and never a student by default")
    func provisioning() async throws {
        let newcomer: [String: any Sendable] = ["sub": "new", "email": "new@cedarvalley.example"]
        try await scene { scene in
            scene.provider.answer.claims = newcomer
            try await scene.expect("/?problem=accounts.unknownPerson")
        }
        try await scene(kind: "oidc", ["provisioning": ["isOn": true, "role": "educator"]]) { scene in
            scene.provider.answer.claims = ["sub": "new", "email": "new@elsewhere.example"]
            try await scene.expect("/?problem=accounts.unknownPerson")
            scene.provider.answer.claims = newcomer
            try await scene.expect("/#library")
        }
        try await scene(kind: "oidc", ["provisioning": ["isOn": true, "role": "student"]]) { scene in
            scene.provider.answer.claims = newcomer
            try await scene.expect("/?problem=accounts.unknownPerson")
        }
        try await scene { scene in
            let answer = try await scene.administrator.send(
                .post, "/api/v1/providers",
                [
                    "kind": "oidc", "name": "Other", "clientID": "c",
                    "settings": [
                        "issuer": scene.issuer, "provisioning": ["isOn": true, "role": "districtAdministrator"],
                    ],
                ])
            #expect(answer.status == 422 || answer.status == 400, "administrators are named by hand")
        }
    }
}
