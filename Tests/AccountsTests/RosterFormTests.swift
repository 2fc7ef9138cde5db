import Documents
import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@testable import Accounts

@Suite("Roster forms") struct RosterFormTests {
    @Test("days are read in every form that is one day, and in no other")
    func days() {
        var days = RosterDays([])
        let read: [(String, String?)] = [
            ("2026-06-12", "2026-06-12"), ("2026-06-12T00:00:00.000Z", "2026-06-12"), ("2026/6/12", "2026-06-12"),
            ("20260612", "2026-06-12"), ("6/12/2026", "2026-06-12"), ("6/12/2026 12:00:00 AM", "2026-06-12"),
            ("6/12/26", "2026-06-12"), ("06/12/2026 00:00", "2026-06-12"), ("2026-06-12 00:00:00", "2026-06-12"),
            ("26.8.2026", "2026-08-26"), ("8-26-2026", "2026-08-26"), ("12-JUN-26", "2026-06-12"),
            ("12 June 2026", "2026-06-12"), ("Jun 12, 2026", "2026-06-12"), ("2026-06-12T04:00:00-04:00", "2026-06-12"),
            ("9999-12-31", "9999-12-31"), ("2024-02-29", "2024-02-29"), ("6.12.2026", nil), ("6-12-2026", nil),
            ("2026-02-30", nil), ("46185", nil), ("0000-00-00", nil), ("NULL", nil), ("June", nil), ("2026", nil),
            ("2026-13-01", nil), ("13/13/2026", nil), ("2026-06-12 soon", nil), ("1750000000000", nil),
        ]
        for (text, day) in read { #expect(days.day(text) == day, "\(text)") }
        // One day that can be read one way only tells about its neighbours.
        var dayFirst = RosterDays(["26/8/2026", "6/12/2026"])
        #expect(dayFirst.day("6/12/2026") == "2026-12-06")
        var mixed = RosterDays(["26/8/2026", "8/26/2026"])
        #expect(mixed.day("6/12/2026") == nil && mixed.day("8/26/2026") == "2026-08-26")
        var dots = RosterDays(["26.08.2026", "06.12.2026"])
        #expect(dots.day("06.12.2026") == "2026-12-06")
    }

    private static let two =
        "u1,,true,s,teacher,ann,Ann,Lee,ann@x.example,\nu2,,true,s,student,bo,Bo,Diaz,bo@x.example,\n"

    @Test(
        "a file that is cut or torn stops the delivery at its line",
        arguments: [
            ("users.csv", RosterFixture.userHead + two + "u3,,true,s,stud", "users.csv, line 4"),
            // All that must be there is there, and still the line has no end.
            ("users.csv", RosterFixture.userHead + two + "u3,,true,s,student,c,Cleo,Dra", "users.csv, line 4"),
            (
                "users.csv", RosterFixture.userHead + "u1,,true,s,teacher,\"ann,Ann,Lee,a@x.example,\n",
                "users.csv, line 2"
            ),
            (
                "users.csv", RosterFixture.userHead + two + "u3,,true,s,teacher,c,C,D,c@x.example,,x\n",
                "users.csv, line 4"
            ),
            (
                "users.csv", RosterFixture.userHead + "u1,,true,s,teacher,ann,\"Ann\nu2\",Lee,ann@x.example,\n",
                "users.csv, line 2"
            ),
            ("users.csv", "", "users.csv is empty"),
            ("enrollments.csv", RosterFixture.enrolmentHead + "e1,,c,u1\n", "enrollments.csv, line 2"),
        ])
    func torn(_ file: String, _ text: String, _ words: String) async throws {
        let district = try await RosterFixture()
        _ = try await district.take(RosterFixture.bulk(users: Self.two, enrolments: "e1,,c,u1,teacher,,\n"))
        let before = try await district.people()
        var files = RosterFixture.bulk(users: Self.two, enrolments: "e1,,c,u1,teacher,,\n")
        files[file] = text
        let torn = files
        await #expect {
            try await district.take(torn, force: true)
        } throws: { error in
            (error as? AccountsFailure)?.message.contains(words) == true
        }
        #expect(try await district.people() == before)
    }

    @Test("a row may leave out empty fields at its end, if none of them must be there")
    func short() async throws {
        let district = try await RosterFixture()
        let users = "u1,,true,s,teacher,ann,Ann,Lee\nu2,,true,s,student,bo,Bo,Diaz,bo@x.example\n"
        let report = try await district.take(RosterFixture.bulk(users: users, enrolments: "e1,,c,u1,teacher\n"))
        #expect(report.isApplied && report.problemCount == 0 && report.people.added == 2, "\(report)")
        let people = try await district.people()
        #expect(people["u1"]?.email == nil && people["u1"]?.userName == "ann" && people["u1"]?.roles.count == 2)
        #expect(people["u2"]?.email == "bo@x.example")
        // What must be there and is not stops it all, and is named.
        await #expect {
            try await district.take(
                RosterFixture.bulk(users: "u1,,true,s,teacher,ann,Ann\n" + users, enrolments: "e1,,c,u1,teacher\n"))
        } throws: { error in
            let message = (error as? AccountsFailure)?.message ?? ""
            return message.contains("users.csv, line 2") && message.contains("“familyName”")
        }
    }

    @Test(
        "a file with its head only stops, whatever it is",
        arguments: ["users.csv", "classes.csv", "enrollments.csv", "orgs.csv"])
    func headOnly(_ file: String) async throws {
        let district = try await RosterFixture()
        let files = RosterFixture.bulk(users: Self.two, enrolments: "e1,,c,u1,teacher,,\n")
        _ = try await district.take(files)
        let before = try await district.people()
        var cut = files
        cut[file] = String(files[file]?.prefix { $0 != "\n" } ?? "") + "\n"
        let report = try await district.take(cut)
        #expect(report.stopped?.contains(file) == true && !report.isApplied, "\(report)")
        #expect(try await district.people() == before)
    }

    @Test("semicolons, tabs, a named separator, UTF-16, two encodings in one file, capitals and folders are read")
    func forms() async throws {
        let plain = RosterFixture.bulk(users: Self.two.replacing("Diaz", with: "Muñoz"))
        var forms: [(String, [UInt8])] = []
        func add(_ name: String, _ prefix: String = "", _ change: (String, String) -> [UInt8]) {
            var archive = StoredArchive()
            for (file, text) in plain.sorted(by: { $0.key < $1.key }) { archive.add(prefix + file, change(file, text)) }
            forms.append((name, archive.bytes))
        }
        add("semicolons") { Array($1.replacing(",", with: ";").utf8) }
        add("tabs") { Array($1.replacing(",", with: "\t").utf8) }
        add("named separator") { Array(("sep=;\r\n" + $1.replacing(",", with: ";")).utf8) }
        add("UTF-16") { [0xFF, 0xFE] + $1.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }
        add("carriage returns") { Array($1.replacing("\n", with: "\r").utf8) }
        add("a folder", "Export\\2026/") { Array($1.utf8) }
        add("capitals") { _, text in Array(text.replacing("sourcedId", with: "SOURCEDID ").utf8) }
        add("two encodings") { file, text in
            guard file == "users.csv" else { return Array(text.utf8) }
            let first = Array("u0,,true,s,student,zo,Zo\u{EB},Lee,,\n".unicodeScalars.map { UInt8($0.value) })
            return Array(RosterFixture.userHead.utf8) + first
                + Array(text.utf8.dropFirst(RosterFixture.userHead.utf8.count))
        }
        for (name, archive) in forms {
            let district = try await RosterFixture()
            let report = try await district.take(archive)
            let people = try await district.people()
            #expect(report.problemCount == 0 && people["u2"]?.name == "Bo Muñoz", "\(name): \(report)")
            if name == "two encodings" { #expect(people["u0"]?.name == "Zoë Lee") }
        }
    }

    @Test("what a row does not say well is told with its line, and nobody is lost by it")
    func rows() async throws {
        let district = try await RosterFixture()
        _ = try await district.take(RosterFixture.bulk(users: Self.two, enrolments: "e1,,c,u1,teacher,,\n"))
        let before = try await district.people()
        let unclear =
            "u1,,perhaps,s,teacher,ann,Ann,Lee,ann@x.example,\nu2,frozen,true,s,student,bo,Bo,Diaz,bo@x.example,\n"
        let report = try await district.take(
            RosterFixture.bulk(users: unclear, enrolments: "e1,,c,u1,teacher,,46185\n"))
        #expect(Set(report.problems.map(\.file)) == ["users.csv", "enrollments.csv"] && report.problemCount == 3)
        var expected = before
        expected["u1"]?.roles.remove("educator Biology")
        #expect(try await district.people() == expected, "no end that can be read is no right")
        // A blank address, or one that is none, is told.
        let blank = "u1,,true,s,teacher,,Ann,Lee,,\nu2,,true,s,student,bo diaz,Bo,Diaz,bo at x,\n"
        let told = try await district.take(RosterFixture.bulk(users: blank))
        #expect(told.problems.map(\.line) == [2, 3, 3], "\(told.problems)")
        #expect(try await district.people()["u2"]?.email == "bo@x.example", "what is known stays")
    }

    @Test("roles hold from their first day to their last, and not a day longer")
    func windows() async throws {
        let district = try await RosterFixture()
        let roles =
            "sourcedId,status,userSourcedId,role,beginDate,endDate,orgSourcedId\nr1,,u1,teacher,2020-01-01,2099-06-30,s\n"
            + "r2,,u1,teacher,1/5/2099,,t\nr3,,u2,student,,2020-06-30,s\nr4,,u2,student,,sometime,t\n"
        let users =
            "sourcedId,enabledUser,username,givenName,familyName,email\nu1,true,ann,Ann,Lee,\nu2,true,bo,Bo,Diaz,\n"
        let report = try await district.take([
            "manifest.csv": RosterFixture.manifest(version: "1.2", ["orgs": "bulk", "users": "bulk", "roles": "bulk"]),
            "orgs.csv": RosterFixture.orgs, "users.csv": users, "roles.csv": roles,
        ])
        #expect(report.problems.map(\.line) == [5], "\(report.problems)")
        let people = try await district.people()
        #expect(people["u1"]?.roles == ["educator Harbor High"] && people["u2"]?.roles == [])
        // At the moment of use too, whatever was true when it was taken in.
        let database = district.fixture.database
        let store = district.fixture.people
        let found = try await database.read { db in try store.find(.rosterID, "u1", db) }
        let person = try #require(found).id
        try await database.write { db in
            try db.execute(sql: "UPDATE membership SET endsOn = '2020-01-02' WHERE personID = ?", arguments: [person])
        }
        let access = district.fixture.accounts.store.access
        let (grants, held) = try await database.read { db in
            let principal = try access.build(person, tree: PlaceTree(db), policy: .init(), db)
            return (principal?.grants.count, try access.roles(of: [person], db)[person])
        }
        #expect(grants == 0 && held == nil)
    }

    @Test("the folder to look at must be one")
    func folder() async throws {
        let folder = try TemporaryFolder()
        try await RosterFolder.check(folder.path)
        let file = try folder.file("note.txt", "x")
        await #expect(throws: AccountsFailure.self) { try await RosterFolder.check(folder.path + "/none") }
        await #expect(throws: AccountsFailure.self) { try await RosterFolder.check(file) }
        #expect(throws: AccountsFailure.self) { try RosterFolder.newest(in: folder.path + "/none") }
        #expect { try RosterFolder(path: folder.path).archive() } throws: { error in
            (error as? AccountsFailure)?.message.contains("manifest.csv") == true
        }
    }

    @Test("rows that hold nothing but separators are passed by, as spreadsheets leave them")
    func blankRows() async throws {
        let district = try await RosterFixture()
        var files = RosterFixture.bulk(users: Self.two + ",,,,,,,,,\n , ,\"\",,\n,\n")
        files["orgs.csv"]? += ",,,,,,\n"
        files["classes.csv"]? += ",,,\n,,,,,,,,,,,,\n"
        files["manifest.csv"]? += ",\n"
        let report = try await district.take(files)
        #expect(report.problems.isEmpty, "\(report.problems)")
        #expect(try await district.people().count >= 2)
        // A table of nothing else is as empty as one without them.
        files["users.csv"] = RosterFixture.userHead + ",,,,,,,,,\n"
        files["orgs.csv"] = files["orgs.csv"].map { String($0.prefix { $0 != "\n" }) + "\n,,,\n" }
        files["classes.csv"] = files["classes.csv"].map { String($0.prefix { $0 != "\n" }) + "\n,,\n" }
        let hollow = files
        await #expect {
            try await district.take(hollow, force: true)
        } throws: { error in
            (error as? AccountsFailure)?.message.contains("holds no org") == true
        }
    }
}
