import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Testing

@testable import Accounts

@Suite("Rosters") struct RosterTests {
    private static func delivery(
        users: [String], manifest: String = "bulk", extra: String = ""
    ) -> [UInt8] {
        var archive = StoredArchive()
        func add(_ name: String, _ text: String) { archive.add(name + ".csv", Array(text.utf8)) }
        add(
            "manifest",
            """
            propertyName,value
            manifest.version,1.0
            oneroster.version,1.1
            file.orgs,bulk
            file.users,\(manifest)
            file.classes,absent
            file.enrollments,absent
            file.demographics,bulk
            """)
        add("orgs", "sourcedId,status,dateLastModified,name,type\r\nd,,,Cedar,district\r\ns,,,Larch High,school\r\n")
        add(
            "users",
            "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,email\n"
                + users.joined(separator: "\n") + "\n" + extra)
        add("demographics", "sourcedId,birthDate\nu1,2012-01-01\n")
        return archive.bytes
    }

    private static func user(_ number: Int, _ family: String = "Kim", _ status: String = "") -> String {
        "u\(number),\(status),,true,s,teacher,u\(number),,Mia,\"\(family)\",u\(number)@cedarvalley.example"
    }

    @Test("a delivery is taken in once, reported, and stopped where it would suspend too many")
    func deliveries() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            _ = try await fixture.setUp(stranger)
            let rosters = fixture.accounts.rosters
            let all = Self.delivery(
                users: (1...40).map { Self.user($0) },
                extra: "u1,,,true,s,teacher,x,,A,B,\n,,,true,s,teacher,y,,C,D,\n,,,,,,,,,,\n")
            let trial = try await rosters.take(all, .init(isTrial: true), by: .appliance)
            #expect(trial.people.added == 40 && !trial.isApplied)
            let report = try await rosters.take(all, .init(), by: .appliance)
            #expect(report.people.added == 40 && report.isApplied)
            #expect(report.problemCount == 2, "\(report.problems)")
            let again = try await rosters.take(all, .init(), by: .appliance)
            #expect(again.people == .init() && again.enrolments == .init())
            let fewer = Self.delivery(users: (1...35).map { Self.user($0) })
            #expect(try await rosters.take(fewer, .init(), by: .appliance).stopped != nil)
            let forced = try await rosters.take(fewer, .init(isForced: true), by: .appliance)
            #expect(forced.people.left == 5 && forced.isApplied)
            let back = try await rosters.take(all, .init(), by: .appliance)
            #expect(back.returned == 5, "\(back)")
            let delta = Self.delivery(
                users: [Self.user(1, "O'Brien, Jr."), Self.user(2, "Kim", "tobedeleted")], manifest: "delta")
            let changed = try await rosters.take(delta, .init(), by: .appliance)
            #expect(changed.people.changed == 1 && changed.people.left == 1)
        }
    }

    @Test("OneRoster 1.2: roles in a table of their own, several a person; classes fill; who moves is told apart")
    func version12() async throws {
        @Sendable func delivery(school: String) -> [UInt8] {
            var archive = StoredArchive()
            func add(_ name: String, _ lines: String...) {
                archive.add(name + ".csv", Array(lines.joined(separator: "\r\n").utf8))
            }
            add(
                "manifest", "propertyName,value", "oneroster.version,1.2", "file.orgs,bulk", "file.users,bulk",
                "file.roles,bulk", "file.classes,bulk", "file.enrollments,bulk")
            add("orgs", "sourcedId,name,type", "d,Cedar,district", "s,Larch High,school", "t,Fir Middle,school")
            add(
                "users", "\u{FEFF}sourcedId,enabledUser,username,givenName,familyName,email",
                "a,true,ann,Ann,\"Lee, Jr.\",ann@cedarvalley.example", "b,true,bo,Bo,Diaz,")
            add(
                "roles", "sourcedId,userSourcedId,roleType,role,orgSourcedId", "1,a,primary,teacher,s",
                "2,a,secondary,principal,t", "3,b,primary,student,\(school)", "4,nobody,primary,student,s",
                "5,b,primary,wizard,s")
            add("classes", "sourcedId,title,schoolSourcedId", "c,Algebra,s")
            add("enrollments", "sourcedId,classSourcedId,userSourcedId,role", "e,c,b,student", "f,c,a,teacher")
            return archive.bytes
        }
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            let report = try await fixture.accounts.rosters.take(delivery(school: "s"), .init(), by: .appliance)
            #expect(report.version == "1.2" && report.people.added == 2 && report.isApplied, "\(report)")
            #expect(
                report.problems.contains { $0.file == "roles.csv" && $0.text.contains("nobody") }, "\(report.problems)")
            let people = try await ada.send(.get, "/api/v1/people").json["people"] as? [[String: Any]] ?? []
            let ann = try #require(people.first { $0["userName"] as? String == "ann" })
            let roles = (ann["roles"] as? [[String: Any]] ?? []).compactMap { $0["role"] as? String }
            #expect(
                ann["familyName"] as? String == "Lee, Jr." && roles == ["educator", "educator", "educator"],
                "two schools and a class: \(roles)")
            let moved = try await fixture.accounts.rosters.take(delivery(school: "t"), .init(), by: .appliance)
            #expect(moved.moved == 1 && moved.people.left == 0, "\(moved)")
        }
    }

    @Test("what is no delivery is refused with a reason")
    func refused() async throws {
        let fixture = try AccountsFixture()
        await #expect(throws: AccountsFailure.self) {
            try await fixture.accounts.rosters.take(Array("no zip".utf8), .init(), by: .appliance)
        }
        await #expect(throws: AccountsFailure.self) {
            try await fixture.accounts.rosters.take(StoredArchive().bytes, .init(), by: .appliance)
        }
    }
}
