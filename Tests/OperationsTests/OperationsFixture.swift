import Foundation
import GRDB
import Jobs
import LanguageModel
import Mail
import Models
import Outbound
import Persistence
import Vault

@testable import Operations

extension Operations {
    /// The feature without others: with jobs and schedules of the test's own, if any.
    static func alone(
        _ database: any DatabaseWriter, _ gate: OutboundGate, _ sealer: Sealer, _ keys: SubjectKeys,
        handlers: [JobHandler] = [],
        schedules: [Schedule] = [], names: AuditNames = AuditNames(), folder: String = "/nowhere",
        routeChanged: @escaping RouteChange = { _, _, _ in }
    ) -> Operations {
        let models = ModelCalls(
            database: database, sealer: sealer, gate: gate,
            people: PeopleNames(database: database, directory: NoDistrict()),
            prompts: Prompts(database: database, templates: []),
            trial: TrialTask(maxTokens: 1) {
                []
            } isDone: { _ in
                false
            })
        return Operations(
            database: database, gate: gate, sealer: sealer, keys: keys, models: models,
            mailer: Mailer(database: database, gate: gate, sealer: sealer), routeChanged: routeChanged,
            board: JobBoard(database: database, handlers: handlers),
            scheduler: Scheduler(database: database, schedules: schedules) { .gmt }, names: names,
            forwarder: AuditForwarder(
                database: database, gate: gate, actions: AuditAction.shared + Operations.auditActions),
            retention: Retention(Operations.retention), folder: folder)
    }
}
