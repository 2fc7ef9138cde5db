import Documents
import Foundation
import GRDB
import Kernel
import Testing

@testable import Accounts

/// A district with one administrator, and roster deliveries to it.
struct RosterFixture: Sendable {
    let fixture: AccountsFixture
    let administrator: UUID

    init(email: String = "ada.reyes@larchvalley.example") async throws {
        fixture = try AccountsFixture()
        let (district, person) = (UUID.timeOrdered(), UUID.timeOrdered())
        administrator = person
        try await fixture.database.write { [people = fixture.people] db in
            try PlaceRecord(id: district, kind: .district, name: "Larch Valley Schools").insert(db)
            try people.insert(
                PersonRecord(
                    id: person, givenName: "Ada", familyName: "Reyes", email: email, createdAt: Date(),
                    password: Data([1])), db)
            for role in [StandardRole.districtAdministrator, .systemAdministrator] {
                try MembershipRecord(
                    id: .timeOrdered(), personID: person, placeID: district, role: role.rawValue, source: .hand
                ).insert(db)
            }
        }
    }

    func take(_ archive: [UInt8], force: Bool = false) async throws -> RosterReport {
        try await fixture.accounts.rosters.take(archive, .init(isForced: force), by: .appliance)
    }

    func take(_ files: [String: String], force: Bool = false) async throws -> RosterReport {
        try await take(Self.archive(files), force: force)
    }

    static func archive(_ files: [String: String]) -> [UInt8] {
        var archive = StoredArchive()
        for (name, text) in files.sorted(by: { $0.key < $1.key }) { archive.add(name, Array(text.utf8)) }
        return archive.bytes
    }

    struct Person: Equatable {
        var name: String, email: String?, userName: String?, isActive: Bool
        /// Roles that hold today, such as `educator Harbor High`.
        var roles: Set<String>
    }

    /// People by their identifier on the roster; those entered by hand by their address.
    func people() async throws -> [String: Person] {
        try await fixture.database.read { [people = fixture.people] db in
            let places = Dictionary(
                try PlaceRecord.fetchAll(db).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
            let held = Dictionary(grouping: try MembershipRecord.fetchAll(db), by: \.personID)
            return Dictionary(
                try people.all(db).map { person in
                    let roles = (held[person.id] ?? []).filter { $0.holds(on: Day.today) }
                    return (
                        person.rosterID ?? person.email ?? "",
                        Person(
                            name: person.name, email: person.email, userName: person.userName,
                            isActive: person.state == .active,
                            roles: Set(roles.map { "\($0.role) \(places[$0.placeID] ?? "")" }))
                    )
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    func hasAdministrator() async throws -> Bool {
        try await fixture.database.read { [people = fixture.people] db in
            let person = try people.find(administrator, db)
            return try People.hasAdministrator(db) && person?.name == "Ada Reyes" && person?.state == .active
                && person?.rosterID == nil
        }
    }

    // MARK: Deliveries by hand

    static func manifest(version: String = "1.1", _ files: [String: String]) -> String {
        "propertyName,value\nmanifest.version,1.0\noneroster.version,\(version)\n"
            + files.sorted { $0.key < $1.key }.map { "file.\($0.key),\($0.value)\n" }.joined()
    }

    static let orgs = "sourcedId,name,type\nd,Larch Valley,district\ns,Harbor High,school\nt,Bramble,school\n"
    static let classes = "sourcedId,title,schoolSourcedId\nc,Biology,s\n"
    static let userHead =
        "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,email,agentSourcedIds\n"
    static let enrolmentHead = "sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\n"

    /// A delivery of version 1.1 that holds all there is.
    static func bulk(users: String, enrolments: String = "", classes: String = classes) -> [String: String] {
        [
            "manifest.csv": manifest(["orgs": "bulk", "users": "bulk", "classes": "bulk", "enrollments": "bulk"]),
            "orgs.csv": orgs, "users.csv": userHead + users, "classes.csv": classes,
            "enrollments.csv": enrolmentHead + enrolments,
        ]
    }
}
