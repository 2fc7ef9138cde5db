import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@testable import Accounts

/// Deliveries that went wrong with other programs, from shared/data/reports/operations/rosters.
@Suite("Roster cases", .enabled(if: SharedData.isHere, Comment(rawValue: SharedData.missing)))
struct RosterCaseTests {
    private static func archive(_ path: String) throws -> [UInt8] {
        try RosterFolder(path: SharedData.file("reports/operations/rosters/" + path).path).archive()
    }

    /// Everybody of the base delivery, with what they should have in the end.
    private static let base: [String: (email: String?, userName: String?)] = [
        "T-101": ("nadia.farrow@larchvalley.example", "nadia.farrow"),
        "T-102": ("tomas.quell@larchvalley.example", "tomas.quell"),
        "T-103": ("ines.marchetti@larchvalley.example", "ines.marchetti"),
        "T-104": ("dane.okoro@larchvalley.example", "okoro.dane"),
        "A-201": ("wes.pollard@larchvalley.example", "wes.pollard"), "S-301": (nil, "s301"), "S-302": (nil, "s302"),
        "S-303": (nil, "s303"), "S-304": (nil, "s304"), "S-305": (nil, "s305"), "S-306": (nil, "s306"),
        "P-401": ("greta.brandt@mail.example", nil),
    ]

    @Test(
        "forms of files that programs write are taken in whole",
        arguments: [
            "bom-crlf-quoted", "trailing-comma-and-spaces", "windows-1252-names", "header-in-small-letters",
            "file-names-in-capitals", "two-folders-deep.zip", "manifest-with-spaces",
        ])
    func forms(_ name: String) async throws {
        let district = try await RosterFixture()
        let report = try await district.take(Self.archive(name))
        #expect(report.people.added == 12 && report.problemCount == 0 && report.isApplied, "\(report)")
        #expect(report.places.added == 4 && report.enrolments.added == 20 && report.guardians.added == 2, "\(report)")
        let people = try await district.people()
        for (id, names) in Self.base {
            #expect(people[id]?.email == names.email && people[id]?.userName == names.userName, "\(id)")
        }
        if name == "windows-1252-names" {
            #expect(people["T-101"]?.name == "Zoë Farrow" && people["T-102"]?.name == "Tomas Nuñez")
            #expect(people["T-103"]?.name == "Ines Müller-Šimek")
        }
        let again = try await district.take(Self.archive(name))
        #expect(again.people == .init() && again.enrolments == .init() && again.places == .init(), "\(again)")
    }

    @Test("an administrator who is on the roster, and then is not, stays what they are")
    func administrator() async throws {
        let district = try await RosterFixture()
        let first = try await district.take(Self.archive("administrator-leaves-the-roster/1"))
        #expect(first.problems.contains { $0.text.contains("administrator") }, "\(first.problems)")
        #expect(try await district.hasAdministrator())
        let second = try await district.take(Self.archive("administrator-leaves-the-roster/2"))
        #expect(second.isApplied)
        #expect(try await district.hasAdministrator())
    }

    @Test("addresses and user names go to whom the delivery gives them")
    func names() async throws {
        let handed = try await RosterFixture()
        _ = try await handed.take(Self.archive("address-handed-on/1"))
        let report = try await handed.take(Self.archive("address-handed-on/2"))
        var people = try await handed.people()
        #expect(report.problemCount == 0, "\(report.problems)")
        #expect(people["T-101"]?.email == "nadia.lind@larchvalley.example" && people["T-101"]?.userName == "nadia.lind")
        #expect(
            people["T-105"]?.email == "nadia.farrow@larchvalley.example" && people["T-105"]?.userName == "nadia.farrow")

        let leaver = try await RosterFixture()
        _ = try await leaver.take(Self.archive("leavers-address-given-on/1"))
        _ = try await leaver.take(Self.archive("leavers-address-given-on/2"))
        people = try await leaver.people()
        #expect(people["T-104"]?.isActive == false && people["T-109"]?.isActive == true)
        #expect(
            people["T-109"]?.email == "dane.okoro@larchvalley.example" && people["T-109"]?.userName == "okoro.dane")

        let inUserName = try await RosterFixture()
        _ = try await inUserName.take(Self.archive("address-in-username"))
        people = try await inUserName.people()
        for id in ["T-101", "T-102", "T-103"] { #expect(people[id]?.email == Self.base[id]?.email, "\(id)") }

        let shared = try await RosterFixture()
        let told = try await shared.take(Self.archive("parent-and-teacher-share-an-address"))
        people = try await shared.people()
        #expect(people["T-103"]?.email == "ines.marchetti@larchvalley.example" && told.problemCount == 1)

        let siblings = try await RosterFixture()
        let one = try await siblings.take(Self.archive("siblings-share-an-address"))
        people = try await siblings.people()
        #expect(one.problemCount == 1 && people["S-301"]?.email == "brandt.family@mail.example")
        #expect(people["S-301"]?.userName == "s301" && people["S-302"]?.userName == "s302")
    }

    @Test("new identifiers for the same people stop, and keep every account by force")
    func newIdentifiers() async throws {
        let district = try await RosterFixture()
        _ = try await district.take(Self.archive("every-sourcedid-new/1"))
        let before = try await district.fixture.database.read { db in
            try UUID.fetchAll(db, sql: "SELECT id FROM person")
        }
        let stopped = try await district.take(Self.archive("every-sourcedid-new/2"))
        #expect(stopped.stopped?.contains("same people") == true && !stopped.isApplied, "\(stopped)")
        let forced = try await district.take(Self.archive("every-sourcedid-new/2"), force: true)
        #expect(forced.isApplied && forced.people.added == 0 && forced.people.left == 0, "\(forced)")
        let people = try await district.people()
        for (id, names) in Self.base {
            let new = people["NEW-" + id.replacing("-", with: "")]
            #expect(new?.isActive == true && new?.email == names.email && new?.userName == names.userName, "\(id)")
        }
        let after = try await district.fixture.database.read { db in try UUID.fetchAll(db, sql: "SELECT id FROM person")
        }
        #expect(Set(before) == Set(after))
        #expect(people["NEW-T103"]?.roles == ["educator Harbor High", "educator Biology 10"])
    }

    @Test("files that were cut off stop, and nothing is changed")
    func cut() async throws {
        let district = try await RosterFixture()
        _ = try await district.take(Self.archive("empty-enrollments/1"))
        let before = try await district.people()
        let report = try await district.take(Self.archive("empty-enrollments/2"))
        #expect(report.stopped?.contains("enrollments.csv") == true && !report.isApplied, "\(report)")
        #expect(try await district.people() == before)
        let forced = try await district.take(Self.archive("empty-enrollments/2"), force: true)
        #expect(forced.isApplied && forced.enrolments.left == 8)

        let quotes = try await RosterFixture()
        _ = try await quotes.take(Self.archive("unclosed-quote-near-the-end/1"))
        let whole = try await quotes.people()
        await #expect {
            try await quotes.take(Self.archive("unclosed-quote-near-the-end/2"))
        } throws: { error in
            (error as? AccountsFailure)?.message.contains("users.csv, line 12") == true
        }
        #expect(try await quotes.people() == whole)
    }

    @Test("what has ended, is switched off or cannot be read gives no right")
    func rights() async throws {
        let dates = try await RosterFixture()
        _ = try await dates.take(Self.archive("us-dates-ended"))
        let inClasses = try await dates.people().values.flatMap(\.roles).filter {
            $0.hasSuffix("10") || $0.contains("Room")
        }
        #expect(inClasses.isEmpty, "\(inClasses)")

        let ended = try await RosterFixture()
        _ = try await ended.take(Self.archive("role-that-ended"))
        #expect(try await ended.people()["T-103"]?.roles == ["educator Biology 10"])

        let flags = try await RosterFixture()
        _ = try await flags.take(Self.archive("enabled-user-as-0-and-no"))
        for id in ["T-102", "T-104", "S-306"] { #expect(try await flags.people()[id]?.isActive != true, "\(id)") }

        let status = try await RosterFixture()
        _ = try await status.take(Self.archive("status-inactive"))
        let people = try await status.people()
        #expect(people["T-102"]?.isActive != true && people["S-306"]?.roles == ["student Harbor High"])

        let unknown = try await RosterFixture()
        let report = try await unknown.take(Self.archive("enrollments-of-unknown"))
        #expect(report.people.added == 12 && report.problems.map(\.line) == [10, 11], "\(report.problems)")
    }

    @Test("deliveries of changes change what they name, and nothing else")
    func deltas() async throws {
        for name in ["delta-takes-a-role-away", "delta-of-roles-only"] {
            let district = try await RosterFixture()
            _ = try await district.take(Self.archive(name + "/1"))
            var expected = try await district.people()
            #expect(expected["A-201"]?.roles == ["educator Bramble Elementary"])
            let report = try await district.take(Self.archive(name + "/2"))
            #expect(report.isApplied && report.problemCount == 0, "\(report)")
            expected["A-201"]?.roles = []
            #expect(try await district.people() == expected, "\(name)")
        }
        let named = try await RosterFixture()
        _ = try await named.take(Self.archive("delta-of-a-name-only/1"))
        _ = try await named.take(Self.archive("delta-of-a-name-only/2"))
        let nadia = try await named.people()["T-101"]
        #expect(nadia?.name == "Nadia Farrow-Lind" && nadia?.roles.contains("educator Bramble Elementary") == true)
    }
}
