import Foundation
import GRDB
import HTTPTypes
import TestSupport
import Testing

@testable import Answering
@testable import Coach

@Suite("Budgets") struct BudgetTests {
    @Test("an administrator is told of people who have spent their own, whoever looks")
    func everybody() async throws {
        let fixture = try await CoachFixture()
        func alerts() async throws -> [String] {
            let budget = try await fixture.send("model-budget", method: .get)
            return (budget.json["alerts"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
        }
        #expect(try await alerts().isEmpty)
        try await fixture.database.write { db in
            for actor in [CoachFixture.mia, CoachFixture.jose] {
                try db.execute(
                    sql: """
                        INSERT INTO modelCall (at, actor, purpose, provider, host, model, sentBytes, sentHash, hidden,
                          inputTokens, outputTokens, cost, milliseconds, outcome)
                        VALUES (?, ?, 'answer', 'p', 'h', 'm', 1, ?, 0, 1, 1, 10000000, 1, 'written')
                        """, arguments: [Date(), actor.uuidString.lowercased(), Data(count: 32)])
            }
        }
        #expect(try await alerts() == ["model.peopleSpent"])
        let budget = try await fixture.send("model-budget", method: .get)
        #expect(budget.body.contains("today: 2."), "\(budget.body)")
    }
}
