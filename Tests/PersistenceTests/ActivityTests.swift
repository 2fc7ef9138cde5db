import Foundation
import GRDB
import Kernel
import Testing

@testable import Persistence

@Suite("Activity") struct ActivityTests {
    private let database: DatabaseQueue
    private let person = UUID(), school = UUID(), district = UUID()

    init() throws { database = try DatabaseFile.inMemory(migrations: []) }

    private var origin: RequestOrigin {
        var origin = RequestOrigin(actor: person.uuidString.lowercased(), address: "::1", requestID: "1")
        origin.place = school
        return origin
    }

    @Test("what is noted in the trail is counted where its action says so, with the school, and only what was done")
    func counted() throws {
        let document = UUID()
        let found = try database.write { db in
            try AuditTrail.setHome(district, db)
            try AuditTrail.append(.init(.documentRead, "document", document.uuidString.lowercased()), by: origin, db)
            try AuditTrail.append(.init(.settingsChanged, "setting", "x"), by: origin, db)
            try AuditTrail.append(.init(.exported, "audit", "", outcome: .refused), by: origin, db)
            try AuditTrail.append(.init(.searched, "search", "hash"), by: .appliance, db)
            return try Activity.order(Column("number")).fetchAll(db)
        }
        #expect(found.map(\.kind) == [.open, .search])
        #expect(found[0].personID == person && found[0].placeID == school && found[0].documentID == document)
        #expect(found[1].personID == nil && found[1].placeID == district)
    }

    @Test("entries outlive who is erased without naming them, and go after 90 days")
    func forgotten() async throws {
        try await database.write { db in
            try Activity(.answer, by: origin).note(db)
            try Activity.erase(person, db)
            let left = try Activity.fetchAll(db)
            #expect(left.count == 1 && left[0].personID == nil && left[0].placeID == school)
        }
        let retention = Retention([Activity.retention])
        #expect(try await retention.prune(database, now: Date().addingTimeInterval(89 * 86_400)) == [:])
        #expect(
            try await retention.prune(database, now: Date().addingTimeInterval(91 * 86_400)) == ["activity": 1])
    }
}
