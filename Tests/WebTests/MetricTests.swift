import GRDB
import Persistence
import Testing
import Web

@Suite("Metrics") struct MetricTests {
    @Test("are written as Prometheus reads them: help, type, and a line for each word of a label")
    func text() throws {
        let database = try DatabaseFile.inMemory(migrations: [])
        let jobs = Metric("homeroom_jobs", .gauge, help: "Work,\nby state.") { _ in
            .byLabel("state", ["queued": 2, "do\"ne": 1])
        }
        let calls = Metric("homeroom_calls_total", .counter, help: "Calls.") { db in try .count("SELECT 7", db) }
        let text = try database.read { db in try jobs.text(db) + calls.text(db) }
        #expect(
            text == """
                # HELP homeroom_jobs Work,\\nby state.
                # TYPE homeroom_jobs gauge
                homeroom_jobs{state="do\\"ne"} 1
                homeroom_jobs{state="queued"} 2
                # HELP homeroom_calls_total Calls.
                # TYPE homeroom_calls_total counter
                homeroom_calls_total 7

                """)
    }
}
