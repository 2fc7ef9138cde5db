import Foundation
import GRDB
import LanguageModel

extension ModelProviders {
    /// What is amiss with the servers: each whose last three requests failed, since this process began or, by the
    /// account, within a day.
    public func faults() async throws -> [String] {
        let since = Date().addingTimeInterval(-86_400)
        let all = try await database.read { db in
            try ModelProviderRecord.order(Column("position")).fetchAll(db).map { record in
                let last = try ModelCallRecord.filter(Column("provider") == record.name && Column("at") >= since)
                    .filter(Column("outcome") != "abandoned").order(Column("number").desc).limit(3).fetchAll(db)
                return (record, last.map(\.outcome))
            }
        }
        return all.compactMap { record, outcomes in
            let reason = outcomes.first.flatMap { $0 == "written" ? nil : " (\($0))" } ?? ""
            let isFailing = outcomes.count == 3 && !outcomes.contains("written")
            guard isFailing || breakers[record.id].failuresInARow >= 3 else { return nil }
            return
                "the model server “\(record.name)” failed three times in a row or more\(reason), so that others write, or "
                + "answers are quoted. Try it under Models, or with: homeroom models test “\(record.name)”"
        }
    }
}
