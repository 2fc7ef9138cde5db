import Foundation
import GRDB
import Kernel
import Persistence
import Testing

@testable import Accounts

/// What a roster, and the rule of the last administrator, do with those who administer.
@Suite("Roster and administrators") struct RosterAdministratorTests {
    @Test("the quorum counts only administrators who can sign in today")
    func quorum() async throws {
        let district = try await RosterFixture()
        let database = district.fixture.database
        func holds(_ sql: String) async throws -> Bool {
            try await database.write { db in
                var holds = false
                try db.inSavepoint {
                    try db.execute(sql: sql)
                    holds = try People.hasAdministrator(db)
                    return .rollback
                }
                return holds
            }
        }
        #expect(try await holds("SELECT 1"))
        #expect(try await !holds("UPDATE person SET state = 'suspended'"))
        #expect(try await !holds("UPDATE person SET password = NULL"), "no way in")
        #expect(try await !holds("UPDATE membership SET endsOn = '2020-01-01'"))
        #expect(try await !holds("UPDATE membership SET beginsOn = '2099-01-01'"))
        let link =
            "INSERT INTO accountLink (tokenHash, personID, purpose, expiresAt) SELECT zeroblob(32), id, 'reset', "
        #expect(
            try await !holds("UPDATE person SET password = NULL; \(link) '2099-01-01 00:00:00.000' FROM person"),
            "a link may never be opened")
        let identity =
            "UPDATE person SET password = NULL; INSERT INTO identity (issuer, subjectHash, personID, linkedAt) "
            + "SELECT 'https://id.example', zeroblob(32), id, '2026-01-01 00:00:00.000' FROM person;"
        #expect(try await !holds(identity), "its provider is switched off")
    }

    @Test("somebody entered by hand is matched by address, unless they administer; a custom role counts")
    func matching() async throws {
        let district = try await RosterFixture()
        let (coach, helper, people) = (UUID.timeOrdered(), UUID.timeOrdered(), district.fixture.people)
        try await district.fixture.database.write { db in
            let place = try #require(try UUID.fetchOne(db, sql: "SELECT id FROM place"))
            try db.execute(
                sql: "INSERT INTO role (id, name, permissions) VALUES ('desk', 'Desk', ?)",
                arguments: ["[\"\(Permission.manageUsers.rawValue)\"]"])
            for (id, name, role) in [(coach, "coach", "coach"), (helper, "helper", "desk")] {
                try people.insert(
                    PersonRecord(
                        id: id, givenName: "By", familyName: "Hand", email: "\(name)@larchvalley.example",
                        createdAt: Date()), db)
                try MembershipRecord(id: .timeOrdered(), personID: id, placeID: place, role: role, source: .hand)
                    .insert(db)
            }
        }
        let report = try await district.take(
            RosterFixture.bulk(
                users: "u1,,true,s,teacher,c,Cleo,Roe,coach@larchvalley.example,\n"
                    + "u2,,true,s,teacher,h,Hal,Roe,helper@larchvalley.example,\n"
                    + "u3,,true,s,teacher,a,Eve,Roe,ada.reyes@larchvalley.example,\n"))
        let found = try await district.fixture.database.read { db in try people.all([coach, helper], db) }
        #expect(found.first { $0.id == coach }?.rosterID == "u1" && found.first { $0.id == helper }?.rosterID == nil)
        #expect(found.first { $0.id == helper }?.name == "By Hand")
        #expect(report.problems.map(\.line) == [3, 4], "\(report.problems)")
        #expect(try await district.hasAdministrator())
        // Nobody of theirs is suspended by a delivery without them.
        _ = try await district.take(RosterFixture.bulk(users: "u9,,true,s,teacher,z,Zed,Roe,,\n"), force: true)
        #expect(try await district.hasAdministrator())
        #expect(try await district.people()["helper@larchvalley.example"]?.isActive == true)
    }

    @Test("a delivery that takes away more than the district's share stops with what it would do")
    func share() async throws {
        let district = try await RosterFixture()
        func users(_ count: Int, _ org: (Int) -> String = { _ in "s" }) -> String {
            (0..<count).map { "u\($0),,true,\(org($0)),teacher,p\($0),Ada,Lee,,\n" }.joined()
        }
        let enrolments = (0..<40).map { "e\($0),,c,u\($0),teacher,,\n" }
        let all = RosterFixture.bulk(users: users(40), enrolments: enrolments.joined())
        _ = try await district.take(all)
        let before = try await district.people()
        let fewer = try await district.take(RosterFixture.bulk(users: users(35), enrolments: enrolments.joined()))
        #expect(fewer.stopped?.contains("5 of 40 people") == true, "\(fewer)")
        let roles = try await district.take(
            RosterFixture.bulk(users: users(40) { $0 < 5 ? "t" : "s" }, enrolments: enrolments.joined()))
        #expect(roles.stopped?.contains("5 of 40 roles") == true, "\(roles)")
        let cut = try await district.take(
            RosterFixture.bulk(users: users(40), enrolments: enrolments.prefix(20).joined()))
        #expect(cut.stopped?.contains("20 of 40 enrolments") == true, "\(cut)")
        let ended = enrolments.map { $0.replacing(",,\n", with: ",,6/12/2020\n") }
        let over = try await district.take(RosterFixture.bulk(users: users(40), enrolments: ended.joined()))
        #expect(over.stopped?.contains("40 of 40 enrolments") == true, "\(over)")
        #expect(try await district.people() == before)
        try await district.fixture.database.write { db in
            var policy = AccountsPolicy()
            policy.rosterLossPercent = 60
            try AccountsPolicy.setting.store(policy, db)
        }
        let allowed = try await district.take(
            RosterFixture.bulk(users: users(40), enrolments: enrolments.prefix(20).joined()))
        #expect(allowed.stopped == nil && allowed.isApplied && allowed.enrolments.left == 20, "\(allowed)")
    }
}
