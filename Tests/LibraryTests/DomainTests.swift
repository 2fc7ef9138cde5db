import Foundation
import GRDB
import Kernel
import Persistence
import Testing

@testable import Library
@testable import Search

@Suite("Domains") struct DomainTests {
    @Test("seven come along, and every passage and question gets its own")
    func labels() async throws {
        let fixture = try LibraryFixture()
        let library = fixture.library
        #expect(try await library.passages.domains.list().count == 7)
        let text = "How teams set norms for their meetings, who keeps the agenda, and what members promise each other."
        _ = try await fixture.add(text)
        let stored = try await fixture.database.read { db in
            try String.fetchAll(db, sql: "SELECT domain FROM passageDomain")
        }
        #expect(stored.contains("teams"))
        #expect(try await library.passages.domains(of: "How do we set norms for our team?").domains.first == "teams")
        #expect(try await library.passages.domains(of: "What is the boiling point of mercury?").domains.isEmpty)
    }

    @Test("other domains label the library anew; what cannot be used is refused")
    func edited() async throws {
        let fixture = try LibraryFixture()
        _ = try await fixture.add("Bread is baked from flour, water, salt and yeast in a hot oven.")
        let domains = fixture.library.passages.domains
        try await domains.set(
            [Domain(id: "baking", name: "Baking", description: "Bread, dough and ovens.", examples: [])],
            isTrial: false,
            by: .appliance)
        try await domains.label(report: { _ in })
        let stored = try await fixture.database.read { db in
            try String.fetchAll(db, sql: "SELECT domain FROM passageDomain")
        }
        #expect(stored == ["baking"])
        let queued = try await fixture.database.write { db in
            try db.execute(sql: "DELETE FROM job")
            try Domains.queueMissing(db)
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM job")
        }
        #expect(queued == 0, "all is labelled by these")
        for odd in [[], [Domain(id: "Bad Id", name: "x", description: "y", examples: [])]] {
            await #expect(throws: SearchFailure.domainsUnusable) {
                try await domains.set(odd, isTrial: false, by: .appliance)
            }
        }
    }
}

@Suite("Book numbers") struct ISBNTests {
    @Test("are found in an imprint when their check digit is right")
    func found() {
        #expect(ISBN.find(in: ["Imprint. ISBN 978-1-936763-95-5 (pbk.)"]) == "9781936763955")
        #expect(ISBN.find(in: ["none", "ISBN-10: 0-306-40615-2"]) == "0306406152")
        #expect(ISBN.find(in: ["ISBN 978-1-936763-95-4"]) == nil)
        #expect(ISBN.isSound("080442957X") && !ISBN.isSound("123"))
    }
}
