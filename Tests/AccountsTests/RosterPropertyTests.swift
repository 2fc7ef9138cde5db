import Foundation
import GRDB
import Kernel
import TestSupport
import Testing

@testable import Accounts

/// Deliveries made by chance, one after the other: whatever they say, some things must hold.
@Suite("Roster properties") struct RosterPropertyTests {
    /// Few identifiers and few addresses, so that they are handed on, swapped, shared and taken from administrators.
    private static func delivery(_ dice: inout RepeatableRandom) -> [String: String] {
        var users = "", enrolments = ""
        var pool =
            (0..<14).map { "p\($0)@larchvalley.example" } + [
                "ada.reyes@larchvalley.example", "bea@larchvalley.example", "",
            ]
        let prefix = dice.isOne(in: 4) ? "n" : "u"
        for number in 0..<12 where !dice.isOne(in: 6) {
            if dice.isOne(in: 3) { pool.shuffle(using: &dice) }
            let email = pool[(number + Int.random(in: 0...2, using: &dice)) % pool.count]
            let name = dice.isOne(in: 5) ? "p\(Int.random(in: 0..<14, using: &dice))" : "p\(number)"
            let role = ["teacher", "student", "parent"][number % 3]
            let status = ["", "", "", "", "active", "tobedeleted", "inactive"].randomElement(using: &dice) ?? ""
            let family = ["Lee", "Diaz", "Reyes"][dice.isOne(in: 4) ? 2 : number % 2]
            users +=
                "\(prefix)\(number),\(status),true,\(number % 2 == 0 ? "s" : "t"),\(role),\(name),Ada,\(family),\(email),\n"
            if !dice.isOne(in: 3) {
                let ends = ["", "2099-06-30", "6/12/2020", "46185"].randomElement(using: &dice) ?? ""
                enrolments += "e\(number),,c,\(prefix)\(number),\(role == "parent" ? "student" : role),,\(ends)\n"
            }
        }
        return RosterFixture.bulk(users: users, enrolments: enrolments)
    }

    @Test(
        "no administrator is lost or changed, nobody shares an address, and a second time changes nothing",
        arguments: 1...6)
    func properties(_ seed: UInt64) async throws {
        let district = try await RosterFixture()
        let (database, store) = (district.fixture.database, district.fixture.people)
        // A second administrator, whom an earlier release matched with the roster.
        let bea = UUID.timeOrdered()
        try await database.write { db in
            let place = try #require(try UUID.fetchOne(db, sql: "SELECT id FROM place"))
            try store.insert(
                PersonRecord(
                    id: bea, givenName: "Bea", familyName: "Ortiz", email: "bea@larchvalley.example", rosterID: "u3",
                    createdAt: Date(), password: Data([1])), db)
            try MembershipRecord(
                id: .timeOrdered(), personID: bea, placeID: place, role: StandardRole.schoolAdministrator.rawValue,
                source: .hand
            ).insert(db)
        }
        let own = try await database.read { db in try store.all([district.administrator, bea], db) }
        var dice = RepeatableRandom(seed: seed)
        for _ in 0..<12 {
            let files = Self.delivery(&dice)
            let report = try await district.take(files, force: true)
            #expect(report.isApplied)
            let now = try await database.read { db in
                try store.all([district.administrator, bea], db)
            }
            #expect(Set(now.map(\.description)) == Set(own.map(\.description)), "administrators are as they were")
            let people = try await database.read { db in try store.all(db) }
            let active = people.filter { $0.state == .active }
            for names in [active.compactMap(\.email), active.compactMap(\.userName)] {
                #expect(Set(names).count == names.count)
            }
            // Each address that somebody in the delivery should have is somebody's, and who does not get it is told.
            let users = (files["users.csv"] ?? "").split(separator: "\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            let told = Set(report.problems.map(\.line))
            for (index, user) in users.enumerated()
            where ["", "active"].contains(user[1]) && !user[8].isEmpty && user[0] != "u3" {
                let owner = active.first { $0.email == user[8] }
                #expect(owner != nil, "\(user[8]) is nobody's")
                #expect(owner?.rosterID == user[0] || told.contains(index + 2), "\(user) lost it in silence")
            }
            let again = try await district.take(files)
            #expect(again.isApplied && again.people == .init() && again.enrolments == .init(), "\(again)")
            #expect(again.places == .init() && again.guardians == .init() && again.returned == 0)
        }
    }

    @Test("changes that speak of rows one by one end where a whole delivery ends", arguments: 1...4)
    func changes(_ seed: UInt64) async throws {
        var dice = RepeatableRandom(seed: seed &* 77)
        let (one, other) = (try await RosterFixture(), try await RosterFixture())
        let users = (0..<6).map { "u\($0),,true,p\($0),Ada,Lee,\n" }.joined()
        let head = "sourcedId,status,userSourcedId,role,orgSourcedId\n"
        func files(_ rows: [Int: String], _ kind: String) -> [String: String] {
            [
                "manifest.csv": RosterFixture.manifest(
                    version: "1.2", ["orgs": "bulk", "users": "bulk", "roles": kind]),
                "orgs.csv": RosterFixture.orgs,
                "users.csv": "sourcedId,status,enabledUser,username,givenName,familyName,email\n" + users,
                "roles.csv": head + rows.sorted { $0.key < $1.key }.map { "r\($0.key),\($0.value)\n" }.joined(),
            ]
        }
        func row(_ dice: inout RepeatableRandom) -> String {
            let role = ["teacher", "aide", "student"].randomElement(using: &dice) ?? ""
            return "active,u\(Int.random(in: 0..<6, using: &dice)),\(role),\(dice.isOne(in: 2) ? "s" : "t")"
        }
        var rows: [Int: String] = [:]
        for id in 0..<14 { rows[id] = row(&dice) }
        _ = try await one.take(files(rows, "bulk"), force: true)
        for _ in 0..<10 {
            var changes: [Int: String] = [:]
            for id in 0..<14 where dice.isOne(in: 4) {
                if let old = rows[id], dice.isOne(in: 2) {
                    changes[id] = "tobedeleted," + old.dropFirst("active,".count)
                    rows[id] = nil
                } else {
                    let new = row(&dice)
                    (rows[id], changes[id]) = (new, new)
                }
            }
            guard !changes.isEmpty else { continue }
            _ = try await one.take(files(changes, "delta"), force: true)
            guard !rows.isEmpty else { continue }
            _ = try await other.take(files(rows, "bulk"), force: true)
            #expect(try await one.people() == other.people())
        }
    }
}

extension PersonRecord {
    /// All of it, to compare.
    fileprivate var description: String { "\(id) \(name) \(email ?? "") \(userName ?? "") \(rosterID ?? "") \(state)" }
}
