import Foundation
import GRDB
import HTTPTypes
import Kernel
import Library
import Persistence
import TestSupport
import Testing
import Vault

@testable import homeroom

@Suite("Who learns what things and people are called") struct NamesTests {
    private struct Made: Decodable { let id: UUID }
    private struct Person: Decodable { let id: UUID }
    private struct People: Decodable { let people: [Person] }

    @Test("the trail names a private collection only to who may read it, or looks into activity with a reason")
    func trail() async throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        let people = try await RolePeople(appliance)
        struct Wish: Encodable { let name: String, isPrivate: Bool }
        let answer = try await people["coach"].send(.post, "collections", Wish(name: "Quarrel notes", isPrivate: true))
        let id = try JSONDecoder().decode(Made.self, from: answer.body).id.uuidString.lowercased()
        for role in ["auditor", "systemAdministrator"] {
            let trail = try await people[role].send(.get, "audit").whole
            #expect(trail.contains(id) && !trail.contains("Quarrel notes"), "\(role)")
            #expect(trail.contains("coach X"), "\(role) knows who it was")
        }
        // Who manages all collections reads it too.
        #expect(try await people["districtAdministrator"].send(.get, "audit").whole.contains("Quarrel notes"))
        try await appliance.database.write { db in
            try AuditTrail.append(.init(.documentRead, "collection", id), by: .appliance, db)
        }
        let reason = ["reason": "A complaint of November 25."]
        let shown = try await people["auditor"].send(.post, "audit/activity", reason).whole
        #expect(shown.contains("Quarrel notes"))
    }

    @Test("readers of a collection are named only to who may look at these people")
    func readers() async throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        let people = try await RolePeople(appliance)
        let found = try await people["districtAdministrator"].send(.get, "people?q=viewer")
        let viewer = try #require(try JSONDecoder().decode(People.self, from: found.body).people.first).id
        struct Wish: Encodable { let name: String, isPrivate: Bool }
        struct Readers: Encodable {
            struct Reader: Encodable { let person: UUID, mayWrite: Bool }
            let readers: [Reader]
        }
        for (role, isNamed) in [("coach", false), ("districtAdministrator", true)] {
            let made = try await people[role].send(.post, "collections", Wish(name: "Of \(role)", isPrivate: true))
            let id = try JSONDecoder().decode(Made.self, from: made.body).id
            let readers = Readers(readers: [.init(person: viewer, mayWrite: false)])
            let set = try await people[role].send(.put, "collections/\(id)/readers", readers)
            #expect(set.status == 200 && set.whole.contains("viewer X") == isNamed, "\(role): \(set.whole)")
            let listed = try await people[role].send(.get, "collections").whole
            #expect(listed.contains("viewer X") == isNamed, "\(role)")
        }
    }
}
