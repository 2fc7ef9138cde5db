import Foundation
import GRDB
import Library
import Persistence
import Vault

/// What is in a data folder: the database and the key, found to belong together before anything is made or removed.
struct ApplianceStore {
    let database: DatabasePool
    let key: MasterKey

    /// - Parameter migrations: those of all features.
    /// - Throws: `DataFolder.Failure` where something is missing, foreign or damaged, with the cure; `MasterKey.Failure`.
    init(_ folder: DataFolder, migrations: [SchemaMigration]) throws {
        try folder.checkWhole()
        do {
            database = try DatabaseFile.open(path: folder.database, migrations: migrations)
        } catch let error as DatabaseError where StorageFailure(error) == .damaged {
            // Pages carry sums: what another program writes has none.
            let reason =
                error.extendedResultCode == .SQLITE_IOERR_DATA
                ? "pages of it do not hold what Homeroom wrote: the disk fails, or another program changed them"
                : error.message ?? "\(error.resultCode)"
            throw DataFolder.Failure.databaseDamaged(path: folder.database, reason: reason)
        } catch let error as DatabaseError {
            if let failure = StorageMonitor.cause(of: error, in: folder.path) { throw failure }
            throw error
        }
        // The database comes first: one that was made and never used may still be given its key.
        let isUnused = try ApplianceIdentity.isUnused(database)
        guard isUnused || FileManager.default.fileExists(atPath: folder.masterKey) else {
            throw DataFolder.Failure.keyMissing(path: folder.masterKey)
        }
        let key = try MasterKey(path: folder.masterKey, create: isUnused)
        self.key = key
        try ApplianceIdentity.check(database, key, folder) { db in try Self.fits(key, folder, db) }
    }

    /// Whether what a release before this one sealed or signed can be opened with the key.
    private static func fits(_ key: MasterKey, _ folder: DataFolder, _ db: Database) throws -> Bool {
        let own = key.signingKey(context: "audit").publicKey
        let heads = AuditKeeper.checkpoints(in: folder.auditHead)
        if let head = heads.last { return AuditTrail.isGenuine(head, by: own) }
        return try Library.isReadable(files: folder.files, sealer: key.sealer(context: "files"), db) ?? true
    }
}
