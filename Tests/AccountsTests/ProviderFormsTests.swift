import Foundation
import GRDB
import HTTPTypes
import Kernel
import Testing

@testable import Accounts

@Suite("Forms of sign-in providers") struct ProviderFormsTests {
    private let scenes = ProviderTests()

    /// Whether Mia comes in with what a provider says, under some settings.
    private func comesIn(
        _ settings: [String: any Sendable] = [:], kind: String = "oidc",
        _ change: @escaping @Sendable (inout OpenIDProvider.Answer) -> Void
    ) async throws -> String? {
        let found = Found()
        try await scenes.scene(kind: kind, settings) { scene in
            var answer = OpenIDProvider.Answer()
            change(&answer)
            scene.provider.answer = answer
            await found.set(try await scene.goThere().location)
        }
        return await found.location
    }

    private actor Found {
        private(set) var location: String?
        func set(_ location: String?) { self.location = location }
    }

    private static let good = "/#library"

    @Test("what the token does not say is asked for at the userinfo endpoint, of the same subject only")
    func userinfo() async throws {
        let bare: Set<String> = ["email", "email_verified", "given_name", "family_name"]
        let told: [String: any Sendable] = [
            "sub": "subject-1", "email": "mia@cedarvalley.example", "email_verified": true,
        ]
        #expect(try await comesIn { ($0.omitted, $0.userinfo) = (bare, told) } == Self.good)
        let another = told.merging(["sub": "subject-2"]) { $1 }
        #expect(
            try await comesIn { ($0.omitted, $0.userinfo) = (bare, another) } == "/?problem=accounts.providerRefused")
        let unchecked = told.merging(["email_verified": false]) { $1 }
        #expect(
            try await comesIn { ($0.omitted, $0.userinfo) = (bare, unchecked) } == "/?problem=accounts.emailUnverified")
        // Whether another address was checked says nothing of this one.
        let other = told.merging(["email": "other@cedarvalley.example"]) { $1 }
        #expect(
            try await comesIn { ($0.omitted, $0.userinfo) = (["email_verified"], other) }
                == "/?problem=accounts.emailUnverified")
    }

    @Test("an address is read from the claim that is named, also within an object; guests' are not")
    func namedClaims() async throws {
        let address = "mia@cedarvalley.example"
        let bare: Set<String> = ["email", "email_verified"]
        #expect(
            try await comesIn(["emailClaim": "upn"]) { ($0.omitted, $0.claims) = (bare, ["upn": address]) } == Self.good
        )
        #expect(
            try await comesIn(["emailClaim": "profile.mail"]) {
                ($0.omitted, $0.claims) = (bare, ["profile": ["mail": address]])
            } == Self.good)
        #expect(
            try await comesIn { ($0.omitted, $0.claims) = (bare, ["upn": address]) }
                == "/?problem=accounts.unknownPerson")
        #expect(
            try await comesIn(["emailClaim": "upn"]) {
                ($0.omitted, $0.claims) = (bare, ["upn": address, "idp": "https://other.example"])
            } == "/?problem=accounts.unknownPerson")
    }

    @Test(
        "an address that is not said to be checked is taken from the district's own issuer only, never against its word"
    )
    func owned() async throws {
        #expect(try await comesIn(["ownsAddresses": true]) { $0.omitted = ["email_verified"] } == Self.good)
        #expect(try await comesIn { $0.omitted = ["email_verified"] } == "/?problem=accounts.emailUnverified")
        #expect(
            try await comesIn(["ownsAddresses": true]) { $0.claims = ["email_verified": false] }
                == "/?problem=accounts.emailUnverified")
        var settings = try JSONDecoder().decode(
            ProviderSettings.self, from: Data(#"{"issuer":"https://accounts.google.com","ownsAddresses":true}"#.utf8))
        #expect(throws: AccountsFailure.self) { try settings.check(.oidc) }
        settings.issuer = "https://login.microsoftonline.com/common/v2.0"
        #expect(throws: AccountsFailure.self) { try settings.check(.oidc) }
        settings.issuer = "https://login.microsoftonline.com/8a3b0000-0000-0000-0000-000000000000/v2.0"
        #expect(throws: Never.self) { try settings.check(.microsoft) }
        #expect(throws: AccountsFailure.self) { try settings.check(.google) }
    }

    @Test("an issuer's slash at the end, clocks that differ by minutes")
    func slackness() async throws {
        #expect(try await comesIn { $0.hasSlash = true } == Self.good)
        let now = Date().timeIntervalSince1970
        #expect(try await comesIn { $0.claims = ["iat": now + 240, "nbf": now + 240] } == Self.good)
        #expect(try await comesIn { $0.claims = ["iat": now - 600, "exp": now - 240] } == Self.good)
        #expect(
            try await comesIn { $0.claims = ["iat": now + 400] } == "/?problem=accounts.providerRefused")
    }

    @Test("of several numbers at Clever each is looked for, the mightier role's first")
    func clever() async throws {
        for roles in [
            ["teacher": "t-mia", "staff": "90001", "contact": ""], ["staff": "t-mia", "teacher": "90001"],
            ["contact": "t-mia", "student": "s-1"],
        ] {
            try await scenes.scene(kind: "clever", ["districtID": "district-1"]) { scene in
                try await scene.fixture.change("mia@cedarvalley.example") { $0.rosterID = "t-mia" }
                scene.provider.answer.cleverRoles = roles
                #expect(try await scene.goThere().location == Self.good)
            }
        }
    }

    @Test("claims lie in objects and lists, as deep as anybody writes them")
    func claims() throws {
        let text =
            #"{"a":{"b":{"c":["x","y"]}},"n":7,"t":true,"l":[1,"z",{"q":1}],"d":{"e":{"f":{"g":{"h":{"i":1}}}}}}"#
        let claims = Claims(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)))
        #expect(claims.values("a.b.c") == ["x", "y"] && claims.first("n") == "7" && claims.first("t") == "true")
        #expect(claims.values("l") == ["1", "z"] && claims.has("d.e.f.g.h") == false)
        #expect(claims.address("a.b.c") == nil)
    }

    @Test("a trial walks to the provider and back, and says what is missing; nobody is signed in")
    func trial() async throws {
        try await scenes.scene { scene in
            scene.provider.answer.omitted = ["email", "email_verified"]
            scene.provider.answer.claims = ["upn": "mia@cedarvalley.example"]
            let begun = try await scene.administrator.send(.post, "/api/v1/providers/\(scene.id)/trials", [:])
            #expect(begun.status == 201, "\(begun.body)")
            let object = try JSONSerialization.jsonObject(with: Data(begun.body.utf8)) as? [String: Any] ?? [:]
            let (name, address) = (object["trial"] as? String ?? "", object["address"] as? String ?? "")
            var browser = scene.stranger
            let path = address.range(of: "/sign-in/at/").map { String(address[$0.lowerBound...]) } ?? ""
            let start = try await browser.send(.get, path)
            browser.cookie = start.cookie
            let answer = try scene.provider.approve(start.location ?? "")
            let back = try await browser.send(.get, "/sign-in/callback?code=\(answer.code)&state=\(answer.state)")
            #expect(back.location == "/?problem=accounts.trialDone" && back.cookie?.contains("homeroom=") != true)
            let found = try await scene.administrator.send(.get, "/api/v1/providers/\(scene.id)/trials/\(name)")
            #expect(found.body.contains("The claim “email” is missing") && found.body.contains("upn"), "\(found.body)")
            #expect(!found.body.contains("mia@"), "no value is told")
        }
    }

    @Test(
        "an issuer that was copied with the discovery document's address is the issuer",
        arguments: [
            ("https://id.example/realms/a/.well-known/openid-configuration", "https://id.example/realms/a"),
            ("https://id.example/.well-known/openid-configuration/", "https://id.example"),
            (" https://id.example/.Well-Known/OpenID-Configuration?p=x \n", "https://id.example"),
            ("https://id.example/.well-known/oauth-authorization-server", "https://id.example"),
            ("https://id.example/a/", "https://id.example/a/"),
            (
                "https://id.example/.well-known/openid-configuration/b",
                "https://id.example/.well-known/openid-configuration/b"
            ),
        ])
    func issuers(_ text: String, _ issuer: String) throws {
        let json = try JSONEncoder().encode(["issuer": text])
        #expect(try JSONDecoder().decode(ProviderSettings.self, from: json).issuer == issuer)
    }

    @Test(
        "what a provider says of its refusal is kept short, without whom it is about",
        arguments: [
            ("User declined to consent to access the app.", ", “User declined to consent to access the app.”"),
            (
                "AADSTS50105: The signed-in user 'Mia Wong' is not assigned. Trace ID: 0a1b-22 Correlation ID: 0c-33 Timestamp: 2026-11-27 04:00:00Z",
                ", “AADSTS50105: The signed-in user … is not assigned.”"
            ),
            ("Ask mia@cedarvalley.example\nat 10.0.0.7, CEDAR\\mia", ", “Ask … at …, …”"),
            ("<b>no</b>", ", “bno/b”"),
            (String(repeating: "ab ", count: 500), ", “\(String(repeating: "ab ", count: 66))ab…”"),
            ("7", ""), (nil, ""),
        ])
    func words(_ description: String?, _ told: String) {
        #expect(ProviderWords.told(description) == told)
    }

    @Test(
        "an issuer that was left out, or still holds what a manual writes in place of the district's own, is told with its cure",
        arguments: [
            ("", "Give the issuer, which names your own tenant"),
            (
                "https://login.microsoftonline.com/{tenantid}/v2.0",
                "“{tenantid}” in the issuer stands for what is your own"
            ),
            ("https://login.microsoftonline.com/TENANT/v2.0", "“TENANT” in the issuer"),
            ("https://login.microsoftonline.com/%7Btenantid%7D/v2.0", "“%7Btenantid%7D” in the issuer"),
        ])
    func gaps(_ issuer: String, _ words: String) throws {
        let settings = try JSONDecoder().decode(
            ProviderSettings.self, from: JSONEncoder().encode(["issuer": issuer]))
        do {
            try settings.check(.microsoft)
            Issue.record("taken")
        } catch let failure as AccountsFailure { #expect(failure.message.contains(words), "\(failure.message)") }
    }
}
