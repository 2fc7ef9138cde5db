public import GRDB

/// One step of the database's history. Never changed once it has been released.
public struct SchemaMigration: Sendable {
    /// The day it was written and what it is, such as `2026-03-02 practice: items`; steps run in the order of their ids.
    public let id: String
    /// The step itself: names in strings, never types of the application, which change.
    public let migrate: @Sendable (Database) throws -> Void

    public init(_ id: String, migrate: @escaping @Sendable (Database) throws -> Void) {
        (self.id, self.migrate) = (id, migrate)
    }
}

/// The one timeline of all features' steps.
public func makeMigrator(_ migrations: [SchemaMigration]) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for migration in migrations.sorted(by: { $0.id < $1.id }) {
        migrator.registerMigration(migration.id, migrate: migration.migrate)
    }
    return migrator
}
