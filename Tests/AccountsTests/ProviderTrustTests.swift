import Foundation
import GRDB
import HTTPTypes
import Kernel
import Outbound
import Testing

@testable import Accounts

/// Whom a provider's word reaches when somebody else may have decided it.
extension ProviderTests {
    @Test("whoever changes by which rules providers are reached counts as who changed them, until another confirms")
    func routeChanged() async throws {
        try await scene { scene in
            try await scene.expect("/#library")
            let chief = try await Self.enter("chief", "districtAdministrator", scene)
            func listed() async throws -> [String: Any] {
                let all = try await chief.send(.get, "/api/v1/providers").json["providers"] as? [[String: Any]]
                return all?.first ?? [:]
            }
            let seen = try await listed()
            let routeChanged = scene.fixture.accounts.routeChanged
            let machine = Principal(
                id: "machine", permissions: AccountsFixture.permissions.permissions(of: .systemAdministrator))
            try await scene.fixture.database.write { db in try routeChanged(db, machine, "their proxy") }
            // Neither those who were linked before, nor others.
            try await scene.expect("/?problem=accounts.confirmLink", because: "accounts.confirmLink")
            let path = "/api/v1/providers/\(scene.id)/confirm"
            let stale = try await chief.send(.post, path, ["version": seen["version"] ?? ""])
            #expect(stale.text("code") == "accounts.providerChanged")
            let one = try await listed()["version"] as? String ?? ""
            // What was looked at under other rules is not confirmed under these.
            try await scene.fixture.database.write { db in try routeChanged(db, machine, "another proxy") }
            #expect(try await chief.send(.post, path, ["version": one]).text("code") == "accounts.providerChanged")
            let now = try await listed()["version"] as? String ?? ""
            #expect(try await chief.send(.post, path, ["version": now]).status == 200)
            try await scene.expect("/#library")
        }
    }

    @Test("what a provider published under other rules is not kept")
    func keptMetadata() async throws {
        let provider = OpenIDProvider()
        try await provider.run { issuer in
            let gate = OutboundGate()
            let metadata = ProviderMetadata(gate)
            let settings = try JSONDecoder().decode(
                ProviderSettings.self, from: Data(#"{"issuer":"\#(issuer)","isInside":true}"#.utf8))
            #expect(try await metadata.keys(settings, for: nil).identifiers == ["key 1"])
            provider.rotate()
            #expect(try await metadata.keys(settings, for: nil).identifiers == ["key 1"])
            gate.policy.insideNames = ["idp.school"]
            #expect(try await metadata.keys(settings, for: nil).identifiers == ["key 2"])
        }
    }

    @Test("an address that a roster changed brings in nobody's account but by its owner's word; nor a number")
    func rosterAddress() async throws {
        try await scene(kind: "oidc", ["rosterClaim": "sis"]) { scene in
            func deliver(_ id: String, _ given: String, _ email: String) async throws -> RosterReport {
                let head = "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,email\n"
                let files = [
                    "manifest.csv": RosterFixture.manifest(["orgs": "bulk", "users": "delta"]),
                    "orgs.csv": RosterFixture.orgs,
                    "users.csv": head + "\(id),active,true,s,teacher,,\(given),Kim,\(email)\n",
                ]
                return try await scene.fixture.accounts.rosters.take(
                    RosterFixture.archive(files), .init(), by: .appliance)
            }
            func email(_ given: String) async throws -> String? {
                try await scene.fixture.database.read { [people = scene.fixture.people] db in
                    try people.all(db).first { $0.givenName == given }?.email
                }
            }
            // Mia was entered by hand: the roster takes her over by her address, and never changes it.
            #expect(try await deliver("u-mia", "Mia", "mia@cedarvalley.example").isApplied)
            let second = try await deliver("u-mia", "Mia", "mallory@cedarvalley.example")
            #expect(second.problems.contains { $0.text.contains("by hand") }, "\(second.problems)")
            #expect(try await email("Mia") == "mia@cedarvalley.example")
            scene.provider.answer.claims = ["sub": "s-mal", "email": "mallory@cedarvalley.example"]
            try await scene.expect("/?problem=accounts.unknownPerson")
            // Nor does the number that it gave her a moment ago.
            scene.provider.answer.claims["sis"] = "u-mia"
            try await scene.expect("/?problem=accounts.confirmLink")
            // She herself comes in by her own address.
            scene.provider.answer.claims = [:]
            try await scene.expect("/#library")

            // Somebody of the roster's own: the address changes, and who had a password connects by their own word.
            #expect(try await deliver("u-noor", "Noor", "noor@cedarvalley.example").people.added == 1)
            try await scene.fixture.change("noor@cedarvalley.example") { $0.password = Data([1]) }
            let moved = try await deliver("u-noor", "Noor", "noor.kim@cedarvalley.example")
            #expect(moved.people.changed == 1 && moved.problemCount == 0, "\(moved)")
            #expect(try await email("Noor") == "noor.kim@cedarvalley.example")
            scene.provider.answer.claims = ["sub": "s-noor", "email": "noor.kim@cedarvalley.example"]
            try await scene.expect("/?problem=accounts.confirmLink")
            // Who had no way in before comes in as ever.
            try await scene.fixture.change("noor.kim@cedarvalley.example") { $0.password = nil }
            try await scene.expect("/#library")
            // And stays linked when the address changes once more.
            _ = try await deliver("u-noor", "Noor", "noor.k@cedarvalley.example")
            try await scene.expect("/#library")
        }
    }

    @Test("a secret is not sent to another address than the one it was given for")
    func secretElsewhere() async throws {
        try await scene { scene in
            let path = "/api/v1/providers/\(scene.id)"
            func put(_ issuer: String) async throws -> Bool {
                let wish: [String: Any] = [
                    "kind": "oidc", "name": "District", "clientID": "other",
                    "settings": ["issuer": issuer, "isInside": true, "apiURL": scene.issuer],
                ]
                let answer = try await scene.administrator.send(.put, path, wish)
                #expect(answer.status == 200, "\(answer.body)")
                return answer.json["hasSecret"] as? Bool == true
            }
            let held = [
                try await put(scene.issuer), try await put("https://evil.example"), try await put(scene.issuer),
            ]
            #expect(held == [true, false, false], "kept, then gone")
        }
    }
}
