import Foundation
import GRDB
import Kernel
import Testing
import Vault

@testable import Persistence

@Suite("What is noted, and where") struct ActivityLogTests {
    private func hash() throws -> KeyedHash {
        try MasterKey(path: NSTemporaryDirectory() + UUID().uuidString, create: true).keyedHash(context: "activity")
    }

    @Test("what somebody reads is noted once for a document and an hour, over a restart too, with their school")
    func once() async throws {
        let database = try DatabaseFile.inMemory(migrations: [])
        var (ada, bo) = (
            RequestOrigin(actor: "ada", address: "10.0.0.1", requestID: "1"),
            RequestOrigin(actor: "bo", address: "10.0.0.2", requestID: "2")
        )
        let school = UUID()
        (ada.place, bo.place) = (school, school)
        let hash = try hash()
        // Two, as before and after a restart.
        for _ in 0..<2 {
            let log = ActivityLog(database: database, hash: hash)
            for origin in [ada, bo, ada] {
                for document in ["one", "two"] { await log.note(.documentRead, "document", document, by: origin) }
            }
        }
        let entries = try await database.read { db in try AuditTrail.entries(after: 0, limit: 100, db) }
        // The clock may strike between the two.
        #expect((4...8).contains(entries.count))
        #expect(entries.allSatisfy { $0.place == school })
        let sameHour = Set(entries.map { $0.at.prefix(13) }).count == 1
        #expect(entries.count == 4 || !sameHour)
    }

    @Test("an entry that names no place has the actor's school, or else the district")
    func places() throws {
        let database = try DatabaseFile.inMemory(migrations: [])
        let (district, school, other) = (UUID(), UUID(), UUID())
        let places = try database.write { db in
            try AuditTrail.append(.init(.exported), by: .appliance, db)
            try AuditTrail.setHome(district, db)
            try AuditTrail.append(.init(.exported), by: .appliance, db)
            var origin = RequestOrigin(actor: "ada", address: "10.0.0.1", requestID: "1")
            origin.place = school
            try AuditTrail.append(.init(.exported), by: origin, db)
            try AuditTrail.append(.init(.exported, place: other), by: origin, db)
            return try AuditTrail.entries(after: 0, limit: 10, db).map(\.place)
        }
        #expect(places == [nil, district, school, other])
    }

    @Test("what nobody declares any more is hidden from supervisors, and shown as activity")
    func unknown() throws {
        let database = try DatabaseFile.inMemory(migrations: [])
        try database.write { db in
            for action in [AuditAction.exported, .searched, AuditAction(rawValue: "of.another.release")] {
                try AuditTrail.append(.init(action), by: .appliance, db)
            }
            var filter = AuditTrail.Filter(AuditAction.shared)
            #expect(try AuditTrail.entries(filter, limit: 10, db).map(\.action) == ["exported"])
            filter.isOfActivity = true
            #expect(
                try AuditTrail.entries(filter, limit: 10, db).map(\.action) == ["of.another.release", "search.made"])
        }
    }
}
