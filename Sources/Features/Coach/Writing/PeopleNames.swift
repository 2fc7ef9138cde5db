import GRDB
import LanguageModel
import Persistence
import Synchronization

/// What finds personal data with the names of everybody in the district, made again when people have changed.
final class PeopleNames: Sendable {
    private let database: any DatabaseReader
    private let directory: any DistrictDirectory
    private let kept = Mutex<(version: Int, finder: PersonalData)?>(nil)

    init(database: any DatabaseReader, directory: any DistrictDirectory) {
        (self.database, self.directory) = (database, directory)
    }

    /// - Throws: database errors.
    func finder() async throws -> PersonalData {
        let version = directory.version
        if let kept = kept.withLock({ $0 }), kept.version == version { return kept.finder }
        let names = try await database.read { [directory] db in try directory.allNames(db) }
        let finder = PersonalData(names: RosterNames(names.map { .init(given: $0.given, family: $0.family) }))
        kept.withLock { $0 = (version, finder) }
        return finder
    }
}
