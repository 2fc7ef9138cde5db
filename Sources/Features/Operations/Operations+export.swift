import Foundation
import GRDB
import Kernel
import Mail
import Models
import Persistence
import Web

/// What the platform keeps of a person, for their export.
struct PlatformExport: Sendable {
    let mailer: Mailer
    let names: AuditNames
    /// Entries of the trail that are read at once.
    private static let batch = 1000

    func add(to export: PersonExport, _ db: Database) throws {
        let person = export.person
        try export.section("messages", .init("Messages mailed", "Mensajes enviados"), isActivity: false) { add in
            for message in try mailer.outbox.messages(to: person, db) {
                try add([
                    "at": .moment(message.at), "kind": .string(message.kind),
                    "recipient": (try? mailer.outbox.recipient(of: message)).map { .string($0) },
                    "state": .string(message.state.rawValue), "endsAt": message.endedAt.map { .moment($0) },
                ])
            }
        }
        try export.section(
            "modelCalls", .init("Calls to models", "Llamadas a modelos"), isActivity: true
        ) { add in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT purpose, provider, model, count(*) AS calls, sum(inputTokens) AS inputTokens,
                      sum(outputTokens) AS outputTokens, sum(cost) AS cost, min(at) AS first, max(at) AS last
                    FROM modelCall WHERE actor = ? GROUP BY purpose, provider, model ORDER BY first
                    """, arguments: [person.uuidString.lowercased()])
            for row in rows {
                try add([
                    "purpose": .string(row["purpose"]), "provider": .string(row["provider"]),
                    "model": .string(row["model"]), "calls": .count(row["calls"]),
                    "inputTokens": .count(row["inputTokens"]), "outputTokens": .count(row["outputTokens"]),
                    "cost": .count(row["cost"]), "first": .moment(row["first"]), "last": .moment(row["last"]),
                ])
            }
        }
        try export.section(
            "requestsDoneOnce", .init("Requests kept for a day", "Peticiones guardadas un día"), isActivity: false
        ) { add in
            for request in try IdempotencyKeys.requests(of: person, db) {
                try add(["at": .moment(request.at), "status": request.status.map { .count($0) }])
            }
        }
        try export.section("activity", .init("What was done, for counting", "Lo hecho, para contar"), isActivity: true)
        {
            add in
            let entries = try Activity.filter(Column("personID") == person).order(Column("number")).fetchCursor(db)
            while let one = try entries.next() {
                try add([
                    "at": .moment(one.at), "kind": .string(one.kind.rawValue),
                    "document": one.documentID.map { .identifier($0) }, "domain": one.domain.map { .string($0) },
                    "outcome": one.outcome.map { .string($0) }, "channel": one.channel.map { .string($0) },
                ])
            }
        }
        try trail(export, db)
    }

    /// The audit trail's entries by the person and about them.
    private func trail(_ export: PersonExport, _ db: Database) throws {
        let name = export.person.uuidString.lowercased()
        try export.section(
            "auditBy", .init("Audit log: by the person", "Registro de auditoría: por la persona"), isActivity: false
        ) { add in
            for isOfActivity in export.includesActivity ? [false, true] : [false] {
                var filter = AuditTrail.Filter(names.actions)
                (filter.actor, filter.isOfActivity) = (name, isOfActivity)
                try entries(filter, add, db)
            }
        }
        try export.section(
            "auditAbout", .init("Audit log: about the person", "Registro de auditoría: sobre la persona"),
            isActivity: false
        ) { add in
            var filter = AuditTrail.Filter(names.actions)
            filter.subject = name
            try entries(filter, add, db)
        }
    }

    private func entries(
        _ filter: AuditTrail.Filter, _ add: (PersonExport.Fields) throws -> Void, _ db: Database
    ) throws {
        var filter = filter
        while true {
            let found = try AuditTrail.entries(filter, limit: Self.batch, db)
            for entry in found {
                try add([
                    "at": .string(entry.at), "actor": .string(entry.actor), "address": .string(entry.address),
                    "action": .string(entry.action), "kind": .string(entry.subjectKind),
                    "subject": .string(entry.subject), "outcome": .string(entry.outcome),
                    "details": .object(entry.read.mapValues { .string($0) }),
                ])
            }
            guard found.count == Self.batch, let last = found.last else { return }
            filter.before = last.number
        }
    }
}
