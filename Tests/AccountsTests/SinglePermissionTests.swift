import Foundation
import GRDB
import HTTPTypes
import Kernel
import Persistence
import Testing

@testable import Accounts

@Suite("Single permissions") struct SinglePermissionTests {
    private func district(_ body: @escaping @Sendable (District) async throws -> Void) async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in try await body(District(fixture, stranger)) }
    }

    private static var tomorrow: String { Day.of(Date().addingTimeInterval(86_400), in: Day.zone) }

    private func wish(_ permission: String, _ place: String, until day: String = tomorrow) -> [String: Any] {
        ["permission": permission, "place": place, "endsOn": day]
    }

    private func principal(_ id: String, _ district: District) async throws -> Principal {
        let person = try #require(UUID(uuidString: id))
        return try #require(try await district.fixture.accounts.store.access.principal(person))
    }

    @Test("one is held at its place until its day, and then no more, without anybody doing anything")
    func giving() async throws {
        try await district { district in
            let person = try await district.enter("tess", "tutor", at: district.elm)
            let path = "/api/v1/people/\(person.id)/permissions"
            let given = try await district.administrator.send(.post, path, wish("users:read", district.oak))
            #expect(given.status == 201, "\(given.body)")
            let listed = given.json["permissions"] as? [[String: Any]] ?? []
            #expect(listed.count == 1 && listed.first?["permission"] as? String == "users:read")
            #expect(listed.first?["endsOn"] as? String == Self.tomorrow)
            #expect((given.json["roles"] as? [Any])?.count == 1, "a permission is no role")
            // Whoever gets more rights signs in anew.
            #expect(try await person.browser.send(.get, "/api/v1/session").status == 401)

            let (elm, oak) = (
                try #require(UUID(uuidString: district.elm)), try #require(UUID(uuidString: district.oak))
            )
            let places = try await district.fixture.database.read { db in try PlaceTree(db) }
            let (atElm, atOak) = (try #require(places.place(elm)), try #require(places.place(oak)))
            let now = try await principal(person.id, district)
            #expect(now.may(.readUsers, at: atOak) && !now.may(.readUsers, at: atElm))
            // It does not make them belong there.
            #expect(!now.surroundings.contains(oak) && now.surroundings.contains(elm) && now.home == elm)

            // The day ends; nothing in memory outlives it.
            let yesterday = Day.of(Date().addingTimeInterval(-86_400), in: Day.zone)
            try await district.fixture.accounts.store.write { db in
                try db.execute(
                    sql: "UPDATE membership SET endsOn = ? WHERE role = 'permission:users:read'", arguments: [yesterday]
                )
            }
            #expect(try await !principal(person.id, district).may(.readUsers))
            try await district.fixture.accounts.store.dropEndedPermissions()
            let read = try await district.administrator.send(.get, "/api/v1/people/\(person.id)")
            #expect((read.json["permissions"] as? [Any])?.isEmpty == true)
            let noted = try await district.administrator.send(.get, "/api/v1/audit?subject=\(person.id.lowercased())")
            let actions = (noted.json["entries"] as? [[String: Any]] ?? []).compactMap { $0["action"] as? String }
            #expect(actions.contains("permission.granted") && actions.contains("permission.taken"))
        }
    }

    @Test("nobody gives or takes what they do not hold there, nor elsewhere than where they manage people")
    func bounds() async throws {
        try await district { district in
            let head = try await district.enter("head", "schoolAdministrator", at: district.elm)
            let person = try await district.enter("tess", "tutor", at: district.elm)
            let path = "/api/v1/people/\(person.id)/permissions"
            func give(_ wish: [String: Any]) async throws -> String {
                try await head.browser.send(.post, path, wish).text("code")
            }
            #expect(try await give(wish("settings:write", district.elm)) == "accounts.mightierPermission")
            #expect(try await give(wish("documents:write", district.oak)) == "request.notAllowed")
            #expect(try await give(wish("no:such:thing", district.elm)) == "accounts.invalid")
            #expect(try await give(wish("account:manage:own", district.elm)) == "accounts.invalid")
            #expect(try await give(wish("documents:write", district.elm, until: "2020-01-01")) == "accounts.invalid")
            #expect(try await give(wish("documents:write", district.elm, until: "2099-01-01")) == "accounts.invalid")
            #expect(try await give(wish("documents:write", district.elm)) == "")
            // Neither is one given as a role, which needs no last day.
            let role: [String: Any] = ["role": "permission:documents:write", "place": district.elm]
            #expect(try await head.browser.send(.post, "/api/v1/people/\(person.id)/roles", role).status == 404)

            let mighty = try await district.administrator.send(.post, path, wish("roles:define", district.elm))
            let held = mighty.json["permissions"] as? [[String: Any]] ?? []
            for one in held {
                let answer = try await head.browser.send(.delete, "\(path)/\(one["id"] ?? "")")
                let isOwn = one["permission"] as? String == "documents:write"
                #expect(answer.status == (isOwn ? 204 : 403), "\(answer.body)")
            }
            // Who holds more than the head of a school is not theirs to manage.
            #expect(
                try await head.browser.send(.post, "/api/v1/people/\(person.id)/link", [:]).text("code")
                    == "accounts.mightierPerson")
        }
    }

    @Test("nobody gives to themselves, gives on what they hold singly, or gives what governs the appliance at a school")
    func grounds() async throws {
        try await district { district in
            let head = try await district.enter("head", "schoolAdministrator", at: district.elm)
            let tess = try await district.enter("tess", "tutor", at: district.elm)
            let own = try await head.browser.send(
                .post, "/api/v1/people/\(head.id)/permissions", wish("documents:write", district.elm))
            #expect(own.text("code") == "accounts.invalid")
            let path = "/api/v1/people/\(tess.id)/permissions"
            for name in ["settings:write", "rosters:import", "health:read", "backup:run"] {
                #expect(
                    try await district.administrator.send(.post, path, wish(name, district.elm)).text("code")
                        .hasPrefix("accounts."), "\(name)")
            }
            #expect(
                try await district.administrator.send(.post, path, wish("users:manage:school", district.elm)).status
                    == 201)
            let places = try await district.fixture.database.read { db in try PlaceTree(db) }
            let elm = try #require(UUID(uuidString: district.elm).flatMap { places.place($0) })
            let now = try await principal(tess.id, district)
            #expect(now.may(.manageUsers, at: elm) && !now.holdsByRole(.manageUsers, at: elm))
        }
    }

    @Test("what governs the appliance passes where it is held at the district only; the rest somewhere")
    func scopes() {
        let (district, school) = (Place(path: [UUID()]), Place(path: [UUID(), UUID()]))
        func person(_ place: Place) -> Principal {
            Principal(
                person: UUID(), grants: [Grant(role: "x", place: place, permissions: [.writeSettings, .readUsers])])
        }
        #expect(person(school).passes(.readUsers) && !person(school).passes(.writeSettings))
        #expect(person(district).passes(.writeSettings) && Principal.operator.passes(.writeSettings))
        #expect(!person(school).passes(Permission(rawValue: "of:another:release")))
    }

    @Test("one that makes an administrator is treated as an administrator's role: a second factor, short sessions")
    func powers() async throws {
        let roles = try await AccountsFixture().database.read { db in try Roles(db, AccountsFixture.permissions) }
        #expect(roles.isAdministrator("permission:users:manage:school"))
        #expect(!roles.isAdministrator("permission:documents:write"))
        #expect(roles.permissions("permission:of:another:release") == nil)
        let held = MembershipRecord(
            id: .timeOrdered(), personID: UUID(), placeID: UUID(), role: "permission:settings:write", source: .hand)
        #expect(AccountsPolicy.new.sessionPolicy(for: [held], roles).needsSecondFactor)
        #expect(AccountsPolicy.new.secondFactorDue([held], roles) == .distantPast)
    }
}

@Suite("Standard roles that came later") struct LaterRoleTests {
    @Test(
        "what a district defined as tutor before stays as it was; a stored permission that nobody knows allows nothing")
    func ownTutor() async throws {
        let fixture = try AccountsFixture()
        try await fixture.database.write { db in
            try RoleRecord(id: "tutor", name: "Tutor", permissions: #"["documents:read","of:another:release"]"#).insert(
                db)
        }
        try await fixture.run { stranger in
            let administrator = try await fixture.setUp(stranger)
            let listed = try await administrator.send(.get, "/api/v1/roles").json["roles"] as? [[String: Any]] ?? []
            let tutors = listed.filter { $0["id"] as? String == "tutor" }
            #expect(tutors.count == 1 && tutors.first?["isBuiltIn"] as? Bool == false)
            #expect(tutors.first?["permissions"] as? [String] == ["documents:read"])
            #expect(listed.contains { $0["id"] as? String == "coach-lead" && $0["isBuiltIn"] as? Bool == true })
        }
    }

    @Test("a roster's tutors are tutors")
    func roster() {
        #expect(OneRoster.role("tutor") == .tutor && OneRoster.role("Tutor") == .tutor)
        #expect(OneRoster.role("teacher") == .educator && OneRoster.role("chef") == nil)
    }
}
