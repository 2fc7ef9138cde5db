import Foundation
import HTTPTypes
import Testing

@testable import Accounts

@Suite("Exports of the audit trail") struct AuditExportTests {
    private func district(_ body: @escaping @Sendable (District) async throws -> Void) async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in try await body(District(fixture, stranger)) }
    }

    @Test("the trail is handed out with its hashes, or as a table with names and no formulas")
    func formats() async throws {
        try await district { district in
            let made = try await district.administrator.send(
                .post, "/api/v1/people",
                [
                    "givenName": "=Sum", "familyName": "Test", "email": "sum@cedarvalley.example", "role": "educator",
                    "place": district.elm,
                ])
            #expect(made.status == 201, "\(made.body)")
            let path = "/api/v1/audit/export"
            let lines = try await district.administrator.send(.get, path)
            #expect(lines.status == 200 && lines.body.hasPrefix("{") && lines.body.contains("\"hash\""))
            let table = try await district.administrator.send(.get, path + "?format=csv&language=es")
            #expect(table.body.hasPrefix("\u{FEFF}Número,Fecha y hora (UTC),Quién,"), "\(table.body.prefix(80))")
            #expect(table.body.contains("person.added") && table.body.contains(",'=Sum Test,"), "\(table.body)")
            let narrow = try await district.administrator.send(.get, path + "?format=csv&action=exported")
            let rows = narrow.body.components(separatedBy: "\r\n").dropLast()
            #expect(rows.count == 4, "the head, and three exports: \(narrow.body)")
            #expect(rows.dropFirst().allSatisfy { $0.contains(",exported,done,audit,") })
            let sheet = try await district.administrator.send(.get, path + "?format=xlsx")
            #expect(sheet.status == 200 && sheet.body.hasPrefix("PK") && sheet.body.contains("=Sum Test</t>"))
            let odd = try await district.administrator.send(.get, path + "?format=pdf")
            #expect(odd.status == 400 && odd.body.contains("ndjson, csv or xlsx"))
            let teacher = try await district.enter("reader", "educator", at: district.elm)
            #expect(try await teacher.browser.send(.get, path + "?format=csv").status == 403)
        }
    }
}
