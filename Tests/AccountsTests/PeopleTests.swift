import Foundation
import GRDB
import HTTPTypes
import Kernel
import Testing

@testable import Accounts

/// A district with two schools, and somebody at the door of each.
struct District: Sendable {
    let fixture: AccountsFixture, administrator: Browser, stranger: Browser
    let elm: String, oak: String

    init(_ fixture: AccountsFixture, _ stranger: Browser) async throws {
        let administrator = try await fixture.setUp(stranger)
        (self.fixture, self.administrator, self.stranger) = (fixture, administrator, stranger)
        elm = try await administrator.send(.post, "/api/v1/places", ["name": "Elm", "kind": "school"]).text("id")
        oak = try await administrator.send(.post, "/api/v1/places", ["name": "Oak", "kind": "school"]).text("id")
    }

    /// Enters somebody, and lets them in.
    func enter(_ name: String, _ role: String, at place: String? = nil) async throws -> (id: String, browser: Browser) {
        var wish: [String: Any] = [
            "givenName": name, "familyName": "Test", "email": "\(name)@cedarvalley.example", "role": role,
        ]
        wish["place"] = place
        let made = try await administrator.send(.post, "/api/v1/people", wish)
        let person = made.json["person"] as? [String: Any]
        let entered = try await stranger.send(
            .post, "/api/v1/links/redeem",
            ["token": String(made.text("link").dropFirst(6)), "password": AccountsFixture.password])
        #expect(entered.status == 200, "\(name): \(entered.body)")
        return (person?["id"] as? String ?? "", stranger.carrying(entered))
    }
}

@Suite("People and what they may do to each other") struct PeopleTests {
    private func district(_ body: @escaping @Sendable (District) async throws -> Void) async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in try await body(District(fixture, stranger)) }
    }

    @Test("roles say whether who asks may give them at a place, as the server decides when they are given")
    func givable() async throws {
        try await district { district in
            let head = try await district.enter("head", "schoolAdministrator", at: district.elm)
            let person = try await district.enter("teacher", "educator", at: district.elm)
            let listed = try await head.browser.send(.get, "/api/v1/roles?place=\(district.elm)").json["roles"]
            let roles = listed as? [[String: Any]] ?? []
            #expect(
                roles.contains { $0["mayGive"] as? Bool == true } && roles.contains { $0["mayGive"] as? Bool == false })
            for role in roles {
                let answer = try await head.browser.send(
                    .post, "/api/v1/people/\(person.id)/roles",
                    ["role": role["id"] ?? "", "place": district.elm, "endsOn": "2099-01-01"])
                let isMightier = answer.text("code") == "accounts.mightierRole"
                #expect(isMightier == (role["mayGive"] as? Bool == false), "\(role["id"] ?? ""): \(answer.body)")
            }
            let elsewhere = try await head.browser.send(.get, "/api/v1/roles?place=\(district.oak)").json["roles"]
            #expect((elsewhere as? [[String: Any]] ?? []).allSatisfy { $0["mayGive"] as? Bool == false })
        }
    }

    @Test("the trail names the places and people that its details are about")
    func trailNames() async throws {
        try await district { district in
            let person = try await district.enter("teacher", "educator", at: district.elm)
            let listed = try await district.administrator.send(
                .get, "/api/v1/audit?action=permission.granted&subject=\(person.id.lowercased())")
            let entry = try #require((listed.json["entries"] as? [[String: Any]])?.first, "\(listed.body)")
            #expect((entry["details"] as? [String: String])?["at"] == district.elm.lowercased())
            #expect((entry["detailNames"] as? [String: String])?["at"] == "Elm")
            #expect(entry["subjectName"] as? String == "teacher Test")
        }
    }

    @Test("a place counts those below it, whom it reaches; two of one name beside each other are refused")
    func counted() async throws {
        try await district { district in
            _ = try await district.enter("teacher", "educator", at: district.elm)
            _ = try await district.enter("other", "educator", at: district.oak)
            let listed = try await district.administrator.send(.get, "/api/v1/places").json["places"]
            let places = listed as? [[String: Any]] ?? []
            func people(_ kind: String, _ name: String? = nil) -> Int? {
                places.first { $0["kind"] as? String == kind && (name == nil || $0["name"] as? String == name) }?[
                    "people"]
                    as? Int
            }
            #expect(people("school", "Elm") == 1 && people("school", "Oak") == 1)
            #expect(people("district") == 3, "the administrator and both teachers")
            let again = try await district.administrator.send(
                .post, "/api/v1/places", ["name": "elm", "kind": "school"])
            #expect(again.status == 409 && again.text("code") == "accounts.nameTaken")
            let renamed = try await district.administrator.send(
                .patch, "/api/v1/places/\(district.oak)", ["name": "Elm"])
            #expect(renamed.status == 409)
        }
    }

    @Test("a school's administrator sees and manages that school's people only, and gives no mightier role")
    func rank() async throws {
        try await district { district in
            let head = try await district.enter("head", "schoolAdministrator", at: district.elm)
            let own = try await district.enter("own", "educator", at: district.elm)
            let other = try await district.enter("other", "educator", at: district.oak)
            let chief = try await district.enter("chief", "districtAdministrator")
            let list = try await head.browser.send(.get, "/api/v1/people")
            #expect(list.body.contains(own.id) && !list.body.contains(other.id) && !list.body.contains(chief.id))
            for hidden in [other.id, chief.id] {
                for (method, path) in [
                    (HTTPRequest.Method.get, ""), (.delete, ""), (.post, "/link"), (.post, "/suspend"),
                    (.delete, "/sessions"), (.delete, "/second-factors"),
                ] {
                    let status = try await head.browser.send(method, "/api/v1/people/\(hidden)\(path)").status
                    #expect(status == 404, "\(method) \(path)")
                }
            }
            func give(_ role: String, at place: String) async throws -> Int {
                try await head.browser.send(
                    .post, "/api/v1/people/\(own.id)/roles", ["role": role, "place": place]
                ).status
            }
            #expect(try await give("coach", at: district.elm) == 201)
            #expect(try await give("educator", at: district.oak) == 403)
            #expect(try await give("districtAdministrator", at: district.elm) == 403)
            #expect(try await give("systemAdministrator", at: district.elm) == 403)
            #expect(try await give("nonsense", at: district.elm) == 404)
        }
    }

    @Test(
        "a school's administrator gets at nobody of another school, whatever role is given them first",
        arguments: ["student", "guardian", "viewer", "educator", "coach"])
    func otherSchools(_ role: String) async throws {
        try await district { district in
            let head = try await district.enter("head", "schoolAdministrator", at: district.elm)
            let other = try await district.enter("other", role, at: district.oak)
            let path = "/api/v1/people/\(other.id)"
            let given = try await head.browser.send(
                .post, path + "/roles", ["role": "viewer", "place": district.elm])
            #expect(given.status == 404)
            // Also where somebody who may gave them a role at both.
            #expect(
                try await district.administrator.send(
                    .post, path + "/roles", ["role": "viewer", "place": district.elm]
                ).status == 201)
            let again = try await district.stranger.signIn("other@cedarvalley.example", AccountsFixture.password)
            let browser = district.stranger.carrying(again)
            let acts: [(HTTPRequest.Method, String, [String: Any]?)] = [
                (.post, "/link", [:]), (.post, "/suspend", [:]), (.delete, "/sessions", nil), (.delete, "", nil),
                (.delete, "/second-factors", nil), (.get, "/api-keys", nil), (.patch, "", ["email": "x@y.example"]),
            ]
            for (method, act, body) in acts {
                let answer = try await head.browser.send(method, path + act, body)
                #expect(answer.status == 403 && answer.text("code").hasPrefix("accounts."), "\(method) \(act)")
            }
            #expect(try await browser.send(.get, "/api/v1/session").status == 200)
            let seen = try await head.browser.send(.get, path)
            #expect(seen.status == 200 && seen.json["isPartial"] as? Bool == true)
            #expect(
                !seen.body.contains("other@cedarvalley") && !seen.body.lowercased().contains(district.oak.lowercased()))
            let list = try await head.browser.send(.get, "/api/v1/people")
            #expect(list.body.contains(other.id) && !list.body.contains("other@cedarvalley"))
            let guessed = try await head.browser.send(.get, "/api/v1/people?q=other@ced")
            #expect(!guessed.body.contains(other.id), "an address that is not seen is not guessed")
            #expect(try await head.browser.send(.get, "/api/v1/people?q=other").body.contains(other.id))
        }
    }

    @Test("nobody gets into a mightier account by a link, also when both are of one school")
    func mightier() async throws {
        try await district { district in
            let head = try await district.enter("head", "schoolAdministrator", at: district.elm)
            let chief = try await district.enter("chief", "districtAdministrator")
            #expect(
                try await district.administrator.send(
                    .post, "/api/v1/people/\(chief.id)/roles", ["role": "educator", "place": district.elm]
                ).status == 201)
            for (method, path) in [
                (HTTPRequest.Method.post, "/link"), (.post, "/suspend"), (.delete, ""), (.delete, "/second-factors"),
                (.delete, "/sessions"),
            ] {
                let answer = try await head.browser.send(method, "/api/v1/people/\(chief.id)\(path)")
                #expect(answer.status == 403 && answer.text("code") == "accounts.mightierPerson", "\(method) \(path)")
            }
            let machine = try await district.enter("machine", "systemAdministrator")
            // Who runs the appliance may stop an account, but not come in by it.
            #expect(try await machine.browser.send(.post, "/api/v1/people/\(chief.id)/link").status == 403)
            #expect(try await machine.browser.send(.delete, "/api/v1/people/\(head.id)/sessions").status == 204)
        }
    }

    @Test("what is given, taken and suspended holds from the next request on")
    func atOnce() async throws {
        try await district { district in
            let person = try await district.enter("person", "educator", at: district.elm)
            let path = "/api/v1/people/\(person.id)"
            #expect(try await person.browser.send(.get, "/api/v1/people").status == 403)
            let given = try await district.administrator.send(
                .post, path + "/roles", ["role": "schoolAdministrator", "place": district.elm])
            #expect(given.status == 201)
            #expect(try await person.browser.send(.get, "/api/v1/people").status == 401, "a new right, a new token")
            let again = try await district.stranger.signIn("person@cedarvalley.example", AccountsFixture.password)
            let browser = district.stranger.carrying(again)
            #expect(try await browser.send(.get, "/api/v1/people").status == 200)
            let roles = given.json["roles"] as? [[String: Any]] ?? []
            let held = roles.first { $0["role"] as? String == "schoolAdministrator" }?["id"] as? String ?? ""
            #expect(try await district.administrator.send(.delete, path + "/roles/" + held).status == 204)
            #expect(try await browser.send(.get, "/api/v1/people").status == 403)
            #expect(try await district.administrator.send(.post, path + "/suspend").status == 200)
            #expect(try await browser.send(.get, "/api/v1/session").status == 401)
            let refused = try await district.stranger.signIn("person@cedarvalley.example", AccountsFixture.password)
            #expect(refused.status == 401 || refused.status == 403)
        }
    }

    @Test("nobody suspends or erases themselves, whoever else there is")
    func oneself() async throws {
        try await district { district in
            let other = try await district.enter("chief", "districtAdministrator")
            for (method, path) in [(HTTPRequest.Method.post, "/suspend"), (.delete, "")] {
                let answer = try await other.browser.send(method, "/api/v1/people/\(other.id)\(path)")
                #expect(answer.status == 422 && answer.body.contains("Ask another administrator"), "\(answer.body)")
            }
        }
    }

    @Test("a district is never left without an administrator")
    func lastOne() async throws {
        try await district { district in
            let me = try await district.administrator.send(.get, "/api/v1/session").text("id")
            for (method, path) in [(HTTPRequest.Method.post, "/suspend"), (.delete, "")] {
                let answer = try await district.administrator.send(method, "/api/v1/people/\(me)\(path)")
                #expect(answer.text("code") == "accounts.lastAdministrator", "\(method) \(path)")
            }
            #expect(try await district.administrator.send(.get, "/api/v1/session").status == 200)
        }
    }

    @Test("a school without an agreement gets no data about students where the district requires one")
    func agreement() async throws {
        try await district { district in
            let teacher = try await district.enter("teacher", "educator", at: district.elm)
            func mayReadStudents() async throws -> Bool {
                let principal = try await district.fixture.accounts.store.access.principal(
                    #require(UUID(uuidString: teacher.id)))
                return try #require(principal).may(.readStudents)
            }
            #expect(try await mayReadStudents())
            var policy = try await district.administrator.send(.get, "/api/v1/account-policy").json
            policy["requiresAgreement"] = true
            #expect(try await district.administrator.send(.put, "/api/v1/account-policy", policy).status == 200)
            #expect(try await !mayReadStudents())
            let path = "/api/v1/places/\(district.elm)/agreement"
            let ended = ["signedOn": "2020-01-01", "signedBy": "R", "document": "DPA", "endsOn": "2021-01-01"]
            #expect(try await district.administrator.send(.put, path, ended).status == 204)
            #expect(try await !mayReadStudents())
            let held = ["signedOn": "2020-01-01", "signedBy": "R", "document": "DPA"]
            #expect(try await district.administrator.send(.put, path, held).status == 204)
            #expect(try await mayReadStudents())
            // The school itself cannot say so.
            let head = try await district.enter("head", "schoolAdministrator", at: district.elm)
            #expect(try await head.browser.send(.put, path, held).status == 403)
        }
    }

    @Test("a role that a district defines allows what it says, and no more than its definer may do")
    func definedRoles() async throws {
        try await district { district in
            let wish: [String: Any] = ["name": "Librarian", "permissions": ["documents:read", "documents:write"]]
            #expect(try await district.administrator.send(.put, "/api/v1/roles/librarian", wish).status == 200)
            let librarian = try await district.enter("lib", "librarian", at: district.oak)
            let session = try await librarian.browser.send(.get, "/api/v1/session")
            #expect(
                session.json["permissions"] as? [String]
                    == ["account:manage:own", "documents:read", "documents:write"])
            let mighty: [String: Any] = ["name": "Mighty", "permissions": ["backup:run"]]
            let chief = try await district.enter("chief", "districtAdministrator")
            #expect(try await chief.browser.send(.put, "/api/v1/roles/mighty", mighty).status == 403)
            #expect(try await chief.browser.send(.put, "/api/v1/roles/student", wish).status == 422, "built in")
            #expect(try await district.administrator.send(.delete, "/api/v1/roles/librarian").status == 409)
        }
    }
}
