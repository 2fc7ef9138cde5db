import Kernel
import Testing

@testable import Accounts

@Suite("Orgs of a roster") struct RosterOrgTests {
    private static func delivery(_ orgs: String, users: String) -> [String: String] {
        [
            "manifest.csv": RosterFixture.manifest(["orgs": "bulk", "users": "bulk"]),
            "orgs.csv": "sourcedId,name,type,parentSourcedId\nd,Larch Valley,district,\n" + orgs,
            "users.csv": "sourcedId,enabledUser,givenName,familyName,role,orgSourcedIds,username\n" + users,
        ]
    }

    @Test("who belongs to a department comes in at the nearest school or district above, wherever the rows stand")
    func departments() async throws {
        let district = try await RosterFixture()
        let report = try await district.take(
            Self.delivery(
                "team,Team,local,dep\ndep,Mathematics,department,s\noffice,Office,department,d\ns,Harbor High,school,d\n",
                users: "1,true,Lea,Falk,teacher,dep,lea\n2,true,Per,Nyman,teacher,team,per\n"
                    + "3,true,Kim,Osei,aide,office,kim\n"))
        #expect(report.problems.isEmpty && report.places.added == 1, "\(report)")
        let people = try await district.people()
        #expect(people["1"]?.roles == ["educator Harbor High"] && people["2"]?.roles == ["educator Harbor High"])
        #expect(people["3"]?.roles == ["educator Larch Valley Schools"])
    }

    @Test("circles of orgs, and orgs above that are not there, are told by line, and end")
    func circles() async throws {
        let district = try await RosterFixture()
        let report = try await district.take(
            Self.delivery(
                "a,Alder,school,b\nb,Birch,school,a\nc,Cedar,school,none\ne,Elm,school,d\nx,Left,department,y\n"
                    + "y,Right,department,x\nz,Lone,department,\n",
                users: "1,true,Lea,Falk,teacher,x,lea\n2,true,Per,Nyman,teacher,a,per\n"))
        let told = report.problems.map { "\($0.file):\($0.line) \($0.text)" }
        for words in [
            "orgs.csv:3 The orgs above it lead back to itself", "orgs.csv:4 The orgs above it lead back to itself",
            "orgs.csv:5 There is no org none above it. The school was put right below the district.",
            "orgs.csv:7 The orgs above it lead back to itself. Those who belong",
            "orgs.csv:9 No school and no district is above it.", "users.csv:2 The org x is below no school.",
        ] {
            #expect(told.contains { $0.hasPrefix(words) }, "\(words) in \(told)")
        }
        #expect(report.places.added == 4 && !told.contains { $0.hasPrefix("orgs.csv:6") })
        #expect(try await district.people()["2"]?.roles == ["educator Alder"])
    }
}
