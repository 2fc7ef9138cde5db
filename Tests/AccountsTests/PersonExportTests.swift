import Foundation
import GRDB
import HTTPTypes
import Kernel
import Testing
import Web

@testable import Accounts

@Suite("All that is kept of a person") struct PersonExportTests {
    private static let reason = ["reason": "A parent asked to inspect the records."]

    @Test("a district exports a person for a reason; who may not read activity does not get what staff ask")
    func exported() async throws {
        let fixture = try AccountsFixture()
        fixture.exports.add { export, _ in
            try export.section("questions", .init("Questions", "Preguntas"), isActivity: true) { add in
                try add(["text": "a <b>question</b>", "left": nil])
            }
        }
        try await fixture.run { stranger in
            let district = try await District(fixture, stranger)
            let teacher = try await district.enter("teacher", "educator", at: district.elm)
            let path = "/api/v1/people/\(teacher.id)/export"
            #expect(try await district.administrator.send(.post, path, ["reason": "because"]).status == 400)
            #expect(try await teacher.browser.send(.post, path, Self.reason).status == 403)
            let export = try await district.administrator.send(.post, path + "?language=es", Self.reason)
            #expect(export.status == 200 && export.body.hasPrefix("PK"), "\(export.body.prefix(200))")
            #expect(export.body.contains(#""email":"teacher@cedarvalley.example""#))
            #expect(export.body.contains("<h2>Perfil</h2>"))
            #expect(export.body.contains(#""questions":{"leftOut":"activity"}"#))
            let own = try await teacher.browser.send(.post, "/api/v1/account/export", [:])
            #expect(own.status == 200 && own.body.contains(#""questions":[{"text":"a <b>question</b>"}]"#))
            #expect(own.body.contains("a &lt;b&gt;question&lt;/b&gt;"))
            #expect(!own.body.contains("argon2") && !own.body.contains("keyHash"))
            let student = try await district.enter("student", "student", at: district.elm)
            let record = try await district.administrator.send(
                .post, "/api/v1/people/\(student.id)/export", Self.reason)
            #expect(record.body.contains(#""questions":[{"text""#), "a student's record is the school's to show")
            let noted = try await district.administrator.send(.get, "/api/v1/audit?action=exported")
            #expect(
                noted.body.contains("A parent asked to inspect the records.")
                    && noted.body.contains(teacher.id.lowercased()))
        }
    }

    @Test("an auditor gets all of it, which is told to the person")
    func audited() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let district = try await District(fixture, stranger)
            let teacher = try await district.enter("teacher", "educator", at: district.elm)
            try await fixture.accounts.store.write { db in
                try db.execute(sql: "UPDATE OR IGNORE membership SET role = 'auditor' WHERE role <> 'educator'")
            }
            let export = try await district.administrator.send(
                .post, "/api/v1/people/\(teacher.id)/export", Self.reason)
            #expect(export.status == 200, "\(export.body.prefix(200))")
            let told = try await teacher.browser.send(.get, "/api/v1/account/activity-reads")
            #expect(told.body.contains("A parent asked to inspect the records."), "\(told.body)")
        }
    }
}
