import Foundation
import GRDB
import Kernel
import LanguageModel
import Testing

@testable import Models

@Suite("Servers that fail") struct FailingServerTests {
    @Test("three failures in a row are told with the last reason; one that wrote again is not")
    func told() async throws {
        let fixture = try ModelsFixture()
        try fixture.insert("hall", at: "http://10.0.0.9/v1") { _ in }
        func note(_ outcomes: String...) async throws {
            let records = try await fixture.calls.providers.list()
            let record = try #require(records.first)
            try await fixture.database.write { db in
                for outcome in outcomes {
                    var call = ModelCallRecord(
                        to: record, for: "answer", [], nil, since: .now,
                        by: ModelAsker(actor: "operator", place: nil, isStudent: false), outcome: outcome)
                    try call.insert(db)
                }
            }
        }
        #expect(try await fixture.calls.providers.faults() == [])
        try await note("written", "model.failed", "model.failed", "abandoned")
        #expect(try await fixture.calls.providers.faults() == [], "two failures are none to wake somebody for")
        try await note("model.timedOut")
        let fault = try await fixture.calls.providers.faults().first
        #expect(fault?.contains("“hall”") == true && fault?.contains("(model.timedOut)") == true)
        try await note("written")
        #expect(try await fixture.calls.providers.faults() == [])
    }
}
