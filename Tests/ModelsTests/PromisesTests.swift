import Foundation
import GRDB
import Kernel
import LanguageModel
import Persistence
import TestSupport
import Testing

@testable import Models

@Suite("Promises of providers, and who asked") struct PromisesTests {
    private static let school = UUID()
    private static let teacher = ModelAsker(
        Principal(
            person: UUID(),
            grants: [.init(role: "educator", place: Place(path: [UUID(), school]), permissions: [.readDocuments])],
            home: school))
    private static let student = ModelAsker(
        Principal(
            person: UUID(),
            grants: [.init(role: "student", place: Place(path: [UUID(), school]), permissions: [.readDocuments])],
            home: school))

    @Test("each promise that is not made is missing; one that begins later is not made yet")
    func missing() {
        var promises = ModelPromises()
        #expect(promises.missing(today: "2026-09-01") == [.agreement, .retention, .training])
        promises = ModelPromises(agreementOn: "2026-08-01", retentionDays: 0, trainsOnData: false, region: nil)
        #expect(promises.missing(today: "2026-09-01") == [])
        #expect(promises.missing(today: "2026-07-31") == [.agreement])
        promises.trainsOnData = true
        #expect(promises.missing(today: "2026-09-01") == [.training])
    }

    @Test(
        "what a student asks goes to no provider outside without its promises, nor to one that is only said to be inside"
    )
    func refused() async throws {
        let fixture = try ModelsFixture()
        // An address for documentation: nothing answers there, and nothing is to be sent.
        try fixture.insert("outside", at: "http://192.0.2.1/v1") { $0.retentionDays = 30 }
        #expect(try await fixture.outcome(Self.student) == "models.promisesMissing")
        guard case .not(let told?) = try await fixture.calls.write(ModelsFixture.request(), for: Self.student) else {
            return _ = Issue.record("written")
        }
        #expect(told.message.contains("an agreement about data") && told.message.contains("trains no models"))
        #expect(!told.message.contains("how long"))
        try await fixture.database.write { db in try db.execute(sql: "UPDATE modelProvider SET isInside = 1") }
        #expect(try await fixture.outcome(Self.student) == "models.promisesMissing")
        #expect(try await fixture.calls.ledger.calls(limit: 10, before: nil).isEmpty)
    }

    @Test("staff's questions go where they went; a student's go inside the building; each call is kept by its school")
    func inside() async throws {
        let server = ChatServer()
        server.then(.writes("Together."))
        let (teacher, student, school) = (Self.teacher, Self.student, Self.school)
        try await server.run { url in
            let fixture = try ModelsFixture()
            try fixture.insert("here", at: url.absoluteString) { $0.isInside = true }
            #expect(try await fixture.outcome(teacher) == nil)
            #expect(try await fixture.outcome(student) == nil)
            let calls = try await fixture.calls.ledger.calls(limit: 10, before: nil)
            #expect(calls.map(\.placeID) == [school, school])
            // A feature may say itself that it carries what is about students.
            #expect(try await fixture.outcome(teacher, carrying: [ModelCalls.students]) == nil)
            try await fixture.database.write { db in
                try db.execute(sql: "UPDATE modelProvider SET isInside = 0, baseURL = 'http://192.0.2.1/v1'")
            }
            #expect(try await fixture.outcome(teacher, carrying: [ModelCalls.students]) == "models.promisesMissing")
        }
    }

    @Test("where the district wants it so, what names a student is about students, although the name is hidden")
    func named() async throws {
        let server = ChatServer()
        server.then(.writes("Together."))
        let teacher = Self.teacher
        try await server.run { url in
            let fixture = try ModelsFixture()
            try fixture.insert("here", at: url.absoluteString) { $0.isInside = true }
            #expect(try await fixture.outcome(teacher, "How do I help José Núñez?") == nil)
            #expect(server.requests.last?.contains("Núñez") == false)
            try await fixture.database.write { db in
                try db.execute(sql: "UPDATE modelProvider SET isInside = 0, baseURL = 'http://192.0.2.1/v1'")
                var rules = PersonalDataRules()
                rules.namedStudentsNeedPromises = true
                try PersonalDataRules.setting.set(rules, at: nil, by: .appliance, db)
            }
            for question in ["How do I help José Núñez?", "José Luis Núñez Prado is late."] {
                #expect(try await fixture.outcome(teacher, question) == "models.promisesMissing", "\(question)")
            }
        }
    }

    @Test("all that ask share one provider's limit; beyond it the next is asked")
    func limits() async throws {
        let (first, second) = (ChatServer(), ChatServer())
        first.then(.writes("First."))
        second.then(.writes("Second."))
        let (teacher, student) = (Self.teacher, Self.student)
        try await first.run { one in
            try await second.run { two in
                let fixture = try ModelsFixture()
                try fixture.insert("one", at: one.absoluteString) { ($0.isInside, $0.requestsPerMinute) = (true, 2) }
                try fixture.insert("two", at: two.absoluteString) { ($0.isInside, $0.position) = (true, 2) }
                for asker in [teacher, student, teacher] { #expect(try await fixture.outcome(asker) == nil) }
                #expect(first.requests.count == 2 && second.requests.count == 1)
                try await fixture.database.write { db in
                    try db.execute(sql: "DELETE FROM modelProvider WHERE name = 'two'")
                }
                #expect(try await fixture.outcome(student) == "model.paced")
            }
        }
    }

    @Test("a provider is added by its kind; what is wrong with it is told, and null takes a promise back")
    func kinds() async throws {
        let server = ProviderServer(
            .init(
                #"{"type":"message","content":[{"type":"text","text":"Ready."}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"#
            ))
        try await server.run { url in
            let providers = try ModelsFixture().calls.providers
            func draft(_ fields: String) throws -> ModelProviders.Draft {
                try ModelsFixture.draft(#"{"name": "p", "model": "m", "isInside": true, \#(fields)}"#)
            }
            let address = #""baseURL": "\#(url.absoluteString)/v1/messages""#
            let added = try await providers.add(
                try draft(
                    #""kind": "anthropic", "key": "k", \#(address), "agreementOn": "2026-08-01", "retentionDays": 0"#),
                by: .appliance)
            #expect(added.kind == .anthropic && added.baseURL == url.absoluteString && added.verdict == .good)
            #expect(server.sent.allSatisfy { $0.path == "/v1/messages" })
            let changed = try await providers.change(
                added.id, try ModelsFixture.draft(#"{"agreementOn": null, "trainsOnData": false}"#), by: .appliance)
            #expect(changed.promises == .init(agreementOn: nil, retentionDays: 0, trainsOnData: false, region: nil))
            let wrong: [(String, ModelsFailure)] = [
                (
                    #""kind": "bedrock", "key": "AKIDEXAMPLEEXAMPLE12:0123456789012345678901234567890123456789""#,
                    .noRegion
                ),
                (#""kind": "bedrock", "region": "us-east-1", "key": "k""#, .oddCredentials),
                (#""kind": "bedrock", "region": "us-east-1""#, .oddCredentials),
                (#"\#(address), "agreementOn": "soon""#, .oddPromise),
                (#"\#(address), "retentionDays": -1"#, .oddPromise),
                (#"\#(address), "requestsPerMinute": 0"#, .oddPace),
            ]
            for (fields, failure) in wrong {
                await #expect(throws: failure, "\(fields)") {
                    _ = try await providers.add(try draft(fields), by: .appliance)
                }
            }
            await #expect(throws: ModelsFailure.noRecordings) {
                _ = try await providers.transcribe(Data("x".utf8), fileName: "a.wav", model: "w", by: added.id)
            }
        }
    }

    @Test(
        "what is asked at an address is taken off it, and what is missing is put there",
        arguments: [
            (ProviderKind.azure, "https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21", [""]),
            (.azure, "https://x.openai.azure.com", ["/openai/v1", "/openai/deployments/m?api-version=2024-10-21"]),
            (.azure, "https://x.openai.azure.com/openai/v1", [""]), (.anthropic, "https://api.anthropic.com", [""]),
            (.bedrock, "https://bedrock-runtime.us-east-1.amazonaws.com", [""]),
        ])
    func addresses(_ kind: ProviderKind, _ given: String, _ paths: [String]) throws {
        let url = try #require(URL(string: given))
        #expect(kind.addresses(url, model: "m").map(\.absoluteString) == paths.map { given + $0 })
        guard let query = url.query() else { return }
        let asked = url.appending(path: "chat/completions").absoluteString
        #expect(asked.contains("/d/chat/completions?\(query)"))
    }
}
